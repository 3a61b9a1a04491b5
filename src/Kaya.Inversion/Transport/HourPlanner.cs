using System.Numerics;

namespace Kaya.Inversion;

/// <summary>Makes the plan of an hour from its meteorology.</summary>
internal sealed class HourPlanner
{
    private readonly IHourlyFields<MeteorologyVariable> _weather;
    private readonly TransportGrid _grid;
    private readonly TransportOptions _options;
    private readonly SpeciesTable _species;
    private readonly CellGeometry _cells;
    private readonly BoundaryAir _outside;

    internal HourPlanner(IHourlyFields<MeteorologyVariable> weather, CellGeometry cells, SpeciesTable species, BoundaryAir outside,
        TransportOptions options) =>
        (_weather, _grid, _cells, _species, _outside, _options) = (weather, weather.Grid, cells, species, outside, options);

    internal HourPlan<T> Plan<T>(int hour)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        HourMeteorology weather = HourMeteorology.Read(_weather, hour, _cells);
        HorizontalPlanner horizontal = new(weather, _cells, _grid.Layers, _options.HorizontalDiffusivity);
        int steps = horizontal.Steps(_options.CourantLimit, _options.MaximumStep);
        double step = 3600.0 / steps;
        int plane = _grid.Rows * _grid.Columns, cells = _grid.Layers * plane;
        SweepPlan<T> along = new(_grid.CountOf(CellPosition.EastWestFace), cells);
        SweepPlan<T> across = new(_grid.CountOf(CellPosition.NorthSouthFace), cells);
        double[] after = horizontal.Fill(along, across, step);
        ColumnPlanner columns = new(weather, _grid, _species, _options);
        T[]? dry = columns.Dry<T>(step);
        double[]? old = weather.DensityBefore.AsSpan().SequenceEqual(weather.Density)
            ? null : Array.ConvertAll(weather.DensityBefore, value => (double)value);
        return new HourPlan<T>
        {
            Species = _species.Count, Layers = _grid.Layers, Rows = _grid.Rows, Columns = _grid.Columns, Steps = steps,
            AlongRows = along, AcrossRows = across, InverseArea = Each<T, double>(_cells.Area, area => 1 / area),
            Density = Each<T, float>(weather.Density, density => density),
            InverseDensity = Each<T, float>(weather.Density, density => 1 / (double)density),
            Column = columns.Fill(after, dry, _options.HasVerticalDiffusion ? step : 0),
            Adjustment = old is null ? null : columns.Fill<T>(old, null, 0),
            Reactions = _options.Mechanism == TransportMechanism.Inert ? null : Reactions<T>(weather, step),
            Wet = columns.Wet<T>(step), Dry = dry, Boundary = Outside<T>(),
        };
    }

    /// <summary>The state at the start: the air outside everywhere.</summary>
    internal T[] Start<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        float[] density = HourMeteorology.ReadOne(_weather, MeteorologyVariable.AirDensity, 0);
        T[] state = new T[_species.Count * density.Length];
        for (int place = 0; place < _species.Count; place++)
        {
            double ratio = _outside.MixingRatio(_species.Species[place]);
            for (int cell = 0; cell < density.Length; cell++)
                state[(place * density.Length) + cell] = T.CreateTruncating(ratio * density[cell]);
        }

        return state;
    }

    private ReactionPlan<T> Reactions<T>(HourMeteorology weather, double step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int plane = _grid.Rows * _grid.Columns;
        ReactionPlan<T> plan = new(_grid.Layers * plane, plane);
        Parallel.For(0, _grid.Layers * _grid.Rows,
            line => ReactionRates.Fill(plan, weather, line * _grid.Columns, (line + 1) * _grid.Columns, step));
        return plan;
    }

    private BoundaryPlan<T> Outside<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] rows = Repeated<T>(_grid.Layers * _grid.Rows), columns = Repeated<T>(_grid.Layers * _grid.Columns);
        return new BoundaryPlan<T>
        {
            West = rows, East = rows, North = columns, South = columns, Top = Repeated<T>(_grid.Rows * _grid.Columns),
        };
    }

    private T[] Repeated<T>(int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] values = new T[_species.Count * count];
        for (int place = 0; place < _species.Count; place++)
            values.AsSpan(place * count, count).Fill(T.CreateTruncating(_outside.MixingRatio(_species.Species[place])));
        return values;
    }

    private static T[] Each<T, TSource>(TSource[] source, Func<TSource, double> change)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] values = new T[source.Length];
        for (int i = 0; i < values.Length; i++) values[i] = T.CreateTruncating(change(source[i]));
        return values;
    }
}
