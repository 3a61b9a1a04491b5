using Kaya.Core;

namespace Kaya.Energy;

/// <summary>The eight sources of electricity that Carbon Monitor Power reports.</summary>
public enum EnergySource
{
    /// <summary>Hard coal, lignite, peat.</summary>
    Coal,

    /// <summary>Natural and derived gas.</summary>
    Gas,

    /// <summary>Oil and its products.</summary>
    Oil,

    /// <summary>Nuclear fission.</summary>
    Nuclear,

    /// <summary>Hydropower.</summary>
    Hydro,

    /// <summary>Photovoltaic and solar thermal.</summary>
    Solar,

    /// <summary>Wind, on land and offshore.</summary>
    Wind,

    /// <summary>Other renewables: biomass, geothermal, waste, tidal.</summary>
    Other,
}

/// <summary>The list of energy sources, with display names.</summary>
public static class EnergySources
{
    /// <summary>All sources, in the order of their values.</summary>
    public static IReadOnlyList<EnergySource> All { get; } = Array.AsReadOnly(Enum.GetValues<EnergySource>());

    /// <summary>The name for tables and messages, such as <c>coal</c>.</summary>
    /// <param name="source">A source.</param>
    /// <returns>Lower case.</returns>
    public static string Label(this EnergySource source) => source switch
    {
        EnergySource.Coal => "coal",
        EnergySource.Gas => "gas",
        EnergySource.Oil => "oil",
        EnergySource.Nuclear => "nuclear",
        EnergySource.Hydro => "hydro",
        EnergySource.Solar => "solar",
        EnergySource.Wind => "wind",
        EnergySource.Other => "other",
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, null),
    };

    /// <summary>True for coal, gas and oil, which emit CO2 at the plant.</summary>
    /// <param name="source">A source.</param>
    /// <returns>Whether the source is fossil.</returns>
    public static bool IsFossil(this EnergySource source) => source is EnergySource.Coal or EnergySource.Gas or EnergySource.Oil;

    /// <summary>Reads a label or the name a provider uses, such as <c>Hydroelectricity</c> or <c>Other sources</c>.</summary>
    /// <param name="name">In any case.</param>
    /// <param name="where">The location in the input, for the message.</param>
    /// <returns>The source.</returns>
    /// <exception cref="DataFormatException">No such source; the message suggests one.</exception>
    public static EnergySource Parse(string name, SourceLocation? where = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Trim().ToLowerInvariant() switch
        {
            "coal" => EnergySource.Coal,
            "gas" or "natural gas" => EnergySource.Gas,
            "oil" => EnergySource.Oil,
            "nuclear" => EnergySource.Nuclear,
            "hydro" or "hydroelectricity" or "hydropower" => EnergySource.Hydro,
            "solar" => EnergySource.Solar,
            "wind" => EnergySource.Wind,
            "other" or "other sources" or "other renewables" => EnergySource.Other,
            _ => throw Spelling.Unknown("energy source", name, All.Select(source => source.Label()), where),
        };
    }
}
