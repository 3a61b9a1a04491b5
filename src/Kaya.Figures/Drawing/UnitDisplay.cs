using System.Globalization;
using Kaya.Core;

namespace Kaya.Figures;

/// <summary>Display form of units: with superscripts, and the substance after its mass.</summary>
internal static class UnitDisplay
{
    private const string Superscripts = "\u2070\u00B9\u00B2\u00B3\u2074\u2075\u2076\u2077\u2078\u2079";

    /// <summary>Such as <c>Mt d⁻¹</c>.</summary>
    public static string Raised(Unit unit) => string.Join('\u00A0', unit.ToString().Split(' ').Select(Raised));

    /// <summary>Such as <c>t CO₂ km⁻²</c>; empty for a pure number.</summary>
    public static string Of(Unit unit, MassBasis? basis)
    {
        if (unit == Unit.One) return "";
        if (basis is null || basis == MassBasis.Itself) return Raised(unit);
        string[] terms = unit.ToString().Split(' ');
        int mass = Array.FindIndex(terms, term => Unit.TryParse(term, out Unit? part) && part.IsConvertibleTo(Unit.Parse("kg")));
        return string.Join(
            '\u00A0', terms.Select((term, index) => index == mass ? $"{Raised(term)}\u00A0{Lowered(basis.Symbol)}" : Raised(term)));
    }

    /// <summary>A raised number: <c>⁻²</c>.</summary>
    public static string Superscript(int exponent) => string.Concat(exponent.ToString(CultureInfo.InvariantCulture)
        .Select(digit => digit == '-' ? '\u207B' : Superscripts[digit - '0']));

    /// <summary>A formula with its numbers lowered: <c>CO₂</c>.</summary>
    public static string Lowered(string formula) =>
        string.Concat(formula.Select(letter => char.IsAsciiDigit(letter) ? (char)('\u2080' + letter - '0') : letter));

    private static string Raised(string term)
    {
        int at = term.Length;
        while (at > 0 && (char.IsAsciiDigit(term[at - 1]) || (term[at - 1] == '-' && at < term.Length))) at--;
        // A plain number, such as 1000 in "1000 t", is no exponent.
        if (at == 0) return term;
        string symbol = term[..at].StartsWith('u') && at > 1 ? "\u00B5" + term[1..at] : term[..at];
        return at == term.Length ? symbol : symbol + Superscript(int.Parse(term[at..], CultureInfo.InvariantCulture));
    }
}
