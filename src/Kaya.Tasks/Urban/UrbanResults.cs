using System.Globalization;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Tables of what models of cells came to.</summary>
internal static class UrbanResults
{
    private static readonly Unit s_tonne = Unit.Parse("t");

    /// <summary>One row for each model: means over seeds.</summary>
    public static ResultTable Scores(IReadOnlyList<UrbanResult> all, string name, string description)
    {
        List<IReadOnlyList<object?>> rows = [];
        foreach (IGrouping<string, UrbanResult> model in all.GroupBy(one => one.Name))
        {
            double? Mean(Func<UrbanResult, double?> value) => model.All(one => value(one) is not null)
                ? model.Average(one => value(one)!.Value) : null;
            double? Deviation(Func<UrbanResult, double?> value) => model.Count() < 2 || Mean(value) is not { } mean ? null
                : Math.Sqrt(model.Sum(one => Math.Pow(value(one)!.Value - mean, 2)) / (model.Count() - 1));
            rows.Add([model.Key, (long)model.Count(), Mean(one => one.Score.Log.RSquared), Deviation(one => one.Score.Log.RSquared),
                Mean(one => one.Score.Log.MeanAbsoluteError), Mean(one => one.Score.Log.RootMeanSquaredError),
                Mean(one => one.Score.Log.Spearman), Mean(one => one.Score.Tonnes.RSquared),
                    Mean(one => one.Score.Tonnes.MeanAbsoluteError),
                Mean(one => one.Score.Tonnes.RootMeanSquaredError), Mean(one => 100 * one.Score.TotalError),
                Mean(one => 100 * one.Coverage), Mean(one => one.Seconds)]);
        }

        return new ResultTable(name,
            [
                new("model"), new("seeds", Decimals: 0), new("R2 of ln t", Decimals: 3), new("deviation of R2", Decimals: 3),
                new("MAE of ln t", Decimals: 3), new("RMSE of ln t", Decimals: 3), new("rank correlation", Decimals: 3),
                new("R2 of t", Decimals: 3), new("MAE", s_tonne, 0), new("RMSE", s_tonne, 0), new("error of the sum", Unit.Parse("%"), 1),
                new("inside of the interval", Unit.Parse("%"), 1), new("training", Unit.Parse("s"), 0),
            ], rows, description);
    }

    /// <summary>Differences of R2 of ln t to the first model.</summary>
    public static ResultTable Differences(IReadOnlyList<UrbanResult> all, string first) => new("differences",
        [
            new("model"), new("seeds", Decimals: 0), new("difference of R2", Decimals: 3), new("lower", Decimals: 3),
            new("upper", Decimals: 3), new("relative", Unit.Parse("%"), 1),
        ],
        [.. SeedDifference.To(all, first).Select(one => (IReadOnlyList<object?>)[one.Name, (long)one.Seeds, one.Mean, one.Lower, one.Upper,
            100 * one.Relative])],
        $"R2 of ln t of each model less that of {first}, seed by seed and split by split, with the 95 % interval of the mean"
            + $" (Student). The "
            + "interval does not hold the choice of the test cells.");

    /// <summary>Sums of the test cells.</summary>
    public static ResultTable Totals(IReadOnlyList<UrbanResult> all) => new("totals",
        [
            new("model"), new("seed", Decimals: 0), new("observed", s_tonne, 0), new("predicted", s_tonne, 0), new("lower", s_tonne, 0),
            new("upper", s_tonne, 0), new("cells without emission", Decimals: 0),
        ],
        [.. all.Select(one => (IReadOnlyList<object?>)[one.Name, (long)one.Seed, one.Score.ObservedTotal, one.Score.PredictedTotal,
            one.TotalLower, one.TotalUpper, (long)one.Score.ZeroCells])],
        "Sum of the test cells with its interval. The interval knows errors that neighbours share, not one that a whole region shares.");

    /// <summary>The search.</summary>
    public static ResultTable Search(string model, IReadOnlyList<UrbanSearchResult> results) => new(
        $"search-{string.Concat(model.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c == '-'))}",
        [new("options"), new("share of the training", Unit.Parse("%"), 0), new("validation MAE of ln t", Decimals: 4),
            new("stopped early")],
        [.. results.Select(one => (IReadOnlyList<object?>)[one.Options, 100 * one.Share, one.Error, one.IsStopped ? "yes" : "no"])],
        $"Grid search of {model} on the validation cells; the best is first.");

    /// <summary>Every predicted cell; rows are computed when they are written.</summary>
    public static ResultTable Cells(UrbanDataset data, UrbanBands bands, double level, CellApplicability applicability) =>
        ResultTable.Computed("cells",
            [
                new("row", Decimals: 0), new("column", Decimals: 0), new("x", Decimals: 6), new("y", Decimals: 6), new("region"),
                new("emission", s_tonne, 1), new("lower", s_tonne, 1), new("upper", s_tonne, 1), new("target", s_tonne, 1),
                new("distance", Decimals: 3), new("nearness"),
            ],
            bands.Count, at => Row(data, bands, bands.Cell(at), applicability),
            string.Create(CultureInfo.InvariantCulture, $"Emission of each cell with its interval of {level:P0}; limits of cells "
                + $"do not add up. Distance 1 is that of 95 of 100 training cells to their nearest other one."));

    private static IReadOnlyList<object?> Row(UrbanDataset data, UrbanBands bands, int cell, CellApplicability applicability)
    {
        (int row, int column) = data.PlaceOf(cell);
        (double x, double y) = data.Grid.CentreOf(row, column);
        int region = data.Tables.RegionOf.IsEmpty ? -1 : data.Tables.RegionOf[cell];
        double target = data.Target(cell), distance = bands.Value(UrbanBands.Distance, cell);
        return [(long)row, (long)column, x, y, region < 0 ? "" : data.Tables.Regions[region], bands.Value(UrbanBands.Emission, cell),
            bands.Value(UrbanBands.Lower, cell), bands.Value(UrbanBands.Upper, cell), double.IsNaN(target) ? null : target, distance,
            applicability.Nearness(distance).ToString().ToLowerInvariant()];
    }
}
