using System.Collections.Immutable;
using System.Globalization;
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
        "latitude_longitude" => Earth == new Datum(Ellipsoid.Wgs84) ? CoordinateSystem.LongitudeLatitude : ProjectionText.Geographic(Earth),
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
        ProjectionText.Projected(method, Earth, [.. parameters, ("false_easting", Metres("false_easting")),
            ("false_northing", Metres("false_northing"))]);

    private Datum Earth => new(Ellipsoid) { PrimeMeridian = PrimeMeridian, Name = DatumName, ToWgs84 = ToWgs84 };

    private double PrimeMeridian => Optional("longitude_of_prime_meridian")
        ?? (_attributes.Text("prime_meridian_name") is { Length: > 0 } name && !name.Equals("Greenwich", StringComparison.OrdinalIgnoreCase)
            ? throw Missing("longitude_of_prime_meridian") : 0);

    // PROJ knows datums by their names; WGS 84 needs none.
    private string? DatumName => _attributes.Text("horizontal_datum_name")?.Trim().Replace(' ', '_') is { Length: > 0 } name
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '(' or ')' or '.')
        && !name.Equals("unknown", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("WGS", StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith("World_Geodetic_System_1984", StringComparison.OrdinalIgnoreCase) ? name : null;

    private ImmutableArray<double> ToWgs84
    {
        get
        {
            if (_attributes.Find("towgs84") is not { } attribute) return [];
            ImmutableArray<double> shifts = attribute.Texts.IsDefaultOrEmpty ? attribute.Numbers
                : [.. attribute.ToString().Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(text => double.TryParse(text,
                    NumberStyles.Float, CultureInfo.InvariantCulture, out double shift) ? shift : double.NaN)];
            if (shifts.Length > 0 && shifts.All(one => one == 0)) return [];
            return shifts.Length switch
            {
                3 when shifts.All(double.IsFinite) => [.. shifts, 0, 0, 0, 0],
                6 when shifts.All(double.IsFinite) => [.. shifts, 0],
                7 when shifts.All(double.IsFinite) => shifts,
                _ => throw new GridMismatchException(new Fault("The shift to WGS 84 of a grid mapping cannot be read.", _where,
                    "the attribute towgs84 with 3, 6 or 7 numbers", $"'{attribute}'",
                    "Give the coordinate system by {option}.") { Option = "crs" }),
            };
        }
    }

    private Ellipsoid Ellipsoid
    {
        get
        {
            if (Optional("earth_radius") is { } radius) return new Ellipsoid(radius, 0);
            if (Optional("semi_major_axis") is not { } major)
                return Named(_attributes.Text("reference_ellipsoid_name") is { Length: > 0 } ellipsoid ? ellipsoid : DatumName);
            if (Optional("inverse_flattening") is { } inverse) return new Ellipsoid(major, inverse);
            return Optional("semi_minor_axis") is { } minor && minor != major ? new Ellipsoid(major, major / (major - minor))
                : new Ellipsoid(major, 0);
        }
    }

    // Names and sizes of the EPSG registry, of ellipsoids and of datums on them.
    private Ellipsoid Named(string? name) => string.Concat((name ?? "").Where(char.IsLetterOrDigit)).ToUpperInvariant() switch
    {
        "" or "WGS84" or "WORLDGEODETICSYSTEM1984" => Ellipsoid.Wgs84,
        "GRS1980" or "GRS80" or "CGCS2000" or "CHINA2000" or "NORTHAMERICANDATUM1983" or "NAD83"
            or "EUROPEANTERRESTRIALREFERENCESYSTEM1989" or "ETRS1989" or "ETRS89" or "JGD2000"
            or "JAPANESEGEODETICDATUM2000" or "GDA94" or "GDA2020" => new(6378137, 298.257222101),
        "AIRY1830" or "OSGB1936" or "OSGB36" => new(6377563.396, 299.3249646),
        "BESSEL1841" or "TOKYO" or "DEUTSCHESHAUPTDREIECKSNETZ" or "DHDN" or "MGI" or "AMERSFOORT" or "RT90" or "CH1903"
            => new(6377397.155, 299.1528128),
        "INTERNATIONAL1924" or "HAYFORD1909" or "EUROPEANDATUM1950" or "ED50" or "MONTEMARIO" => new(6378388, 297),
        "CLARKE1866" or "NORTHAMERICANDATUM1927" or "NAD27" => new(6378206.4, 294.978698213898),
        "CLARKE1880IGN" => new(6378249.2, 293.466021293627),
        "CLARKE1880RGS" => new(6378249.145, 293.465),
        "KRASSOWSKY1940" or "KRASSOVSKY1940" or "PULKOVO1942" or "BEIJING1954" => new(6378245, 298.3),
        "XIAN1980" => new(6378140, 298.257),
        "GRS1967" => new(6378160, 298.247167427),
        _ => throw new GridMismatchException(new Fault("The ellipsoid or datum of a grid mapping is not known.", _where,
            "the attributes semi_major_axis and inverse_flattening, or a name such as GRS 1980", $"'{name}'",
            "Give the coordinate system by {option}.") { Option = "crs" }),
    };

    // CF requires the unit of the axes, but many files always use metres: a value longer than half the circumference of the
    // Earth is in m.
    private double Metres(string name) => Optional(name) is not { } length ? 0 : Math.Abs(length * _metresPerUnit) < 2e7
        ? length * _metresPerUnit : length;

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
