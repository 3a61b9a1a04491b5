namespace Kaya.Core;

/// <summary>What is emitted, and as what its mass is counted where nothing else is said.</summary>
public sealed record Species
{
    private Species(string symbol, string name, MassBasis countedAs) => (Symbol, Name, CountedAs) = (symbol, name, countedAs);

    /// <summary>Carbon dioxide, counted as CO2.</summary>
    public static Species CO2 { get; } = new("CO2", "carbon dioxide", MassBasis.CO2);

    /// <summary>Methane, counted as CH4.</summary>
    public static Species CH4 { get; } = new("CH4", "methane", MassBasis.CH4);

    /// <summary>Nitrous oxide, counted as N2O.</summary>
    public static Species N2O { get; } = new("N2O", "nitrous oxide", MassBasis.N2O);

    /// <summary>Carbon monoxide, counted as CO.</summary>
    public static Species CO { get; } = new("CO", "carbon monoxide", MassBasis.CO);

    /// <summary>Nitrogen oxides NO and NO2 together, counted as if all were NO2, as inventories do.</summary>
    public static Species NOx { get; } = new("NOx", "nitrogen oxides", MassBasis.NO2);

    /// <summary>Sulphur dioxide, counted as SO2.</summary>
    public static Species SO2 { get; } = new("SO2", "sulphur dioxide", MassBasis.SO2);

    /// <summary>Particles smaller than 2.5 micrometres.</summary>
    public static Species PM25 { get; } = new("PM2.5", "fine particulate matter", MassBasis.Itself);

    /// <summary>All species, in no order of importance.</summary>
    public static IReadOnlyList<Species> All { get; } = Array.AsReadOnly([CO2, CH4, N2O, CO, NOx, SO2, PM25]);

    /// <summary>How it is written, such as <c>CO2</c>.</summary>
    public string Symbol { get; }

    /// <summary>Its name in words.</summary>
    public string Name { get; }

    /// <summary>The basis inventories give its mass in.</summary>
    public MassBasis CountedAs { get; }

    /// <summary>Finds a species by its symbol, whatever the case.</summary>
    /// <param name="symbol">Such as <c>CO2</c> or <c>nox</c>.</param>
    /// <returns>The species.</returns>
    /// <exception cref="DataFormatException">No species of that symbol.</exception>
    public static Species Parse(string symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        return All.FirstOrDefault(species => species.Symbol.Equals(symbol.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw Spelling.Unknown("species", symbol, All.Select(species => species.Symbol));
    }

    /// <inheritdoc/>
    public override string ToString() => Symbol;
}
