using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;

namespace Kaya.Energy;

/// <summary>A country by its names and codes.</summary>
/// <param name="Name">The name in Kaya.</param>
/// <param name="Alpha2">ISO 3166-1 alpha-2.</param>
/// <param name="Alpha3">ISO 3166-1 alpha-3.</param>
/// <param name="YearlyGeneration">Order of magnitude of its generation, TWh a year.</param>
/// <param name="OtherNames">Other names in use.</param>
internal sealed record Country(string Name, string Alpha2, string Alpha3, double YearlyGeneration, ImmutableArray<string> OtherNames);

/// <summary>Names, ISO codes and sizes of countries, from <c>countries.txt</c>.</summary>
internal static class Countries
{
    private static readonly ImmutableArray<Country> s_all = Read();

    private static readonly FrozenDictionary<string, Country> s_byName = s_all
        .SelectMany(country => country.OtherNames.Append(country.Name).Append(country.Alpha2).Append(country.Alpha3)
            .Select(name => (name, country)))
        .DistinctBy(pair => pair.name, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(pair => pair.name, pair => pair.country, StringComparer.OrdinalIgnoreCase);

    /// <summary>The country of a name or code, in any case; null for none.</summary>
    public static Country? Find(string name) => s_byName.GetValueOrDefault(name);

    private static ImmutableArray<Country> Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Kaya.Energy.countries.txt")!;
        using StreamReader text = new(stream);
        List<Country> countries = [];
        while (text.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            string[] fields = line.Split(';');
            countries.Add(new Country(fields[2], fields[0], fields[1], double.Parse(fields[3], CultureInfo.InvariantCulture),
                [.. fields[4].Split(',', StringSplitOptions.RemoveEmptyEntries)]));
        }

        return [.. countries];
    }
}
