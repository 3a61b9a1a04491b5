using System.Globalization;
using System.Text.RegularExpressions;

namespace Kaya.Core;

/// <summary>Reads and prints units as CF text.</summary>
internal static partial class UnitText
{
    public static Unit Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        (Unit? unit, Fault? fault) = TryParse(text);
        return unit ?? throw new DataFormatException(fault!);
    }

    /// <summary>The unit, or the fault if the text is not a unit.</summary>
    public static (Unit? Unit, Fault? Fault) TryParse(string text)
    {
        List<UnitTerm> terms = [];
        double scale = 1;
        bool divide = false, any = false;
        int at = 0;
        string trimmed = text.Trim();
        while (at < trimmed.Length)
        {
            Match token = Token().Match(trimmed, at);
            if (!token.Success) return (null, Bad(text, trimmed[at..]));
            at += token.Length;
            if (token.Groups["space"].Success) continue;
            if (token.Groups["operator"] is { Success: true } sign)
            {
                if (divide || !any) return (null, Bad(text, sign.Value));
                divide = sign.Value == "/";
                continue;
            }

            if (!TryExponent(token, out int exponent)) return (null, Bad(text, token.Value));
            exponent = divide ? -exponent : exponent;
            (divide, any) = (false, true);
            if (token.Groups["number"] is { Success: true } number)
            {
                double factor = Math.Pow(double.Parse(number.Value, CultureInfo.InvariantCulture), exponent);
                if (!double.IsFinite(factor) || factor == 0) return (null, Bad(text, token.Value));
                scale *= factor;
            }
            else if (UnitSymbols.Find(token.Groups["symbol"].Value) is { } symbol) terms.Add(new UnitTerm(symbol, exponent));
            else return (null, Bad(text, token.Value));
        }

        if (!any || divide) return (null, Bad(text, trimmed));
        Unit unit = Unit.Of(terms, scale);
        return double.IsFinite(unit.Factor) && unit.Factor > 0 ? (unit, null) : (null, Bad(text, trimmed));
    }

    public static string Print(IReadOnlyCollection<UnitTerm> terms, double scale)
    {
        IEnumerable<string> printed = terms.Select(term => Print((term.Symbol.Text, term.Exponent)));
        string number = scale.ToString("R", CultureInfo.InvariantCulture);
        if (terms.Count == 0) return number;
        return string.Join(' ', scale == 1 ? printed : printed.Prepend(number));
    }

    public static string Print((string Symbol, int Exponent) part) =>
        part.Exponent == 1 ? part.Symbol : string.Create(CultureInfo.InvariantCulture, $"{part.Symbol}{part.Exponent}");

    /// <summary>Prints a unit with the names of UDUNITS-2, in which kt is a knot and a an are.</summary>
    public static string PrintCf(IReadOnlyCollection<UnitTerm> terms, double scale)
    {
        List<UnitTerm> named = [];
        foreach (UnitTerm term in terms)
        {
            string text = term.Symbol.Text;
            void Add(string name) => named.Add(term with { Symbol = term.Symbol with { Text = name } });
            if (text == "kt") Add("kilotonne");
            else if (text == "a") Add("year");
            else if (text == "deg") Add("degree");
            else if (text == "gon") Scaled("degree", 0.9);
            else if (text.EndsWith("toe", StringComparison.Ordinal) || text.EndsWith("tce", StringComparison.Ordinal))
                Scaled("J", term.Symbol.Factor);
            else if (text.EndsWith("Wh", StringComparison.Ordinal))
            {
                Add(text[..^1]);
                Add("h");
            }
            else named.Add(term);

            void Scaled(string name, double factor)
            {
                Add(name);
                scale *= Math.Pow(factor, term.Exponent);
            }
        }

        return Print(named, scale);
    }

    private static bool TryExponent(Match token, out int exponent)
    {
        exponent = 1;
        // Exponents of more than two digits do not occur in practice and could overflow the factor.
        return token.Groups["exponent"] is not { Success: true } written
            || (int.TryParse(written.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                && Math.Abs(exponent) < 100);
    }

    private static Fault Bad(string text, string part)
    {
        string remedy = Substance().IsMatch(text)
            ? "A unit does not name the substance: write 'Mt d-1' and give the species (CO2) separately."
            : Ton().IsMatch(text) ? "A ton is three units: write t (1000 kg), short_ton (907.2 kg, USA) or long_ton (1016.0 kg)."
            : MonthName().IsMatch(text)
                ? "A month has no fixed length: give a rate per day or per year, or a total and its period."
                : "Write it as CF does, for example 'Mt d-1', 'GWh', 't km-2 a-1', '%' or '1'; symbols are case-sensitive.";
        return new Fault("This is not a unit.", Expected: "CF (UDUNITS) text of SI symbols, such as 'kg m-2 s-1'",
            Found: part == text.Trim() ? $"'{text}'" : $"'{part}' in '{text}'", Remedy: remedy);
    }

    [GeneratedRegex(@"\G(?:(?<space>\s+)
        |(?<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?:(?:\^|\*\*)(?<exponent>[+-]?[0-9]+))?
        |(?<symbol>[A-Za-z\u00B5\u03BC\u00B0%_]+)(?:(?:\^|\*\*)?(?<exponent>[+-]?[0-9]+))?
        |(?<operator>[/*.\u00B7]))", RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(@"CO2|CH4|N2O|NO2|NO[xX]|SO2|CO\b|(?<=[kMGt])C\b|\bC\b", RegexOptions.CultureInvariant)]
    private static partial Regex Substance();

    [GeneratedRegex(@"\b(kilo|mega|k|M|million )?tons?\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Ton();

    [GeneratedRegex(@"\bmon(th)?s?\b", RegexOptions.CultureInvariant)]
    private static partial Regex MonthName();
}
