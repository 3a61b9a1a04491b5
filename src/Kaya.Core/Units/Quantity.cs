using System.Globalization;
using System.Text.RegularExpressions;

namespace Kaya.Core;

/// <summary>A number with its unit, such as <c>27 km</c>.</summary>
/// <remarks>
/// Equality compares value and unit: <c>1 t</c> and <c>1000 kg</c> are not equal. <see cref="CompareTo"/> and the operators convert.
/// Quantities are for options, inputs and results. Numerical code takes arrays of numbers in a stated unit.
/// </remarks>
/// <param name="Value">The number, in <paramref name="Unit"/>.</param>
/// <param name="Unit">The unit.</param>
public sealed partial record Quantity(double Value, Unit Unit) : IComparable<Quantity>
{
    /// <summary>Reads a number and a unit, such as <c>27 km</c> or <c>-15%</c>. A number without a unit is dimensionless.</summary>
    /// <param name="text">Text of a configuration file or the command line, with a decimal point.</param>
    /// <returns>The quantity in the unit as written.</returns>
    /// <exception cref="DataFormatException">The text has no number, the number is not finite, or the rest is not a unit.</exception>
    public static Quantity Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Match match = Written().Match(text.Trim());
        if (!match.Success
            || !double.TryParse(match.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            || !double.IsFinite(value))
            throw new DataFormatException(new Fault("This is not a number with a unit.", Expected: "a number and a unit, such as '27 km'",
                Found: $"'{text}'", Remedy: "Write the number with a decimal point, then the unit."));
        string unit = match.Groups["unit"].Value;
        return new Quantity(value, unit.Length == 0 ? Unit.One : Unit.Parse(unit));
    }

    /// <summary>Converts to another unit.</summary>
    /// <param name="unit">A unit of the same dimension.</param>
    /// <returns>The quantity in that unit.</returns>
    /// <exception cref="UnitMismatchException">The unit has another dimension.</exception>
    public Quantity To(Unit unit) => new(In(unit), unit);

    /// <summary>The value in another unit.</summary>
    /// <param name="unit">A unit of the same dimension.</param>
    /// <returns>The value in that unit.</returns>
    /// <exception cref="UnitMismatchException">The unit has another dimension.</exception>
    public double In(Unit unit) => Unit.Convert(Value, unit);

    /// <summary>The sum.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same dimension.</param>
    /// <returns>The sum, in the unit of <paramref name="left"/>.</returns>
    /// <exception cref="UnitMismatchException">The dimensions differ, or a unit is <c>degC</c>.</exception>
    public static Quantity operator +(Quantity left, Quantity right)
    {
        RequireSum(left, right);
        return new(left.Value + (right.Value * right.Unit.FactorTo(left.Unit)), left.Unit);
    }

    /// <summary>The difference.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same dimension.</param>
    /// <returns>The difference, in the unit of <paramref name="left"/>.</returns>
    /// <exception cref="UnitMismatchException">The dimensions differ, or a unit is <c>degC</c>.</exception>
    public static Quantity operator -(Quantity left, Quantity right)
    {
        RequireSum(left, right);
        return new(left.Value - (right.Value * right.Unit.FactorTo(left.Unit)), left.Unit);
    }

    /// <summary>The product of values and units: 3 GWh times 900 t GWh-1 is 2700 t.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity.</param>
    /// <returns>The product.</returns>
    public static Quantity operator *(Quantity left, Quantity right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(left.Value * right.Value, left.Unit * right.Unit);
    }

    /// <summary>The product of a number and a quantity.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">A quantity.</param>
    /// <returns>The product, in the unit of <paramref name="right"/>.</returns>
    public static Quantity operator *(double left, Quantity right)
    {
        ArgumentNullException.ThrowIfNull(right);
        return right with { Value = left * right.Value };
    }

    /// <summary>The quotient of values and units.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity.</param>
    /// <returns>The quotient; infinite or NaN if the divisor is 0.</returns>
    public static Quantity operator /(Quantity left, Quantity right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(left.Value / right.Value, left.Unit / right.Unit);
    }

    /// <summary>The negative.</summary>
    /// <param name="quantity">A quantity.</param>
    /// <returns>The quantity with the sign of its value changed.</returns>
    public static Quantity operator -(Quantity quantity)
    {
        ArgumentNullException.ThrowIfNull(quantity);
        return quantity with { Value = -quantity.Value };
    }

    /// <summary>The sum, for languages without operators.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same dimension.</param>
    /// <returns>The sum, in the unit of <paramref name="left"/>.</returns>
    /// <exception cref="UnitMismatchException">The dimensions differ, or a unit is <c>degC</c>.</exception>
    public static Quantity Add(Quantity left, Quantity right) => left + right;

    /// <summary>The difference, for languages without operators.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same dimension.</param>
    /// <returns>The difference, in the unit of <paramref name="left"/>.</returns>
    /// <exception cref="UnitMismatchException">The dimensions differ, or a unit is <c>degC</c>.</exception>
    public static Quantity Subtract(Quantity left, Quantity right) => left - right;

    /// <summary>The product, for languages without operators.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity.</param>
    /// <returns>The product.</returns>
    public static Quantity Multiply(Quantity left, Quantity right) => left * right;

    /// <summary>The quotient, for languages without operators.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity.</param>
    /// <returns>The quotient; infinite or NaN if the divisor is 0.</returns>
    public static Quantity Divide(Quantity left, Quantity right) => left / right;

    /// <summary>The negative, for languages without operators.</summary>
    /// <param name="quantity">A quantity.</param>
    /// <returns>The quantity with the sign of its value changed.</returns>
    public static Quantity Negate(Quantity quantity) => -quantity;

    /// <summary>Compares two quantities after conversion to the same unit: 1 t is greater than 999 kg.</summary>
    /// <param name="other">A quantity of the same dimension.</param>
    /// <returns>Negative, zero or positive.</returns>
    /// <exception cref="UnitMismatchException"><paramref name="other"/> has another dimension.</exception>
    public int CompareTo(Quantity? other) => other is null ? 1 : Value.CompareTo(other.In(Unit));

    /// <summary>Whether <paramref name="left"/> is less than <paramref name="right"/>.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same dimension.</param>
    /// <returns>The result of the comparison.</returns>
    /// <exception cref="UnitMismatchException">The dimensions differ.</exception>
    public static bool operator <(Quantity left, Quantity right) => Compare(left, right) < 0;

    /// <summary>Whether <paramref name="left"/> is greater than <paramref name="right"/>.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same dimension.</param>
    /// <returns>The result of the comparison.</returns>
    /// <exception cref="UnitMismatchException">The dimensions differ.</exception>
    public static bool operator >(Quantity left, Quantity right) => Compare(left, right) > 0;

    /// <summary>Whether <paramref name="left"/> is less than or equal to <paramref name="right"/>.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same dimension.</param>
    /// <returns>The result of the comparison.</returns>
    /// <exception cref="UnitMismatchException">The dimensions differ.</exception>
    public static bool operator <=(Quantity left, Quantity right) => Compare(left, right) <= 0;

    /// <summary>Whether <paramref name="left"/> is greater than or equal to <paramref name="right"/>.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same dimension.</param>
    /// <returns>The result of the comparison.</returns>
    /// <exception cref="UnitMismatchException">The dimensions differ.</exception>
    public static bool operator >=(Quantity left, Quantity right) => Compare(left, right) >= 0;

    /// <summary>Prints value and unit in the form that <see cref="Parse"/> reads; only the value if dimensionless.</summary>
    /// <returns>Text such as <c>27 km</c>.</returns>
    public override string ToString() => Unit == Unit.One
        ? Value.ToString("R", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Value:R} {Unit}");

    private static int Compare(Quantity left, Quantity right)
    {
        ArgumentNullException.ThrowIfNull(left);
        return left.CompareTo(right);
    }

    private static void RequireSum(Quantity left, Quantity right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        // 20 degC plus 20 degC is not 40 degC: the zero of the scale is arbitrary.
        if (left.Unit.Offset == 0 && right.Unit.Offset == 0) return;
        throw new UnitMismatchException(new Fault("Temperatures in degC cannot be added or subtracted.",
            Expected: "K", Found: $"{left} and {right}", Remedy: "Convert both to K first."));
    }

    [GeneratedRegex(@"^(?<number>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*(?<unit>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
