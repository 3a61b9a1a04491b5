using System.Globalization;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>The requested grid: that of another raster, or one from coordinate system, cell size and bounds.</summary>
internal static class TargetGrid
{
    private const int PointsOfEdge = 200;
    private const double MostCells = 1e11;

    // Sources that reach a pole or span half the globe do not fit into most projections as a whole.
    private const double PolarLatitude = 89.9;
    private const double HalfTurn = 180;
    private const double Turn = 360;
    private const double SeamRim = 1e-9;

    /// <summary>The grid of the result.</summary>
    /// <param name="options">As given.</param>
    /// <param name="raster">The file to be regridded.</param>
    /// <param name="notices">Receives what was assumed.</param>
    public static Grid Of(RasterAlignOptions options, OpenedRaster raster, List<string> notices)
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
        Bounds bounds = options.Bounds is { } given ? Read(given) : Around(raster.Grid, crs, size, notices);
        double columns = Math.Round((bounds.East - bounds.West) / size), rows = Math.Round((bounds.North - bounds.South) / size);
        if (!(columns >= 1 && rows >= 1 && columns <= int.MaxValue / 2 && rows <= int.MaxValue / 2 && columns * rows <= MostCells))
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
    private static Bounds Around(Grid source, CoordinateSystem crs, double size, List<string> notices)
    {
        Bounds bounds = source.Crs.Equals(crs) ? source.Bounds : Limited(source, crs, notices) ?? Moved(source, crs);
        double Down(double value) => Math.Floor((value / size) + 1e-6) * size;
        double Up(double value) => Math.Ceiling((value / size) - 1e-6) * size;
        return new Bounds(Down(bounds.West), Down(bounds.South), Up(bounds.East), Up(bounds.North));
    }

    // Of a source in degrees that does not fit, the part in the area of use of the projection; null if it fits as a whole.
    private static Bounds? Limited(Grid source, CoordinateSystem crs, List<string> notices)
    {
        Bounds whole = source.Bounds;
        bool isWide = whole.East - whole.West > HalfTurn || whole.North > PolarLatitude || whole.South < -PolarLatitude;
        if (!source.Crs.IsGeographic || crs.IsGeographic || !isWide) return null;
        if (GdalCoordinateSystems.AreaOfUse(crs) is not { } area)
            throw Refused("The file covers more of the Earth than the new coordinate system may.", $"an area within {crs}",
                whole.ToString(), "Give --bounds.");
        (double south, double north) = (Math.Max(whole.South, area.South), Math.Min(whole.North, area.North));
        bool isRound = area.East - area.West >= Turn - SeamRim && whole.East - whole.West >= Turn - SeamRim;
        double seam = crs.Seam ?? -HalfTurn;
        double turns = Math.Round((whole.West + whole.East - area.West - area.East) / 2 / Turn) * Turn;
        (double west, double east) = isRound ? (seam + SeamRim, seam + Turn - SeamRim)
            : whole.East - whole.West >= Turn - SeamRim ? (area.West, area.East)
            : (Math.Max(whole.West, area.West + turns), Math.Min(whole.East, area.East + turns));
        if (west >= east || south >= north)
            throw Refused("The file and the area of the new coordinate system do not overlap.", $"an area within {area}, for {crs}",
                whole.ToString(), "Choose another system, or give --bounds.");
        if (south > whole.South || north < whole.North || (!isRound && east - west < whole.East - whole.West))
            notices.Add(string.Create(CultureInfo.InvariantCulture, $"The result is limited to the area for which {crs.Authority} is made, "
                + $"longitudes {west:0.##} to {east:0.##}, latitudes {south:0.##} to {north:0.##}; --bounds gives another one."));
        return Outline(source.Crs, new Bounds(west, south, east, north), crs);
    }

    private static Bounds Outline(CoordinateSystem from, Bounds area, CoordinateSystem crs)
    {
        List<(double X, double Y)> points = [];
        for (int row = 0; row <= PointsOfEdge; row++)
            for (int column = 0; column <= PointsOfEdge; column++)
                points.Add((area.West + ((area.East - area.West) * column / PointsOfEdge),
                    area.South + ((area.North - area.South) * row / PointsOfEdge)));
        double[] x = [.. points.Select(point => point.X)], y = [.. points.Select(point => point.Y)];
        using GdalTransformation forth = new(from, crs);
        forth.Transform(x, y);
        if (!x.Any(double.IsFinite))
            throw Refused("The file extends beyond the valid area of the new coordinate system.", $"an area within {crs}",
                area.ToString(), "Give --bounds.");
        return new Bounds(x.Where(double.IsFinite).Min(), y.Where(double.IsFinite).Min(), x.Where(double.IsFinite).Max(),
            y.Where(double.IsFinite).Max());
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
