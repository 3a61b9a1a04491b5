using System.Runtime.InteropServices;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Looks up coordinate systems in PROJ's database.</summary>
public static unsafe class GdalCoordinateSystems
{
    /// <summary>Finds a system by code, WKT or PROJ text.</summary>
    /// <param name="text">Such as <c>EPSG:2163</c>, <c>ESRI:54009</c>, <c>+proj=laea +lat_0=35 +lon_0=105</c> or WKT.</param>
    /// <returns>The system.</returns>
    /// <exception cref="DataFormatException">Unknown name.</exception>
    public static CoordinateSystem Find(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        using ErrorScope errors = ErrorScope.Enter(text);
        using SystemHandle system = new(GdalNative.OSRNewSpatialReference(null));
        if (GdalNative.OSRSetFromUserInput(system.Pointer, text.Trim()) != 0)
            throw new DataFormatException(
                new Fault("Unknown coordinate system.", Expected: "a code such as EPSG:4326, WKT or PROJ text",
                Found: $"'{text}'",
                Remedy: "Look up the code at https://epsg.io."));
        return Read(system.Pointer, errors);
    }

    /// <summary>The area for which a system is made, as PROJ's database has it.</summary>
    /// <param name="system">A system with a code.</param>
    /// <returns>Longitudes and latitudes in degrees from Greenwich, the east beyond 180 if the area lies across the antimeridian; null if
    /// the database has none.</returns>
    public static Bounds? AreaOfUse(CoordinateSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        if (system.Authority is not { } code) return null;
        using ErrorScope errors = ErrorScope.Enter(code);
        using SystemHandle handle = new(GdalNative.OSRNewSpatialReference(null));
        double west, south, east, north;
        byte* name = null;
        if (GdalNative.OSRSetFromUserInput(handle.Pointer, code) != 0
            || GdalNative.OSRGetAreaOfUse(handle.Pointer, &west, &south, &east, &north, &name) == 0 || !(south < north)
            || west < -180 || south < -90) return null;
        return new Bounds(west, south, east > west ? east : east + 360, north);
    }

    /// <summary>The true areas of the cells of a grid in any coordinate system.</summary>
    /// <param name="grid">The grid.</param>
    /// <returns>Areas on the ellipsoid, m2.</returns>
    /// <exception cref="GridMismatchException">PROJ has no transformation from the grid to longitude and latitude.</exception>
    public static CellAreas CellAreas(Grid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (grid.Crs.Kind != CoordinateSystemKind.Projected) return Geo.CellAreas.Of(grid);
        using GdalTransformation back = new(grid.Crs, CoordinateSystem.LongitudeLatitude);
        return Geo.CellAreas.Of(grid, back);
    }

    /// <summary>Refuses a system that is given against that of a raster file.</summary>
    /// <param name="stated">The system that the file says.</param>
    /// <param name="given">The other.</param>
    /// <param name="grid">The cells, in either.</param>
    /// <param name="path">The file, for the message.</param>
    /// <exception cref="GridMismatchException">A corner is more than a thousandth of a cell away.</exception>
    public static void RequireSame(CoordinateSystem stated, CoordinateSystem given, Grid grid, string path)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (IsSame(stated, given, grid.Bounds, 1e-3 * Math.Sqrt(Math.Abs(grid.Affine.Determinant)))) return;
        throw Other(stated, given, path, "Leave it out, or, if the file is wrong, say so by {option}.");
    }

    /// <summary>The system of a layer: the given one, which must not be against that of the file, or that of the file.</summary>
    /// <exception cref="GridMismatchException">Neither, or both and different.</exception>
    internal static CoordinateSystem OfLayer(nint layer, CoordinateSystem? given, string path, ErrorScope errors)
    {
        if (given is not null)
        {
            RequireSame(layer, given, path, errors);
            return given;
        }

        nint system = GdalNative.OGR_L_GetSpatialRef(layer);
        return system != 0 ? Read(system, errors) : throw new GridMismatchException(new Fault("The file has no coordinate system.",
            new SourceLocation(path), "a coordinate system (for a shapefile, a .prj file)", "none",
            "Give it by {option}, such as EPSG:4326 for longitude and latitude.") { Option = "crs" });
    }

    /// <summary>Refuses a system that is given against that of a vector file; GeoJSON that names none may be in any.</summary>
    /// <exception cref="GridMismatchException">A corner is more than 5 m away.</exception>
    internal static void RequireSame(nint layer, CoordinateSystem given, string path, ErrorScope errors)
    {
        nint system = GdalNative.OGR_L_GetSpatialRef(layer);
        double* box = stackalloc double[4];
        if (system == 0 || NamesNone(path) || GdalNative.OGR_L_GetExtent(layer, box, 1) != 0) return;
        if (Readable(Read(system, errors).Wkt) is not { } stated) return;
        double metres = 5, slack = stated.IsGeographic ? metres / 111_000 : metres / stated.MetresPerUnit;
        if (!IsSame(stated, given, new Bounds(box[0], box[2], box[1], box[3]), slack))
            throw Other(stated, given, path, "Leave it out, or, if the file is wrong, correct it: ogr2ogr -a_srs SYSTEM NEW.gpkg FILE.");
    }

    /// <summary>The system of a text, in degrees if it is geographic; null for none, for a plane, and where it cannot be read.</summary>
    internal static CoordinateSystem? Readable(string wkt)
    {
        try
        {
            return CoordinateSystem.Parse(wkt).InDegrees() is { Kind: not CoordinateSystemKind.Local } system ? system : null;
        }
        catch (DataFormatException)
        {
            return null;
        }
    }

    // By what becomes of the corners: systems have many names.
    private static bool IsSame(CoordinateSystem stated, CoordinateSystem given, Bounds bounds, double slack)
    {
        given = given.InDegrees();
        if (stated.Equals(given)) return true;
        // A sphere and an ellipsoid, which no datum leads from one to the other: 20 km, or nothing, as it is taken.
        static double Flattening(Ellipsoid earth) => earth.InverseFlattening == 0 ? 0 : 1 / earth.InverseFlattening;
        if (stated.Kind != given.Kind || Math.Abs(Flattening(stated.Ellipsoid) - Flattening(given.Ellipsoid)) > 1e-4
            || Math.Abs(stated.Ellipsoid.SemiMajor - given.Ellipsoid.SemiMajor) > 1000) return false;
        double[] x = [bounds.West, bounds.East], y = [bounds.South, bounds.North];
        try
        {
            using GdalTransformation between = new(stated, given);
            between.Transform(x, y);
        }
        catch (GridMismatchException)
        {
            // No way leads from one to the other.
            return false;
        }

        return Math.Abs(x[0] - bounds.West) <= slack && Math.Abs(x[1] - bounds.East) <= slack
            && Math.Abs(y[0] - bounds.South) <= slack && Math.Abs(y[1] - bounds.North) <= slack;
    }

    private static GridMismatchException Other(CoordinateSystem stated, CoordinateSystem given, string path, string remedy) => new(
        new Fault("The coordinate system that is given is not that of the file.", new SourceLocation(path), $"{stated}, as the file says",
        given.ToString(), remedy) { Option = "override" });

    // Longitude and latitude by its standard, but many programs write other coordinates.
    private static bool NamesNone(string path) => Path.GetExtension(path).ToLowerInvariant() is ".geojson" or ".json"
        && !File.ReadLines(path).Take(200).Any(line => line.AsSpan(0, Math.Min(line.Length, 10_000)).Contains("\"crs\"",
            StringComparison.Ordinal));

    internal static CoordinateSystem Read(nint system, ErrorScope errors)
    {
        byte* wkt = null;
        // All programs read version 1; a few newer projections exist only in version 2.
        using NativeList first = new("FORMAT=WKT1_GDAL"), second = new("FORMAT=WKT2_2019");
        if (GdalNative.OSRExportToWktEx(system, &wkt, first.Pointer) != 0)
        {
            GdalNative.VSIFree(wkt);
            wkt = null;
            errors.Zero(GdalNative.OSRExportToWktEx(system, &wkt, second.Pointer), "describing a coordinate system");
        }

        try
        {
            return CoordinateSystem.Parse(NativeText.Read(wkt));
        }
        finally
        {
            GdalNative.VSIFree(wkt);
        }
    }

    internal static SystemHandle Open(CoordinateSystem system, ErrorScope errors)
    {
        nint text = Marshal.StringToCoTaskMemUTF8(system.Wkt);
        try
        {
            SystemHandle handle = new(errors.Some(GdalNative.OSRNewSpatialReference((byte*)text), "reading a coordinate system"));
            // Always x first, independent of the axis order of the authority: 0 is the traditional order.
            GdalNative.OSRSetAxisMappingStrategy(handle.Pointer, 0);
            return handle;
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }
}
