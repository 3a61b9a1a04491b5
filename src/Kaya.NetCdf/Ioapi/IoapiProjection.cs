using System.Globalization;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.NetCdf;

/// <summary>The horizontal grid in the terms of the I/O API, to be written.</summary>
/// <param name="Type">GDTYP.</param>
/// <param name="Alpha">P_ALP.</param>
/// <param name="Beta">P_BET.</param>
/// <param name="Gamma">P_GAM.</param>
/// <param name="Centre">XCENT and YCENT.</param>
/// <param name="Origin">XORIG and YORIG: the south-western corner.</param>
/// <param name="Spheroid">IOAPI_ISPH; null for the sphere of 6,370,000 m, or WGS 84 of a grid that does not depend on it.</param>
internal sealed record IoapiProjection(int Type, double Alpha, double Beta, double Gamma, (double X, double Y) Centre,
    (double X, double Y) Origin, int? Spheroid)
{
    /// <summary>The attributes of a grid.</summary>
    /// <exception cref="GridMismatchException">A projection or an ellipsoid that the I/O API does not have.</exception>
    public static IoapiProjection Of(Grid grid)
    {
        CoordinateSystem crs = grid.Crs;
        if (!grid.IsRegular || grid.Affine.StepX <= 0) throw Unwritable(grid, "a regular grid, columns from the west");
        (double X, double Y) corner = (grid.Bounds.West, grid.Bounds.South);
        if (crs.IsGeographic) return new IoapiProjection(1, 0, 0, 0, (0, 0), corner, null);
        if (crs.Kind != CoordinateSystemKind.Projected || Math.Abs(crs.MetresPerUnit - 1) > 1e-9) throw Unwritable(grid, "metres");
        double P(string name, double standard = 0) => crs.ProjectionParameters.TryGetValue(name, out double value) ? value : standard;
        double latitude = P("latitudeoforigin"), meridian = P("centralmeridian"), scale = P("scalefactor", 1);
        (double X, double Y) origin = (corner.X - P("falseeasting"), corner.Y - P("falsenorthing"));
        int? sphere = SpheroidOf(grid);
        switch (Plain(crs.ProjectionMethod))
        {
            case "lambertconformalconic2sp":
                return new IoapiProjection(2, P("standardparallel1"), P("standardparallel2"), meridian, (meridian, latitude), origin,
                    sphere);
            case "lambertconformalconic1sp" when scale == 1:
                return new IoapiProjection(2, latitude, latitude, meridian, (meridian, latitude), origin, sphere);
            case "transversemercator" when IsUtm(crs, meridian, latitude, scale):
                bool isSouth = P("falsenorthing") > 0;
                return new IoapiProjection(5, (isSouth ? -1 : 1) * Math.Round((meridian + 183) / 6), 0, 0, (0, 0), corner,
                    crs.Ellipsoid == Ellipsoid.Wgs84 ? null : sphere ?? 20);
            case "polarstereographic" when scale == 1 && latitude != 0:
                int side = latitude < 0 ? -1 : 1;
                return new IoapiProjection(6, side, Math.Abs(latitude), meridian, (meridian, 90 * side), origin, sphere);
            case "mercator2sp" when latitude == 0:
                return new IoapiProjection(7, P("standardparallel1"), 0, meridian, (meridian, 0), origin, sphere);
            case "mercator1sp" when scale == 1 && latitude == 0:
                return new IoapiProjection(7, 0, 0, meridian, (meridian, 0), origin, sphere);
            default:
                throw Unwritable(grid, "longitude and latitude, Lambert conformal, UTM, polar stereographic or Mercator");
        }
    }

    private static bool IsUtm(CoordinateSystem crs, double meridian, double latitude, double scale) => scale == 0.9996 && latitude == 0
        && Math.Abs((meridian + 183) % 6) < 1e-9 && crs.ProjectionParameters.GetValueOrDefault("falseeasting") == 500000
        && crs.ProjectionParameters.GetValueOrDefault("falsenorthing") is 0 or 10000000;

    private static int? SpheroidOf(Grid grid)
    {
        Ellipsoid ellipsoid = grid.Crs.Ellipsoid;
        if (ellipsoid == IoapiGrid.Sphere) return null;
        foreach ((int code, Ellipsoid known) in IoapiGrid.Spheroids)
            if (Math.Abs(known.SemiMajor - ellipsoid.SemiMajor) < 0.01
                && Math.Abs(known.InverseFlattening - ellipsoid.InverseFlattening) < 1e-6) return code;
        throw Unwritable(grid, "the sphere of 6,370,000 m or an ellipsoid that the I/O API knows");
    }

    private static string Plain(string? name) => new([.. (name ?? "").Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    private static GridMismatchException Unwritable(Grid grid, string expected) => new(new Fault(
        "The grid cannot be written to an IOAPI file.", Expected: expected, Found: string.Create(CultureInfo.InvariantCulture,
            $"{grid.Crs}, an ellipsoid of {grid.Crs.Ellipsoid.SemiMajor:F0} m"),
        Remedy: "Regrid to a grid that CMAQ can use, or write CF netCDF."));
}
