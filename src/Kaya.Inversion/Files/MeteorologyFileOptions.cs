using System.Collections.Immutable;

namespace Kaya.Inversion;

/// <summary>What the steps of a meteorology file stand for.</summary>
public enum HourlyStamp
{
    /// <summary>Instants, as MCIP and WRF write them: an hour is the mean of both its ends, rain is what fell up to its end. One hour
    /// fewer than steps.</summary>
    Instant,

    /// <summary>Means of the hour that begins at the step.</summary>
    MeanOfHour,
}

/// <summary>How meteorology is taken out of files.</summary>
public sealed record MeteorologyFileOptions
{
    /// <summary>Height above the ground of the tops of the layers that the files' layers are merged into, m, rising; empty to take the
    /// lowest layers as they are.</summary>
    public ImmutableArray<double> LayerTops { get; init; } = [];

    /// <summary>Where <see cref="LayerTops"/> is empty: number of the lowest layers that are taken; 0 for all.</summary>
    public int LowestLayers { get; init; }

    /// <summary>What the steps stand for.</summary>
    public HourlyStamp Stamp { get; init; } = HourlyStamp.Instant;

    /// <summary>The hours that are wanted; null for all that the files have.</summary>
    public HourRange? Range { get; init; }
}

/// <summary>Files of MCIP, the meteorology that CMAQ reads; several of each kind go one after another.</summary>
/// <param name="Surface">METCRO2D.</param>
/// <param name="Volume">METCRO3D.</param>
/// <param name="Wind">METDOT3D; empty where there is none, then there are no winds.</param>
public sealed record McipFiles(IReadOnlyList<FieldFile> Surface, IReadOnlyList<FieldFile> Volume, IReadOnlyList<FieldFile> Wind);
