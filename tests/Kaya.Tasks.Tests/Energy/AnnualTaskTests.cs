using System.Globalization;
using Kaya.Core;
using Kaya.Runs;
using Kaya.Samples;

namespace Kaya.Tasks.Tests;

/// <summary>Training with annual totals and prediction of countries without daily data, on made-up files.</summary>
public sealed class AnnualTaskTests : IDisposable
{
    private const int Countries = 21;
    private static readonly string[] s_sources = ["Coal", "Gas", "Oil", "Nuclear", "Hydroelectricity", "Solar", "Wind", "Other sources"];

    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-annual-task-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static double Generation(int country, int source) => ((country * 7 + source * 13) % 11 + 0.5) * (1 + country % 5) * 10;

    private static double Total(int country) => 0.9 * 365 / 1000 * Enumerable.Range(0, 8).Sum(source => Generation(country, source));

    private string Write(string name, IEnumerable<string> lines)
    {
        File.WriteAllLines(Path.Combine(_folder, name), lines);
        return Path.Combine(_folder, name);
    }

    private FinishedTask Run(string task, string folder, Dictionary<string, string> flags) => TaskRunner.Run(
        TaskCatalog.Find(task).Prepare(new ConfigurationSources { Flags = flags }),
        new TaskRunSettings { Folder = Path.Combine(_folder, folder), Command = task });

    [Fact]
    public void Predict_CountriesWithTotals_HaveTheirLevelAndThePublishedTotalBeside()
    {
        SampleProviderFiles world = SampleEnergy.Create().WriteProviderFiles(Path.Combine(_folder, "world"));
        string generation = Write("others.csv",
        [
            "country,date,sector,value (GWh)",
            .. from country in Enumerable.Range(0, Countries)
               from day in Enumerable.Range(0, 300)
               let date = new DateOnly(2023, 1, 1).AddDays(day)
               from source in Enumerable.Range(0, 8)
               select FormattableString.Invariant($"Country {country},{date:yyyy-MM-dd},{s_sources[source]},{Generation(country, source)}"),
        ]);
        string annual = Write("annual.csv",
        [
            "country,year,total [Mt]", .. Enumerable.Range(0, Countries).SelectMany(country => Enumerable.Range(2020, 4).Select(year =>
                FormattableString.Invariant($"Country {country},{year},{Total(country)}"))),
        ]);
        FinishedTask trained = Run("energy train", "model", new()
        {
            ["emissions"] = world.Emissions, ["generation"] = world.Generation, ["annual"] = annual, ["annual-generation"] = generation,
            ["model.steps"] = "20", ["model.members"] = "2", ["model.hidden-size"] = "8", ["model.batch-size"] = "16",
        });
        ResultTable countries = trained.Outcome.Tables.First(table => table.Name == "countries");
        Assert.Equal(Countries, countries.RowCount);
        Assert.Contains("median error", trained.Outcome.Summary[^1], StringComparison.Ordinal);

        Dictionary<string, string> ask = new() { ["model"] = Path.Combine(_folder, "model"), ["generation"] = generation,
            ["regions"] = "Country 4,Country 7" };
        FinishedTask plain = Run("energy predict", "plain", ask);
        // Country 4 has 2 million people in 2022 and no product; country 7 is not in the file.
        string statistics = Write("statistics.csv", ["country,year,population,gdp_usd", "Country 4,2021,1500000,4e10",
            "Country 4,2022,2000000,"]);
        FinishedTask anchored = Run("energy predict", "anchored",
            new(ask) { ["anchor"] = "true", ["country-statistics"] = statistics });
        ResultTable years = anchored.Outcome.Tables.First(table => table.Name == "years");
        Assert.Equal(Total(4) / 2, (double)Cell(years, 0, "emission per head")!, 1e-6);
        // Mt a year over 40 thousand million US dollars: kg per 1000 US dollars.
        Assert.Equal(Total(4) * 1e9 / 4e7, (double)Cell(years, 0, "emission per 1000 US dollars")!, 1e-6 * Total(4) * 25);
        Assert.Equal([2022L, 2021L, null, null], [Cell(years, 0, "population of"), Cell(years, 0, "product of"),
            Cell(years, 1, "population of"), Cell(years, 1, "emission per head")]);
        Assert.Contains(anchored.Outcome.Notices, notice => notice.EndsWith("are empty: Country 7.", StringComparison.Ordinal));
        foreach ((FinishedTask task, string origin) in (IEnumerable<(FinishedTask, string)>)[(plain, "annual model"),
            (anchored, "published total")])
        {
            ResultTable levels = task.Outcome.Tables.First(table => table.Name == "levels");
            Assert.Equal(2, levels.RowCount);
            string[] days = File.ReadAllLines(Path.Combine(task.Run!.Folder, "outputs", "emission.csv"));
            for (int row = 0; row < 2; row++)
            {
                int country = row == 0 ? 4 : 7;
                Assert.Equal(origin, Cell(levels, row, "level from"));
                Assert.Equal(Total(country), (double)Cell(levels, row, "published")!, 1e-9);
                double level = (double)Cell(levels, row, "emission")!;
                double sum = days.Where(line => line.StartsWith($"Country {country},", StringComparison.Ordinal))
                    .Sum(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture));
                // 300 days stand for the 365 of the year.
                Assert.Equal(level * 300 / 365, sum, 1e-6 * level);
                if (origin == "published total") Assert.Equal(Total(country), level, 1e-9);
            }
        }
    }

    [Fact]
    public void Train_StatisticsWithoutTotals_IsRefused() => Assert.Contains("--annual", Assert.Throws<DataNotFoundException>(() =>
        Run("energy train", "model", new() { ["country-statistics"] = Write("statistics.csv", ["country,year,population,gdp_usd"]) }))
        .Fault.Expected, StringComparison.Ordinal);

    private static object? Cell(ResultTable table, int row, string column) => table[row, table.ColumnOf(column)];
}
