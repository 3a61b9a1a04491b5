using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>Annual totals and statistics of countries, as options name them.</summary>
internal static class AnnualInput
{
    public static IReadOnlyList<TaskInput> Files(EnergyTrainOptions options)
    {
        if (options.Annual is { } annual)
            return [
                AnnualFile(annual),
                .. options.AnnualGeneration is { } generation ? [EnergyInput.GenerationFile(generation) with { Name = "annual generation" }]
                    : Array.Empty<TaskInput>(),
                .. StatisticsFile(options.CountryStatistics),
            ];
        if ((options.AnnualGeneration ?? options.CountryStatistics) is not { } alone) return [];
        string flag = options.AnnualGeneration is null ? "--country-statistics" : "--annual-generation";
        throw new DataNotFoundException(new Fault($"{flag} is of use only with annual totals.", new SourceLocation(alone),
            "--annual FILE too", "none", $"Give a table of annual totals by --annual, or leave out {flag}."));
    }

    public static TaskInput AnnualFile(string path) => new("annual", path, "annual CO2 of countries");

    public static IReadOnlyList<TaskInput> StatisticsFile(string? path) =>
        path is null ? [] : [new TaskInput("country statistics", path, "population and GDP of countries")];

    /// <summary>What annual totals teach; null without <c>--annual</c>.</summary>
    public static AnnualKnowledge? Learn(EnergyTrainOptions options, EnergyInput input)
    {
        if (options.Annual is not { } path) return null;
        AnnualTotals totals = AnnualTotals.Read(path);
        CountryStatistics? statistics = options.CountryStatistics is { } file ? CountryStatistics.Read(file) : null;
        EnergyDataset generation = options.Generation is { } own ? Generation(own) : input.Dataset.WithoutEmission();
        if (options.AnnualGeneration is { } more)
        {
            EnergyDataset others = Generation(more);
            string[] both = [.. others.Regions.Intersect(generation.Regions)];
            if (both.Length > 0) throw new DataFormatException(new Fault("Some regions are in both files of generation.",
                new SourceLocation(more), "each region in one file", string.Join(", ", both), "Remove them from one of the two files."));
            generation = generation.Concat(others);
        }

        return AnnualKnowledge.Fit(input.Dataset, generation, totals, statistics);
    }

    // Faulty days do not matter for the mean of a year: they are left out.
    private static EnergyDataset Generation(string path) =>
        EnergyData.LoadGeneration(path, new JoinOptions(null, null, null, FaultyDays.LeaveOut)).Dataset;
}
