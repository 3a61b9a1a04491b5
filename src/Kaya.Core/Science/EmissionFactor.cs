using System.Globalization;

namespace Kaya.Core;

/// <summary>An emission factor: mass of a species emitted per energy, with its 95 % range and source.</summary>
public sealed record EmissionFactor
{
    /// <summary>Creates an emission factor.</summary>
    /// <param name="of">The fuel or product, such as <c>natural gas</c>.</param>
    /// <param name="value">Mass per energy, such as <c>t TJ-1</c> (fuel, net calorific value) or <c>t GWh-1</c> (electricity).</param>
    /// <param name="low">Lower end of the 95 % range in the unit of the value; the value itself if the range is unknown.</param>
    /// <param name="high">Upper end of the 95 % range in the unit of the value; the value itself if the range is unknown.</param>
    /// <param name="source">Publication, volume and table.</param>
    /// <exception cref="ArgumentException"><paramref name="of"/> or <paramref name="source"/> is empty.</exception>
    /// <exception cref="UnitMismatchException">The unit of the value is not mass per energy.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 &lt;= low &lt;= value &lt;= high, or a number is not finite.</exception>
    public EmissionFactor(string of, SubstanceQuantity value, double low, double high, string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(of);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentException.ThrowIfNullOrEmpty(source);
        _ = value.Amount.Unit.FactorTo(TonnePerTerajoule);
        ArgumentOutOfRangeException.ThrowIfNegative(low);
        if (!(low <= value.Amount.Value && value.Amount.Value <= high && double.IsFinite(high)))
            throw new ArgumentOutOfRangeException(nameof(value),
                $"must be low <= value <= high, but they are {low}, {value.Amount.Value}, {high}");
        (Of, Value, Low, High, Source) = (of, value, low, high, source);
    }

    /// <summary>The fuel or product, such as <c>natural gas</c>.</summary>
    public string Of { get; }

    /// <summary>Mass of the species per energy.</summary>
    public SubstanceQuantity Value { get; }

    /// <summary>Lower end of the 95 % range, in the unit of <see cref="Value"/>.</summary>
    public double Low { get; }

    /// <summary>Upper end of the 95 % range, in the unit of <see cref="Value"/>.</summary>
    public double High { get; }

    /// <summary>Publication, volume and table.</summary>
    public string Source { get; }

    private static Unit TonnePerTerajoule { get; } = Unit.Parse("t TJ-1");

    /// <summary>The default CO2 emission factor of a fuel for stationary combustion (IPCC 2006 guidelines, volume 2, table 2.2).</summary>
    /// <param name="fuel">A fuel.</param>
    /// <returns>CO2 in <c>t TJ-1</c> of net calorific value, with the 95 % range of the table.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public static EmissionFactor Ipcc2006(Fuel fuel)
    {
        // t CO2 per TJ: default, lower, upper.
        (string name, double value, double low, double high) = fuel switch
        {
            Fuel.Anthracite => ("anthracite", 98.3, 94.6, 101),
            Fuel.CokingCoal => ("coking coal", 94.6, 87.3, 101),
            Fuel.BituminousCoal => ("other bituminous coal", 94.6, 89.5, 99.7),
            Fuel.SubBituminousCoal => ("sub-bituminous coal", 96.1, 92.8, 100),
            Fuel.Lignite => ("lignite", 101.0, 90.9, 115),
            Fuel.Peat => ("peat", 106.0, 100, 108),
            Fuel.Coke => ("coke oven coke", 107.0, 95.7, 119),
            Fuel.NaturalGas => ("natural gas", 56.1, 54.3, 58.3),
            Fuel.CrudeOil => ("crude oil", 73.3, 71.1, 75.5),
            Fuel.ResidualFuelOil => ("residual fuel oil", 77.4, 75.5, 78.8),
            Fuel.DieselOil => ("gas and diesel oil", 74.1, 72.6, 74.8),
            Fuel.Gasoline => ("motor gasoline", 69.3, 67.5, 73.0),
            Fuel.JetKerosene => ("jet kerosene", 71.5, 69.7, 74.4),
            Fuel.LiquefiedPetroleumGas => ("liquefied petroleum gases", 63.1, 61.6, 65.6),
            Fuel.PetroleumCoke => ("petroleum coke", 97.5, 82.9, 115),
            _ => throw new ArgumentOutOfRangeException(nameof(fuel), fuel, null),
        };
        return new EmissionFactor(name, new SubstanceQuantity(new Quantity(value, TonnePerTerajoule), Species.CO2), low, high,
            "IPCC 2006 guidelines, volume 2, table 2.2");
    }

    /// <summary>The emission factor of electricity generated from this fuel.</summary>
    /// <param name="efficiency">Electricity generated per fuel energy (net calorific value), in (0, 1].</param>
    /// <returns>The factor and its range in <c>t GWh-1</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The efficiency is not in (0, 1].</exception>
    public EmissionFactor PerElectricity(double efficiency)
    {
        if (!(efficiency is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(efficiency), efficiency, "The efficiency must be above 0 and at most 1.");
        Unit unit = Unit.Parse("t GWh-1");
        double scale = Value.Amount.Unit.FactorTo(unit) / efficiency;
        Quantity value = new(Value.Amount.Value * scale, unit);
        string source = string.Create(CultureInfo.InvariantCulture, $"{Source}; efficiency {efficiency:0.###}");
        return new EmissionFactor($"electricity from {Of}", Value with { Amount = value }, Low * scale, High * scale, source);
    }

    /// <summary>The emissions of an amount of energy: the amount times this factor.</summary>
    /// <param name="energy">An energy, such as <c>GWh</c>, or a power, such as <c>GWh d-1</c>.</param>
    /// <returns>A mass in t for an energy, a rate in t d-1 for a power.</returns>
    /// <exception cref="UnitMismatchException">The amount is neither an energy nor a power.</exception>
    public SubstanceQuantity Emission(Quantity energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        Quantity amount = energy * Value.Amount;
        Unit mass = Unit.Parse("t"), flux = Unit.Parse("t d-1");
        return Value with { Amount = amount.To(amount.Unit.IsConvertibleTo(flux) ? flux : mass) };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Of}: {Value} ({Source})";
}
