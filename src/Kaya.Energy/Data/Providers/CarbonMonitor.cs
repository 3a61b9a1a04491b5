using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Reads the files of Carbon Monitor (daily CO2 emission) and Carbon Monitor Power (daily generation) as they come.</summary>
public static class CarbonMonitor
{
    /// <summary>Reads the site's export of daily emission: <c>country,date,sector,MtCO2 per day</c>, dates dd/mm/yyyy, footer lines; or its full download, whose last column is <c>value</c>.</summary>
    /// <param name="path">The file; a byte order mark and CRLF are as welcome as none.</param>
    /// <param name="options">What happens to faulty days; these are refused when left out.</param>
    /// <returns>Six sectors, MtCO2 per day, for each region and day. International aviation is not part of single countries.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="SchemaMismatchException">A column is missing, or the values are in another unit.</exception>
    /// <exception cref="DataFormatException">Anything else that is not as the format asks: see its fault.</exception>
    /// <exception cref="NonFiniteException">A NaN or an infinity.</exception>
    public static DailyTable<Sector> ReadEmissions(string path, ReadOptions? options = null) =>
        new LongTableReader<Sector>(ProviderFormats.Emissions, path, options ?? ReadOptions.Default).Read();

    /// <summary>Reads the long table of daily generation: <c>country,date,sector,value (GWh)</c>, dates yyyy-mm-dd or dd/mm/yyyy; the column <c>sector</c> holds the source.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What happens to faulty days; these are refused when left out.</param>
    /// <returns>Eight sources, GWh per day, for each region and day.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="SchemaMismatchException">A column is missing, or the values are in another unit.</exception>
    /// <exception cref="DataFormatException">Anything else that is not as the format asks: see its fault.</exception>
    /// <exception cref="NonFiniteException">A NaN or an infinity.</exception>
    public static DailyTable<EnergySource> ReadGeneration(string path, ReadOptions? options = null) =>
        new LongTableReader<EnergySource>(ProviderFormats.Power, path, options ?? ReadOptions.Default).Read();
}
