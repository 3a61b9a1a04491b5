namespace Kaya.Core;

/// <summary>As what a mass is counted: a mass of carbon dioxide may be given as CO2 or as C, 44/12 apart.</summary>
/// <remarks>
/// Molar masses are the whole numbers that emission inventories use (IPCC 2006 guidelines, volume 1, table 8.2 and volume 2,
/// section 1.4.2: 44/12), so that a figure converted here equals the one an inventory prints.
/// </remarks>
public sealed record MassBasis
{
    private MassBasis(string symbol, string element, int atoms, int molarMass) =>
        (Symbol, Element, Atoms, MolarMass) = (symbol, element, atoms, molarMass);

    /// <summary>Counted as carbon.</summary>
    public static MassBasis C { get; } = new("C", "C", 1, 12);

    /// <summary>Counted as carbon dioxide.</summary>
    public static MassBasis CO2 { get; } = new("CO2", "C", 1, 44);

    /// <summary>Counted as carbon monoxide.</summary>
    public static MassBasis CO { get; } = new("CO", "C", 1, 28);

    /// <summary>Counted as methane.</summary>
    public static MassBasis CH4 { get; } = new("CH4", "C", 1, 16);

    /// <summary>Counted as nitrogen.</summary>
    public static MassBasis N { get; } = new("N", "N", 1, 14);

    /// <summary>Counted as nitric oxide.</summary>
    public static MassBasis NO { get; } = new("NO", "N", 1, 30);

    /// <summary>Counted as nitrogen dioxide.</summary>
    public static MassBasis NO2 { get; } = new("NO2", "N", 1, 46);

    /// <summary>Counted as nitrous oxide, with two atoms of nitrogen.</summary>
    public static MassBasis N2O { get; } = new("N2O", "N", 2, 44);

    /// <summary>Counted as sulphur.</summary>
    public static MassBasis S { get; } = new("S", "S", 1, 32);

    /// <summary>Counted as sulphur dioxide.</summary>
    public static MassBasis SO2 { get; } = new("SO2", "S", 1, 64);

    /// <summary>Counted as itself: particles and mixtures, which no element converts.</summary>
    public static MassBasis Itself { get; } = new("itself", "", 0, 0);

    /// <summary>Every basis.</summary>
    public static IReadOnlyList<MassBasis> All { get; } = Array.AsReadOnly([C, CO2, CO, CH4, N, NO, NO2, N2O, S, SO2, Itself]);

    /// <summary>How it is written, such as <c>CO2</c>.</summary>
    public string Symbol { get; }

    /// <summary>The element that stays the same in a conversion; empty for <see cref="Itself"/>.</summary>
    public string Element { get; }

    /// <summary>Atoms of that element in one molecule.</summary>
    public int Atoms { get; }

    /// <summary>Mass of one mole, in g.</summary>
    public int MolarMass { get; }

    /// <summary>What a mass of this basis must be multiplied with to count as another: 12/44 from CO2 to C.</summary>
    /// <param name="target">A basis of the same element.</param>
    /// <returns>The factor, exact in whole molar masses.</returns>
    /// <exception cref="UnitMismatchException">The two share no element.</exception>
    public double FactorTo(MassBasis target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (this == target) return 1;
        if (Element.Length == 0 || Element != target.Element)
            throw new UnitMismatchException(new Fault("The two masses count different elements.", Expected: $"as {target.Symbol}",
                Found: $"as {Symbol}", Remedy: "Only bases of one element convert, such as CO2 and C."));
        return (double)(target.MolarMass * Atoms) / (MolarMass * target.Atoms);
    }

    /// <summary>Finds a basis by its symbol.</summary>
    /// <param name="symbol">Such as <c>CO2</c>, whatever the case.</param>
    /// <returns>The basis; null where there is none of that symbol.</returns>
    public static MassBasis? TryParse(string symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        return All.FirstOrDefault(basis => basis.Symbol.Equals(symbol.Trim(), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Finds a basis by its symbol.</summary>
    /// <param name="symbol">Such as <c>CO2</c>, whatever the case.</param>
    /// <returns>The basis.</returns>
    /// <exception cref="DataFormatException">No basis of that symbol.</exception>
    public static MassBasis Parse(string symbol) => TryParse(symbol) ?? throw Spelling.Unknown("mass basis", symbol, All.Select(basis => basis.Symbol));

    /// <inheritdoc/>
    public override string ToString() => Symbol;
}
