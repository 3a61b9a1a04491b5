using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Kaya.Downscaling;
using Kaya.Figures;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>The maps of a run, as files and pictures.</summary>
internal sealed class DownscaleMaps(DownscaleProblem problem, FittedRegression regression, Apportionment coarse, FineMap fine,
    IReadOnlyList<PointSourceResidual> excess, double accuracy)
{
    public const string CoarseFile = "coarse.tif";
    public const string FineFile = "fine.tif";
    private const string Description = "TIFFTAG_IMAGEDESCRIPTION", Software = "TIFFTAG_SOFTWARE";
    private static readonly Unit s_squareKilometre = Unit.Parse("km2");
    private readonly Lazy<ImmutableArray<string>> _notices = new(() => [.. problem.Notices, .. WithoutData(problem, regression),
        .. Moved(problem, coarse, excess)]);

    public DownscaleProblem Problem => problem;

    public Apportionment Coarse => coarse;

    public FineMap Fine => fine;

    /// <summary>Intervals of cells, once the maps are written; null if there are too few zones.</summary>
    public MapIntervals? Intervals { get; private set; }

    /// <summary>Sum over all zones, t of CO2.</summary>
    public double Total => fine.Emission.Certificate.Zones.Sum(zone => zone.Statistic);

    /// <summary>How the maps are drawn, in t per km2: one colour scale for all pictures of a run, so that coarse and fine cells can be
    /// compared.</summary>
    public MapOptions Picture => field ??= PictureOfAll();

    /// <summary>COG with certificate of both maps, netCDF with intervals of the fine one, and a picture of these.</summary>
    // Fully optimised at once, so that the intervals can be collected before the maps are drawn.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(TaskSession session, double level)
    {
        RunPart run = session.Part;
        session.Report("write the GeoTIFF files");
        Save(run.OutputPath(CoarseFile), coarse);
        Save(run.OutputPath(FineFile), fine.Emission);
        MapParts parts = MapParts.Of(coarse.Map, coarse.Map, problem.Points, excess, Factor),
            fineParts = MapParts.Of(fine.Emission.Map, coarse.Map, problem.Points, excess, 1);
        if (parts.IsDivided)
        {
            Save(run.OutputPath("coarse-parts.tif"), parts.Raster);
            Save(run.OutputPath("fine-parts.tif"), fineParts.Raster);
        }

        session.Report("compute intervals");
        NetCdfMap variable = new("emission", fine.Emission.Map, "CO2 emissions of the cell") { Basis = MassBasis.CO2,
            Certificate = Certified(fine.Emission) };
        Intervals = MapIntervals.Of(this, regression, excess, accuracy);
        if (Intervals is { } intervals)
        {
            (IRasterSource lower, IRasterSource upper) = CellLimits.Of(level, intervals.Fine);
            variable = variable with { Lower = lower, Upper = upper, Probability = level };
            MapIntervals.Save(run.OutputPath("coarse-interval.tif"), intervals.Coarse, problem.Period);
            MapIntervals.Save(run.OutputPath("fine-interval.tif"), intervals.Fine, problem.Period);
            DrawWidth(run, intervals.Coarse, level);
        }

        session.Report("write the netCDF file");
        NetCdfWriter.Write(
            run.OutputPath("fine.nc"),
            [variable,
            new NetCdfMap(
            "detail_spread", fine.StandardDeviation, "standard deviation of the logarithm of emissions over the super-resolution networks")
            { SinglePrecision = true }, .. fineParts.Variables()],
            new Dictionary<string,
                string> { ["title"] = $"CO2 emissions, {problem.Label}",
                ["source"] = $"Kaya {TaskRunner.Version}, {regression.Model.Name} and super-resolution" });
    }

    /// <summary>Pictures of both maps.</summary>
    public void Draw(TaskSession session)
    {
        session.Report("draw the maps");
        Draw(session.Part, "coarse.png", coarse.Map, "Coarse map");
        Draw(session.Part, "fine.png", fine.Emission.Map, "Fine map");
    }

    /// <summary>A picture in the colours of these maps.</summary>
    public void Draw(RunPart run, string file, ExtensiveRaster map, string title) =>
        Draw(run, file, map, Picture with { Title = $"{title}: {problem.Label}" });

    /// <summary>A map in t per km2.</summary>
    public static void Draw(RunPart run, string file, ExtensiveRaster map, MapOptions options)
    {
        IntensiveRaster density = map.PerArea(GdalCoordinateSystems.CellAreas(map.Grid), s_squareKilometre);
        foreach (string warning in MapPicture.Write(run.OutputPath(file), density, 0, options)) run.Log(warning, level: "warning");
    }

    private void DrawWidth(RunPart run, CellScales scales, double level)
    {
        (IRasterSource lower, IRasterSource upper) = CellLimits.Of(level, scales);
        Raster low = lower.ReadAll(), high = upper.ReadAll();
        IntensiveRaster width = new(scales.Map.Grid, Unit.One, ["width"], (_, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = scales.Map.Values()[cell] > 0
                ? (high.Values()[cell] - low.Values()[cell]) / scales.Map.Values()[cell] : double.NaN;
        });
        MapOptions options = new()
        {
            Title = string.Create(CultureInfo.InvariantCulture, $"Width of the {100 * level:0} % interval / emission: {problem.Label}"),
            Logarithmic = true, Outlines = problem.Outlines, IsSample = problem.Origin.IsSample, Points = Picture.Points,
        };
        foreach (string warning in MapPicture.Write(run.OutputPath("interval.png"), width, 0, options)) run.Log(warning, level: "warning");
    }

    // Dots for sources with a known location, rings for guessed cells.
    private IReadOnlyList<MapPoint> Markers() =>
    [
        .. problem.Points?.Points.Select(point => new MapPoint(point.Source.X, point.Source.Y)) ?? [],
        .. excess.SelectMany(zone => zone.Cells).Select(cell =>
            coarse.Map.Grid.CentreOf(cell.Row, cell.Column) is var (x, y) ? new MapPoint(x, y, IsHollow: true) : new MapPoint(0, 0)),
    ];

    /// <summary>What does not reach the map, or otherwise than its zone says.</summary>
    public ImmutableArray<string> Notices => _notices.Value;

    public void Record(RunPart run)
    {
        run.SetMetric("total", Total, Unit.Parse("t"));
        run.SetMetric("largest residual", fine.Emission.Certificate.Zones.Max(zone => Math.Abs(zone.Residual)), Unit.Parse("t"));
        run.SetMetric("blocks with an excess", fine.PointSourceBlocks);
        if (problem.Points is { } points)
        {
            run.SetMetric("points/emission", points.Points.Sum(point => point.Source.Emission), Unit.Parse("t"));
            run.SetMetric("points/on the map", points.Points.Length);
            run.SetMetric("points/outside", points.Outside.Length);
        }

        foreach (string note in problem.PointNotes) run.Log(note);
        foreach (RankedDriver driver in regression.Ranking.Drivers) run.SetMetric($"correlation/{driver.Driver}", driver.Correlation);
        foreach (Driver driver in regression.Smoothing.Drivers.Drivers)
            run.SetMetric($"spread of {driver.Name}", driver.SmoothingKilometres, Unit.Parse("km"));
        if (regression.Deviation is { } deviation)
        {
            run.SetMetric("zones left out/log rmse", deviation.ZoneError);
            run.SetMetric("neighbours divided/log rmse", deviation.DivisionError);
        }

        run.Log($"drivers used: {string.Join(", ", regression.Smoothing.Drivers.Drivers.Select(driver => driver.Name))}");
        run.Log($"regression variables: {(regression.Model.Scale == ZonalScale.Density ? "densities per km2" : "raw sums")}");
        foreach (string notice in Notices) run.Log(notice, level: "warning");
    }

    public IReadOnlyList<string> Lines(ActiveRun run)
    {
        int held = fine.Emission.Certificate.Zones.Count(zone => zone.Holds);
        return
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"{problem.Label}: {Total / 1e6:0.0} Mt of CO2 in {fine.Emission.Certificate.Zones.Length} zones, from "
                    + $"{coarse.Map.Grid.Rows} x {coarse.Map.Grid.Columns} to {fine.Emission.Map.Grid.Rows} x "
                    + $"{fine.Emission.Map.Grid.Columns} cells."),
            $"{held} of {fine.Emission.Certificate.Zones.Length} zones sum to their statistic exactly; `kaya verify "
                + $"{Path.GetRelativePath(Environment.CurrentDirectory, run.OutputPath(FineFile))}` checks this from the file.",
            .. problem.PointNotes,
        ];
    }

    public static ModelCard NetworkCard(DownscaleProblem problem) => new()
    {
        Title = "Zero-shot super-resolution of one map", IntendedUse = "Refining the cells of the map it was trained on.",
        Limits = [
            "It is trained on one map only. It cannot reproduce detail that does not also occur at a larger scale in that map."],
            TrainedOn = problem.Label, KayaVersion = TaskRunner.Version,
    };

    // What stands elsewhere, or is otherwise divided, than drivers and given sources say.
    private static IEnumerable<string> Moved(DownscaleProblem problem, Apportionment coarse, IReadOnlyList<PointSourceResidual> excess)
    {
        if (problem.Points is { } points && PointFindings.Scaled(points) is { } scaled) yield return scaled;
        if (excess.Count > 0)
            yield return $"Location invented: emissions that the drivers do not explain stand on {excess.Sum(zone => zone.Cells.Length)} "
                + $"cells of {excess.Count} zones (--excess-share); the band 'unlocated' of coarse-parts.tif and fine-parts.tif has them.";
        if (coarse.EqualWeightZones.Length > 0) yield return $"Zones without weight in any cell, distributed evenly: "
            + $"{string.Join(", ", coarse.EqualWeightZones)}.";
    }

    private int Factor => fine.Emission.Map.Grid.Rows / coarse.Map.Grid.Rows;

    private ConservationCertificate Certified(Apportionment map) => map.Certificate.With(problem.Placed.Portions,
        [.. Notices.Union(problem.PointNotes)]);

    // Cells without data in a driver get nothing; what is theirs goes to the rest of the zone.
    private static IEnumerable<string> WithoutData(DownscaleProblem problem, FittedRegression regression)
    {
        ZonalValues whole = Zonal.Areas(problem.Coverage, problem.Areas);
        ZonalTable table = regression.Smoothing.Table;
        string[] partly = [.. table.Codes.Select((code, zone) => (Code: code,
                Share: 1e6 * table.SquareKilometres[zone] / whole[code]))
            .Where(zone => zone.Share < 1 - CoverageText.Tolerance)
            .Select(zone => FormattableString.Invariant($"{zone.Code} ({100 * zone.Share:0.0} % with data)"))];
        if (partly.Length > 0) yield return "Cells without data in a driver get nothing but point sources, and the rest of the zone's "
            + $"statistic goes to the others: {string.Join(", ", partly.Take(8))}"
            + $"{(partly.Length > 8 ? $" and {partly.Length - 8} more" : "")}.";
    }

    private void Save(string path, ExtensiveRaster parts) => GeoTiff.Write(path, parts, new GeoTiffOptions
    {
        Basis = MassBasis.CO2, Period = problem.Period, Tags = new Dictionary<string, string>
        {
            [Description] = $"Parts of CO2 emissions, {problem.Label}", [Software] = $"Kaya {TaskRunner.Version}",
        },
    });

    private void Save(string path, Apportionment map) => GeoTiff.Write(path, map.Map, new GeoTiffOptions
    {
        Basis = MassBasis.CO2, Certificate = Certified(map), Tags = new Dictionary<string,
            string> { [Description] = $"CO2 emissions, {problem.Label}",
            [Software] = $"Kaya {TaskRunner.Version}" },
    });

    private MapOptions PictureOfAll()
    {
        (double lowest, double highest) = Range(coarse.Map);
        return new MapOptions
        {
            Logarithmic = true, Lowest = lowest, Highest = highest, Outlines = problem.Outlines, Period = problem.Period,
            Basis = MassBasis.CO2, IsSample = problem.Origin.IsSample, Points = Markers(),
            Total = string.Create(CultureInfo.InvariantCulture, $"{Total / 1e6:0.###} Mt CO\u2082"),
            Source = $"{problem.Label}; Kaya {TaskRunner.Version}, {regression.Model.Name}",
        };
    }

    private static (double Lowest, double Highest) Range(ExtensiveRaster map)
    {
        double[] densities = Array.FindAll(map.PerArea(GdalCoordinateSystems.CellAreas(map.Grid), s_squareKilometre).Values().ToArray(),
            value => value > 0);
        Array.Sort(densities);
        if (densities.Length == 0) return (1, 10);
        return (densities[densities.Length / 20],
            Math.Max(densities[(int)(0.998 * (densities.Length - 1))], 10 * densities[densities.Length / 20]));
    }
}
