using System.Collections.Frozen;

namespace Kaya.Geo.Gdal;

/// <summary>
/// Writes a coordinate system as a CF grid mapping (CF-1.8, section 5.6 and appendix F): a variable with attributes for ellipsoid,
/// projection and WKT.
/// </summary>
internal static class GridMappingWriter
{
    private const double WebMercatorRadius = 6378137;

    // Method names of WKT 1, WKT 2 and ESRI, in lower case without separators.
    private static readonly FrozenDictionary<string, string> s_methods = new Dictionary<string, string>
    {
        ["transversemercator"] = "transverse_mercator",
        ["mercator1sp"] = "mercator",
        ["mercatorvarianta"] = "mercator",
        ["mercator2sp"] = "mercator",
        ["mercatorvariantb"] = "mercator",
        ["popularvisualisationpseudomercator"] = "mercator",
        ["albersconicequalarea"] = "albers_conical_equal_area",
        ["albersequalarea"] = "albers_conical_equal_area",
        ["albers"] = "albers_conical_equal_area",
        ["lambertconformalconic2sp"] = "lambert_conformal_conic",
        ["lambertconicconformal2sp"] = "lambert_conformal_conic",
        ["lambertconformalconic1sp"] = "lambert_conformal_conic",
        ["lambertconicconformal1sp"] = "lambert_conformal_conic",
        ["lambertazimuthalequalarea"] = "lambert_azimuthal_equal_area",
        ["azimuthalequidistant"] = "azimuthal_equidistant",
        ["cylindricalequalarea"] = "lambert_cylindrical_equal_area",
        ["lambertcylindricalequalarea"] = "lambert_cylindrical_equal_area",
        ["sinusoidal"] = "sinusoidal",
        ["orthographic"] = "orthographic",
        ["polarstereographic"] = "polar_stereographic",
        ["polarstereographicvarianta"] = "polar_stereographic",
        ["polarstereographicvariantb"] = "polar_stereographic",
    }.ToFrozenDictionary();

    public static void Write(ArrayHandle holder, CoordinateSystem crs, ErrorScope errors)
    {
        bool isWeb = IsWebMercator(crs);
        if (crs.IsGeographic) NativeArrays.Text(holder, "grid_mapping_name", "latitude_longitude", errors);
        else if (crs.ProjectionMethod is { } method && s_methods.TryGetValue(Plain(method), out string? name)
            && Projection(crs, name) is { } parameters)
        {
            NativeArrays.Text(holder, "grid_mapping_name", name, errors);
            foreach ((string parameter, double[] values) in parameters)
                if (values.Length == 1) NativeArrays.Number(holder, parameter, values[0], errors);
                else NativeArrays.Numbers(holder, parameter, values, errors);
        }

        if (crs.Kind != CoordinateSystemKind.Local)
        {
            // Web Mercator uses latitudes of the ellipsoid as if on a sphere.
            if (isWeb || crs.Ellipsoid.InverseFlattening == 0) NativeArrays.Number(holder, "earth_radius", isWeb ? WebMercatorRadius
                : crs.Ellipsoid.SemiMajor, errors);
            else
            {
                NativeArrays.Number(holder, "semi_major_axis", crs.Ellipsoid.SemiMajor, errors);
                NativeArrays.Number(holder, "inverse_flattening", crs.Ellipsoid.InverseFlattening, errors);
            }

            NativeArrays.Number(holder, "longitude_of_prime_meridian", crs.PrimeMeridian, errors);
        }

        NativeArrays.Text(holder, "crs_wkt", crs.Wkt, errors);
    }

    // The parameters required by CF; null if CF cannot express one of them.
    private static List<(string Name, double[] Values)>? Projection(CoordinateSystem crs, string method)
    {
        double latitude = Value(crs, "latitudeoforigin", "latitudeofcenter", "latitudeoffalseorigin", "latitudeofnaturalorigin") ?? 0;
        double longitude = Value(crs, "centralmeridian", "longitudeofcenter", "longitudeoforigin", "longitudeoffalseorigin",
            "longitudeofnaturalorigin") ?? 0;
        double? first = Value(crs, "standardparallel1", "latitudeof1ststandardparallel", "latitudeofstandardparallel");
        double? second = Value(crs, "standardparallel2", "latitudeof2ndstandardparallel"),
            scale = Value(crs, "scalefactor", "scalefactoratnaturalorigin");
        List<(string, double[])>? own = method switch
        {
            "transverse_mercator" => [("longitude_of_central_meridian", [longitude]), ("latitude_of_projection_origin", [latitude]),
                ("scale_factor_at_central_meridian", [scale ?? 1])],
            "mercator" => [("longitude_of_projection_origin", [longitude]),
                first is { } parallel ? ("standard_parallel", [parallel]) : ("scale_factor_at_projection_origin", [scale ?? 1])],
            "albers_conical_equal_area" or "lambert_conformal_conic" when first is { } south =>
                [("standard_parallel", [south, second ?? south]),
                ("longitude_of_central_meridian", [longitude]), ("latitude_of_projection_origin", [latitude])],
            "lambert_conformal_conic" when scale is null or 1 => [("standard_parallel", [latitude]),
                ("longitude_of_central_meridian", [longitude]),
                ("latitude_of_projection_origin", [latitude])],
            "lambert_azimuthal_equal_area" or "azimuthal_equidistant" or "orthographic" =>
                [("longitude_of_projection_origin", [longitude]), ("latitude_of_projection_origin", [latitude])],
            "lambert_cylindrical_equal_area" => [("longitude_of_central_meridian", [longitude]), ("standard_parallel", [first ?? 0])],
            "sinusoidal" => [("longitude_of_projection_origin", [longitude])],
            "polar_stereographic" => Polar(first ?? latitude, longitude, scale),
            _ => null,
        };
        own?.AddRange([("false_easting", [Value(crs, "falseeasting", "eastingatfalseorigin") ?? 0]),
            ("false_northing", [Value(crs, "falsenorthing", "northingatfalseorigin") ?? 0])]);
        return own;
    }

    // The latitude is that of true scale, or the pole itself with a scale factor there.
    private static List<(string, double[])> Polar(double latitude, double longitude, double? scale) =>
    [
        ("straight_vertical_longitude_from_pole", [longitude]), ("latitude_of_projection_origin", [latitude < 0 ? -90 : 90]),
        Math.Abs(latitude) == 90 && scale is { } factor ? ("scale_factor_at_projection_origin", [factor])
            : ("standard_parallel", [latitude]),
    ];

    private static double? Value(CoordinateSystem crs, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            if (crs.ProjectionParameters.TryGetValue(name, out double value)) return value;
        return null;
    }

    private static bool IsWebMercator(CoordinateSystem crs) => crs.Authority == "EPSG:3857" || crs.ProjectionMethod is { } method
        && Plain(method) == "popularvisualisationpseudomercator" || crs.Wkt.Contains("+proj=merc +a=6378137 +b=6378137",
            StringComparison.Ordinal);

    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
}
