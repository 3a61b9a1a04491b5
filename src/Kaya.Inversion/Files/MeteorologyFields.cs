using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Inversion;

/// <summary>Meteorology of MCIP or WRF files, hour by hour, on the layers of a transport model.</summary>
/// <remarks>
/// Layers are merged by mass: temperature, humidity and winds are means weighted by density x overlapping thickness (of both neighbouring
/// cells on a face), density is a mean weighted by thickness, so mass and momentum are kept. Nothing is read before it is asked for; the
/// weights of the last two steps are kept in memory. One thread at a time may read.
/// </remarks>
public sealed class MeteorologyFields : IHourlyFields<MeteorologyVariable>
{
    private const double Thinnest = 0.999;
    private readonly NativeAtmosphere _source;
    private readonly HourlyStamp _stamp;
    private readonly bool _isMerged;
    private readonly Dictionary<int, (double[] Overlaps, double[] Masses)> _weights = [];

    private MeteorologyFields(NativeAtmosphere source, MeteorologyFileOptions options, bool hasAccumulations)
    {
        (_source, _stamp) = (source, hasAccumulations ? HourlyStamp.Instant : options.Stamp);
        _isMerged = !options.LayerTops.IsDefaultOrEmpty;
        Hours = source.Steps.Hours - (_stamp == HourlyStamp.Instant ? 1 : 0);
        if (Hours < 1)
            throw new DataNotFoundException(new Fault("One step is no hour.", source.Place, "two steps or more: both ends of each hour",
                $"{source.Steps}", hasAccumulations ? "Give the file of the next hour too."
                    : "Give the file of the next hour too, or --meteorology-steps mean-of-hour."));
        double[] tops = RequireRising(source.Tops(0), 0);
        Grid = new TransportGrid(source.Grid, _isMerged ? Checked(options.LayerTops) : LowestTops(tops, options.LowestLayers));
        if (_isMerged) Require(tops.AsSpan(tops.Length - (int)source.Grid.CellCount), 0);
    }

    /// <inheritdoc/>
    public TransportGrid Grid { get; }

    /// <inheritdoc/>
    public DateTimeOffset Start => _source.Steps.Start;

    /// <inheritdoc/>
    public int Hours { get; }

    /// <summary>Meteorology of MCIP.</summary>
    /// <param name="files">METCRO2D, METCRO3D and METDOT3D.</param>
    /// <param name="options">Layers, hours, and what a step stands for.</param>
    /// <returns>The fields; <see cref="Has"/> says which there are.</returns>
    /// <exception cref="DataNotFoundException">Hours are missing, or files are not of the same hours.</exception>
    /// <exception cref="SchemaMismatchException">TA, DENS or ZF is not there.</exception>
    /// <exception cref="GridMismatchException">Files on different grids or layers, or layers wanted that are higher than the
    /// files.</exception>
    /// <exception cref="UnitMismatchException">A variable in a unit of something else.</exception>
    public static MeteorologyFields OfMcip(McipFiles files, MeteorologyFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        options ??= new MeteorologyFileOptions();
        return new MeteorologyFields(new McipAtmosphere(files, Steps(options, options.Stamp)), options, hasAccumulations: false);
    }

    /// <summary>Meteorology of WRF; steps are instants, whatever the options say.</summary>
    /// <param name="files">Output files with T, P, PB, PH, PHB and HGT.</param>
    /// <param name="options">Layers and hours.</param>
    /// <returns>The fields; <see cref="Has"/> says which there are.</returns>
    /// <exception cref="DataNotFoundException">Hours are missing.</exception>
    /// <exception cref="SchemaMismatchException">A variable is not there.</exception>
    /// <exception cref="GridMismatchException">Files on different grids, or layers wanted that are higher than the files.</exception>
    public static MeteorologyFields OfWrf(IReadOnlyList<FieldFile> files, MeteorologyFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        options ??= new MeteorologyFileOptions();
        return new MeteorologyFields(new WrfAtmosphere(files, Steps(options, HourlyStamp.Instant)), options, hasAccumulations: true);
    }

    /// <inheritdoc/>
    public bool Has(MeteorologyVariable variable) => _source.Has(variable);

    /// <inheritdoc/>
    public int LayersOf(MeteorologyVariable variable) => variable.Position() == CellPosition.Surface ? 1 : Grid.Layers;

    /// <inheritdoc/>
    public void Read(MeteorologyVariable variable, int hour, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hour);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(hour, Hours);
        if (!Has(variable)) throw new ArgumentException($"the files have no {variable}", nameof(variable));
        int count = Grid.CountOf(variable.Position());
        if (values.Length != count) throw new ArgumentException($"room for {count} values is needed", nameof(values));
        bool isRain = variable == MeteorologyVariable.Precipitation, isMean = _stamp == HourlyStamp.MeanOfHour;
        double[] first = isRain && !isMean ? OnLayers(variable, hour + 1) : OnLayers(variable, hour);
        if (isRain || isMean)
        {
            for (int k = 0; k < count; k++) values[k] = (float)first[k];
            return;
        }

        double[] last = OnLayers(variable, hour + 1);
        for (int k = 0; k < count; k++) values[k] = (float)((first[k] + last[k]) / 2);
    }

    /// <inheritdoc/>
    public SourceLocation? PlaceOf(MeteorologyVariable variable, int hour) => _source.PlaceOf(variable, hour);

    /// <summary>Boundaries of the layers as the files number them, where they are those of the grid; none otherwise.</summary>
    public ImmutableArray<double> LayerEdges => _isMerged || _source.LayerEdges.IsDefaultOrEmpty ? []
        : _source.LayerEdges[..(Grid.Layers + 1)];

    /// <summary>Refuses a file that has as many layers, but others.</summary>
    internal void RequireLayers(ImmutableArray<double> edges, SourceLocation where)
    {
        if (_source.LayerEdges.Length == edges.Length) LayerMerging.RequireSame(_source.LayerEdges, edges,
            new Fault("The file has other layers than the meteorology, though as many.", where,
                $", as {_source.Place.File} has it", Remedy: "Give a file on the layers of the meteorology."));
    }

    /// <summary>Number of layers of the files.</summary>
    internal int FileLayers => _source.Layers;

    /// <summary>Values of cells on the layers of the files, merged as these are: by mass, or by volume.</summary>
    internal double[] Merged(double[] values, int hour, bool byVolume)
    {
        int cells = (int)_source.Grid.CellCount;
        if (!_isMerged) return values[..(Grid.Layers * cells)];
        (double[] overlaps, double[] masses) = Weights(hour);
        return LayerMerging.Means(values, byVolume ? overlaps : masses, cells);
    }

    private static HourRange? Steps(MeteorologyFileOptions options, HourlyStamp stamp) => options.Range is { } range
        ? range with { Hours = range.Hours + (stamp == HourlyStamp.Instant ? 1 : 0) } : null;

    private static ImmutableArray<double> Checked(ImmutableArray<double> tops)
    {
        for (int k = 0; k < tops.Length; k++)
            if (!double.IsFinite(tops[k]) || tops[k] <= (k == 0 ? 0 : tops[k - 1]))
                throw new ArgumentException("Tops of layers rise, from above 0 m.", nameof(tops));
        return tops;
    }

    // The tops of the files' layers differ from cell to cell and hour to hour: their mean at the first step stands for them.
    private ImmutableArray<double> LowestTops(double[] tops, int lowest)
    {
        if (lowest < 0 || lowest > _source.Layers)
            throw new GridMismatchException(new Fault("The files do not have as many layers.", _source.Place, $"1 to {_source.Layers}",
                $"{lowest}", "Ask for fewer layers."));
        return [.. tops.Chunk((int)_source.Grid.CellCount).Take(lowest == 0 ? _source.Layers : lowest).Select(layer => layer.Average())];
    }

    private double[] OnLayers(MeteorologyVariable variable, int step)
    {
        CellPosition position = variable.Position();
        double[] values = _source.Read(variable, step);
        if (position == CellPosition.Surface) return values;
        int places = values.Length / _source.Layers;
        if (!_isMerged) return values[..(Grid.Layers * places)];
        (double[] overlaps, double[] masses) = Weights(step);
        double[] weights = variable == MeteorologyVariable.AirDensity ? overlaps
            : position == CellPosition.Layer ? masses : OnFaces(masses, position);
        return LayerMerging.Means(values, weights, places);
    }

    private (double[] Overlaps, double[] Masses) Weights(int step)
    {
        if (_weights.TryGetValue(step, out (double[], double[]) known)) return known;
        foreach (int old in _weights.Keys.Where(old => Math.Abs(old - step) > 1).ToArray()) _weights.Remove(old);
        int cells = (int)_source.Grid.CellCount;
        double[] tops = RequireRising(_source.Tops(step), step), density = _source.Read(MeteorologyVariable.AirDensity, step);
        Require(tops.AsSpan(tops.Length - cells), step);
        double[] overlaps = LayerMerging.Overlaps(tops, Grid.LayerTops, cells), masses = new double[overlaps.Length];
        for (int k = 0; k < masses.Length; k++) masses[k] = overlaps[k] * density[k % density.Length];
        return _weights[step] = (overlaps, masses);
    }

    private double[] RequireRising(double[] tops, int step)
    {
        int cells = (int)_source.Grid.CellCount;
        for (int k = 0; k < tops.Length; k++)
            if (!(tops[k] > (k < cells ? 0 : tops[k - cells])))
                throw new DataFormatException(new Fault("The heights of the layers do not rise.", _source.Place,
                    "layers from the ground upwards, heights in m above the ground", string.Create(CultureInfo.InvariantCulture,
                        $"{tops[k]:G6} m above {(k < cells ? 0 : tops[k - cells]):G6} m in layer {k / cells} of cell {k % cells}, "
                        + $"step {step}"),
                    "Write the layers from the ground upwards, or repair the file."));
        return tops;
    }

    private void Require(ReadOnlySpan<double> highest, int step)
    {
        double lowest = double.PositiveInfinity;
        foreach (double top in highest) lowest = Math.Min(lowest, top);
        if (lowest < Thinnest * Grid.LayerTops[^1])
            throw new GridMismatchException(new Fault("The layers that are wanted reach higher than the files.", _source.Place,
                string.Create(CultureInfo.InvariantCulture, $"at most {lowest:F0} m, the lowest top of the files at step {step}"),
                string.Create(CultureInfo.InvariantCulture, $"{Grid.LayerTops[^1]:F0} m"), "Ask for lower layers."));
    }

    // The weight of a face is that of both its cells; at the border there is one.
    private double[] OnFaces(double[] cells, CellPosition position)
    {
        int rows = Grid.Rows, columns = Grid.Columns, planes = cells.Length / (rows * columns);
        bool isEast = position == CellPosition.EastWestFace;
        int down = rows + (isEast ? 0 : 1), across = columns + (isEast ? 1 : 0), back = isEast ? 1 : columns;
        double[] faces = new double[planes * down * across];
        for (int plane = 0; plane < planes; plane++)
            for (int row = 0; row < down; row++)
                for (int column = 0; column < across; column++)
                {
                    int after = (((plane * rows) + row) * columns) + column, along = isEast ? column : row;
                    double weight = along < (isEast ? columns : rows) ? cells[after] : 0;
                    faces[(((plane * down) + row) * across) + column] = along > 0 ? weight + cells[after - back] : weight;
                }

        return faces;
    }
}
