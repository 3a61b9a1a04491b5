using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Inversion;

/// <summary>METCRO2D, METCRO3D and METDOT3D of MCIP.</summary>
/// <remarks>
/// Winds lie on dot points, the corners of cells. UWINDC and VWINDC are on the faces already: the western face of a column at the dot to
/// its south-west, the southern face of a row likewise, and the last row or column of dots holds nothing. UWIND and VWIND are at the
/// corners themselves: two of them are averaged to a face. DENS is that of dry air where the meteorology is WRF's, as var_desc says.
/// </remarks>
internal sealed class McipAtmosphere : NativeAtmosphere
{
    private static readonly Unit s_metre = Unit.Parse("m"), s_speed = Unit.Parse("m s-1"), s_kelvin = Unit.Parse("K"),
        s_density = Unit.Parse("kg m-3"), s_flux = Unit.Parse("W m-2"), s_rain = Unit.Parse("mm");

    private readonly StepSeries _tops, _temperature, _density;
    private readonly StepSeries? _vapour, _boundary, _friction, _radiation, _rain, _convectiveRain, _clouds, _east, _north;
    private readonly bool _isOnFaces;

    public McipAtmosphere(McipFiles files, HourRange? wanted)
    {
        _temperature = StepSeries.Require(files.Volume, "METCRO3D", ["TA"], wanted);
        StepSeries Like(StepSeries series) => series.RequireLike(_temperature);
        StepSeries? Surface(params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
                if (StepSeries.Find(files.Surface, name, wanted) is { } series) return Like(series);
            return null;
        }

        (_density, _tops) = (Like(StepSeries.Require(files.Volume, "METCRO3D", ["DENS"], wanted)),
            Like(StepSeries.Require(files.Volume, "METCRO3D", ["ZF"], wanted)));
        _vapour = StepSeries.Find(files.Volume, "QV", wanted) is { } vapour ? Like(vapour) : null;
        (_boundary, _friction, _radiation) = (Surface("PBL"), Surface("USTAR"), Surface("RGRND", "GSW"));
        (_rain, _convectiveRain, _clouds) = (Surface("RN"), Surface("RC"), Surface("CFRAC"));
        if (files.Wind.Count == 0) return;
        _isOnFaces = files.Wind[0].Find("UWINDC") is not null && files.Wind[0].Find("VWINDC") is not null;
        _east = Dots(StepSeries.Require(files.Wind, "METDOT3D", [_isOnFaces ? "UWINDC" : "UWIND"], wanted));
        _north = Dots(StepSeries.Require(files.Wind, "METDOT3D", [_isOnFaces ? "VWINDC" : "VWIND"], wanted));
    }

    public override Grid Grid => _temperature.Grid;

    public override int Layers => _temperature.Levels;

    public override HourRange Steps => _temperature.Range;

    public override SourceLocation Place => _tops.First.At("ZF");

    public override ImmutableArray<double> LayerEdges => _temperature.Edges;

    protected override StepSeries? SeriesOf(MeteorologyVariable variable) => variable switch
    {
        MeteorologyVariable.WindEast => _east,
        MeteorologyVariable.WindNorth => _north,
        MeteorologyVariable.Humidity => _vapour,
        MeteorologyVariable.BoundaryLayerHeight => _boundary,
        MeteorologyVariable.FrictionVelocity => _friction,
        MeteorologyVariable.ShortwaveRadiation => _radiation,
        MeteorologyVariable.Precipitation => _rain ?? _convectiveRain,
        MeteorologyVariable.CloudFraction => _clouds,
        MeteorologyVariable.AirDensity => _density,
        _ => _temperature,
    };

    public override double[] Tops(int step) => Read(_tops, s_metre, step);

    public override double[] Read(MeteorologyVariable variable, int step) => variable switch
    {
        MeteorologyVariable.Temperature => Read(_temperature, s_kelvin, step),
        MeteorologyVariable.AirDensity => Read(_density, s_density, step),
        MeteorologyVariable.Humidity => [.. Read(_vapour!, Unit.One, step).Select(ratio => ratio / (1 + ratio))],
        MeteorologyVariable.BoundaryLayerHeight => Read(_boundary!, s_metre, step),
        MeteorologyVariable.FrictionVelocity => Read(_friction!, s_speed, step),
        MeteorologyVariable.ShortwaveRadiation => Read(_radiation!, s_flux, step),
        MeteorologyVariable.Precipitation => Rain(step),
        MeteorologyVariable.CloudFraction => Read(_clouds!, Unit.One, step),
        MeteorologyVariable.WindEast => EastFaces(Read(_east!, s_speed, step)),
        _ => NorthFaces(Read(_north!, s_speed, step)),
    };

    private static double[] Read(StepSeries series, Unit unit, int step)
    {
        double factor = series.FactorTo(unit);
        double[] values = series.Read(step, series.Levels);
        for (int k = 0; factor != 1 && k < values.Length; k++) values[k] *= factor;
        return values;
    }

    private double[] Rain(int step)
    {
        double[] sum = new double[Grid.CellCount];
        foreach (StepSeries part in new[] { _rain, _convectiveRain }.OfType<StepSeries>())
        {
            double[] values = Read(part, s_rain, step);
            for (int cell = 0; cell < sum.Length; cell++) sum[cell] += values[cell];
        }

        return sum;
    }

    // Cell centres of the dot grid are the corners of the cells: half a cell to the west and north, one more row and column.
    private StepSeries Dots(StepSeries dots)
    {
        Grid corners = new(Grid.Crs, Grid.Affine.Shift(-0.5, -0.5), Grid.Rows + 1, Grid.Columns + 1);
        dots.RequireLike(_temperature, corners);
        return dots.Levels == Layers ? dots : throw new GridMismatchException(new Fault("The winds are on other layers.",
            dots.First.At(dots.Name), $"{Layers} layers, as {_temperature.First.Path} has them", $"{dots.Levels}",
            "Use files of one run."));
    }

    private double[] EastFaces(double[] dots)
    {
        int rows = Grid.Rows, across = Grid.Columns + 1;
        double[] faces = new double[Layers * rows * across];
        for (int layer = 0; layer < Layers; layer++)
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < across; column++)
                {
                    // Dot rows are counted from the north: the one south of a row of cells is the next.
                    int south = (((layer * (rows + 1)) + row + 1) * across) + column;
                    faces[(((layer * rows) + row) * across) + column] = _isOnFaces ? dots[south] : (dots[south] + dots[south - across]) / 2;
                }

        return faces;
    }

    private double[] NorthFaces(double[] dots)
    {
        int down = Grid.Rows + 1, columns = Grid.Columns;
        double[] faces = new double[Layers * down * columns];
        for (int layer = 0; layer < Layers; layer++)
            for (int row = 0; row < down; row++)
                for (int column = 0; column < columns; column++)
                {
                    int west = (((layer * down) + row) * (columns + 1)) + column;
                    faces[(((layer * down) + row) * columns) + column] = _isOnFaces ? dots[west] : (dots[west] + dots[west + 1]) / 2;
                }

        return faces;
    }
}
