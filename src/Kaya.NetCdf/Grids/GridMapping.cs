using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.NetCdf;

/// <summary>Reads the coordinate system of a CF grid mapping (CF-1.8, section 5.6 and appendix F).</summary>
internal sealed class GridMapping
{
    private readonly NetCdfAttributes _attributes;
    private readonly SourceLocation _where;

    private readonly double _metresPerUnit;

    private GridMapping(NetCdfAttributes attributes, double metresPerUnit, SourceLocation where) =>
        (_attributes, _metresPerUnit, _where) = (attributes, metresPerUnit, where);

    /// <summary>The coordinate system of a grid mapping variable.</summary>
    /// <param name="attributes">Attributes of that variable.</param>
    /// <param name="metresPerUnit">Length of one unit of the axes, in m.</param>
    /// <param name="where">The location, for messages.</param>
    /// <returns>The system; null if there is none.</returns>
    public static CoordinateSystem? Read(NetCdfAttributes attributes, double metresPerUnit, SourceLocation where)
    {
        if ((attributes.Text("crs_wkt") ?? attributes.Text("spatial_ref")) is { Length: > 0 } wkt) return CoordinateSystem.Parse(wkt);
        return attributes.Text("grid_mapping_name") is { Length: > 0 } name ? new GridMapping(attributes, metresPerUnit, where).System(name)
            : null;
    }

    private CoordinateSystem System(string name) => name switch
    {
        "latitude_longitude" => Ellipsoid == Ellipsoid.Wgs84 && PrimeMeridian == 0 ? CoordinateSystem.LongitudeLatitude
            : ProjectionText.Geographic(Ellipsoid, PrimeMeridian),
        "lambert_conformal_conic" => LambertConformal(),
        "albers_conical_equal_area" => Make("Albers_Conic_Equal_Area", ("standard_parallel_1", Parallels[0]),
            ("standard_parallel_2", Parallels[^1]),
            ("latitude_of_center", Latitude), ("longitude_of_center", CentralMeridian)),
        "lambert_azimuthal_equal_area" => Make("Lambert_Azimuthal_Equal_Area", ("latitude_of_center", Latitude),
            ("longitude_of_center", Longitude)),
        "azimuthal_equidistant" => Make("Azimuthal_Equidistant", ("latitude_of_center", Latitude), ("longitude_of_center", Longitude)),
        "lambert_cylindrical_equal_area" => Make("Cylindrical_Equal_Area", ("standard_parallel_1", Parallels[0]),
            ("central_meridian", CentralMeridian)),
        "orthographic" => Make("Orthographic", ("latitude_of_origin", Latitude), ("central_meridian", Longitude)),
        "sinusoidal" => Make("Sinusoidal", ("longitude_of_center", Optional("longitude_of_projection_origin") ?? CentralMeridian)),
        "stereographic" => Make("Stereographic", ("latitude_of_origin", Latitude), ("central_meridian", Longitude),
            ("scale_factor", Scale)),
        "transverse_mercator" => Make("Transverse_Mercator", ("latitude_of_origin", Latitude), ("central_meridian", CentralMeridian),
            ("scale_factor", Optional("scale_factor_at_central_meridian") ?? 1)),
        // Some programs write a parallel of 0 beside the scale factor that counts.
        "mercator" => Optional("standard_parallel") is { } parallel && (parallel != 0 || Scale == 1)
            ? Make("Mercator_2SP", ("standard_parallel_1", parallel), ("central_meridian", Longitude))
            : Make("Mercator_1SP", ("central_meridian", Longitude), ("scale_factor", Scale)),
        "polar_stereographic" => PolarStereographic(),
        "rotated_latitude_longitude" => throw Rotated(_where, name),
        _ => throw new GridMismatchException(new Fault("The coordinate system in the attributes of the file is not supported.", _where,
            "a grid mapping with crs_wkt, or one of the common projections", $"grid_mapping_name {name}", "Give it by {option}.")
                { Option = "crs" }),
    };

    /// <summary>The refusal of longitudes and latitudes about a rotated pole.</summary>
    public static GridMismatchException Rotated(SourceLocation where, string found) => new(new Fault(
        "Longitudes and latitudes about a rotated pole are not supported.", where,
        "longitude and latitude about the true pole, or a projected system", found,
        "Regrid the file first, for example with cdo remapcon,GRID."));

    private CoordinateSystem LambertConformal()
    {
        ImmutableArray<double> parallels = Parallels;
        return parallels.Length == 1 && parallels[0] == Latitude
            ? Make("Lambert_Conformal_Conic_1SP", ("latitude_of_origin", Latitude), ("central_meridian", CentralMeridian),
                ("scale_factor", 1))
            : Make("Lambert_Conformal_Conic_2SP", ("standard_parallel_1", parallels[0]), ("standard_parallel_2", parallels[^1]),
                ("latitude_of_origin", Latitude), ("central_meridian", CentralMeridian));
    }

    private CoordinateSystem PolarStereographic()
    {
        double meridian = Optional("straight_vertical_longitude_from_pole") ?? Longitude;
        // The pole is that of the origin, also where the parallel lacks its sign.
        double? parallel = Optional("standard_parallel");
        if (parallel is { } given && Latitude is 90 or -90) parallel = Math.CopySign(given, Latitude);
        return parallel is { } latitude
            ? Make("Polar_Stereographic", ("latitude_of_origin", latitude), ("central_meridian", meridian), ("scale_factor", 1))
            : Make("Polar_Stereographic", ("latitude_of_origin", Latitude), ("central_meridian", meridian), ("scale_factor", Scale));
    }

    private CoordinateSystem Make(string method, params ReadOnlySpan<(string Name, double Value)> parameters) =>
        ProjectionText.Projected(method,
        (Ellipsoid, PrimeMeridian), 1, [.. parameters, ("false_easting", Metres("false_easting")),
            ("false_northing", Metres("false_northing"))]);

    private Ellipsoid Ellipsoid
    {
        get
        {
            if (Optional("earth_radius") is { } radius) return new Ellipsoid(radius, 0);
            if (Optional("semi_major_axis") is not { } major) return Ellipsoid.Wgs84;
            if (Optional("inverse_flattening") is { } inverse) return new Ellipsoid(major, inverse);
            return Optional("semi_minor_axis") is { } minor && minor != major ? new Ellipsoid(major, major / (major - minor))
                : new Ellipsoid(major, 0);
        }
    }

    // CF requires the unit of the axes, but many files always use metres: a value longer than half the circumference of the
    // Earth is in m.
    private double Metres(string name) => Optional(name) is not { } length ? 0 : Math.Abs(length * _metresPerUnit) < 2e7
        ? length * _metresPerUnit : length;

    private double PrimeMeridian => Optional("longitude_of_prime_meridian") ?? 0;

    private double Latitude => Optional("latitude_of_projection_origin") ?? 0;

    private double Longitude => Required("longitude_of_projection_origin");

    private double CentralMeridian => Required("longitude_of_central_meridian");

    private double Scale => Optional("scale_factor_at_projection_origin") ?? 1;

    private ImmutableArray<double> Parallels => _attributes.Find("standard_parallel")?.Numbers is { Length: 1 or 2 } parallels ? parallels
        : throw Missing("standard_parallel");

    private double? Optional(string name) => _attributes.Number(name);

    private double Required(string name) => Optional(name) ?? throw Missing(name);

    private GridMismatchException Missing(string name) => new(new Fault("The grid mapping of the file is incomplete.", _where,
        $"the attribute {name}", string.Join(", ", _attributes.All.Select(attribute => attribute.Name)),
            "Give the coordinate system by {option}.") { Option = "crs" });
}
