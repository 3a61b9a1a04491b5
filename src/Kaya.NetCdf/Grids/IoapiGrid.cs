using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.NetCdf;

/// <summary>
/// The grid of a file of the Models-3 I/O API, which CMAQ and MCIP write: cells, projection and its parameters are attributes of the file.
/// </summary>
/// <remarks>"Models-3/EDSS I/O API: horizontal grid conventions" of the I/O API's manual.</remarks>
internal static class IoapiGrid
{
    /// <summary>BADVAL3 of the I/O API: a value that is missing, in single precision.</summary>
    public const double Missing = -9.999e36f;

    /// <summary>The Earth of MCIP and WRF.</summary>
    public static Ellipsoid Sphere { get; } = new(6370000, 0);

    /// <summary>Codes of IOAPI_ISPH: those of the General Cartographic Transformation Package, and 20 for the sphere of WRF.</summary>
    public static ImmutableArray<(int Code, Ellipsoid Ellipsoid)> Spheroids { get; } =
    [
        (0, new Ellipsoid(6378206.4, 294.978698214)), (5, new Ellipsoid(6378135, 298.26)), (8, new Ellipsoid(6378137, 298.257222101)),
        (12, Ellipsoid.Wgs84), (19, new Ellipsoid(6370997, 0)), (20, Sphere),
    ];

    public static bool Is(NetCdfFile file) => Number(file, "GDTYP") is not null && Number(file, "XORIG") is not null
        && Number(file, "XCELL") is not null;

    /// <summary>The grid of the dimensions ROW and COL, rows from the south.</summary>
    public static (CoordinateSystem Crs, Affine Corners) Read(NetCdfFile file)
    {
        double xorig = Required(file, "XORIG"), yorig = Required(file, "YORIG"), width = Required(file, "XCELL"),
            height = Required(file, "YCELL");
        (CoordinateSystem crs, (double x, double y)) = System(file);
        return (crs, new Affine(xorig + x, width, 0, yorig + y, 0, height));
    }

    // The system, and the position of the file's origin (XCENT, YCENT) in it.
    private static (CoordinateSystem Crs, (double X, double Y) Origin) System(NetCdfFile file)
    {
        double alpha = Required(file, "P_ALP"), beta = Required(file, "P_BET"), gamma = Required(file, "P_GAM");
        (double Longitude, double Latitude) centre = (Required(file, "XCENT"), Required(file, "YCENT"));
        Ellipsoid sphere = Earth(file);
        switch ((int)Required(file, "GDTYP"))
        {
            case 1:
                return (CoordinateSystem.LongitudeLatitude, default);
            case 2:
                // The latitude of XCENT, YCENT is the origin: if its longitude is the central meridian, both offsets are 0.
                (double X, double Y) there = SphereProjection.LambertConformal(sphere.SemiMajor, (alpha, beta), gamma, centre);
                (double X, double Y) below = SphereProjection.LambertConformal(sphere.SemiMajor, (alpha, beta), gamma,
                    (gamma, centre.Latitude));
                return (ProjectionText.Projected("Lambert_Conformal_Conic_2SP", sphere, ("standard_parallel_1", alpha),
                    ("standard_parallel_2", beta),
                    ("latitude_of_origin", centre.Latitude), ("central_meridian", gamma)), (there.X - below.X, there.Y - below.Y));
            case 5 when sphere.InverseFlattening == 0:
                throw new GridMismatchException(new Fault("UTM is a projection of an ellipsoid, and the Earth of the file is a sphere.",
                    new SourceLocation(file.Path), "IOAPI_ISPH 0, 5, 8 or 12",
                    string.Create(CultureInfo.InvariantCulture, $"GDTYP 5 and a radius of {sphere.SemiMajor:0} m"),
                    "Correct IOAPI_ISPH, for example: ncatted -a IOAPI_ISPH,global,o,i,12 FILE."));
            case 5:
                int zone = (int)Math.Abs(alpha);
                CoordinateSystem utm = ProjectionText.Projected("Transverse_Mercator", sphere, ("latitude_of_origin", 0),
                    ("central_meridian", (6 * zone) - 183),
                    ("scale_factor", 0.9996), ("false_easting", 500000), ("false_northing", alpha < 0 ? 10000000 : 0));
                return (utm, (centre.Longitude, centre.Latitude));
            case 6:
                double secant = alpha < 0 ? -Math.Abs(beta) : Math.Abs(beta);
                return (ProjectionText.Projected("Polar_Stereographic", sphere, ("latitude_of_origin", secant), ("central_meridian", gamma),
                    ("scale_factor", 1)),
                    SphereProjection.PolarStereographic(sphere.SemiMajor, secant, gamma, centre));
            case 7:
                return (ProjectionText.Projected("Mercator_2SP", sphere, ("standard_parallel_1", alpha), ("central_meridian", gamma)),
                    SphereProjection.Mercator(sphere.SemiMajor, alpha, gamma, centre));
            case int type:
                throw new GridMismatchException(new Fault("The projection in the attributes of the file is not supported.",
                    new SourceLocation(file.Path),
                    "GDTYP 1 (longitude and latitude), 2 (Lambert), 5 (UTM), 6 (polar stereographic) or 7 (Mercator)", $"GDTYP {type}",
                        "Give it by {option}.") { Option = "crs" });
        }
    }

    // MCIP and WRF use a sphere of 6,370,000 m; the I/O API's own programs may say another by IOAPI_ISPH. UTM is an ellipsoid's.
    private static Ellipsoid Earth(NetCdfFile file)
    {
        double? stated = Number(file, "IOAPI_ISPH");
        if (stated is > 1000) return new Ellipsoid(stated.Value, 0);
        foreach ((int code, Ellipsoid known) in Spheroids)
            if (stated == code) return known;
        if (stated is null) return Number(file, "GDTYP") == 5 ? Ellipsoid.Wgs84 : Sphere;
        throw new GridMismatchException(new Fault("The Earth in the attributes of the file is not supported.",
            new SourceLocation(file.Path),
            $"IOAPI_ISPH {string.Join(", ", Spheroids.Select(one => one.Code))}, or a radius in m", $"IOAPI_ISPH {stated}",
            "Give the system by {option}.") { Option = "crs" });
    }

    private static double? Number(NetCdfFile file, string name) => file.Attributes.Number(name);

    private static double Required(NetCdfFile file, string name) => Number(file, name) ?? throw new GridMismatchException(new Fault(
        "A grid attribute of the file is missing.", new SourceLocation(file.Path), $"the attribute {name}", "none",
            "Give the coordinate system by {option}.") { Option = "crs" });
}
