namespace Kaya.Inversion;

/// <summary>Air around the domain, and in it at the start: the same everywhere. Gases in ppb, particles in ug m-3 at 1.2 kg
/// m-3.</summary>
/// <remarks>Defaults: continental background air of the northern mid-latitudes, rounded; ours.</remarks>
public sealed record BoundaryAir
{
    // Molar mass of dry air, kg mol-1.
    internal const double MolarMassOfAir = 0.0289647;

    /// <summary>Density of the air that masses in a volume are given for, kg m-3.</summary>
    public const double ReferenceDensity = 1.2;

    /// <summary>Nitric oxide, ppb.</summary>
    public double No { get; init; } = 0.02;

    /// <summary>Nitrogen dioxide, ppb.</summary>
    public double No2 { get; init; } = 0.2;

    /// <summary>Ozone, ppb.</summary>
    public double O3 { get; init; } = 40;

    /// <summary>Reactive organic carbon, ppb of carbon.</summary>
    public double Voc { get; init; } = 10;

    /// <summary>Nitric acid and nitrate, ppb.</summary>
    public double Nitrate { get; init; } = 0.2;

    /// <summary>Ammonia and ammonium, ppb.</summary>
    public double Ammonia { get; init; } = 0.5;

    /// <summary>Sulphur dioxide, ppb.</summary>
    public double So2 { get; init; } = 0.2;

    /// <summary>Sulphate, ppb.</summary>
    public double Sulphate { get; init; } = 0.2;

    /// <summary>Primary particles, ug m-3.</summary>
    public double Pm25 { get; init; } = 2;

    /// <summary>The inert tracer, ug m-3.</summary>
    public double Tracer { get; init; }

    /// <summary>Air that holds nothing.</summary>
    public static BoundaryAir Clean { get; } = new()
    {
        No = 0, No2 = 0, O3 = 0, Voc = 0, Nitrate = 0, Ammonia = 0, So2 = 0, Sulphate = 0, Pm25 = 0,
    };

    /// <summary>Amount in a kilogram of air: nmol or ug.</summary>
    internal double MixingRatio(TransportedSpecies species) => species switch
    {
        TransportedSpecies.No => OfPpb(No),
        TransportedSpecies.No2 => OfPpb(No2),
        TransportedSpecies.O3 => OfPpb(O3),
        TransportedSpecies.Voc => OfPpb(Voc),
        TransportedSpecies.Nitrate => OfPpb(Nitrate),
        TransportedSpecies.Ammonia => OfPpb(Ammonia),
        TransportedSpecies.So2 => OfPpb(So2),
        TransportedSpecies.Sulphate => OfPpb(Sulphate),
        TransportedSpecies.Pm25 => Pm25 / ReferenceDensity,
        TransportedSpecies.Tracer => Tracer / ReferenceDensity,
        _ => 0,
    };

    /// <summary>Whether a field of the species is a mass in a volume, ug m-3, and not a mole fraction, ppb.</summary>
    internal static bool IsMass(TransportedSpecies species) => species is TransportedSpecies.Pm25 or TransportedSpecies.Tracer;

    // A billionth of a mole in a mole of air.
    internal static double OfPpb(double ppb) => ppb / MolarMassOfAir;
}
