using System.Globalization;
using Kaya.Core;

namespace Kaya.Energy;

/// <summary>The unit of a change.</summary>
public enum ChangeBasis
{
    /// <summary>Percent of the changed source or sector: 10 % of coal.</summary>
    PercentOfPart,

    /// <summary>Percentage points of the total: 10 % of the whole mix.</summary>
    PointsOfTotal,

    /// <summary>The unit of the profile: GWh for generation, Mt for emissions, per day.</summary>
    Absolute,
}

/// <summary>The amount of a change of a source or sector: <c>10%</c> of it, <c>5pp</c> of the total, or <c>200 GWh</c>.</summary>
/// <param name="Value">The number as written, not negative: 10 for <c>10%</c>.</param>
/// <param name="Basis">Its unit.</param>
public sealed record ChangeAmount(double Value, ChangeBasis Basis)
{
    /// <summary>Reads <c>10%</c>, <c>5pp</c>, <c>200GWh</c> or <c>0.1Mt</c>.</summary>
    /// <param name="text">The amount.</param>
    /// <param name="where">The location in the input, for the message.</param>
    /// <returns>The amount.</returns>
    /// <exception cref="DataFormatException">Not a number with one of these units, or negative.</exception>
    public static ChangeAmount Parse(string text, SourceLocation? where = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        (string unit, ChangeBasis basis)[] forms =
            [("%", ChangeBasis.PercentOfPart), ("pp", ChangeBasis.PointsOfTotal), ("GWh", ChangeBasis.Absolute),
                ("Mt", ChangeBasis.Absolute)];
        foreach ((string unit, ChangeBasis basis) in forms)
        {
            if (!trimmed.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            if (double.TryParse(trimmed.AsSpan(0, trimmed.Length - unit.Length), NumberStyles.Float, CultureInfo.InvariantCulture,
                out double value)
                && double.IsFinite(value) && value >= 0)
                return new ChangeAmount(value, basis);
        }

        throw new DataFormatException(new Fault("The amount of the change is not valid.", where,
            "a number with %, pp, GWh or Mt: 10% (of the source or sector), 5pp (of the total), 200GWh", $"'{text}'",
                "For example: coal:gas:10%."));
    }

    /// <summary>The amount in the unit of the profile.</summary>
    /// <param name="part">Value of the source or sector, GWh or Mt per day.</param>
    /// <param name="total">The total.</param>
    /// <returns>GWh or Mt per day.</returns>
    public double Of(double part, double total) => Basis switch
    {
        ChangeBasis.PercentOfPart => Value / 100 * part,
        ChangeBasis.PointsOfTotal => Value / 100 * total,
        _ => Value,
    };

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("0.####", CultureInfo.InvariantCulture) + Basis switch
    {
        ChangeBasis.PercentOfPart => " %",
        ChangeBasis.PointsOfTotal => " percentage points",
        _ => "",
    };
}
