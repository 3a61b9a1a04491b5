using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Energy;

/// <summary>What published annual totals teach: the level of countries without daily emissions. A part of a trained model.</summary>
public sealed class AnnualKnowledge
{
    private readonly AnnualModel _model;

    private AnnualKnowledge(AnnualModel model, AnnualTotals totals, CountryStatistics? statistics, IReadOnlyList<string> notes) =>
        (_model, Totals, Statistics, Notes) = (model, totals, statistics, notes);

    /// <summary>The published totals it was given, of all countries of their file.</summary>
    public AnnualTotals Totals { get; }

    /// <summary>Population and gross domestic product it was given; null if it was not.</summary>
    public CountryStatistics? Statistics { get; }

    /// <summary>What is left out or assumed, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Each country it has learnt from, predicted from all others.</summary>
    public IReadOnlyList<LeftOutCountry> LeftOut => _model.LeftOut;

    /// <summary>Learns from annual totals.</summary>
    /// <param name="daily">Region-days with emissions: what the power sector emits for its direct factors.</param>
    /// <param name="generation">Days of generation of the countries with totals; the emissions of days are not used.</param>
    /// <param name="totals">Published totals.</param>
    /// <param name="statistics">Population and gross domestic product; null to do without.</param>
    /// <returns>The knowledge.</returns>
    /// <exception cref="DataNotFoundException">Fewer than 20 countries have a total and 300 days of generation in a year.</exception>
    public static AnnualKnowledge Fit(EnergyDataset daily, EnergyDataset generation, AnnualTotals totals, CountryStatistics? statistics)
    {
        ArgumentNullException.ThrowIfNull(daily);
        ArgumentNullException.ThrowIfNull(generation);
        ArgumentNullException.ThrowIfNull(totals);
        daily.RequireEmission("The factor of the power sector");
        AnnualRows rows = AnnualRows.Of(generation, totals, statistics);
        List<string> notes = [.. totals.Notes, .. rows.Notes];
        if (statistics is not null)
        {
            string[] unknown = [.. rows.Rows.Where(row => row.Profile.Statistics is null).Select(row => row.Profile.Region)];
            if (unknown.Length > 0) notes.Add("Population or gross domestic product is unknown, so the level is from generation alone: "
                + $"{string.Join(", ", unknown)}.");
        }

        return new AnnualKnowledge(AnnualModel.Fit(rows.Rows,
            TransferBaseline.PowerFactorOf(EnergyRows.Of(daily)) ?? 1), totals, statistics, notes.AsReadOnly());
    }

    /// <summary>The annual total of a country, from some of its days.</summary>
    internal AnnualPrediction Predict(AnnualProfile profile) => _model.Predict(profile);

    /// <summary>Expected ratio of power emissions to direct factors.</summary>
    internal double PowerFactor => _model.PowerFactor;

    internal JsonNode ToJson() => JsonSerializer.SerializeToNode(new AnnualKnowledgeState(_model.ToState(), Totals.Source,
        Totals.Regions.ToDictionary(region => region, region => Totals.History(region).Where(total => total.Year >= FirstYearKept)
            .Select(total => new TotalState(total.Year, total.Total, total.Sectors)).ToArray()),
        Statistics?.Source, Statistics?.Regions.ToDictionary(region => region, region => Statistics.History(region).ToArray()),
        [.. Notes]))!;

    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    internal static AnnualKnowledge FromState(AnnualKnowledgeState state)
    {
        SortedDictionary<string, SortedDictionary<int, PublishedTotal>> totals = new(StringComparer.Ordinal);
        foreach ((string region, TotalState[] years) in state.Totals)
            totals[region] = new SortedDictionary<int, PublishedTotal>(years.ToDictionary(own => own.Year,
                own => new PublishedTotal(own.Year, own.Total, own.Sectors ?? new Dictionary<Sector, double>())));
        SortedDictionary<string, SortedDictionary<int, CountryYear>> statistics = new(StringComparer.Ordinal);
        foreach ((string region, CountryYear[] years) in state.Statistics ?? [])
            statistics[region] = new SortedDictionary<int, CountryYear>(years.ToDictionary(own => own.Year));
        return new AnnualKnowledge(AnnualModel.FromState(state.Model), new AnnualTotals(state.TotalsSource, [], totals),
            state.StatisticsSource is { } source ? new CountryStatistics(source, statistics) : null, state.Notes);
    }

    // Earlier totals say nothing about a year of daily data.
    private const int FirstYearKept = 1990;
}

/// <summary>A published total in a model's file.</summary>
internal sealed record TotalState(int Year, double Total, IReadOnlyDictionary<Sector, double>? Sectors);

/// <summary><see cref="AnnualKnowledge"/> in a model's file.</summary>
internal sealed record AnnualKnowledgeState(AnnualModelState Model, string TotalsSource, Dictionary<string, TotalState[]> Totals,
    string? StatisticsSource, Dictionary<string, CountryYear[]>? Statistics, IReadOnlyList<string> Notes);
