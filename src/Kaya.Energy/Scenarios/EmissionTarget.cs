using System.Globalization;
using Kaya.Core;

namespace Kaya.Energy;

/// <summary>An emissions target: a change such as <c>-15%</c>, or an amount such as <c>1.2 Mt</c> per day.</summary>
/// <param name="Value">Fraction of the emissions before the change, or Mt per day.</param>
/// <param name="IsRelative">Whether the value is a fraction.</param>
public sealed record EmissionTarget(double Value, bool IsRelative)
{
    /// <summary>Reads <c>-15%</c> or <c>1.2Mt</c>.</summary>
    /// <param name="text">The target.</param>
    /// <returns>The target.</returns>
    /// <exception cref="DataFormatException">Neither form, a reduction of 100 % or more, or emissions that are not above zero.</exception>
    public static EmissionTarget Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        if (trimmed.EndsWith('%') && Number(trimmed[..^1]) is > -100 and { } percent) return new EmissionTarget(1 + percent / 100, true);
        if (trimmed.EndsWith("Mt", StringComparison.OrdinalIgnoreCase) && Number(trimmed[..^2]) is > 0 and { } emission)
            return new EmissionTarget(emission, false);
        throw new DataFormatException(new Fault("The emissions target is not valid.", new SourceLocation(Variable: "emission"),
            "a change in percent above -100% (-15%), or emissions in Mt per day (1.2Mt)", $"'{text}'",
                "For example: --emission -15%."));
    }

    /// <summary>The target emissions.</summary>
    /// <param name="before">Emissions before the change, Mt per day.</param>
    /// <returns>Mt per day.</returns>
    public double Of(double before) => IsRelative ? Value * before : Value;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;
}
