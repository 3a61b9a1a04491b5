using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>How the hours of a forecast follow each other.</summary>
/// <param name="Rolls">Whether the concentrations before a window are those that the network itself gave, as far as it has given any;
/// else those of the run, as in the paper.</param>
/// <param name="SegmentHours">Hours whose inside is kept in memory at once in the backward pass; the others are computed again.</param>
internal sealed record RollOut(bool Rolls = false, int SegmentHours = 8);

/// <summary>A fitted network as a function of emissions that gradients pass through; all else is fixed.</summary>
internal sealed class DifferentiableSurrogate(
    SurrogateNetwork network, SurrogateNormalisation normalisation, SurrogateData data, int history, int together)
{
    private readonly WindowInputs _inputs = new(data, normalisation, history, together);

    /// <summary>Hours of emissions that the concentrations of some hours depend on.</summary>
    internal HourStretch HistoryOf(HourStretch targets) =>
        targets with { FirstHour = targets.FirstHour - history + 1, Hours = targets.Hours + history - 1 };

    /// <summary>Emissions of a run for <see cref="Predict"/>.</summary>
    /// <returns>[hours of the targets and of the history before them, species, rows, columns], kg s-1.</returns>
    internal Tensor Emissions(HourStretch targets)
    {
        HourStretch hours = HistoryOf(targets);
        float[] values = new float[hours.Hours * data.EmissionLength];
        data.ReadEmissions(hours, values);
        return Tensor.From(values, hours.Hours, AtmosphericSpecies.Emitted.Length, data.Grid.Rows, data.Grid.Columns);
    }

    /// <summary>Concentrations of hours.</summary>
    /// <param name="emissions">[hours, species, rows, columns], kg s-1, 0 or more: those of <see cref="HistoryOf"/>.</param>
    /// <param name="targets">Which hours; the run gives the concentrations before them.</param>
    /// <param name="rollOut">How they follow each other.</param>
    /// <returns>[hours, pollutants, rows, columns], ppb and ug m-3; not cut at 0, where a gradient would end.</returns>
    internal Tensor Predict(Tensor emissions, HourStretch targets, RollOut rollOut)
    {
        data.Require(targets, history);
        int most = Math.Max(rollOut.SegmentHours, together), length = rollOut.Rolls ? DivisorBelow(history, most) : most;
        List<Tensor> parts = [];
        for (int first = 0; first < targets.Hours; first += length)
        {
            int hours = Math.Min(length, targets.Hours - first);
            HourStretch some = targets with { FirstHour = targets.FirstHour + first, Hours = hours };
            Tensor previous = rollOut.Rolls && first >= history
                ? parts[(first - history) / length].Slice(0, 0, hours)
                : _inputs.Concentrations(some with { FirstHour = some.FirstHour - history });
            parts.Add(Segment.Run(inner => [Forward(inner[0], inner[1], some)],
                [emissions.Slice(0, first, first + hours + history - 1), previous], network)[0]);
        }

        return normalisation.PhysicalConcentration(parts.Count == 1 ? parts[0] : Tensor.Cat(0, [.. parts]));
    }

    private Tensor Forward(Tensor emissions, Tensor previous, HourStretch targets)
    {
        Tensor all = emissions + _inputs.OtherEmissions(HistoryOf(targets));
        Tensor standard = normalisation.Emission(all).Permute(2, 3, 0, 1).Reshape(data.Cells, emissions.Length(0), -1);
        Tensor series = Tensor.Cat(2, standard, _inputs.Weather(targets));
        return network.Forward(_inputs.Of(series, previous, _inputs.EmissionsOf(emissions, HistoryOf(targets))));
    }

    // What is rolled out comes back in whole segments.
    private static int DivisorBelow(int number, int most) => Enumerable.Range(1, Math.Min(number, most)).Last(i => number % i == 0);
}
