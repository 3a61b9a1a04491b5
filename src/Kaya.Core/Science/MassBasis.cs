namespace Kaya.Core;

/// <summary>Mass basis: the molecule or element that a mass is expressed as. A mass of CO2 as CO2 is 44/12 of the same as C.</summary>
/// <remarks>
/// Molar masses are integers, as in emission inventories (IPCC 2006 guidelines, volume 1, table 8.2 and volume 2, section 1.4.2: 44/12),
/// so that converted values agree with inventories.
/// </remarks>
public sealed record MassBasis
{
    private MassBasis(string symbol, string element, int atoms, int molarMass) =>
        (Symbol, Element, Atoms, MolarMass) = (symbol, element, atoms, molarMass);

    /// <summary>Expressed as carbon.</summary>
    public static MassBasis C { get; } = new("C", "C", 1, 12);

    /// <summary>Expressed as carbon dioxide.</summary>
    public static MassBasis CO2 { get; } = new("CO2", "C", 1, 44);

    /// <summary>Expressed as carbon monoxide.</summary>
    public static MassBasis CO { get; } = new("CO", "C", 1, 28);

    /// <summary>Expressed as methane.</summary>
    public static MassBasis CH4 { get; } = new("CH4", "C", 1, 16);

    /// <summary>Expressed as nitrogen.</summary>
    public static MassBasis N { get; } = new("N", "N", 1, 14);

    /// <summary>Expressed as nitric oxide.</summary>
    public static MassBasis NO { get; } = new("NO", "N", 1, 30);

    /// <summary>Expressed as nitrogen dioxide.</summary>
    public static MassBasis NO2 { get; } = new("NO2", "N", 1, 46);

    /// <summary>Expressed as nitrous oxide, with two atoms of nitrogen.</summary>
    public static MassBasis N2O { get; } = new("N2O", "N", 2, 44);

    /// <summary>Expressed as sulphur.</summary>
    public static MassBasis S { get; } = new("S", "S", 1, 32);

    /// <summary>Expressed as sulphur dioxide.</summary>
    public static MassBasis SO2 { get; } = new("SO2", "S", 1, 64);

    /// <summary>Expressed as the species itself: particles and mixtures. It converts to no other basis.</summary>
    public static MassBasis Itself { get; } = new("itself", "", 0, 0);

    /// <summary>All mass bases.</summary>
    public static IReadOnlyList<MassBasis> All { get; } = Array.AsReadOnly([C, CO2, CO, CH4, N, NO, NO2, N2O, S, SO2, Itself]);

    /// <summary>The symbol, such as <c>CO2</c>.</summary>
    public string Symbol { get; }

    /// <summary>The element whose mass a conversion conserves; empty for <see cref="Itself"/>.</summary>
    public string Element { get; }

    /// <summary>Number of atoms of <see cref="Element"/> in a molecule.</summary>
    public int Atoms { get; }

    /// <summary>Molar mass, g mol-1.</summary>
    public int MolarMass { get; }

    /// <summary>The factor that converts a mass of this basis to another basis: 12/44 from CO2 to C.</summary>
    /// <param name="target">A basis of the same element.</param>
    /// <returns>The factor from integer molar masses.</returns>
    /// <exception cref="UnitMismatchException">The two bases have no element in common.</exception>
    public double FactorTo(MassBasis target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (this == target) return 1;
        if (Element.Length == 0 || Element != target.Element)
            throw new UnitMismatchException(new Fault("The two mass bases have no element in common.", Expected: $"as {target.Symbol}",
                Found: $"as {Symbol}", Remedy: "Convert only between bases of the same element, such as CO2 and C."));
        return (double)(target.MolarMass * Atoms) / (MolarMass * target.Atoms);
    }

    /// <summary>Finds a basis by its symbol.</summary>
    /// <param name="symbol">A symbol such as <c>CO2</c>, in any case.</param>
    /// <returns>The basis; null if no basis has this symbol.</returns>
    public static MassBasis? TryParse(string symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        return All.FirstOrDefault(basis => basis.Symbol.Equals(symbol.Trim(), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Finds a basis by its symbol.</summary>
    /// <param name="symbol">A symbol such as <c>CO2</c>, in any case.</param>
    /// <returns>The basis.</returns>
    /// <exception cref="DataFormatException">No basis has this symbol; the message lists the symbols.</exception>
    public static MassBasis Parse(string symbol) =>
        TryParse(symbol) ?? throw Spelling.Unknown("mass basis", symbol, All.Select(basis => basis.Symbol));

    /// <inheritdoc/>
    public override string ToString() => Symbol;
}
