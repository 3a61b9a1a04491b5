using System.Globalization;
using System.Text.RegularExpressions;

namespace Kaya.Core;

/// <summary>A number with its unit, such as <c>27 km</c>.</summary>
/// <remarks>
/// Equal when value and unit are: <c>1 t</c> and <c>1000 kg</c> are compared with <see cref="CompareTo"/>, which converts.
/// Meant for the edge, options and results: numeric code takes plain arrays whose unit the caller converted once.
/// </remarks>
/// <param name="Value">The number, in <paramref name="Unit"/>.</param>
/// <param name="Unit">What the number counts.</param>
public sealed partial record Quantity(double Value, Unit Unit) : IComparable<Quantity>
{
    /// <summary>Reads a number followed by a unit: <c>27 km</c>, <c>-15%</c>; a bare number counts in <c>1</c>.</summary>
    /// <param name="text">As in a configuration file or on the command line, with a decimal point.</param>
    /// <returns>The quantity, its unit as written.</returns>
    /// <exception cref="DataFormatException">No number, not finite, or no unit.</exception>
    public static Quantity Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Match match = Written().Match(text.Trim());
        if (!match.Success || !double.TryParse(match.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            || !double.IsFinite(value))
            throw new DataFormatException(new Fault("This is not a number with a unit.", Expected: "a number and a unit, such as '27 km'",
                Found: $"'{text}'", Remedy: "Write the number with a decimal point, then the unit."));
        string unit = match.Groups["unit"].Value;
        return new Quantity(value, unit.Length == 0 ? Unit.One : Unit.Parse(unit));
    }

    /// <summary>The same thing in another unit.</summary>
    /// <param name="unit">A unit of the same dimension.</param>
    /// <returns>The quantity in that unit.</returns>
    /// <exception cref="UnitMismatchException">Another dimension.</exception>
    public Quantity To(Unit unit) => new(In(unit), unit);

    /// <summary>The plain number in another unit.</summary>
    /// <param name="unit">A unit of the same dimension.</param>
    /// <returns>The value in that unit.</returns>
    /// <exception cref="UnitMismatchException">Another dimension.</exception>
    public double In(Unit unit) => Unit.Convert(Value, unit);

    /// <summary>The sum, in the unit of the left one.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same dimension.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="UnitMismatchException">Another dimension, or temperatures on a scale with its own zero.</exception>
    public static Quantity operator +(Quantity left, Quantity right)
    {
        RequireSum(left, right);
        return new(left.Value + (right.Value * right.Unit.FactorTo(left.Unit)), left.Unit);
    }

    /// <summary>The difference, in the unit of the left one.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same dimension.</param>
    /// <returns>The difference.</returns>
    /// <exception cref="UnitMismatchException">Another dimension, or temperatures on a scale with its own zero.</exception>
    public static Quantity operator -(Quantity left, Quantity right)
    {
        RequireSum(left, right);
        return new(left.Value - (right.Value * right.Unit.FactorTo(left.Unit)), left.Unit);
    }

    /// <summary>The product, units multiplied: 3 GWh times 900 t GWh-1 is 2700 t.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity.</param>
    /// <returns>The product.</returns>
    public static Quantity operator *(Quantity left, Quantity right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(left.Value * right.Value, left.Unit * right.Unit);
    }

    /// <summary>A multiple.</summary>
    /// <param name="left">A plain number.</param>
    /// <param name="right">A quantity.</param>
    /// <returns>The multiple, in the same unit.</returns>
    public static Quantity operator *(double left, Quantity right)
    {
        ArgumentNullException.ThrowIfNull(right);
        return right with { Value = left * right.Value };
    }

    /// <summary>The quotient, units divided.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity.</param>
    /// <returns>The quotient.</returns>
    public static Quantity operator /(Quantity left, Quantity right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(left.Value / right.Value, left.Unit / right.Unit);
    }

    /// <summary>The opposite.</summary>
    /// <param name="quantity">A quantity.</param>
    /// <returns>With the other sign.</returns>
    public static Quantity operator -(Quantity quantity)
    {
        ArgumentNullException.ThrowIfNull(quantity);
        return quantity with { Value = -quantity.Value };
    }

    /// <summary>The sum, for languages without operators.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same dimension.</param>
    /// <returns>The sum.</returns>
    public static Quantity Add(Quantity left, Quantity right) => left + right;

    /// <summary>The difference, for languages without operators.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same dimension.</param>
    /// <returns>The difference.</returns>
    public static Quantity Subtract(Quantity left, Quantity right) => left - right;

    /// <summary>The product, for languages without operators.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity.</param>
    /// <returns>The product.</returns>
    public static Quantity Multiply(Quantity left, Quantity right) => left * right;

    /// <summary>The quotient, for languages without operators.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity.</param>
    /// <returns>The quotient.</returns>
    public static Quantity Divide(Quantity left, Quantity right) => left / right;

    /// <summary>The opposite, for languages without operators.</summary>
    /// <param name="quantity">A quantity.</param>
    /// <returns>With the other sign.</returns>
    public static Quantity Negate(Quantity quantity) => -quantity;

    /// <summary>Compares sizes whatever the units: 1 t is greater than 999 kg.</summary>
    /// <param name="other">A quantity of the same dimension.</param>
    /// <returns>Negative, zero or positive.</returns>
    /// <exception cref="UnitMismatchException">Another dimension.</exception>
    public int CompareTo(Quantity? other) => other is null ? 1 : Value.CompareTo(other.In(Unit));

    /// <summary>Whether the left one is smaller.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same dimension.</param>
    /// <returns>True where it is.</returns>
    public static bool operator <(Quantity left, Quantity right) => Compare(left, right) < 0;

    /// <summary>Whether the left one is greater.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same dimension.</param>
    /// <returns>True where it is.</returns>
    public static bool operator >(Quantity left, Quantity right) => Compare(left, right) > 0;

    /// <summary>Whether the left one is not greater.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same dimension.</param>
    /// <returns>True where it is not.</returns>
    public static bool operator <=(Quantity left, Quantity right) => Compare(left, right) <= 0;

    /// <summary>Whether the left one is not smaller.</summary>
    /// <param name="left">A quantity.</param>
    /// <param name="right">A quantity of the same dimension.</param>
    /// <returns>True where it is not.</returns>
    public static bool operator >=(Quantity left, Quantity right) => Compare(left, right) >= 0;

    /// <summary>Prints number and unit, as <see cref="Parse"/> reads them; a pure number alone.</summary>
    /// <returns>Such as <c>27 km</c>.</returns>
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
        // 20 degC plus 20 degC is not 40 degC: adding points of a scale with its own zero has no meaning.
        if (left.Unit.Offset == 0 && right.Unit.Offset == 0) return;
        throw new UnitMismatchException(new Fault("Temperatures on a scale with its own zero cannot be added.",
            Expected: "K", Found: $"{left} and {right}", Remedy: "Convert both to K first."));
    }

    [GeneratedRegex(@"^(?<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(?<unit>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
