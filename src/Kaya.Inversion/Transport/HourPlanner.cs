using System.Numerics;
using System.Runtime.InteropServices;

namespace Kaya.Inversion;

/// <summary>Makes the plan of an hour from its meteorology. A plan is valid until the next one is made: all of them use the same memory,
/// which an hour would else fill with tens of megabytes.</summary>
internal sealed class HourPlanner<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly IHourlyFields<MeteorologyVariable> _weather;
    private readonly TransportGrid _grid;
    private readonly TransportOptions _options;
    private readonly SpeciesTable _species;
    private readonly CellGeometry _cells;
    private readonly BoundaryAir _outside;
    private readonly AirFields<T> _air;
    private readonly FieldMemory _memory = new();
    private readonly HorizontalPlanner _horizontal;
    private readonly SweepPlan<T> _along, _across;
    private readonly ColumnPlan<T> _column, _adjustment;
    private readonly ReactionPlan<T>? _reactions;
    private readonly BoundaryPlan<T> _boundary;
    private readonly RowField<T> _inverseArea, _density, _inverseDensity, _dry, _wet;

    internal HourPlanner(TransportInputs inputs, CellGeometry cells, SpeciesTable species, TransportOptions options)
    {
        (_weather, _grid, _cells, _species, _options) = (inputs.Meteorology, inputs.Meteorology.Grid, cells, species, options);
        (_outside, _air) = (inputs.Boundary, new AirFields<T>(_grid, species, inputs));
        (int rows, int columns, int layers) = (_grid.Rows, _grid.Columns, _grid.Layers);
        _horizontal = new HorizontalPlanner(cells, _grid.Layers, options);
        (_along, _across) = (new(rows, columns, layers, faces: 1), new(rows, columns, layers, faces: 0));
        _column = new(rows, columns, layers, options.HasDeposition ? species.Count : 0);
        _adjustment = new(rows, columns, layers, depositing: 0);
        _reactions = options.Mechanism == TransportMechanism.Inert ? null : new ReactionPlan<T>(rows, columns, layers);
        (_density, _inverseDensity) = (new(rows, columns, layers), new(rows, columns, layers, beside: 1));
        (_dry, _wet) = (new(rows, columns, species.Count), new(rows, columns, species.Count));
        _inverseArea = RowField<T>.Of(rows, columns, Array.ConvertAll(cells.Area, area => 1 / area));
        _boundary = new BoundaryPlan<T>
        {
            West = Repeated(layers * rows), East = Repeated(layers * rows), North = Repeated(layers * columns),
            South = Repeated(layers * columns), Top = new(rows, columns, species.Count),
        };
        for (int line = 0; line < rows * species.Count; line++)
            _boundary.Top.Line(line / species.Count, line % species.Count).Fill(Outside(line % species.Count));
    }

    internal HourPlan<T> Plan(int hour)
    {
        HourMeteorology weather = HourMeteorology.Read(_weather, hour, _cells, _memory);
        int steps = _horizontal.Steps(weather);
        double step = 3600.0 / steps;
        double[] after = _horizontal.Fill(weather, _along, _across, step);
        ColumnPlanner columns = new(weather, _grid, _species, _options);
        bool isDry = !_options.HasDeposition || weather.Precipitation.AsSpan().IndexOfAnyExceptInRange(float.NegativeInfinity, 0) < 0;
        bool isSame = weather.DensityBefore.AsSpan().SequenceEqual(weather.Density);
        if (_options.HasDeposition) columns.Dry(_dry, step);
        if (!isDry) columns.Wet(_wet, step);
        columns.Fill(_column, after, _options.HasDeposition ? _dry : null, _options.HasVerticalDiffusion ? step : 0);
        if (!isSame)
        {
            // The room of the density after the sweeps is free again.
            DoubleRows.Widen(weather.DensityBefore, after);
            columns.Fill(_adjustment, after, null, 0);
        }

        Parallel.For(0, _grid.Layers * _grid.Rows, _options.Parallel, line => Line(weather, (line / _grid.Rows, line % _grid.Rows), step));
        _air.Around(_boundary, hour, weather.Density);
        return new HourPlan<T>
        {
            Species = _species.Count, Layers = _grid.Layers, Rows = _grid.Rows, Columns = _grid.Columns, Steps = steps,
            Advection = _options.Advection, AlongRows = _along, AcrossRows = _across, InverseArea = _inverseArea, Density = _density,
            InverseDensity = _inverseDensity, Column = _column, Adjustment = isSame ? null : _adjustment, Reactions = _reactions,
            Wet = isDry ? null : _wet, Dry = _options.HasDeposition ? _dry : null, Boundary = _boundary,
        };
    }

    /// <summary>The state at the start.</summary>
    internal T[] Start()
    {
        float[] density = HourMeteorology.ReadOne(_weather, MeteorologyVariable.AirDensity, 0, new FieldMemory());
        return _air.Start(density);
    }

    private void Line(HourMeteorology weather, (int Layer, int Row) at, double step)
    {
        (int layer, int row) = at;
        ReadOnlySpan<float> from = weather.Density.AsSpan(((layer * _grid.Rows) + row) * _grid.Columns, _grid.Columns);
        Span<T> density = _density.Line(row, layer);
        if (typeof(T) == typeof(float)) from.CopyTo(MemoryMarshal.Cast<T, float>(density));
        else
            for (int column = 0; column < from.Length; column++) density[column] = T.CreateTruncating(from[column]);
        DoubleRows.Invert(from, _inverseDensity.Line(row, layer));
        if (_reactions is not null) ReactionRates.Fill(_reactions, weather, at, step);
    }

    private T[] Repeated(int count)
    {
        T[] values = new T[_species.Count * count];
        for (int place = 0; place < _species.Count; place++)
            values.AsSpan(place * count, count).Fill(Outside(place));
        return values;
    }

    private T Outside(int place) => T.CreateTruncating(_outside.MixingRatio(_species.Species[place]));
}

/// <summary>Memory that fields are read into hour after hour.</summary>
internal sealed class FieldMemory
{
    private readonly Dictionary<(Enum Field, bool Before), float[]> _fields = [];

    internal float[] Of(Enum field, int count, bool before = false)
    {
        if (!_fields.TryGetValue((field, before), out float[]? values) || values.Length != count)
            _fields[(field, before)] = values = new float[count];
        return values;
    }
}
