using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>From the unit of a measurement to that of the models: gases in ppb, PM2.5 in ug m-3.</summary>
/// <remarks>
/// c = x p M / (R T), with R = 8.314462618 J mol-1 K-1 (CODATA 2018). At 25 degC and 1013.25 hPa 1 ppb of NO2 is 1.8804 ug m-3. Networks
/// state other conditions too: China's measured gases at 0 degC until 2018 and at 25 degC since, the EU's are at 20 degC.
/// </remarks>
/// <param name="Temperature">Temperature that a mass concentration refers to, K.</param>
/// <param name="Pressure">Pressure that it refers to, Pa.</param>
public sealed record ConcentrationConversion(double Temperature = 298.15, double Pressure = 101325)
{
    private const double GasConstant = 8.314462618;

    /// <summary>The factor from a unit to that of a pollutant.</summary>
    /// <param name="pollutant">The pollutant.</param>
    /// <param name="unit">A mole fraction, such as ppm, or a mass concentration, such as ug m-3.</param>
    /// <param name="where">The place in the input, for the message.</param>
    /// <returns>The factor to ppb, or to ug m-3 for PM2.5.</returns>
    /// <exception cref="UnitMismatchException">A unit of something else; a mole fraction of particles.</exception>
    public double Factor(Pollutant pollutant, Unit unit, SourceLocation? where = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        Unit density = Unit.Parse("kg m-3");
        if (unit.IsConvertibleTo(pollutant.ConcentrationUnit())) return unit.FactorTo(pollutant.ConcentrationUnit());
        if (pollutant != Pollutant.Pm25 && unit.IsConvertibleTo(density))
            return unit.FactorTo(density) * GasConstant * Temperature / (Pressure * MolarMass(pollutant)) * 1e9;
        throw new UnitMismatchException(new Fault("A measurement is not in a unit of concentrations.", where,
            pollutant == Pollutant.Pm25 ? "a mass concentration, such as ug m-3" : "ppb, ppm, or a mass concentration such as ug m-3",
            $"'{unit}' for {pollutant.Symbol()}", "Correct the unit, or convert the values."));
    }

    /// <summary>Mass of a mole of a gas, kg (IUPAC 2021).</summary>
    private static double MolarMass(Pollutant pollutant) => pollutant switch
    {
        Pollutant.No2 => 0.0460055,
        Pollutant.So2 => 0.0640638,
        _ => 0.0479982,
    };
}
