using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Reads the grid of a file.</summary>
internal static unsafe class RasterGrid
{
    public static Grid Read(string path, nint dataset, RasterReadOptions options, ErrorScope errors)
    {
        double* t = stackalloc double[6];
        if (GdalNative.GDALGetGeoTransform(dataset, t) != 0)
            throw new GridMismatchException(
                new Fault("The file has no georeference.", new SourceLocation(path), "a geotransform", "none",
                "Georeference the file, for example with gdal_translate -a_ullr."));
        string wkt = NativeText.Read(GdalNative.GDALGetProjectionRef(dataset));
        if (wkt.Length == 0 && options.Crs is null)
            throw new GridMismatchException(
                new Fault("The file has no coordinate system.", new SourceLocation(path),
                "a coordinate system", "none",
                "Give it by {option}, such as EPSG:4326 for longitude and latitude.") { Option = "crs" });
        CoordinateSystem crs = options.Crs ?? Parse(wkt, path);
        bool centres = string.Equals(NativeText.Read(GdalNative.GDALGetMetadataItem(dataset, "AREA_OR_POINT", null)), "Point",
            StringComparison.OrdinalIgnoreCase);
        double degrees = crs.DegreesPerUnit;
        crs = crs.InDegrees();
        Affine corners = new(t[0] * degrees, t[1] * degrees, t[2] * degrees, t[3] * degrees, t[4] * degrees, t[5] * degrees);
        (int rows, int columns) = (GdalNative.GDALGetRasterYSize(dataset), GdalNative.GDALGetRasterXSize(dataset));
        try
        {
            // GDAL returns corners for every file; the grid keeps the registration only as information.
            Grid grid = centres ? new Grid(crs, corners.Shift(0.5, 0.5), rows, columns, CellRegistration.Centre)
                : new Grid(crs, corners, rows, columns);
            return grid.RequireLatitudes(new SourceLocation(path));
        }
        catch (ArgumentException cause)
        {
            throw new GridMismatchException(
                new Fault("The geotransform of the file is not valid.", new SourceLocation(path), "cells with an area",
                $"{rows} rows x {columns} columns, transform {corners}",
                    "Georeference the file again, for example with gdal_translate -a_ullr."), cause);
        }
    }

    /// <summary>Refuses a system that is given against that of the file.</summary>
    /// <exception cref="GridMismatchException">They differ by more than a thousandth of a cell.</exception>
    public static void RequireSystem(string path, nint dataset, Grid grid, RasterReadOptions options)
    {
        string wkt = NativeText.Read(GdalNative.GDALGetProjectionRef(dataset));
        if (options.Override || options.Crs is not { } given || wkt.Length == 0) return;
        if (Readable(wkt) is not { Kind: not CoordinateSystemKind.Local } stated || IsSame(stated, given.InDegrees(), grid)) return;
        throw new GridMismatchException(new Fault("The coordinate system that is given is not that of the file.", new SourceLocation(path),
            $"{stated}, as the file says", given.ToString(), "Leave it out, or, if the file is wrong, say so by {option}.")
            { Option = "override" });
    }

    // A system that cannot be read is as good as none.
    private static CoordinateSystem? Readable(string wkt)
    {
        try
        {
            return CoordinateSystem.Parse(wkt).InDegrees();
        }
        catch (DataFormatException)
        {
            return null;
        }
    }

    // By what becomes of the corners: systems have many names.
    private static bool IsSame(CoordinateSystem stated, CoordinateSystem given, Grid grid)
    {
        if (stated.Equals(given)) return true;
        if (stated.Kind != given.Kind) return false;
        using GdalTransformation between = new(stated, given);
        Bounds bounds = grid.Bounds;
        double[] x = [bounds.West, bounds.East], y = [bounds.South, bounds.North];
        between.Transform(x, y);
        double slack = 1e-3 * Math.Sqrt(Math.Abs(grid.Affine.Determinant));
        return Math.Abs(x[0] - bounds.West) <= slack && Math.Abs(x[1] - bounds.East) <= slack
            && Math.Abs(y[0] - bounds.South) <= slack && Math.Abs(y[1] - bounds.North) <= slack;
    }

    private static CoordinateSystem Parse(string wkt, string path)
    {
        try
        {
            return CoordinateSystem.Parse(wkt);
        }
        catch (DataFormatException cause)
        {
            throw new GridMismatchException(cause.Fault with { Where = new SourceLocation(path) }, cause);
        }
    }
}
