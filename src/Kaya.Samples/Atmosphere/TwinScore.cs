using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Inversion;

namespace Kaya.Samples;

/// <summary>Which cells count as informed by the stations; fixed before the truth is seen.</summary>
public enum InformedRule
{
    /// <summary>The observations take away at least half of the variance of the prior's error of the cell.</summary>
    VarianceReduction,

    /// <summary>The diagonal of the averaging kernel is at least 0.5: the estimate of the cell takes over half of a change of that cell
    /// alone. Where errors of neighbours are correlated, few cells can reach that.</summary>
    AveragingKernel,
}

/// <summary>Emission errors of a species in informed cells of a twin; each cell weighs as much as it emits in the prior.</summary>
/// <param name="Share">Share of the prior emissions that is in informed cells.</param>
/// <param name="Prior">Mean absolute error of the prior's factors there; NaN where no cell is informed.</param>
/// <param name="Updated">Mean absolute error of the updated factors there.</param>
/// <param name="Inside">Share of informed cells (by number) whose 80 % interval holds the true factor.</param>
/// <param name="Cells">Number of informed cells that emit.</param>
public sealed record EmissionScore(double Share, double Prior, double Updated, double Inside, int Cells);

/// <summary>What an update did to emissions that the stations hardly inform; each cell weighs as much as it emits in the prior.</summary>
/// <param name="Share">Share of the prior emissions that is in such cells.</param>
/// <param name="Moved">Part of these emissions that the update changed by more than the limit; NaN where there are none.</param>
/// <param name="Closer">Part of the changed emissions that came closer to the truth; NaN where none changed.</param>
/// <param name="Prior">Mean absolute error of the prior's factors in such cells.</param>
/// <param name="Updated">Mean absolute error of the updated factors there.</param>
public sealed record MovedScore(double Share, double Moved, double Closer, double Prior, double Updated);

/// <summary>Concentration errors at some stations of a twin, against the truth without noise; ppb or micrograms per cubic metre.</summary>
/// <param name="Prior">Mean absolute error of the run with the prior.</param>
/// <param name="Updated">The same with updated emissions.</param>
/// <param name="True">The same with the true emissions in the model of the inversion: what is left is the error of the model.</param>
public sealed record ConcentrationScore(double Prior, double Updated, double True)
{
    /// <summary>Part of the prior's error that the update removed.</summary>
    public double Removed => 1 - (Updated / Prior);

    /// <summary>The same as a part of what the true emissions would remove; NaN where they would remove nothing.</summary>
    public double RemovedOfPossible => Prior > True ? (Prior - Updated) / (Prior - True) : double.NaN;
}

/// <summary>Judges an update by the known truth of a twin.</summary>
public sealed class TwinScore
{
    private const double EightyPercent = 1.28155;
    private readonly SampleTwin _twin;
    private readonly EmissionUpdate _update;
    private readonly InformationContent _information;
    private readonly ImmutableDictionary<EmittedSpecies, double[]> _emissions;

    /// <summary>Prepares the judgement.</summary>
    /// <param name="twin">The twin.</param>
    /// <param name="update">Its update.</param>
    /// <param name="information">What the stations can inform.</param>
    public TwinScore(SampleTwin twin, EmissionUpdate update, InformationContent information)
    {
        ArgumentNullException.ThrowIfNull(twin);
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(information);
        (_twin, _update, _information) = (twin, update, information);
        _emissions = information.Layout.Species.ToImmutableDictionary(species => species, species => Sums(twin.Inputs.Emissions, species));
    }

    /// <summary>The true factors in the layout of the update.</summary>
    /// <returns>One for each factor.</returns>
    public CorrectionFactors TrueFactors()
    {
        FactorLayout layout = _information.Layout;
        double[] values = new double[layout.Count];
        for (int block = 0; block < layout.Blocks.Count; block++)
            foreach (EmittedSpecies species in layout.Species)
                for (int cell = 0, at = layout.FieldAt(block, species); cell < layout.Cells; cell++)
                    values[at + cell] = _twin.TrueFactors.Span[((int)species * layout.Cells) + cell];
        return new CorrectionFactors(layout, values);
    }

    /// <summary>Errors of the concentrations at stations that were held out, then at those that were used.</summary>
    /// <param name="factors">Updated factors.</param>
    /// <returns>Pollutants that were measured there, in the order of <see cref="Pollutant"/>.</returns>
    public ImmutableArray<(bool HeldOut, Pollutant Pollutant, ConcentrationScore Score)> Concentrations(CorrectionFactors factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ReadOnlySpan<ObservationPoint> points = _update.Loss.Observations.Points;
        double[] clean = new double[points.Length];
        float[] field = new float[_information.Layout.Cells];
        for (int n = 0; n < points.Length; n++)
        {
            _twin.Concentrations.Read(points[n].Pollutant, points[n].Hour, field);
            clean[n] = field[points[n].Cell];
        }

        ObservationLoss judge = _update.Loss.With(clean);
        // Each is a run of the transport model, which serves both kinds of stations.
        ReadOnlyMemory<double> prior = _update.Predict(CorrectionFactors.Ones(factors.Layout)), updated = _update.Predict(factors),
            truth = _update.Predict(TrueFactors());
        IEnumerable<(bool, Pollutant, ConcentrationScore)> At(bool heldOut)
        {
            ImmutableArray<bool> chosen = [.. _update.HeldOut.Select(isOut => isOut == heldOut)];
            ImmutableDictionary<Pollutant, double> Errors(ReadOnlyMemory<double> run) => judge.MeanAbsoluteErrors(run.Span, chosen);
            (ImmutableDictionary<Pollutant, double> before, ImmutableDictionary<Pollutant, double> after,
                ImmutableDictionary<Pollutant, double> best) = (Errors(prior), Errors(updated), Errors(truth));
            return before.Keys.Order().Select(pollutant =>
                (heldOut, pollutant, new ConcentrationScore(before[pollutant], after[pollutant], best[pollutant])));
        }

        return [.. At(true), .. At(false)];
    }

    /// <summary>Errors of the emissions of a species in informed cells.</summary>
    /// <param name="factors">Updated factors.</param>
    /// <param name="species">A species that was updated.</param>
    /// <param name="rule">Which cells are informed.</param>
    /// <returns>The errors, over all blocks.</returns>
    public EmissionScore Emissions(CorrectionFactors factors, EmittedSpecies species, InformedRule rule)
    {
        ArgumentNullException.ThrowIfNull(factors);
        (double all, double weight, double prior, double updated) = (0, 0, 0, 0);
        (int inside, int cells) = (0, 0);
        ReadOnlySpan<double> truth = TrueFactors().Values;
        foreach ((int at, double emission) in Places(species))
        {
            all += emission;
            if (!IsInformed(at, rule)) continue;
            (weight, cells) = (weight + emission, cells + 1);
            prior += emission * Math.Abs(1 - truth[at]);
            updated += emission * Math.Abs(factors.Values[at] - truth[at]);
            if (Math.Abs(factors.Values[at] - truth[at]) <= EightyPercent * _information.Deviations[at]) inside++;
        }

        return new EmissionScore(weight / all, prior / weight, updated / weight, inside / (double)cells, cells);
    }

    /// <summary>Emissions of little informed cells: how many the update moved by more than a part of the prior, and whether for the better.
    /// </summary>
    /// <param name="factors">Updated factors.</param>
    /// <param name="species">A species that was updated.</param>
    /// <param name="reduction">Cells whose variance is reduced by less than this part count.</param>
    /// <param name="most">The part, such as 0.05.</param>
    /// <returns>Over all blocks.</returns>
    public MovedScore Moved(CorrectionFactors factors, EmittedSpecies species, double reduction, double most = 0.05)
    {
        ArgumentNullException.ThrowIfNull(factors);
        (double all, double weight, double moved, double closer, double prior, double updated) = (0, 0, 0, 0, 0, 0);
        ReadOnlySpan<double> truth = TrueFactors().Values;
        foreach ((int at, double emission) in Places(species))
        {
            all += emission;
            if (_information.VarianceReduction(at) >= reduction) continue;
            double before = Math.Abs(1 - truth[at]), after = Math.Abs(factors.Values[at] - truth[at]);
            (weight, prior, updated) = (weight + emission, prior + (emission * before), updated + (emission * after));
            if (Math.Abs(factors.Values[at] - 1) <= most) continue;
            moved += emission;
            if (after < before) closer += emission;
        }

        return new MovedScore(weight / all, moved / weight, closer / moved, prior / weight, updated / weight);
    }

    private bool IsInformed(int at, InformedRule rule) => rule == InformedRule.VarianceReduction
        ? _information.VarianceReduction(at) >= 0.5 : _information.AveragingKernelDiagonal[at] >= 0.5;

    // Cells that emit something, block by block.
    private IEnumerable<(int At, double Emission)> Places(EmittedSpecies species)
    {
        FactorLayout layout = _information.Layout;
        for (int block = 0; block < layout.Blocks.Count; block++)
            for (int cell = 0; cell < layout.Cells; cell++)
                if (_emissions[species][cell] > 0) yield return (layout.FieldAt(block, species) + cell, _emissions[species][cell]);
    }

    private static double[] Sums(IHourlyFields<EmittedSpecies> emissions, EmittedSpecies species)
    {
        double[] sums = new double[emissions.Grid.Rows * emissions.Grid.Columns];
        for (int hour = 0; hour < emissions.Hours; hour++) emissions.AddColumns(species, hour, sums);
        return sums;
    }
}
