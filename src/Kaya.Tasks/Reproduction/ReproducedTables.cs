using System.Collections.Immutable;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>Tables 1 to 4 of paper 003, published and from the sample.</summary>
internal sealed class ReproducedTables(
    IReadOnlyList<(string Network, IReadOnlyList<SurrogateScore> Scores)> networks, IReadOnlyList<ReproducedMonth> months)
{
    private const string Average = "average", WholeRun = "all";
    private static readonly Unit s_percent = Unit.Parse("%");

    /// <summary>The five provinces with the largest NOx emissions, largest first.</summary>
    public ImmutableArray<string> Regions { get; } = [.. months[0].Network.Regions.Texts("region").SkipLast(1)
        .OrderByDescending(name => Judged.At(months[0].Network.Regions, "NOx", name)).Take(5)];

    public IReadOnlyList<ResultTable> All => [Networks(), Changes(), Stations(), Published3(), Emissions(), Published4(), Concentrations()];

    private ResultTable Networks() => new("table-1",
    [
        new("network"), new("month"), new("pollutant"), new("unit"), new("published", Decimals: 2, Description: "all cells of China"),
        new("ours", Decimals: 2, Description: "all cells of the sample"),
        new("ours, stations", Decimals: 2, Description: "cells with stations of the sample"),
    ],
    from one in networks.Select((network, at) => (network.Network, network.Scores, At: at))
    from row in PublishedInversion.Table1
    from pollutant in PublishedInversion.Table1Order.Select((pollutant, at) => (Pollutant: pollutant, At: at))
    select Error(one.Network, one.Scores, row, (pollutant.Pollutant, row.Values[(one.At * 4) + pollutant.At])),
        "Table 1: mean absolute error of the networks against their transport model, on the test days");

    private static IReadOnlyList<object?> Error(
        string network, IReadOnlyList<SurrogateScore> scores, PublishedRow row, (Pollutant Pollutant, double Value) published)
    {
        string month = row.Names[0];
        bool isPart = month == "error-%";
        int number = Enumerable.Range(1, 12).FirstOrDefault(one => PublishedInversion.NameOf(one) == month);
        SurrogateScore? score = scores.FirstOrDefault(one =>
            one.Predictor == network && one.Month == number && one.Pollutant == published.Pollutant);
        return
        [
            network, isPart ? "average" : month, published.Pollutant.Symbol(),
            isPart ? "%" : TransportOutput.UnitOf(published.Pollutant).ToString(), published.Value,
            isPart ? score?.DomainPercent : score?.DomainError, isPart ? score?.StationPercent : score?.StationError,
        ];
    }

    private ResultTable Changes() => new("table-2",
    [
        new("month"), new("species"), new("published", s_percent, 2), new("ours", s_percent, 2,
            "through the network, by the loss and the method of the paper"),
        new("ours, 4D-Var", s_percent, 2), new("true", s_percent, 2, "change that would be right: the sample is made up"),
    ],
    from row in PublishedInversion.Table2
    where row.Names[0] == Average || months.Any(month => month.Name == row.Names[0])
    from species in AtmosphericSpecies.Emitted
    select (IReadOnlyList<object?>)[row.Names[0], species.Symbol(), row.Values[(int)species],
        .. new Func<ReproducedMonth, ResultTable>[] { month => month.Network.Changes, month => month.Variational.Changes,
            month => month.TrueChanges }.Select(table => (object?)months
                .Where(month => row.Names[0] is Average || month.Name == row.Names[0])
                .Average(month => Judged.At(table(month), species.Symbol(), WholeRun)))],
        "Table 2: change of the emissions of the whole area");

    private ResultTable Stations() => new("figure-7",
    [
        new("pollutant"), new("stations"), new("published, prior", Decimals: 2), new("published, updated", Decimals: 2),
        new("published, change", s_percent, 1), new("ours, prior", Decimals: 2), new("ours, updated", Decimals: 2),
        new("ours, change", s_percent, 1), new("ours, 4D-Var", Decimals: 2), new("4D-Var, change", s_percent, 1),
    ],
    from row in PublishedInversion.Stations
    from stations in s_stations
    where months[0].Network.Errors.Texts("stations").Contains(stations)
    select AtStations(row, stations), "Errors at stations (section 3.3, figure 7): mean absolute error of hourly concentrations, "
        + "transport model "
        + "run again; mean of the months");

    private IReadOnlyList<object?> AtStations(PublishedRow row, string stations)
    {
        double Mean(Func<ReproducedMonth, Judged> of, string column) =>
            months.Average(month => Judged.At(of(month).Errors, column, stations, row.Names[0]));
        double prior = Mean(month => month.Network, "hourly, prior"), updated = Mean(month => month.Network, "hourly, updated");
        double variational = Mean(month => month.Variational, "hourly, updated");
        bool isAll = stations == "all";
        return [row.Names[0], stations, isAll ? row.Values[0] : null, isAll ? row.Values[1] : null,
            isAll ? 100 * ((row.Values[1] / row.Values[0]) - 1) : null, prior, updated, 100 * ((updated / prior) - 1), variational,
            100 * ((variational / prior) - 1)];
    }

    private static ResultTable Published3() => new("table-3-published",
        [new("month"), new("species"), new("version"),
            .. PublishedInversion.Regions.Select(region => new ResultColumn(region, Decimals: 2))],
        PublishedInversion.Table3.SelectMany(row => new IReadOnlyList<object?>[]
        {
            [.. row.Names, row.Names[1] == "VOC" ? "P-Emis (Mmol)" : "P-Emis (kt)", .. row.Values.Take(5).Select(value => (object?)value)],
            [.. row.Names, "N-Emis (%)", .. row.Values.Skip(5).Select(value => (object?)value)],
        }), "Table 3, published: emissions of a month and their change in five regions of China");

    private ResultTable Emissions() => new("table-3",
        [new("month"), new("species"), new("version"), .. Regions.Select(region => new ResultColumn(region, Decimals: 2))],
        from month in months
        from species in AtmosphericSpecies.Emitted
        from version in new (string Name, Func<ReproducedMonth, ResultTable> Table, string Column)[]
        {
            ("P-Emis (t)", one => one.Network.Regions, species.Symbol()),
            ("N-Emis (%)", one => one.Network.Regions, $"{species.Symbol()}, change"),
            ("4D-Var (%)", one => one.Variational.Regions, $"{species.Symbol()}, change"),
        }
        select (IReadOnlyList<object?>)[month.Name, species.Symbol(), version.Name,
            .. Regions.Select(region => (object?)Judged.At(version.Table(month), version.Column, region))],
        "Table 3, ours: emissions of the hours that were updated, and their change, in the five provinces that emit the most NOx");

    private static ResultTable Published4() => new("table-4-published",
        [new("pollutant"), new("version"), .. PublishedInversion.Regions.Select(region => new ResultColumn(region, Decimals: 2))],
        PublishedInversion.Table4.SelectMany(row => new IReadOnlyList<object?>[]
        {
            [row.Names[0], "P-Emis", .. row.Values.Take(5).Select(value => (object?)value)],
            [row.Names[0], "N-Emis", .. row.Values.Skip(5).Select(value => (object?)value)],
        }), "Table 4, published: mean concentrations of the months in five regions of China, ppbv and ug m-3");

    private ResultTable Concentrations() => new("table-4",
        [new("pollutant"), new("version"), .. Regions.Select(region => new ResultColumn(region, Decimals: 2))],
        from row in PublishedInversion.Table4
        from version in new (string Name, Func<ReproducedMonth, Judged> Of, string Column)[]
        {
            ("P-Emis", one => one.Network, "prior"), ("N-Emis", one => one.Network, "updated"),
            ("4D-Var", one => one.Variational, "updated"),
        }
        select (IReadOnlyList<object?>)[row.Names[0], version.Name, .. Regions.Select(region => (object?)months.Average(month =>
            Judged.At(version.Of(month).Concentrations, version.Column, row.Names[0],
                TransportOutput.UnitOf(PublishedInversion.PollutantOf(row.Names[0])).ToString(), region)))],
        "Table 4, ours: mean concentrations of the hours that were updated, mean of the months, in the same provinces");

    private static readonly ImmutableArray<string> s_stations = ["all", "held out"];
}
