using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>The groups of species whose emissions are updated (paper 003, section 2.1).</summary>
public enum EmittedSpecies
{
    /// <summary>Nitrogen oxides, counted as NO2.</summary>
    Nox,

    /// <summary>Ammonia.</summary>
    Nh3,

    /// <summary>Sulphur dioxide.</summary>
    So2,

    /// <summary>Volatile organic compounds, counted as carbon.</summary>
    Voc,

    /// <summary>Primary particles below 2.5 micrometres.</summary>
    Pm25,
}

/// <summary>The pollutants that stations measure and the models compute at the ground.</summary>
public enum Pollutant
{
    /// <summary>Nitrogen dioxide, ppb.</summary>
    No2,

    /// <summary>Sulphur dioxide, ppb.</summary>
    So2,

    /// <summary>Ozone, ppb.</summary>
    O3,

    /// <summary>Particles below 2.5 micrometres, micrograms per cubic metre.</summary>
    Pm25,
}

/// <summary>Names and units of what is emitted and measured.</summary>
public static class AtmosphericSpecies
{
    /// <summary>Unit of the emissions of a cell: every group as a mass rate, NOx as NO2, VOC as carbon.</summary>
    public static Unit EmissionUnit { get; } = Unit.Parse("kg s-1");

    /// <summary>The emitted groups, in the order of the enumeration.</summary>
    public static ImmutableArray<EmittedSpecies> Emitted { get; } = [.. Enum.GetValues<EmittedSpecies>()];

    /// <summary>The pollutants, in the order of the enumeration.</summary>
    public static ImmutableArray<Pollutant> Pollutants { get; } = [.. Enum.GetValues<Pollutant>()];

    /// <summary>The usual symbol.</summary>
    /// <param name="species">A group.</param>
    /// <returns>Such as <c>NOx</c>.</returns>
    public static string Symbol(this EmittedSpecies species) => species switch
    {
        EmittedSpecies.Nox => "NOx", EmittedSpecies.Nh3 => "NH3", EmittedSpecies.So2 => "SO2", EmittedSpecies.Voc => "VOC", _ => "PM2.5",
    };

    /// <summary>The usual symbol.</summary>
    /// <param name="pollutant">A pollutant.</param>
    /// <returns>Such as <c>NO2</c>.</returns>
    public static string Symbol(this Pollutant pollutant) => pollutant switch
    {
        Pollutant.No2 => "NO2", Pollutant.So2 => "SO2", Pollutant.O3 => "O3", _ => "PM2.5",
    };

    /// <summary>Unit of a concentration: a mole fraction for gases, a mass concentration for particles.</summary>
    /// <param name="pollutant">A pollutant.</param>
    /// <returns><c>ppb</c> or <c>ug m-3</c>.</returns>
    public static Unit ConcentrationUnit(this Pollutant pollutant) => Unit.Parse(pollutant == Pollutant.Pm25 ? "ug m-3" : "1e-9");
}
