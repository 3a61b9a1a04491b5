using System.Collections.Frozen;

namespace Kaya.Core;

/// <summary>A unit symbol with its prefix: dimension, size in SI base units, and position of its zero.</summary>
internal sealed record UnitSymbol(string Text, Dimension Dimension, double Factor, double Offset = 0);

/// <summary>A symbol and its exponent.</summary>
internal readonly record struct UnitTerm(UnitSymbol Symbol, int Exponent);

/// <summary>The known unit symbols. Sizes: SI brochure (9th edition); UDUNITS-2 for the year; IEA for toe and tce.</summary>
internal static class UnitSymbols
{
    private const string AllPrefixes = "YZEPTGMkhcmunpfazy";
    private const string LargePrefixes = "PTGMk";

    private static readonly FrozenDictionary<char, double> PrefixFactors = new Dictionary<char, double>
    {
        ['Y'] = 1e24, ['Z'] = 1e21, ['E'] = 1e18, ['P'] = 1e15, ['T'] = 1e12, ['G'] = 1e9, ['M'] = 1e6, ['k'] = 1e3, ['h'] = 1e2,
        ['c'] = 1e-2, ['m'] = 1e-3, ['u'] = 1e-6, ['n'] = 1e-9, ['p'] = 1e-12, ['f'] = 1e-15, ['a'] = 1e-18, ['z'] = 1e-21, ['y'] = 1e-24,
    }.ToFrozenDictionary();

    // Each symbol lists its prefixes, so that "mt" (a millitonne, probably meant as a tonne or megatonne) is refused.
    private static readonly FrozenDictionary<string, (UnitSymbol Symbol, string Prefixes)> Known = new (UnitSymbol, string)[]
    {
        (new("g", new(Mass: 1), 1e-3), AllPrefixes), (new("t", new(Mass: 1), 1e3), LargePrefixes),
        (new("short_ton", new(Mass: 1), 907.18474), ""), (new("long_ton", new(Mass: 1), 1016.0469088), ""),
        (new("lb", new(Mass: 1), 0.45359237), ""), (new("acre", new(Length: 2), 4046.8564224), ""), (new("sr", default, 1), ""),
        (new("m", new(Length: 1), 1), AllPrefixes), (new("ft", new(Length: 1), 0.3048), ""),
        (new("US_survey_foot", new(Length: 1), 1200.0 / 3937), ""),
        (new("ha", new(Length: 2), 1e4), ""), (new("L", new(Length: 3), 1e-3), AllPrefixes),
        (new("s", new(Time: 1), 1), AllPrefixes), (new("min", new(Time: 1), 60), ""), (new("h", new(Time: 1), 3600), ""),
        (new("d", new(Time: 1), 86400), ""), (new("a", new(Time: 1), 31556925.9747), ""), (new("Hz", new(Time: -1), 1), AllPrefixes),
        (new("K", new(Temperature: 1), 1), AllPrefixes), (new("degC", new(Temperature: 1), 1, 273.15), ""),
        (new("mol", new(Amount: 1), 1), AllPrefixes), (new("A", new(Current: 1), 1), AllPrefixes),
        (new("N", new(1, 1, -2), 1), AllPrefixes), (new("Pa", new(1, -1, -2), 1), AllPrefixes),
        (new("bar", new(1, -1, -2), 1e5), "m"), (new("atm", new(1, -1, -2), 101325), ""),
        (new("J", new(1, 2, -2), 1), AllPrefixes), (new("Wh", new(1, 2, -2), 3600), LargePrefixes),
        (new("toe", new(1, 2, -2), 41.868e9), LargePrefixes), (new("tce", new(1, 2, -2), 29.3076e9), LargePrefixes),
        (new("W", new(1, 2, -3), 1), AllPrefixes), (new("V", new(1, 2, -3, Current: -1), 1), AllPrefixes),
        (new("rad", default, 1), ""), (new("deg", default, Math.PI / 180), ""), (new("gon", default, Math.PI / 200), ""),
        (new("arcmin", default, Math.PI / 10800), ""), (new("arcsec", default, Math.PI / 648000), ""), (new("%", default, 1e-2), ""),
        (new("ppm", default, 1e-6), ""), (new("ppb", default, 1e-9), ""), (new("ppt", default, 1e-12), ""),
    }.ToFrozenDictionary(entry => entry.Item1.Text, entry => (entry.Item1, entry.Item2), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>
    {
        ["gram"] = "g", ["kilogram"] = "kg", ["tonne"] = "t", ["metric_ton"] = "t", ["short_ton"] = "short_ton", ["long_ton"] = "long_ton",
        ["kilotonne"] = "kt", ["megatonne"] = "Mt", ["gigatonne"] = "Gt",
        ["metre"] = "m", ["meter"] = "m", ["kilometre"] = "km", ["kilometer"] = "km", ["hectare"] = "ha", ["l"] = "L", ["litre"] = "L",
        ["sec"] = "s", ["second"] = "s", ["minute"] = "min", ["hr"] = "h", ["hour"] = "h", ["day"] = "d", ["yr"] = "a", ["year"] = "a",
        ["kelvin"] = "K", ["celsius"] = "degC", ["Celsius"] = "degC", ["degree_Celsius"] = "degC", ["degrees_C"] = "degC",
        ["\u00B0C"] = "degC", ["degree"] = "deg", ["\u00B0"] = "deg", ["radian"] = "rad",
        ["grad"] = "gon", ["grade"] = "gon", ["arc_minute"] = "arcmin", ["arcminute"] = "arcmin", ["arc_second"] = "arcsec",
        ["arcsecond"] = "arcsec", ["foot"] = "ft", ["feet"] = "ft", ["international_foot"] = "ft", ["international_feet"] = "ft",
        ["US_survey_feet"] = "US_survey_foot", ["survey_foot"] = "US_survey_foot", ["survey_feet"] = "US_survey_foot",
        ["joule"] = "J", ["watt"] = "W", ["Watt"] = "W", ["pascal"] = "Pa", ["steradian"] = "sr", ["pound"] = "lb", ["lbs"] = "lb",
        ["teragram"] = "Tg", ["gigagram"] = "Gg", ["megagram"] = "Mg", ["petagram"] = "Pg", ["milligram"] = "mg", ["microgram"] = "ug",
        ["nanogram"] = "ng",
        ["percent"] = "%", ["mole"] = "mol", ["ppmv"] = "ppm", ["ppbv"] = "ppb", ["pptv"] = "ppt",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Finds a unit by its symbol, its name (singular or plural), or a prefix and a symbol; null if there is none.</summary>
    public static UnitSymbol? Find(string written)
    {
        // The micro sign and the Greek letter mu both stand for "u".
        string text = written.Replace('\u00B5', 'u').Replace('\u03BC', 'u');
        if (Known.TryGetValue(text, out (UnitSymbol Symbol, string Prefixes) known)) return known.Symbol;
        if (Aliases.TryGetValue(text, out string? alias)) return Find(alias);
        if (text.Length > 3 && text[^1] == 's' && Aliases.TryGetValue(text[..^1], out alias)) return Find(alias);
        if (text.Length < 2 || !Known.TryGetValue(text[1..], out known)) return null;
        if (!known.Prefixes.Contains(text[0], StringComparison.Ordinal)) return null;
        return known.Symbol with { Text = text, Factor = PrefixFactors[text[0]] * known.Symbol.Factor };
    }
}
