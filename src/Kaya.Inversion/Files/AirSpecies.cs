using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>What a species of a concentration file counts as in the transport model.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Species">The species of the model.</param>
/// <param name="Atoms">What a mole of it counts as: atoms of carbon for organic species, otherwise 1.</param>
/// <param name="MolarMass">kg mol-1, from a mass in a volume to an amount; 0 for gases and for species that count as mass.</param>
internal sealed partial record AirSpecies(string Name, TransportedSpecies Species, double Atoms = 1, double MolarMass = 0)
{
    private const double Carbon = 0.012011;

    private static readonly ImmutableDictionary<string, AirSpecies> s_gases = new AirSpecies[]
    {
        new("NO", TransportedSpecies.No), new("NO2", TransportedSpecies.No2), new("O3", TransportedSpecies.O3),
        new("HNO3", TransportedSpecies.Nitrate), new("NH3", TransportedSpecies.Ammonia), new("SO2", TransportedSpecies.So2),
        new("SULF", TransportedSpecies.Sulphate),
    }.ToImmutableDictionary(one => one.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The species of a name; null for one that the model does not carry.</summary>
    /// <remarks>Aerosols are those of CMAQ's Aitken and accumulation modes: sulphate, nitrate and ammonium as amounts, everything else
    /// but water as primary particles. Organic gases count by their carbon, as those of emissions.</remarks>
    internal static AirSpecies? Of(string name, MechanismTable mechanism)
    {
        if (s_gases.TryGetValue(name, out AirSpecies? gas)) return gas with { Name = name };
        if (mechanism.Find(name) is { Group: EmittedSpecies.Voc } organic)
            return new AirSpecies(name, TransportedSpecies.Voc, organic.KilogramsPerMole / Carbon);
        if (!FineMode().IsMatch(name)) return null;
        return name[..^1] switch
        {
            "ASO4" => new AirSpecies(name, TransportedSpecies.Sulphate, 1, 0.0960626),
            "ANO3" => new AirSpecies(name, TransportedSpecies.Nitrate, 1, 0.0620049),
            "ANH4" => new AirSpecies(name, TransportedSpecies.Ammonia, 1, 0.0180385),
            _ => new AirSpecies(name, TransportedSpecies.Pm25),
        };
    }

    /// <summary>Whether the file has it as a mass in a volume of air.</summary>
    internal bool IsMass => MolarMass > 0 || BoundaryAir.IsMass(Species);

    internal Unit FileUnit => Unit.Parse(IsMass ? "ug m-3" : "1e-9");

    // AH2OI, AH2OJ and AORGH2OJ are water on particles.
    [GeneratedRegex("^A(?!H2O|ORGH2O)[A-Z0-9]+[IJ]$", RegexOptions.CultureInvariant)]
    private static partial Regex FineMode();
}
