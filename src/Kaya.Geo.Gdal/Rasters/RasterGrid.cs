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
        if (GdalCoordinateSystems.Readable(wkt) is { } stated) GdalCoordinateSystems.RequireSame(stated, given, grid, path);
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
