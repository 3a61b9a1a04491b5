using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>Predicted days with what is shown beside them.</summary>
/// <param name="Days">The days.</param>
/// <param name="Nearness">How similar each day is to the training data.</param>
/// <param name="Levels">Level of each region and year; empty if nothing but the networks is known.</param>
/// <param name="Tables">The tables of the run.</param>
/// <param name="TablesToPrint">How many of them are printed.</param>
internal sealed record EnergyForecast(ProfileForecast Days, IReadOnlyList<ApplicabilityResult> Nearness, IReadOnlyList<RegionLevel> Levels,
    IReadOnlyList<ResultTable> Tables, int TablesToPrint)
{
    /// <summary>What is assumed about levels.</summary>
    public IEnumerable<string> Notes => [.. Levels.SelectMany(level => level.Notes), .. Missing is null ? Array.Empty<string>()
        : [Missing]];

    /// <summary>Which regions have no values per head or per product; null for none.</summary>
    private string? Missing { get; init; }

    public static EnergyForecast Of(TrainedEnergyModel trained, EnergyDataset data, LevelSources sources)
    {
        CleanModel model = trained.Model;
        LevelledForecast? levelled = model.Annual is null && sources.Totals is null && !sources.Anchor ? null
            : LevelledForecast.Of(model, data, sources);
        ProfileForecast forecast = levelled?.Forecast ?? model.PredictEmission(data);
        IReadOnlyList<ApplicabilityResult> nearness = levelled?.Applicability ?? model.MeasureApplicability(data);
        ResultTable regions = EnergyTables.ForecastByRegion(data, forecast, nearness);
        ResultTable days = EnergyTables.Forecast(data, forecast, nearness);
        CountryStatistics? statistics = trained.Statistics;
        ResultTable[] sums = [EnergySums.Months(data, forecast, statistics), EnergySums.Years(data, forecast, statistics)];
        string? missing = CountryRates.Missing(statistics, data.Regions);
        if (levelled is null) return new EnergyForecast(forecast, nearness, [], [regions, days, .. sums], 1) { Missing = missing };
        ResultTable levels = AnnualTables.Levels(levelled.Levels);
        IEnumerable<ResultTable> sectors = AnnualTables.Sectors(levelled.Levels, data, forecast) is { } own ? [own] : [];
        return new EnergyForecast(forecast, nearness, levelled.Levels, [regions, levels, .. sectors, days, .. sums], 2)
            { Missing = missing };
    }
}
