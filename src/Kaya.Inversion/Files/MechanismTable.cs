using System.Collections.Frozen;
using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>A species of a chemical mechanism, and what it counts as.</summary>
/// <param name="Name">Name in emission files.</param>
/// <param name="Group">The group it is a part of; null for one that is known and counted nowhere.</param>
/// <param name="KilogramsPerMole">Mass of a mole as its group counts it: NO2 for NOx, carbon for VOC, itself otherwise; 0 for
/// particles.</param>
/// <param name="MolarMass">Mass of a mole of itself, kg; 0 where the species is a lump of several.</param>
/// <param name="Reason">Why it is counted nowhere; empty otherwise.</param>
public sealed record MechanismSpecies(string Name, EmittedSpecies? Group, double KilogramsPerMole, double MolarMass, string Reason = "")
{
    /// <summary>From the unit of a file to kg s-1 of the group.</summary>
    /// <param name="unit">Amount or mass per time.</param>
    /// <returns>The factor; null where the unit measures something else, or where a lump of several species is given as a mass.</returns>
    public double? FactorFrom(Unit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        Unit amount = Unit.Parse("mol s-1"), mass = AtmosphericSpecies.EmissionUnit;
        if (unit.IsConvertibleTo(amount) && KilogramsPerMole > 0) return unit.FactorTo(amount) * KilogramsPerMole;
        if (!unit.IsConvertibleTo(mass)) return null;
        if (Group == EmittedSpecies.Pm25) return unit.FactorTo(mass);
        return MolarMass > 0 ? unit.FactorTo(mass) * KilogramsPerMole / MolarMass : null;
    }
}

/// <summary>Which species of a mechanism count as NOx, NH3, SO2, VOC and primary PM2.5.</summary>
/// <remarks>
/// NOx counts as NO2 (46.0055 g/mol for each mole of nitrogen in NO, NO2 and HONO), VOC as carbon by the number of carbon atoms: Yarwood et
/// al. (2010), "Updates to the Carbon Bond chemical mechanism" for CB6; Carter (2010), "Development of the SAPRC-07 chemical mechanism" for
/// SAPRC-07, lumps by their average. Particles are those of the fine mode of CMAQ's AERO6, without water. Names that a file has beside
/// these are never left out in silence: the readers list them.
/// </remarks>
public sealed class MechanismTable
{
    private const double Carbon = 0.012011, NitrogenDioxide = 0.0460055;
    private readonly FrozenDictionary<string, MechanismSpecies> _species;

    /// <summary>Makes a table.</summary>
    /// <param name="name">Such as <c>CB6</c>.</param>
    /// <param name="species">Each name once.</param>
    /// <exception cref="ArgumentException">A name twice.</exception>
    public MechanismTable(string name, IEnumerable<MechanismSpecies> species)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(species);
        (Name, Species) = (name, [.. species]);
        if (Species.GroupBy(one => one.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"{twice.Key} is there twice", nameof(species));
        _species = Species.ToFrozenDictionary(one => one.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>CB6 with AERO6, as CMAQ's emission files name them.</summary>
    public static MechanismTable Cb6 { get; } = new("CB6",
    [
        .. Inorganic(), .. Particles(),
        .. Organic("PAR 1, OLE 2, TOL 7, XYL 8, XYLMN 8, FORM 1, ALD2 2, ALDX 2, ETH 2, ETHA 2, ETOH 2, IOLE 4, ISOP 5, TERP 10, APIN 10"),
        .. Organic("MEOH 1, KET 1, ACET 3, BENZ 6, BENZENE 6, PRPA 3, ETHY 2, NAPH 10, SESQ 15, FACD 1, AACD 2, PACD 2, CRES 7, GLY 2"),
        .. Organic("MGLY 3, ACROLEIN 3, BUTADIENE13 4, CAT1 6, GLYD 2, ISPD 4"),
        .. Uncounted("holds what other species hold already", "FORM_PRIMARY, ALD2_PRIMARY, ACROLEIN_PRIMARY, SOAALK, TOLU, MXYL, OXYL"),
    ]);

    /// <summary>SAPRC-07 with AERO6, as CMAQ's emission files name them.</summary>
    public static MechanismTable Saprc07 { get; } = new("SAPRC07",
    [
        .. Inorganic(), .. Particles(),
        .. Organic("ALK1 2, ALK2 3, ALK3 4, ALK4 5, ALK5 8, OLE1 5, OLE2 5, ARO1 7, ARO2 8, ARO2MN 8, TERP 10, APIN 10, SESQ 15"),
        .. Organic("ISOP 5, ISOPRENE 5, ETHE 2, ETHENE 2, PRPE 3, PROPENE 3, BENZ 6, BENZENE 6, TOLU 7, TOLUENE 7, MXYL 8, OXYL 8"),
        .. Organic("PXYL 8, B124 9, BDE13 4, BUTADIENE13 4, ACYE 2, ACETYLENE 2, HCHO 1, CCHO 2, RCHO 3, ACET 3, ACETONE 3, MEK 4, PRD2 6"),
        .. Organic("MEOH 1, ETOH 2, MACR 4, MVK 4, IPRD 5, ACRO 3, ACROLEIN 3, BALD 7, BACL 4, GLY 2, MGLY 3, CRES 7, PHEN 6, XYNL 8"),
        .. Organic("FACD 1, HCOOH 1, AACD 2, CCOOH 2, PACD 3, RCOOH 3, NAPH 10, NAPHTHAL 10, CATL 6"),
        .. Uncounted("holds what other species hold already", "HCHO_PRIMARY, CCHO_PRIMARY, ACRO_PRIMARY, SOAALK"),
    ]);

    /// <summary>Name of the mechanism.</summary>
    public string Name { get; }

    /// <summary>All species, in order.</summary>
    public ImmutableArray<MechanismSpecies> Species { get; }

    /// <summary>The mechanism whose own names a file has.</summary>
    /// <param name="names">Names of the variables of a file.</param>
    /// <returns><see cref="Saprc07"/> where it knows more of the names, otherwise <see cref="Cb6"/>.</returns>
    public static MechanismTable For(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all.Count(name => Saprc07.Find(name) is not null) > all.Count(name => Cb6.Find(name) is not null) ? Saprc07 : Cb6;
    }

    /// <summary>A species.</summary>
    /// <param name="name">Its name; case does not count.</param>
    /// <returns>The species; null where the table does not have it.</returns>
    public MechanismSpecies? Find(string name) => _species.GetValueOrDefault(name);

    /// <summary>The same table with species of a user.</summary>
    /// <param name="species">Further species, or others in the place of those of the same name.</param>
    /// <returns>The new table.</returns>
    public MechanismTable With(params IReadOnlyList<MechanismSpecies> species)
    {
        HashSet<string> names = new(species.Select(one => one.Name), StringComparer.OrdinalIgnoreCase);
        return new MechanismTable(Name, [.. Species.Where(one => !names.Contains(one.Name)), .. species]);
    }

    private static IEnumerable<MechanismSpecies> Inorganic() =>
    [
        new("NO", EmittedSpecies.Nox, NitrogenDioxide, 0.0300061), new("NO2", EmittedSpecies.Nox, NitrogenDioxide, NitrogenDioxide),
        new("HONO", EmittedSpecies.Nox, NitrogenDioxide, 0.0470134), new("NH3", EmittedSpecies.Nh3, 0.0170305, 0.0170305),
        new("SO2", EmittedSpecies.So2, 0.0640638, 0.0640638),
        .. Uncounted("sulphuric acid: reported apart, it is no SO2", "SULF"),
        .. Uncounted("not among the groups that are updated", "CO, CO2, N2O, HCL, CL2, HOCL, HBR, BR2, H2, HG, HGIIGAS, PHGI"),
        .. Uncounted("methane: its lifetime is years, it is no VOC here", "CH4, ECH4, CH4_INV"),
        .. Uncounted("does not react", "NR, UNR, NVOL, UNK, NROG"),
        .. Uncounted("a total of what other species hold already", "NOX, VOC, VOC_INV, VOC_BEIS, TOG, NHTOG, NH3_FERT, PM10"),
        .. Uncounted("a total of what other species hold already", "PM2_5, PM25, IVOC_P1"),
    ];

    private static IEnumerable<MechanismSpecies> Particles() =>
    [
        .. Split("PEC, POC, PSO4, PNO3, PNH4, PMOTHR, PNCOM, PFE, PAL, PSI, PTI, PCA, PMG, PK, PMN, PNA, PCL, PMFINE")
            .Select(name => new MechanismSpecies(name, EmittedSpecies.Pm25, 0, 0)),
        .. Uncounted("water on particles", "PH2O"), .. Uncounted("coarse particles", "PMC, PMCOARSE"),
    ];

    // "PAR 1, OLE 2": names and numbers of carbon atoms.
    private static IEnumerable<MechanismSpecies> Organic(string list) => Split(list).Select(entry =>
    {
        string[] parts = entry.Split(' ');
        int atoms = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        return new MechanismSpecies(parts[0], EmittedSpecies.Voc, atoms * Carbon, 0);
    });

    private static IEnumerable<MechanismSpecies> Uncounted(string reason, string list) =>
        Split(list).Select(name => new MechanismSpecies(name, null, 0, 0, reason));

    private static string[] Split(string list) => list.Split(", ");
}
