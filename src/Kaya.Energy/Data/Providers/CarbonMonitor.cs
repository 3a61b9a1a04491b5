using System.Collections.Frozen;
using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Reads the original files of Carbon Monitor (daily CO2 emissions) and Carbon Monitor Power (daily generation).</summary>
public static class CarbonMonitor
{
    /// <summary>Reads the site's export of daily emissions: <c>country,date,sector,MtCO2 per day</c>, dates dd/mm/yyyy, footer lines; or
    /// its
    /// full download, whose last column is <c>value</c>.</summary>
    /// <param name="path">The file; a byte order mark is optional, and lines may end with LF or CRLF.</param>
    /// <param name="options">Treatment of invalid days; default: refuse.</param>
    /// <returns>Six sectors, MtCO2 per day, for each region and day. International aviation is not part of single countries.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="SchemaMismatchException">A column is missing, or the values are in another unit.</exception>
    /// <exception cref="DataFormatException">Any other deviation from the format: see its fault.</exception>
    /// <exception cref="NonFiniteException">A NaN or an infinity.</exception>
    public static DailyTable<Sector> ReadEmissions(string path, ReadOptions? options = null) =>
        new LongTableReader<Sector>(ProviderFormats.Emissions, path, options ?? ReadOptions.Default).Read();

    /// <summary>Reads the long table of daily generation: <c>country,date,sector,value (GWh)</c>, dates yyyy-mm-dd or dd/mm/yyyy; the
    /// column <c>sector</c> holds the source.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Treatment of invalid days; default: refuse.</param>
    /// <returns>Eight sources, GWh per day, for each region and day.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="SchemaMismatchException">A column is missing, or the values are in another unit.</exception>
    /// <exception cref="DataFormatException">Any other deviation from the format: see its fault.</exception>
    /// <exception cref="NonFiniteException">A NaN or an infinity.</exception>
    public static DailyTable<EnergySource> ReadGeneration(string path, ReadOptions? options = null) =>
        new LongTableReader<EnergySource>(ProviderFormats.Power, path, options ?? ReadOptions.Default).Read();
}

/// <summary>The layout of a provider's long table, as data for a common reader.</summary>
/// <param name="Reader">Name of the format in messages and records.</param>
/// <param name="CategoryKind">The content of the third column: <c>sector</c> or <c>source</c>.</param>
/// <param name="ValueColumns">Accepted headers of the value column, the provider's present one first.</param>
/// <param name="Unit">Unit of the values.</param>
/// <param name="NegativeTolerance">Negative values down to minus this are rounding errors.</param>
/// <param name="Names">The provider's names of the categories.</param>
/// <param name="Label">The project's name of a category.</param>
/// <typeparam name="TCategory">Sector or source.</typeparam>
internal sealed record ProviderFormat<TCategory>(
    string Reader,
    string CategoryKind,
    IReadOnlyList<string> ValueColumns,
    string Unit,
    double NegativeTolerance,
    FrozenDictionary<string, TCategory> Names,
    Func<TCategory, string> Label) where TCategory : struct, Enum;

/// <summary>The two formats of Carbon Monitor.</summary>
internal static class ProviderFormats
{
    internal static ProviderFormat<Sector> Emissions { get; } = new(
        "Carbon Monitor emissions", "sector", ["MtCO2 per day", "value"], "MtCO2 per day", 1e-6,
        new Dictionary<string, Sector>
        {
            ["Power"] = Sector.Power,
            ["Industry"] = Sector.Industry,
            ["Ground Transport"] = Sector.GroundTransport,
            ["Residential"] = Sector.Residential,
            ["Domestic Aviation"] = Sector.DomesticAviation,
            ["International Aviation"] = Sector.InternationalAviation,
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), Sectors.Label);

    internal static ProviderFormat<EnergySource> Power { get; } = new(
        "Carbon Monitor Power", "source", ["value (GWh)", "value"], "GWh per day", 1.5,
        new Dictionary<string, EnergySource>
        {
            ["Coal"] = EnergySource.Coal,
            ["Gas"] = EnergySource.Gas,
            ["Oil"] = EnergySource.Oil,
            ["Nuclear"] = EnergySource.Nuclear,
            ["Hydroelectricity"] = EnergySource.Hydro,
            ["Solar"] = EnergySource.Solar,
            ["Wind"] = EnergySource.Wind,
            ["Other sources"] = EnergySource.Other,
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), EnergySources.Label);
}
