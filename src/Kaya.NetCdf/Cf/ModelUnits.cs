using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Kaya.Core;

namespace Kaya.NetCdf;

/// <summary>Units as CMAQ, MCIP, SMOKE and WRF write them: in capitals, with blanks at the end, with words of their own.</summary>
/// <remarks>
/// Only texts that are no CF units come here. Words are translated one by one and the rest is read as CF; a text with a word that is
/// neither here nor in CF stays unknown.
/// </remarks>
internal static partial class ModelUnits
{
    // Texts that say that a value is a pure number.
    private static readonly FrozenSet<string> s_numbers = new[]
    {
        "category", "fraction", "decimal", "dimensionless", "-", "none", "unitless", "no units", "flag", "index", "nondimensional",
        "number", "ratio", "count",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Latitudes and longitudes, with and without their direction.
    private static readonly FrozenSet<string> s_degrees = new[]
    {
        "degree_north", "degrees_north", "degree_n", "degrees_n", "degreen", "degreesn", "degree_east", "degrees_east", "degree_e",
        "degrees_e", "degreee", "degreese", "degrees latitude", "degrees longitude", "degrees_west", "degrees_south", "degrees",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly Unit s_degree = Unit.Parse("deg");

    private static readonly FrozenDictionary<string, string> s_words = new Dictionary<string, string>
    {
        ["M"] = "m", ["CM"] = "cm", ["MM"] = "mm", ["KM"] = "km", ["METERS"] = "m", ["METRES"] = "m", ["Meters"] = "m",
        ["METER"] = "m", ["METRE"] = "m", ["Meter"] = "m", ["Metre"] = "m", ["Metres"] = "m", ["Km"] = "km", ["Kilometers"] = "km",
        ["Kilometres"] = "km", ["kms"] = "km", ["FEET"] = "ft", ["Feet"] = "ft", ["Foot"] = "ft", ["FT"] = "ft",
        ["KG"] = "kg", ["Kg"] = "kg", ["G"] = "g", ["GRAMS"] = "g", ["gm"] = "g", ["gms"] = "g", ["MICROGRAMS"] = "ug",
        ["micrograms"] = "ug", ["microg"] = "ug", ["mcg"] = "ug", ["S"] = "s", ["SEC"] = "s", ["secs"] = "s", ["HR"] = "h", ["hrs"] = "h",
        ["HOUR"] = "h", ["HOURS"] = "h", ["MIN"] = "min", ["DAY"] = "d", ["DAYS"] = "d",
        ["MOL"] = "mol", ["MOLE"] = "mol", ["MOLES"] = "mol", ["mols"] = "mol", ["Moles"] = "mol", ["gmol"] = "mol", ["gmole"] = "mol",
        ["WATTS"] = "W", ["Watts"] = "W", ["WATT"] = "W", ["PASCAL"] = "Pa", ["Pascal"] = "Pa", ["PASCALS"] = "Pa", ["PA"] = "Pa",
        ["MB"] = "mbar", ["mb"] = "mbar", ["DEG"] = "deg", ["DEGREES"] = "deg", ["Degrees"] = "deg", ["PERCENT"] = "%", ["Percent"] = "%",
        ["ppmV"] = "ppm", ["ppbV"] = "ppb", ["pptV"] = "ppt", ["PPMV"] = "ppm", ["PPBV"] = "ppb", ["PPTV"] = "ppt", ["PPM"] = "ppm",
        ["PPB"] = "ppb", ["PPT"] = "ppt", ["KELVIN"] = "K", ["DEGK"] = "K", ["degK"] = "K", ["DEGC"] = "degC", ["AREA"] = "1",
        ["JOULES"] = "J", ["MSL"] = "",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reads a unit.</summary>
    /// <param name="text">As the file has it.</param>
    /// <returns>The unit; null where it is none that is known.</returns>
    public static Unit? TryParse(string text)
    {
        string trimmed = text.Trim();
        if (Unit.TryParse(trimmed, out Unit? unit)) return unit;
        if (s_numbers.Contains(trimmed)) return Unit.One;
        if (s_degrees.Contains(trimmed)) return s_degree;
        return Unit.TryParse(Translate(trimmed), out unit) ? unit : null;
    }

    // "(M/M)**2" is a pure number; "KG/(M*S)" divides by both; "kg(-1)" is an exponent.
    private static string Translate(string text)
    {
        string plain = Exponent().Replace(text, "$1$2");
        plain = SameOverSame().Replace(plain, "1");
        plain = Divided().Replace(plain, match => "/" + match.Groups[1].Value.Replace("*", "/", StringComparison.Ordinal));
        return Word().Replace(plain, match => s_words.GetValueOrDefault(match.Value, match.Value)).Trim();
    }

    [GeneratedRegex(@"([A-Za-z])\((-?[0-9]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Exponent();

    [GeneratedRegex(@"\(([A-Za-z]+)/\1\)(\*\*-?[0-9]+)?", RegexOptions.CultureInvariant)]
    private static partial Regex SameOverSame();

    [GeneratedRegex(@"/\(([A-Za-z]+(?:\*[A-Za-z]+)+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Divided();

    [GeneratedRegex("[A-Za-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
