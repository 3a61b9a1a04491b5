using System.Collections.Immutable;

namespace Kaya.Inversion;

/// <summary>What the embedded transport model carries: amounts in nmol m-3, particles and the tracer in ug m-3.</summary>
public enum TransportedSpecies
{
    /// <summary>Nitric oxide.</summary>
    No,

    /// <summary>Nitrogen dioxide.</summary>
    No2,

    /// <summary>Ozone.</summary>
    O3,

    /// <summary>Reactive organic carbon (ROC of the Generic Reaction Set), counted in atoms of carbon.</summary>
    Voc,

    /// <summary>Nitric acid and the nitrate of particles together.</summary>
    Nitrate,

    /// <summary>Ammonia and the ammonium of particles together.</summary>
    Ammonia,

    /// <summary>Sulphur dioxide.</summary>
    So2,

    /// <summary>Sulphate of particles.</summary>
    Sulphate,

    /// <summary>Stable gaseous nitrogen products of the Generic Reaction Set (SGN).</summary>
    OrganicNitrate,

    /// <summary>Stable non-gaseous nitrogen products of the Generic Reaction Set (SNGN): particles.</summary>
    ParticleNitrate,

    /// <summary>Primary particles below 2.5 micrometres.</summary>
    Pm25,

    /// <summary>A tracer that neither reacts nor deposits, emitted as primary PM2.5 is.</summary>
    Tracer,
}

/// <summary>Constants of a species.</summary>
/// <param name="SurfaceResistance">Resistance of the surface to dry deposition, s m-1; infinite where nothing deposits.</param>
/// <param name="Scavenging">Part removed by rain of 1 mm h-1, s-1.</param>
internal readonly record struct SpeciesConstants(double SurfaceResistance, double Scavenging);

/// <summary>The species of a mechanism in the order of the state, and their constants.</summary>
internal sealed class SpeciesTable
{
    // Surface resistances: daytime values for mixed land after Wesely (1989, Atmospheric Environment 23, 1293-1304), rounded;
    // total nitrate and total ammonia stand between gas and particle, particles at 0.002 m s-1. Scavenging: scavenging ratios of
    // Simpson et al. (2012, Atmos. Chem. Phys. 12, 7825-7865, table S20) over 1,000 m, rounded.
    private static readonly ImmutableDictionary<TransportedSpecies, SpeciesConstants> Constants =
        new Dictionary<TransportedSpecies, SpeciesConstants>
        {
            [TransportedSpecies.No] = new(double.PositiveInfinity, 0),
            [TransportedSpecies.No2] = new(500, 0),
            [TransportedSpecies.O3] = new(200, 0),
            [TransportedSpecies.Voc] = new(2000, 0),
            [TransportedSpecies.Nitrate] = new(200, 1e-4),
            [TransportedSpecies.Ammonia] = new(200, 1e-4),
            [TransportedSpecies.So2] = new(150, 3e-5),
            [TransportedSpecies.Sulphate] = new(500, 1e-4),
            [TransportedSpecies.OrganicNitrate] = new(1000, 0),
            [TransportedSpecies.ParticleNitrate] = new(500, 1e-4),
            [TransportedSpecies.Pm25] = new(500, 5e-5),
            [TransportedSpecies.Tracer] = new(double.PositiveInfinity, 0),
        }.ToImmutableDictionary();

    private readonly ImmutableArray<int> _places;

    internal SpeciesTable(ImmutableArray<TransportedSpecies> species)
    {
        Species = species;
        _places = [.. Enum.GetValues<TransportedSpecies>().Select(one => species.IndexOf(one))];
    }

    internal ImmutableArray<TransportedSpecies> Species { get; }

    internal int Count => Species.Length;

    /// <summary>The table of a mechanism.</summary>
    internal static SpeciesTable Of(TransportOptions options) => new(options.Mechanism == TransportMechanism.Inert
        ? [TransportedSpecies.Tracer]
        : [.. Enum.GetValues<TransportedSpecies>().Where(one => one != TransportedSpecies.Tracer || options.HasTracer)]);

    /// <summary>Place in the state; -1 for a species that is not carried.</summary>
    internal int PlaceOf(TransportedSpecies species) => _places[(int)species];

    internal static SpeciesConstants ConstantsOf(TransportedSpecies species) => Constants[species];

    /// <summary>What an emitted kilogram becomes: places in the state, and nmol or ug of each.</summary>
    internal IEnumerable<(int Place, double PerKilogram)> Emitted(EmittedSpecies emitted, TransportOptions options)
    {
        IEnumerable<(TransportedSpecies Species, double Amount)> all = emitted switch
        {
            // NOx is counted as NO2: a mole weighs 46.0055 g whichever of the two it is.
            EmittedSpecies.Nox => [(TransportedSpecies.No, (1 - options.No2Share) * 1e12 / 46.0055),
                (TransportedSpecies.No2, options.No2Share * 1e12 / 46.0055)],
            EmittedSpecies.Nh3 => [(TransportedSpecies.Ammonia, 1e12 / 17.031)],
            EmittedSpecies.So2 => [(TransportedSpecies.So2, 1e12 / 64.066)],
            EmittedSpecies.Voc => [(TransportedSpecies.Voc, options.VocReactivity * 1e12 / 12.011)],
            _ => [(TransportedSpecies.Pm25, 1e9), (TransportedSpecies.Tracer, 1e9)],
        };
        foreach ((TransportedSpecies species, double amount) in all)
            if (PlaceOf(species) >= 0) yield return (PlaceOf(species), amount);
    }
}
