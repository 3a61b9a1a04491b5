using System.Collections.Immutable;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>All inputs of the cells, opened and read except for the images, and the grid that they are put on.</summary>
internal sealed class UrbanInputs : IDisposable
{
    // Arrays of all cells are made: a country at 1 km is far below this.
    private const long MostCells = 50_000_000;
    private readonly UrbanPrepareOptions _options;

    private UrbanInputs(UrbanPrepareOptions options) => _options = options;

    public PictureListing? Images { get; private set; }

    public UrbanPoints? Points { get; private set; }

    public CellCounts? Counts { get; private set; }

    /// <summary>The file of points or counts.</summary>
    public string? PointFile => _options.Points ?? Counts?.Path;

    public CellValues? Target { get; private set; }

    public ImmutableArray<CellValues> Covariates { get; private set; } = [];

    public ImmutableArray<string> Regions { get; private set; } = [];

    /// <summary>[cells of the grid] region or -1; empty where there are none.</summary>
    public int[] RegionOf { get; private set; } = [];

    public Grid Grid { get; private set; } = null!;

    public static UrbanInputs Open(UrbanPrepareOptions options, TaskSession session)
    {
        Require(options);
        UrbanInputs inputs = new(options);
        try
        {
            if (options.Images is { Count: > 0 } images) inputs.Images = PictureListing.Open(images, options.Image);
            session.Report("read points");
            if (options.Points is { } points) inputs.Points = UrbanPoints.Read(points, options.Point);
            if (options.Counts is { Count: > 0 }) inputs.Counts = CellCounts.Read(options);
            inputs.Grid = inputs.Chosen();
            if (inputs.Grid.CellCount > MostCells)
                throw Wrong("The grid has too many cells.", $"at most {MostCells}", $"{inputs.Grid.CellCount}",
                    "Give --bounds in the coordinate system of the cells.");
            session.Report("align rasters");
            if (options.Target is { } target) inputs.Target = CellValues.Target(target, options.TargetColumn, inputs.Grid);
            if (options.TargetTable is { } table) inputs.Target = CellValues.Target(table, options, inputs.Grid);
            inputs.Covariates = [.. (options.Covariates ?? []).Select(one => CellValues.Covariate(one, inputs.Grid))];
            inputs.ReadRegions();
            return inputs;
        }
        catch
        {
            inputs.Dispose();
            throw;
        }
    }

    public void Dispose() => Images?.Dispose();

    private static void Require(UrbanPrepareOptions options)
    {
        if (options.Points is not null && options.Counts is { Count: > 0 })
            throw Wrong("Points and counts are both given.", "--points or --counts", "both", "Give one of them.");
        if (options.Target is not null && options.TargetTable is not null)
            throw Wrong("Two targets are given.", "--target or --target-table", "both", "Give one of them.");
        if (options.Grid is not null && (options.CellSize is not null || options.Crs is not null))
            throw Wrong("The cells are given in two ways.", "--grid, or --cell-size with --crs", "both", "Give one of them.");
        if (options.CellSize is null != options.Crs is null)
            throw Wrong("Cells of a given size need a size and a coordinate system.", "--cell-size and --crs", "one of them", "Give both.");
        if (options.Bounds is { } bounds && bounds is not [_, _, _, _])
            throw Wrong("The bounds are not valid.", "west,south,east,north", string.Join(",", bounds), "Correct --bounds.");
        if (options.Images is not { Count: > 0 } && options.Points is null && options.Counts is not { Count: > 0 }
            && options.Covariates is not { Count: > 0 })
            throw Wrong("There is no input of the cells.", "--images, --points, --counts or --covariates", "none", "Give at least one.");
    }

    private Grid Chosen()
    {
        Grid grid = _options.Grid is { } like ? GridOf(like) : _options.CellSize is { } size
            ? Sized(GdalCoordinateSystems.Find(_options.Crs!), size)
            : Images?.Zoom is not null ? CellPlaces.GridOf([.. Images.Pictures.Cast<TilePicture>().Select(picture => picture.Tile)])
            : Counts is { HasGrid: true } ? Counts.Grid : _options.Target is { } target ? GridOf(target)
            : _options.Covariates is [var first, ..] ? GridOf(first)
            : throw Wrong("The cells are not given.", "--grid RASTER, or --cell-size and --crs", "nothing",
                "Give one of them, such as --cell-size 1000 --crs EPSG:32650.");
        Bounds? wanted = _options.Bounds is [var west, var south, var east, var north] ? new Bounds(west, south, east, north) : null;
        Bounds? all = Around(grid.Crs);
        Window window = grid.All;
        if (wanted is { } given) window = window.Intersect(Behind(grid, given));
        // A raster of a whole country or of the world is cut to where there are images or points.
        if (_options.Covariates is not { Count: > 0 } && Counts is null && all is { } around) window = window.Intersect(Behind(grid,
            around));
        return window.IsEmpty ? throw Wrong("No cell is left.", grid.ToString(), $"inputs at {all}; bounds {wanted}",
            "Check --bounds, and that images, points and grid are of the same place.") : grid.Crop(window);
    }

    private static Grid GridOf(RasterInput input)
    {
        // Only the cells matter: a file of many bands needs no choice of one.
        using OpenedRaster raster = (input.Band is null ? input with { Band = "1" } : input).Open();
        return raster.Grid;
    }

    private Grid Sized(CoordinateSystem crs, double size)
    {
        Bounds area = _options.Bounds is [var w, var s, var e, var n] ? new Bounds(w, s, e, n) : Around(crs)
            ?? throw Wrong("The area of the cells is not given.", "--bounds", "nothing", "Give west,south,east,north in the system of"
                + " --crs.");
        (double west, double north) = (Math.Floor((area.West / size) + 1e-6) * size, Math.Ceiling((area.North / size) - 1e-6) * size);
        double columns = Math.Ceiling(((area.East - west) / size) - 1e-6), rows = Math.Ceiling(((north - area.South) / size) - 1e-6);
        return columns is >= 1 and <= 1e6 && rows is >= 1 and <= 1e6
            ? new Grid(crs, Affine.NorthUp(west, north, size, size), (int)rows, (int)columns)
            : throw Wrong("The cells are of no use.", "a size that gives up to a million rows and columns", $"{rows} x {columns}",
                "Correct --cell-size: it is in units of --crs.");
    }

    private static Window Behind(Grid grid, Bounds bounds)
    {
        Affine inverse = grid.Affine.Inverse();
        (double X, double Y)[] corners = [inverse.Apply(bounds.West, bounds.North), inverse.Apply(bounds.East, bounds.North),
            inverse.Apply(bounds.West, bounds.South), inverse.Apply(bounds.East, bounds.South)];
        int Cut(double value, int most) => (int)Math.Clamp(value, 0, most);
        int column = Cut(Math.Floor(corners.Min(corner => corner.X) + 1e-6), grid.Columns), row = Cut(Math.Floor(
            corners.Min(corner => corner.Y) + 1e-6), grid.Rows);
        return new Window(row, column, Cut(Math.Ceiling(corners.Max(corner => corner.Y) - 1e-6), grid.Rows) - row,
            Cut(Math.Ceiling(corners.Max(corner => corner.X) - 1e-6), grid.Columns) - column);
    }

    private Bounds? Around(CoordinateSystem crs)
    {
        List<Bounds> parts = [];
        if (Images is not null) parts.AddRange(Images.Pictures.Select(picture => picture.Bounds).Chunk(int.MaxValue)
            .Select(all => Moved(new Bounds(all.Min(b => b.West), all.Min(b => b.South), all.Max(b => b.East), all.Max(b => b.North)),
                Images.Crs, crs)));
        if (Points is not null) parts.Add(Moved(Points.Area, Points.Crs, crs));
        return parts.Count == 0 ? null : new Bounds(parts.Min(b => b.West), parts.Min(b => b.South), parts.Max(b => b.East),
            parts.Max(b => b.North));
    }

    /// <summary>The rectangle around an area in another coordinate system.</summary>
    public static Bounds Moved(Bounds bounds, CoordinateSystem from, CoordinateSystem to)
    {
        if (from.Equals(to)) return bounds;
        (double X, double Y)[] points = [.. Enumerable.Range(0, 33).SelectMany(i => Enumerable.Range(0, 33).Select(j =>
            (bounds.West + ((bounds.East - bounds.West) * j / 32.0), bounds.South + ((bounds.North - bounds.South) * i / 32.0))))];
        double[] x = [.. points.Select(point => point.X)], y = [.. points.Select(point => point.Y)];
        using GdalTransformation forth = new(from, to);
        forth.Transform(x, y);
        if (!x.Any(double.IsFinite) || !y.Any(double.IsFinite))
            throw new GridMismatchException(new Fault("An area has no place in another coordinate system.", Expected: to.ToString(),
                Found: $"{bounds} in {from}", Remedy: "Check both coordinate systems, and that inputs and cells are of one place."));
        return new Bounds(x.Where(double.IsFinite).Min(), y.Where(double.IsFinite).Min(), x.Where(double.IsFinite).Max(),
            y.Where(double.IsFinite).Max());
    }

    private void ReadRegions()
    {
        string?[]? names = Target?.Regions;
        if (_options.Regions is { } path)
        {
            ZoneInput zones = new(path, _options.Zone);
            ZoneCoverage coverage = zones.On(zones.IsVector ? Grid : ZoneGrid(path));
            names = new string?[Grid.CellCount];
            double[] largest = new double[names.Length];
            foreach (CoverageRun run in coverage.Runs)
                for (int column = run.Column; column < run.Column + run.Length; column++)
                {
                    (double x, double y) = coverage.Grid.CentreOf(run.Row, column);
                    if (Grid.CellAt(x, y) is not { } place) continue;
                    int cell = (place.Row * Grid.Columns) + place.Column;
                    if (!(run.Fraction > largest[cell])) continue;
                    (largest[cell], names[cell]) = (run.Fraction, coverage.Codes[run.Zone]);
                }
        }

        if (names is null) return;
        Regions = [.. names.OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, int> index = Regions.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i);
        RegionOf = [.. names.Select(name => name is null ? -1 : index[name])];
    }

    // Zone numbers are of cells: those of the grid, of which some may be cut off.
    private Grid ZoneGrid(string path)
    {
        using RasterFile file = RasterFile.Open(path, new RasterReadOptions { Kind = QuantityKind.Category,
            Override = true, Crs = _options.Zone.Crs is null ? null : GdalCoordinateSystems.Find(_options.Zone.Crs) });
        (double x, double y) = file.Grid.Affine.Inverse().Apply(Grid.Affine.OriginX, Grid.Affine.OriginY);
        bool isSame = file.Grid.Crs.Equals(Grid.Crs) && Math.Abs(file.Grid.Affine.StepX - Grid.Affine.StepX) < 1e-6 * Grid.Affine.StepX
            && Math.Abs(x - Math.Round(x)) < 1e-2 && Math.Abs(y - Math.Round(y)) < 1e-2;
        return isSame ? file.Grid : Grid;
    }

    private static DataFormatException Wrong(string what, string expected, string found, string remedy) =>
        new(new Fault(what, Expected: expected, Found: found, Remedy: remedy));
}
