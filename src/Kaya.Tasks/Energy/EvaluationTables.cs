using System.Globalization;
using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>The tables of an evaluation: the paper's, one a split; coverage; errors by sector, source and region; times.</summary>
internal static class EvaluationTables
{
    public static IReadOnlyList<ResultTable> All(IReadOnlyList<EvaluationScore> scores, IReadOnlyList<SplitKind> splits,
        IReadOnlyList<int> counts) =>
    [
        .. splits.Select(split => Errors(scores, split, counts)), Coverage(scores),
        Parts(scores, Direction.EnergyToEmission), Parts(scores, Direction.EmissionToEnergy), Regions(scores), Times(scores),
    ];

    public static string Title(SplitKind split) => split switch
    {
        SplitKind.Random => "random 80/20 of region-days",
        SplitKind.LastDays => "last 20 % of days",
        _ => "leave one region out, median over regions",
    };

    /// <summary>Name of the table of errors of a split.</summary>
    public static string ErrorsName(SplitKind split) => $"mape-{Label(split).Replace(' ', '-')}";

    public static string Label(SplitKind split) => split switch
    {
        SplitKind.Random => "random",
        SplitKind.LastDays => "last days",
        _ => "region left out",
    };

    private static ResultTable Errors(IReadOnlyList<EvaluationScore> scores, SplitKind split, IReadOnlyList<int> counts)
    {
        EvaluationScore[] own = [.. scores.Where(score => score.Split == split)];
        (int Count, Direction Direction)[] cells = [
            .. counts.SelectMany(count => Enum.GetValues<Direction>().Select(direction => (count, direction)))];
        return new ResultTable(ErrorsName(split),
            [new("model"), .. cells.Select(cell => new ResultColumn(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(cell.Direction == Direction.EnergyToEmission ? "emission" : "energy")} n={cell.Count}"), Unit.One, 4))],
            own.Select(score => score.Model).Distinct().Select(model => (IReadOnlyList<object?>)
            [
                model, .. cells.Select(
                    cell => (object?)own.FirstOrDefault(score => score.Model == model && score.SyntheticRegions == cell.Count
                    && score.Direction == cell.Direction)?.Mape),
            ]), $"MAPE, {Title(split)}");
    }

    private static ResultTable Coverage(IReadOnlyList<EvaluationScore> scores)
    {
        EvaluationScore[] own = [.. scores.Where(score => score.Coverage.Count > 0)];
        double[] levels = [.. own.SelectMany(score => score.Coverage.Select(pair => pair.Level)).Distinct().Order()];
        return new ResultTable("coverage",
            [new("split"), new("model"), new("n"), new("direction"),
                .. levels.Select(level => new ResultColumn($"{level:P0} interval", Unit.Percent, 1))],
            own.Select(score => (IReadOnlyList<object?>)
                [Label(score.Split), score.Model, score.SyntheticRegions, Label(score.Direction),
                    .. score.Coverage.Select(pair => (object?)(100 * pair.Covered))]),
            "Share of test days on which the interval contains the reported value");
    }

    private static ResultTable Parts(IReadOnlyList<EvaluationScore> scores, Direction direction)
    {
        string[] parts = direction == Direction.EnergyToEmission
            ? [.. Sectors.All.Select(sector => sector.Label())]
            : [.. EnergySources.All.Select(source => source.Label())];
        return new ResultTable(direction == Direction.EnergyToEmission ? "sectors" : "sources",
            [new("split"), new("model"), new("n"), .. parts.Select(part => new ResultColumn(part, Unit.One, 3))],
            scores.Where(score => score.Direction == direction).Select(score => (IReadOnlyList<object?>)
                [Label(score.Split), score.Model, score.SyntheticRegions, .. score.Parts.Select(part => (object?)part)]),
            direction == Direction.EnergyToEmission ? "Error by sector: sum of absolute errors / sum of emissions"
                : "Error by source: sum of absolute errors / sum of generation");
    }

    private static ResultTable Regions(IReadOnlyList<EvaluationScore> scores)
    {
        string[] regions = [.. scores.SelectMany(score => score.Regions.Keys).Distinct().Order(StringComparer.Ordinal)];
        return new ResultTable("regions",
            [new("split"), new("model"), new("n"), new("direction"), .. regions.Select(region => new ResultColumn(region, Unit.One, 3))],
            scores.Select(score => (IReadOnlyList<object?>)
            [
                Label(score.Split), score.Model, score.SyntheticRegions, Label(score.Direction),
                .. regions.Select(region => score.Regions.TryGetValue(region, out double mape) ? (object?)mape : null),
            ]), "MAPE of each region");
    }

    private static ResultTable Times(IReadOnlyList<EvaluationScore> scores) => new("times",
        [new("split"), new("model"), new("n"), new("fit", Unit.Parse("s"), 1)],
        scores.Where(score => score.Direction == Direction.EnergyToEmission)
            .Select(score => (IReadOnlyList<object?>)[Label(score.Split), score.Model, score.SyntheticRegions, score.FitSeconds]),
        "Time to fit all folds, calibration of intervals included");

    private static string Label(Direction direction) => direction == Direction.EnergyToEmission ? "energy to emission"
        : "emission to energy";
}
