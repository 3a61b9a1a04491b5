using System.Globalization;

namespace Kaya.Core;

/// <summary>How much of a substance is emitted for each unit of energy, with where the figure comes from.</summary>
public sealed record EmissionFactor
{
    /// <summary>Puts a factor together.</summary>
    /// <param name="of">What is burnt or generated, such as <c>natural gas</c>.</param>
    /// <param name="value">Substance per energy: mass by energy, such as <c>t TJ-1</c> (fuel, net calorific value) or <c>t GWh-1</c> (electricity).</param>
    /// <param name="low">Lower end of the 95 % range in the unit of the value; the value itself where none is known.</param>
    /// <param name="high">Upper end of the 95 % range in the unit of the value.</param>
    /// <param name="source">Publication, volume and table.</param>
    /// <exception cref="UnitMismatchException">The unit is no mass per energy.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite, or low, value, high out of order.</exception>
    public EmissionFactor(string of, SubstanceQuantity value, double low, double high, string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(of);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentException.ThrowIfNullOrEmpty(source);
        _ = value.Amount.Unit.FactorTo(TonnePerTerajoule);
        ArgumentOutOfRangeException.ThrowIfNegative(low);
        if (!(low <= value.Amount.Value && value.Amount.Value <= high && double.IsFinite(high)))
            throw new ArgumentOutOfRangeException(nameof(value), $"need low <= value <= high, got {low}, {value.Amount.Value}, {high}");
        (Of, Value, Low, High, Source) = (of, value, low, high, source);
    }

    /// <summary>What is burnt or generated.</summary>
    public string Of { get; }

    /// <summary>Substance per energy.</summary>
    public SubstanceQuantity Value { get; }

    /// <summary>Lower end of the 95 % range, in the unit of <see cref="Value"/>.</summary>
    public double Low { get; }

    /// <summary>Upper end of the 95 % range, in the unit of <see cref="Value"/>.</summary>
    public double High { get; }

    /// <summary>Publication, volume and table.</summary>
    public string Source { get; }

    private static Unit TonnePerTerajoule { get; } = Unit.Parse("t TJ-1");

    /// <summary>The default CO2 factor of a fuel for stationary combustion, by net calorific value: IPCC 2006 guidelines, volume 2, table 2.2.</summary>
    /// <param name="fuel">A fuel.</param>
    /// <returns>In <c>t TJ-1</c> of CO2, with the 95 % range of the table.</returns>
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

    /// <summary>The factor of the electricity made from this fuel.</summary>
    /// <param name="efficiency">Electricity out by fuel energy in (net calorific value), in (0, 1].</param>
    /// <returns>In <c>t GWh-1</c>, the range scaled alike.</returns>
    public EmissionFactor PerElectricity(double efficiency)
    {
        if (!(efficiency is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(efficiency), efficiency, "An efficiency is above 0 and at most 1.");
        Unit unit = Unit.Parse("t GWh-1");
        double scale = Value.Amount.Unit.FactorTo(unit) / efficiency;
        Quantity value = new(Value.Amount.Value * scale, unit);
        string source = string.Create(CultureInfo.InvariantCulture, $"{Source}; efficiency {efficiency:0.###}");
        return new EmissionFactor($"electricity from {Of}", Value with { Amount = value }, Low * scale, High * scale, source);
    }

    /// <summary>What an amount of energy emits.</summary>
    /// <param name="energy">Energy or power: <c>GWh</c> gives a mass, <c>GWh d-1</c> a mass per time.</param>
    /// <returns>In tonnes, or tonnes per day where power was given.</returns>
    /// <exception cref="UnitMismatchException">Neither energy nor power.</exception>
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
