using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Inversion;

/// <summary>Meteorology of files on the layers of the files, step by step.</summary>
internal abstract class NativeAtmosphere
{
    /// <summary>Cells.</summary>
    public abstract Grid Grid { get; }

    /// <summary>Layers of the files.</summary>
    public abstract int Layers { get; }

    /// <summary>Instant of the first step and number of steps.</summary>
    public abstract HourRange Steps { get; }

    /// <summary>Where something was not right, for messages.</summary>
    public abstract SourceLocation Place { get; }

    /// <summary>File and variable of a step, for messages; of the first that it is computed from.</summary>
    public SourceLocation PlaceOf(MeteorologyVariable variable, int step) =>
        SeriesOf(variable) is { } series ? series.FileOf(step).At(series.Name) : Place;

    /// <summary>Boundaries of the layers as the files number them, one more than layers; none where they do not say.</summary>
    public virtual ImmutableArray<double> LayerEdges => [];

    /// <summary>Whether there is a variable.</summary>
    public bool Has(MeteorologyVariable variable) => SeriesOf(variable) is not null;

    /// <summary>The series of the files that a variable is, or the first that it is computed from; null where there is none.</summary>
    protected abstract StepSeries? SeriesOf(MeteorologyVariable variable);

    /// <summary>Heights of the tops of all layers above the ground, m: layer x row x column.</summary>
    public abstract double[] Tops(int step);

    /// <summary>A variable in its unit on its position; on all layers of the files where it has any. Precipitation is that of the hour
    /// before the step, or of the hour that begins at it where steps are means of hours.</summary>
    public abstract double[] Read(MeteorologyVariable variable, int step);
}
