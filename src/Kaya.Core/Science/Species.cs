namespace Kaya.Core;

/// <summary>An emitted species and the usual mass basis of its emissions.</summary>
public sealed record Species
{
    private Species(string symbol, string name, MassBasis countedAs) => (Symbol, Name, CountedAs) = (symbol, name, countedAs);

    /// <summary>Carbon dioxide, expressed as CO2.</summary>
    public static Species CO2 { get; } = new("CO2", "carbon dioxide", MassBasis.CO2);

    /// <summary>Methane, expressed as CH4.</summary>
    public static Species CH4 { get; } = new("CH4", "methane", MassBasis.CH4);

    /// <summary>Nitrous oxide, expressed as N2O.</summary>
    public static Species N2O { get; } = new("N2O", "nitrous oxide", MassBasis.N2O);

    /// <summary>Carbon monoxide, expressed as CO.</summary>
    public static Species CO { get; } = new("CO", "carbon monoxide", MassBasis.CO);

    /// <summary>Nitrogen oxides (NO and NO2), expressed as NO2, as in inventories.</summary>
    public static Species NOx { get; } = new("NOx", "nitrogen oxides", MassBasis.NO2);

    /// <summary>Sulphur dioxide, expressed as SO2.</summary>
    public static Species SO2 { get; } = new("SO2", "sulphur dioxide", MassBasis.SO2);

    /// <summary>Particles with a diameter below 2.5 micrometres.</summary>
    public static Species PM25 { get; } = new("PM2.5", "fine particulate matter", MassBasis.Itself);

    /// <summary>All species.</summary>
    public static IReadOnlyList<Species> All { get; } = Array.AsReadOnly([CO2, CH4, N2O, CO, NOx, SO2, PM25]);

    /// <summary>The symbol, such as <c>CO2</c>.</summary>
    public string Symbol { get; }

    /// <summary>The name, such as <c>carbon dioxide</c>.</summary>
    public string Name { get; }

    /// <summary>The mass basis that inventories use for it.</summary>
    public MassBasis CountedAs { get; }

    /// <summary>Finds a species by its symbol.</summary>
    /// <param name="symbol">A symbol such as <c>CO2</c>, in any case.</param>
    /// <returns>The species.</returns>
    /// <exception cref="DataFormatException">No species has this symbol; the message lists the symbols.</exception>
    public static Species Parse(string symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        return All.FirstOrDefault(species => species.Symbol.Equals(symbol.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw Spelling.Unknown("species", symbol, All.Select(species => species.Symbol));
    }

    /// <inheritdoc/>
    public override string ToString() => Symbol;
}
