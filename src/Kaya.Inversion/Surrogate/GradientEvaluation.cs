using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>One concentration and both its gradients: of the network and of the transport model's adjoint.</summary>
/// <param name="Target">Which concentration.</param>
/// <param name="Period">Period of the data.</param>
/// <param name="Network">hour of the history x species x row x column, ppb or ug m-3 for a kg s-1.</param>
/// <param name="Adjoint">The same by the adjoint.</param>
public sealed record GradientPair(GroundConcentration Target, int Period, ReadOnlyMemory<float> Network, ReadOnlyMemory<float> Adjoint);

/// <summary>Compares the gradient of a network with the adjoint's at stations and hours it was not trained on.</summary>
public static class GradientEvaluation
{
    // Stations of an hour share the forward run of the transport model.
    private const int StationsOfAnHour = 4;

    /// <summary>Name of the stage of the comparisons.</summary>
    public const string Stage = "gradients";

    /// <summary>Computes both gradients for all pollutants at some stations and hours, evenly spread.</summary>
    /// <param name="model">The network.</param>
    /// <param name="data">Its data.</param>
    /// <param name="transport">The transport model of each period.</param>
    /// <param name="sample">Where and when.</param>
    /// <param name="context">Progress and cancellation.</param>
    /// <returns>Four pairs for each station and hour; none where no stations are given.</returns>
    /// <exception cref="SchemaMismatchException">Data with other channels.</exception>
    public static IEnumerable<GradientPair> Of(SurrogateModel model, SurrogateData data, IReadOnlyList<TransportSensitivity> transport,
        GradientSample sample, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(context);
        int hours = (int)Math.Ceiling((double)sample.Number / Math.Min(StationsOfAnHour, Math.Max(1, sample.Cells.Count)));
        int next = 0, left = sample.Number, taken = 0;
        StageCounter pairs = new(context, Stage, (long)sample.Number * AtmosphericSpecies.Pollutants.Length);
        for (int period = 0; period < data.PeriodCount && sample.Cells.Count > 0; period++)
        {
            // What is over from the division goes to the last periods.
            int share = (hours - taken) / (data.PeriodCount - period);
            List<GroundConcentration> targets = [];
            SurrogateSplit split = sample.Split ?? model.Estimator.Split;
            foreach (int hour in SurrogateEvaluation.SomeTargets(data, period, split, model.HistoryHours, share))
            {
                taken++;
                for (int i = 0; i < Math.Min(StationsOfAnHour, sample.Cells.Count) && left > 0; i++, left--, next++)
                {
                    (int row, int column) = sample.Cells[next % sample.Cells.Count];
                    foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
                        targets.Add(new GroundConcentration(hour, pollutant, row, column));
                }
            }

            IReadOnlyList<float[]> adjoint = targets.Count == 0 ? []
                : transport[period].Of(targets, model.HistoryHours, context.Cancellation);
            for (int i = 0; i < targets.Count; i++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                yield return new GradientPair(targets[i], period, model.GradientOf(data, new HourStretch(period, 0, targets[i].Hour, 1),
                    targets[i].Pollutant, targets[i].Row, targets[i].Column), adjoint[i]);
                pairs.Add(1);
            }
        }
    }

    /// <summary>A pair's gradients by factors on the emissions that all hours of the history share: what an update works with.</summary>
    /// <param name="data">Has the emissions of the prior.</param>
    /// <param name="pair">Gradients by emissions.</param>
    /// <returns>Both: species x row x column, ppb or ug m-3 for a factor of 1.</returns>
    public static (float[] Network, float[] Adjoint) ByFactors(SurrogateData data, GradientPair pair)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(pair);
        int size = AtmosphericSpecies.Emitted.Length * data.Grid.Rows * data.Grid.Columns, history = pair.Network.Length / size;
        float[] emissions = new float[history * size];
        data.ReadEmissions(new HourStretch(pair.Period, 0, pair.Target.Hour - history + 1, history), emissions);
        float[] Sum(ReadOnlySpan<float> gradient)
        {
            float[] sum = new float[size];
            for (int i = 0; i < emissions.Length; i++) sum[i % size] += emissions[i] * gradient[i];
            return sum;
        }

        return (Sum(pair.Network.Span), Sum(pair.Adjoint.Span));
    }
}

/// <summary>Where and when gradients are compared.</summary>
/// <param name="Cells">Cells; the next ones are taken for each hour.</param>
/// <param name="Number">Number of cells and hours in all.</param>
/// <param name="Split">Which hours are test hours; null for the split that the model was trained with.</param>
public sealed record GradientSample(IReadOnlyList<(int Row, int Column)> Cells, int Number, SurrogateSplit? Split = null);
