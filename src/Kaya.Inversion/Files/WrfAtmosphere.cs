using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Inversion;

/// <summary>History files of WRF (ARW).</summary>
/// <remarks>
/// Temperature from T + 300 K and pressure P + PB by Poisson's equation with R/cp = 2/7; density of dry air from the gas law with
/// R = 287 J kg-1 K-1 and the pressure without that of the vapour; heights from (PH + PHB) / 9.81 m s-2 less that of the ground; rain is
/// the difference of RAINC + RAINNC (+ RAINSH) between steps, with what their buckets were emptied by: I_RAINC, I_RAINNC times BUCKET_MM.
/// Clouds: the largest fraction of any layer, so layers are taken to overlap.
/// "A Description of the Advanced Research WRF Model", chapters 2 and 3. Winds are along the grid, as the files have them.
/// </remarks>
internal sealed class WrfAtmosphere : NativeAtmosphere
{
    private const double BaseTemperature = 300, Gas = 287, Gravity = 9.81, Mass = 0.622, Kappa = 2.0 / 7, Standard = 1e5;
    private static readonly ImmutableArray<string> s_rains = ["RAINC", "RAINNC", "RAINSH"];
    private readonly StepSeries _theta, _pressure, _basePressure, _height, _baseHeight, _ground;
    private readonly StepSeries? _vapour, _east, _north, _clouds;
    private readonly Dictionary<MeteorologyVariable, StepSeries> _surface = [];
    private readonly (StepSeries Sum, StepSeries? Emptied)[] _rain;
    private readonly double _bucket;

    public WrfAtmosphere(IReadOnlyList<FieldFile> files, HourRange? wanted)
    {
        StepSeries Required(string name) => StepSeries.Require(files, "WRF output", [name], wanted);
        _theta = Required("T");
        StepSeries? Optional(string name) => StepSeries.Find(files, name, wanted)?.RequireLike(_theta);
        (_pressure, _basePressure) = (Required("P").RequireLike(_theta), Required("PB").RequireLike(_theta));
        (_height, _baseHeight) = (Required("PH").RequireLike(_theta), Required("PHB").RequireLike(_theta));
        _ground = Required("HGT").RequireLike(_theta);
        if (_height.Levels != Layers + 1)
            throw new GridMismatchException(new Fault("Heights are not those of the boundaries of the layers.", _height.First.At("PH"),
                $"{Layers + 1} levels", $"{_height.Levels}", "Use the file as WRF wrote it."));
        (_vapour, _clouds) = (Optional("QVAPOR"), Optional("CLDFRA"));
        foreach ((MeteorologyVariable variable, string name) in new[] { (MeteorologyVariable.BoundaryLayerHeight, "PBLH"),
            (MeteorologyVariable.FrictionVelocity, "UST"), (MeteorologyVariable.ShortwaveRadiation, "SWDOWN") })
            if (Optional(name) is { } series) _surface[variable] = series;
        _bucket = _theta.First.RainBucket is > 0 and var bucket ? bucket : 0;
        _rain = [.. s_rains.Select(name => (Sum: Optional(name), Emptied: _bucket > 0 && name != "RAINSH" ? Optional($"I_{name}") : null))
            .Where(rain => rain.Sum is not null).Select(rain => (rain.Sum!, rain.Emptied))];
        if (_bucket > 0 && _rain.FirstOrDefault(rain => rain.Emptied is null && rain.Sum.Name != "RAINSH").Sum is { } alone)
            throw new SchemaMismatchException(new Fault(
                "The sum of rain starts again at a limit, and the file does not say how often it did.",
                alone.First.At(alone.Name), $"I_{alone.Name}, as BUCKET_MM is {_bucket}", "none",
                $"Give files with I_{alone.Name}, or leave out {alone.Name}."));
        Grid cells = _theta.Grid;
        _east = StepSeries.Find(files, "U", wanted)?.RequireLike(_theta,
            new Grid(cells.Crs, cells.Affine.Shift(-0.5, 0), cells.Rows, cells.Columns + 1));
        _north = StepSeries.Find(files, "V", wanted)?.RequireLike(_theta,
            new Grid(cells.Crs, cells.Affine.Shift(0, -0.5), cells.Rows + 1, cells.Columns));
    }

    public override Grid Grid => _theta.Grid;

    public override int Layers => _theta.Levels;

    public override HourRange Steps => _theta.Range;

    public override SourceLocation Place => _height.First.At("PH");

    protected override StepSeries? SeriesOf(MeteorologyVariable variable) => variable switch
    {
        MeteorologyVariable.WindEast => _east,
        MeteorologyVariable.WindNorth => _north,
        MeteorologyVariable.Humidity => _vapour,
        MeteorologyVariable.Precipitation => _rain.Length > 0 ? _rain[0].Sum : null,
        MeteorologyVariable.CloudFraction => _clouds,
        MeteorologyVariable.AirDensity => _pressure,
        MeteorologyVariable.Temperature => _theta,
        _ => _surface.GetValueOrDefault(variable),
    };

    public override double[] Tops(int step)
    {
        int cells = (int)Grid.CellCount;
        double[] above = _height.Read(step, Layers, 1), standard = _baseHeight.Read(step, Layers, 1), ground = _ground.Read(step, 1);
        for (int k = 0; k < above.Length; k++) above[k] = ((above[k] + standard[k]) / Gravity) - ground[k % cells];
        return above;
    }

    public override double[] Read(MeteorologyVariable variable, int step)
    {
        switch (variable)
        {
            case MeteorologyVariable.WindEast: return _east!.Read(step, Layers);
            case MeteorologyVariable.WindNorth: return _north!.Read(step, Layers);
            case MeteorologyVariable.Temperature: return Temperature(step, Pressure(step));
            case MeteorologyVariable.AirDensity: return Density(step);
            case MeteorologyVariable.Humidity: return [.. _vapour!.Read(step, Layers).Select(ratio => ratio / (1 + ratio))];
            case MeteorologyVariable.Precipitation: return Rain(step);
            case MeteorologyVariable.CloudFraction: return Clouds(step);
            default: return _surface[variable].Read(step, 1);
        }
    }

    private double[] Pressure(int step)
    {
        double[] pressure = _pressure.Read(step, Layers), standard = _basePressure.Read(step, Layers);
        for (int k = 0; k < pressure.Length; k++) pressure[k] += standard[k];
        return pressure;
    }

    private double[] Temperature(int step, double[] pressure)
    {
        double[] temperature = _theta.Read(step, Layers);
        for (int k = 0; k < temperature.Length; k++)
            temperature[k] = (temperature[k] + BaseTemperature) * Math.Pow(pressure[k] / Standard, Kappa);
        return temperature;
    }

    private double[] Density(int step)
    {
        double[] pressure = Pressure(step), temperature = Temperature(step, pressure), vapour = _vapour?.Read(step, Layers)
            ?? new double[pressure.Length];
        for (int k = 0; k < pressure.Length; k++) pressure[k] *= Mass / (Mass + vapour[k]) / (Gas * temperature[k]);
        return pressure;
    }

    private double[] Rain(int step)
    {
        double[] sum = new double[Grid.CellCount];
        foreach ((StepSeries series, StepSeries? emptied) in _rain)
        {
            double[] now = Fallen(series, emptied, step), before = step > 0 ? Fallen(series, emptied, step - 1) : now;
            // A run that began anew starts from 0.
            for (int cell = 0; cell < sum.Length; cell++) sum[cell] += now[cell] < before[cell] ? now[cell] : now[cell] - before[cell];
        }

        return sum;
    }

    private double[] Fallen(StepSeries series, StepSeries? emptied, int step)
    {
        double[] fallen = series.Read(step, 1);
        if (emptied?.Read(step, 1) is { } times)
            for (int cell = 0; cell < fallen.Length; cell++) fallen[cell] += times[cell] * _bucket;
        return fallen;
    }

    private double[] Clouds(int step)
    {
        double[] layers = _clouds!.Read(step, _clouds.Levels), most = new double[Grid.CellCount];
        for (int k = 0; k < layers.Length; k++) most[k % most.Length] = Math.Max(most[k % most.Length], layers[k]);
        return most;
    }
}
