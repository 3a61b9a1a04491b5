using System.Diagnostics;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Energy;

/// <summary>The table of the paper: models, numbers of synthetic regions and splits, in both directions (paper 000, table 2).</summary>
public static class EnergyEvaluation
{
    /// <summary>Fits one estimator on every fold of a split and scores it on the held-out rows.</summary>
    /// <param name="dataset">Region-days with generation and emissions, without aggregates of other regions.</param>
    /// <param name="kind">The split.</param>
    /// <param name="estimator">The estimator; its folds are fitted together.</param>
    /// <param name="syntheticRegions">n of CMEE_n, for the record.</param>
    /// <param name="context">Randomness, progress, device, cancellation; the split depends only on its seed.</param>
    /// <returns>Two scores: energy to emissions, emissions to energy.</returns>
    public static IReadOnlyList<EvaluationScore> Score(
        EnergyDataset dataset, SplitKind kind, IEnergyEstimator estimator, int syntheticRegions, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(context);
        IReadOnlyList<Split> folds = Folds(dataset, kind, context.Random);
        EnergyDataset[] train = [.. folds.Select(fold => dataset.Select(fold.Train.AsSpan()))];
        EnergyDataset[] test = [.. folds.Select(fold => dataset.Select(fold.Test.AsSpan()))];
        Stopwatch clock = Stopwatch.StartNew();
        IReadOnlyList<IEnergyPredictor> models = estimator.FitAll(train, context.Derive($"{estimator.Name}/{kind}/{syntheticRegions}"));
        double seconds = clock.Elapsed.TotalSeconds;
        ScoreTally emission = new(Direction.EnergyToEmission), generation = new(Direction.EmissionToEnergy);
        HeldOutRows[] held = [
            .. test.Select(
            (rows, fold) => new HeldOutRows(rows, models[fold].PredictEmission(rows), models[fold].PredictGeneration(rows)))];
        for (int fold = 0; fold < held.Length; fold++)
        {
            HeldOutRows own = held[fold];
            // If each fold holds out a region, its intervals come from the errors in the held-out regions of the other folds.
            if (own.Emission.MemberCount > 1 && folds.Count > 2) own = own.Calibrated([.. held.Where((_, other) => other != fold)]);
            emission.Add(own.Test, own.Emission);
            generation.Add(own.Test, own.Generation);
        }

        return [emission.Result(estimator.Name, kind, syntheticRegions, seconds),
            generation.Result(estimator.Name, kind, syntheticRegions, seconds)];
    }

    /// <summary>The folds of a split; one for the first two kinds, one per region for the third.</summary>
    /// <param name="dataset">The rows.</param>
    /// <param name="kind">The split.</param>
    /// <param name="random">The root source; the random split uses its own stream.</param>
    /// <returns>Row numbers into the dataset.</returns>
    public static IReadOnlyList<Split> Folds(EnergyDataset dataset, SplitKind kind, RandomSource random) => kind switch
    {
        SplitKind.Random => [EnergySplits.Random(dataset, random)],
        SplitKind.LastDays => [EnergySplits.LastDays(dataset)],
        _ => EnergySplits.LeaveRegionOut(dataset),
    };
}

/// <summary>Sums errors over folds.</summary>
internal sealed class ScoreTally(Direction direction)
{
    private readonly int _parts = direction == Direction.EnergyToEmission ? EnergyRows.Sectors : EnergyRows.Sources;
    private readonly Dictionary<string, (double Sum, int Count)> _regions = [];
    private readonly double[] _missed = new double[EnergyRows.Sources];
    private readonly double[] _observed = new double[EnergyRows.Sources];
    private readonly Dictionary<double, (int Inside, int Count)> _coverage = [];

    public void Add(EnergyDataset test, ProfileForecast forecast)
    {
        ReadOnlySpan<double> totals = direction == Direction.EnergyToEmission ? test.TotalEmission : test.TotalGeneration;
        for (int row = 0; row < test.Count; row++)
        {
            string region = test.RegionOf(row);
            (double sum, int count) = _regions.GetValueOrDefault(region);
            _regions[region] = (sum + Math.Abs(forecast.Total(row) / totals[row] - 1), count + 1);
            for (int part = 0; part < _parts; part++)
            {
                double observed = direction == Direction.EnergyToEmission ? test.Emission((Sector)part)[row]
                    : test.Generation((EnergySource)part)[row];
                _observed[part] += observed;
                _missed[part] += Math.Abs(forecast.Part(row, part) - observed);
            }
        }

        Cover(totals, forecast);
    }

    public EvaluationScore Result(string model, SplitKind split, int syntheticRegions, double seconds)
    {
        Dictionary<string, double> regions = _regions.ToDictionary(region => region.Key, region => region.Value.Sum / region.Value.Count);
        double pooled = _regions.Values.Sum(region => region.Sum) / _regions.Values.Sum(region => region.Count);
        double mape = split == SplitKind.LeaveRegionOut ? Metrics.Median(regions.Values) : pooled;
        return new EvaluationScore(model, split, syntheticRegions, direction, mape, regions,
            [.. Enumerable.Range(0, _parts).Select(part => _missed[part] / _observed[part])],
            [.. _coverage.OrderBy(level => level.Key).Select(level => (level.Key, (double)level.Value.Inside / level.Value.Count))],
                seconds);
    }

    private void Cover(ReadOnlySpan<double> totals, ProfileForecast forecast)
    {
        for (int row = 0; row < totals.Length; row++)
            foreach (Interval interval in forecast[row].Intervals)
            {
                (int inside, int count) = _coverage.GetValueOrDefault(interval.Level);
                _coverage[interval.Level] = (inside + (interval.Contains(totals[row]) ? 1 : 0), count + 1);
            }
    }
}
