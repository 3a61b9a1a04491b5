using System.Collections.Immutable;

namespace Kaya.Inversion;

/// <summary>How the numbers of a channel are bent before they are standardised.</summary>
internal enum ChannelScale
{
    /// <summary>Not at all.</summary>
    Linear,

    /// <summary>ln(max(x, 1)): dilution goes with the reciprocal of a height.</summary>
    Logarithm,

    /// <summary>ln(1 + x): many zeros and few large values.</summary>
    LogarithmOfOneMore,
}

/// <summary>A channel of meteorology at cell centres.</summary>
/// <param name="Name">Name in messages and saved models.</param>
/// <param name="Variable">What it is taken from.</param>
/// <param name="Layer">Layer from the ground.</param>
/// <param name="Scale">How its numbers are bent.</param>
internal sealed record MeteorologyChannel(string Name, MeteorologyVariable Variable, int Layer, ChannelScale Scale)
{
    /// <summary>Whether it is a component of the wind, which turns when the field is turned.</summary>
    internal bool IsWind => Variable is MeteorologyVariable.WindEast or MeteorologyVariable.WindNorth;
}

/// <summary>The channels that meteorology gives, and how an hour of them is made from its fields.</summary>
/// <remarks>Winds come first, east and north of each layer side by side, so that a pair is two neighbours.</remarks>
internal sealed class InputChannels
{
    private static readonly ImmutableArray<(MeteorologyVariable Variable, ChannelScale Scale)> s_others =
    [
        (MeteorologyVariable.Temperature, ChannelScale.Linear), (MeteorologyVariable.Humidity, ChannelScale.Linear),
        (MeteorologyVariable.BoundaryLayerHeight, ChannelScale.Logarithm), (MeteorologyVariable.FrictionVelocity, ChannelScale.Linear),
        (MeteorologyVariable.ShortwaveRadiation, ChannelScale.Linear), (MeteorologyVariable.Precipitation, ChannelScale.LogarithmOfOneMore),
        (MeteorologyVariable.CloudFraction, ChannelScale.Linear),
    ];

    internal InputChannels(IHourlyFields<MeteorologyVariable> meteorology, int windLayers)
    {
        List<MeteorologyChannel> channels = [];
        int layers = Math.Min(windLayers, Math.Min(meteorology.LayersOf(MeteorologyVariable.WindEast),
            meteorology.LayersOf(MeteorologyVariable.WindNorth)));
        for (int layer = 0; layer < layers; layer++)
            foreach (MeteorologyVariable wind in (MeteorologyVariable[])[MeteorologyVariable.WindEast, MeteorologyVariable.WindNorth])
                channels.Add(new MeteorologyChannel($"{wind} of layer {layer + 1}", wind, layer, ChannelScale.Linear));
        foreach ((MeteorologyVariable variable, ChannelScale scale) in s_others)
            if (meteorology.Has(variable)) channels.Add(new MeteorologyChannel(variable.ToString(), variable, 0, scale));
        Channels = [.. channels];
        WindLayers = layers;
    }

    internal ImmutableArray<MeteorologyChannel> Channels { get; }

    internal int WindLayers { get; }

    internal ImmutableArray<string> Names => [.. Channels.Select(channel => channel.Name)];

    /// <summary>Reads an hour: channel x row x column.</summary>
    internal void Read(IHourlyFields<MeteorologyVariable> meteorology, int hour, Span<float> planes)
    {
        TransportGrid grid = meteorology.Grid;
        int cells = grid.Rows * grid.Columns;
        foreach (MeteorologyVariable variable in Channels.Select(channel => channel.Variable).Distinct())
        {
            float[] field = new float[meteorology.LayersOf(variable) * LayerCount(grid, variable)];
            meteorology.Read(variable, hour, field);
            int columns = variable == MeteorologyVariable.WindEast ? grid.Columns + 1 : grid.Columns;
            FieldChecks.RequireFinite(variable.ToString(), field, columns, hour, LayerCount(grid, variable));
            for (int i = 0; i < Channels.Length; i++)
                if (Channels[i].Variable == variable)
                    ToCentres(grid, variable, field.AsSpan(Channels[i].Layer * LayerCount(grid, variable)), planes.Slice(i * cells, cells));
        }
    }

    private static int LayerCount(TransportGrid grid, MeteorologyVariable variable) => variable.Position() switch
    {
        CellPosition.EastWestFace => grid.Rows * (grid.Columns + 1),
        CellPosition.NorthSouthFace => (grid.Rows + 1) * grid.Columns,
        _ => grid.Rows * grid.Columns,
    };

    // The wind at a centre is the mean of its two faces.
    private static void ToCentres(TransportGrid grid, MeteorologyVariable variable, ReadOnlySpan<float> field, Span<float> plane)
    {
        int columns = grid.Columns;
        if (variable == MeteorologyVariable.WindEast)
            for (int i = 0; i < plane.Length; i++) plane[i] = (field[i + (i / columns)] + field[i + (i / columns) + 1]) / 2;
        else if (variable == MeteorologyVariable.WindNorth)
            for (int i = 0; i < plane.Length; i++) plane[i] = (field[i] + field[i + columns]) / 2;
        else field[..plane.Length].CopyTo(plane);
    }
}
