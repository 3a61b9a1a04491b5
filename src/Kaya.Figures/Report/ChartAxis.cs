using Kaya.Core;

namespace Kaya.Figures;

/// <summary>What an axis shows.</summary>
/// <param name="Label">What it measures, such as <c>Emission</c>.</param>
/// <param name="Unit">Its unit; null or one for a pure number.</param>
public sealed record ChartAxis(string Label, Unit? Unit = null)
{
    /// <summary>Whether the numbers are days: <see cref="DateOnly.DayNumber"/>.</summary>
    public bool IsDate { get; init; }

    /// <summary>Whether the axis is logarithmic; values that are not positive are left out.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Lower end; null to fit the data.</summary>
    public double? Minimum { get; init; }

    /// <summary>Upper end; null to fit the data.</summary>
    public double? Maximum { get; init; }

    /// <summary>Label and unit: <c>Emission (Mt d-1)</c> with the exponent raised.</summary>
    internal string Caption => Unit is null || Unit == Unit.One ? Label : $"{Label} ({UnitDisplay.Raised(Unit)})";

    /// <summary>An axis of days.</summary>
    /// <param name="label">What the days are; often left empty, as the ticks say it.</param>
    /// <returns>The axis.</returns>
    public static ChartAxis Dates(string label = "") => new(label) { IsDate = true };
}

/// <summary>Units as people read them, with raised exponents.</summary>
internal static class UnitDisplay
{
    private const string Superscripts = "\u2070\u00B9\u00B2\u00B3\u2074\u2075\u2076\u2077\u2078\u2079";

    public static string Raised(Unit unit) => string.Join('\u00A0', unit.ToString().Split(' ').Select(Raised));

    private static string Raised(string term)
    {
        int at = term.Length;
        while (at > 0 && (char.IsAsciiDigit(term[at - 1]) || (term[at - 1] == '-' && at < term.Length))) at--;
        // A plain number, such as 1000 in "1000 t", is no exponent.
        if (at == 0) return term;
        string symbol = term[..at].StartsWith('u') && at > 1 ? "\u00B5" + term[1..at] : term[..at];
        return symbol + string.Concat(term[at..].Select(digit => digit == '-' ? '\u207B' : Superscripts[digit - '0']));
    }
}
