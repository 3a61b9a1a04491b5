using System.Collections.Immutable;

using FsCheck;
using FsCheck.Fluent;

namespace Kaya.Core.Tests;

/// <summary>Properties that hold for all units, tested with random units. A failure prints its seed.</summary>
public class UnitProperties
{
    private static readonly ImmutableArray<string> Symbols =
        ["t", "Mt", "kg", "ug", "km", "m", "ha", "s", "h", "d", "a", "K", "mol", "A", "GWh", "TJ", "W", "hPa", "%", "ppb", "L"];

    private static Arbitrary<Unit> Units { get; } = Arb.From(
        from symbols in Gen.Elements<string>(Symbols).ListOf(3)
        from exponents in Gen.Choose(-3, 3).ListOf(3)
        select symbols.Zip(exponents).Aggregate(Unit.One, (unit, part) => unit * Unit.Parse(part.First).Power(part.Second)));

    [Fact]
    public void Parse_PrintedUnit_GivesTheSameUnit() =>
        Prop.ForAll(Units, unit => Unit.Parse(unit.ToString()) == unit).QuickCheckThrowOnFailure();

    [Fact]
    public void Divide_ByItself_GivesOne() =>
        Prop.ForAll(Units, unit => unit / unit == Unit.One).QuickCheckThrowOnFailure();

    [Fact]
    public void Multiply_InEitherOrder_GivesTheSameUnit() =>
        Prop.ForAll(Units, Units, (left, right) => left * right == right * left).QuickCheckThrowOnFailure();

    [Fact]
    public void Multiply_FactorsThatRoundDifferently_GivesTheSameUnit()
    {
        Unit left = Unit.Parse("a d-1 ha-3"), right = Unit.Parse("t3");
        Assert.Equal(left * right, right * left);
    }

    [Fact]
    public void Convert_ThereAndBack_GivesTheValue() => Prop.ForAll(Units, Units, (left, right) =>
    {
        // A unit of the same dimension and another size.
        Unit target = left * Unit.Parse("%") * Unit.Parse("1e3");
        double there = left.Convert(3.7, target);
        return Math.Abs(target.Convert(there, left) - 3.7) < 1e-11 && left.IsConvertibleTo(right) == (left.Dimension == right.Dimension);
    }).QuickCheckThrowOnFailure();
}
