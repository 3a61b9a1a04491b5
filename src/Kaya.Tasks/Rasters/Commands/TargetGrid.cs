using System.Globalization;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>The requested grid: that of another raster, or one from coordinate system, cell size and bounds.</summary>
internal static class TargetGrid
{
    private const int PointsOfEdge = 200;

    public static Grid Of(RasterAlignOptions options, OpenedRaster raster)
    {
        bool isMade = options.Crs is not null || options.CellSize is not null || options.Bounds is not null;
        if (isMade == options.Like is not null)
            throw Refused("The target grid must be given in one of two ways.", "--like RASTER, or --crs, --cell-size, --bounds",
                isMade ? "both"
                : "neither", "Give one of the two.");
        if (options.Like is { } like)
        {
            using OpenedRaster other = like.Open();
            return other.Grid;
        }

        CoordinateSystem crs = options.Crs is null ? raster.Grid.Crs : GdalCoordinateSystems.Find(options.Crs);
        double size = options.CellSize ?? Size(raster.Grid, crs);
        Bounds bounds = options.Bounds is { } given ? Read(given) : Around(raster.Grid, crs, size);
        double columns = Math.Round((bounds.East - bounds.West) / size), rows = Math.Round((bounds.North - bounds.South) / size);
        if (!(columns >= 1 && rows >= 1 && columns <= int.MaxValue / 2 && rows <= int.MaxValue / 2))
            throw Refused("The bounds contain no whole cell, or far too many cells.",
                string.Create(CultureInfo.InvariantCulture, $"some cells of {size}"), bounds.ToString(),
                "Change --bounds or --cell-size; both are in units of the coordinate system.");
        return new Grid(crs, Affine.NorthUp(bounds.West, bounds.North, size, size), (int)rows, (int)columns);
    }

    private static double Size(Grid source, CoordinateSystem crs) =>
        source.Crs.Equals(crs) && source.IsRegular ? Math.Abs(source.Affine.StepX)
        : throw Refused("The cell size in the new coordinate system is missing.", crs.IsGeographic ? "degrees" : "metres", "nothing",
            $"Give --cell-size, such as {Suggested(source, crs).ToString("G2", CultureInfo.InvariantCulture)} for cells about as large "
                + "as those of the file.");

    private static double Suggested(Grid source, CoordinateSystem crs)
    {
        double metres = 1000 * Math.Sqrt(RasterText.CellArea(source).Largest);
        return crs.IsGeographic ? metres / 111_000 : metres / crs.MetresPerUnit;
    }

    private static Bounds Read(IReadOnlyList<double> given) => given is [var west, var south, var east, var north] && west < east
        && south < north ? new Bounds(west, south, east, north)
        : throw Refused("The bounds are not valid.", "west,south,east,north with west below east and south below north",
            string.Join(",", given.Select(number => number.ToString(CultureInfo.InvariantCulture))), "Correct --bounds.");

    // The smallest rectangle of whole cells around the extent of the file; cells align for all files of a region.
    private static Bounds Around(Grid source, CoordinateSystem crs, double size)
    {
        Bounds bounds = source.Crs.Equals(crs) ? source.Bounds : Moved(source, crs);
        double Down(double value) => Math.Floor((value / size) + 1e-6) * size;
        double Up(double value) => Math.Ceiling((value / size) - 1e-6) * size;
        return new Bounds(Down(bounds.West), Down(bounds.South), Up(bounds.East), Up(bounds.North));
    }

    private static Bounds Moved(Grid source, CoordinateSystem crs)
    {
        double[] parts = [.. Enumerable.Range(0, PointsOfEdge + 1).Select(point => (double)point / PointsOfEdge)];
        (double X, double Y)[] points = [.. parts.SelectMany(part => new[] { (part, 0.0), (part, 1.0), (0.0, part), (1.0, part) })
            .Select(at => source.Affine.Apply(at.Item1 * source.Columns, at.Item2 * source.Rows))];
        double[] x = [.. points.Select(point => point.X)], y = [.. points.Select(point => point.Y)];
        using GdalTransformation forth = new(source.Crs, crs);
        forth.Transform(x, y);
        if (x.Any(double.IsNaN))
            throw Refused("The file extends beyond the valid area of the new coordinate system.", $"an area within {crs}",
                source.Bounds.ToString(), "Give --bounds.");
        return new Bounds(x.Min(), y.Min(), x.Max(), y.Max());
    }

    private static GridMismatchException Refused(string what, string expected, string found, string remedy) =>
        new(new Fault(what, Expected: expected, Found: found, Remedy: remedy));
}
