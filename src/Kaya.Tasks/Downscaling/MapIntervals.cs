using System.Globalization;
using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>The intervals of the cells of both maps of a run.</summary>
internal sealed class MapIntervals
{
    private readonly DownscaleProblem _problem;
    private readonly IReadOnlyList<PointSourceResidual> _excess;
    private readonly double _accuracy;

    private MapIntervals(DownscaleProblem problem, IReadOnlyList<PointSourceResidual> excess, double accuracy) =>
        (_problem, _excess, _accuracy) = (problem, excess, accuracy);

    public required CellScales Coarse { get; init; }

    public required CellScales Fine { get; init; }

    /// <summary>The intervals of a run; null if there are too few zones to know the error of the regression.</summary>
    public static MapIntervals? Of(DownscaleMaps maps, FittedRegression regression, IReadOnlyList<PointSourceResidual> excess,
        double accuracy)
    {
        if (regression.Deviation is not { } error) return null;
        DownscaleProblem problem = maps.Problem;
        ExtensiveRaster coarse = maps.Coarse.Map, fine = maps.Fine.Emission.Map;
        int factor = fine.Grid.Rows / coarse.Grid.Rows;
        ExtensiveRaster spread = problem.Points?.Without(coarse, factor) ?? coarse;
        IntensiveRaster apart = DriverDisagreement.Of(regression.Smoothing.Drivers, problem.Coverage, spread, regression.Smoothing.Table);
        // Kept: as many predictions for a cell as there are zones, and each level reads them again.
        Raster deviation = error.Cells(regression.Smoothing.Drivers).ReadAll();
        ConservativeRegridding way = new(coarse.Grid, fine.Grid);
        MapIntervals made = new(problem, excess, accuracy)
        {
            Coarse = new CellScales(coarse, deviation, apart) { HasPoints = problem.Points is not null },
            Fine = new CellScales(fine, way.Apply(deviation, 0), way.Apply(apart))
                { Further = maps.Fine.StandardDeviation, HasPoints = problem.Points is not null },
        };
        return new MapIntervals(problem, excess, accuracy)
        {
            Coarse = made.Coarse with { Amounts = made.Amounts(coarse, coarse, factor) },
            Fine = made.Fine with { Amounts = made.Amounts(fine, coarse, 1) },
        };
    }

    /// <summary>Writes lower and upper limits at all levels as bands.</summary>
    public static void Save(string path, CellScales scales, Period? period)
    {
        List<IRasterSource> limits = [];
        foreach (double level in CellLimits.Levels)
        {
            (IRasterSource lower, IRasterSource upper) = CellLimits.Of(level, scales);
            limits.AddRange([lower, upper]);
        }

        string[] names = [.. limits.Select((limit, i) => string.Create(CultureInfo.InvariantCulture,
            $"{limit.Bands[0].Name} {100 * CellLimits.Levels[i / 2]:0} %"))];
        GeoTiff.Write(path, new LimitBands(limits, names), new GeoTiffOptions { Basis = MassBasis.CO2, Period = period,
            SinglePrecision = true, Tags = new Dictionary<string, string> { ["TIFFTAG_IMAGEDESCRIPTION"] =
                "Limits of the CO2 emissions of each cell at 50, 80 and 95 %" } });
    }

    /// <summary>Share of cells of a known truth within their limits.</summary>
    public static IEnumerable<(double Level, double Inside, double Below)> Reliability(CellScales scales, ExtensiveRaster truth)
    {
        foreach (double level in CellLimits.Levels)
        {
            (IRasterSource lower, IRasterSource upper) = CellLimits.Of(level, scales);
            ReadOnlySpan<double> low = lower.ReadAll().Values(), high = upper.ReadAll().Values();
            (int cells, int inside, int below) = (0, 0, 0);
            for (int cell = 0; cell < low.Length; cell++)
            {
                double value = truth.Values()[cell];
                if (double.IsNaN(value) || double.IsNaN(low[cell])) continue;
                cells++;
                if (value < low[cell]) below++;
                else if (value <= high[cell]) inside++;
            }

            yield return (level, inside / (double)cells, below / (double)cells);
        }
    }

    private Dictionary<long, UncertainAmount> Amounts(ExtensiveRaster map, ExtensiveRaster coarse, int factor)
    {
        Dictionary<long, UncertainAmount> amounts = _problem.Points?.Uncertain(map.Grid, factor, _accuracy) ?? [];
        if (_excess.Count == 0) return amounts;
        ExtensiveRaster parts = MapParts.Of(map, coarse, _problem.Points, _excess, factor).Raster;
        for (int cell = 0; cell < parts.Values(2).Length; cell++)
            if (parts.Values(2)[cell] is > 0 and double guessed)
            {
                UncertainAmount known = amounts.GetValueOrDefault(cell);
                amounts[cell] = known with { Own = known.Own + guessed, Reach = known.Reach + guessed, IsMovable = true };
            }

        return amounts;
    }

    private sealed class LimitBands(IReadOnlyList<IRasterSource> limits, string[] names) : IRasterSource
    {
        public Grid Grid => limits[0].Grid;

        public IReadOnlyList<BandDescription> Bands { get; } =
            [.. limits.Select((limit, i) => limit.Bands[0] with { Name = names[i] })];

        public void Read(int band, Window window, Span<double> destination) => limits[band].Read(0, window, destination);
    }
}
