using System.Collections.Frozen;

namespace Kaya.Geo.Gdal;

/// <summary>Writes a coordinate system as CF asks for it: a variable whose attributes say ellipsoid, projection and WKT.</summary>
internal static class GridMapping
{
    // CF-1.8 appendix F: name of the method, and of each parameter as WKT 1 and WKT 2 write it.
    private static readonly FrozenDictionary<string, string> s_methods = new Dictionary<string, string>
    {
        ["transversemercator"] = "transverse_mercator",
        ["mercator1sp"] = "mercator",
        ["mercator2sp"] = "mercator",
        ["albersconicequalarea"] = "albers_conical_equal_area",
        ["lambertconformalconic2sp"] = "lambert_conformal_conic",
        ["lambertconformalconic1sp"] = "lambert_conformal_conic",
        ["lambertazimuthalequalarea"] = "lambert_azimuthal_equal_area",
        ["cylindricalequalarea"] = "lambert_cylindrical_equal_area",
        ["sinusoidal"] = "sinusoidal",
        ["polarstereographic"] = "polar_stereographic",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> s_parameters = new Dictionary<string, string>
    {
        ["centralmeridian"] = "longitude_of_central_meridian",
        ["latitudeoforigin"] = "latitude_of_projection_origin",
        ["latitudeofcenter"] = "latitude_of_projection_origin",
        ["scalefactor"] = "scale_factor_at_central_meridian",
        ["falseeasting"] = "false_easting",
        ["falsenorthing"] = "false_northing",
    }.ToFrozenDictionary();

    public static void Write(ArrayHandle holder, CoordinateSystem crs, ErrorScope errors)
    {
        if (crs.IsGeographic) NativeArrays.Text(holder, "grid_mapping_name", "latitude_longitude", errors);
        else if (crs.ProjectionMethod is { } method && s_methods.TryGetValue(Plain(method), out string? name))
        {
            NativeArrays.Text(holder, "grid_mapping_name", name, errors);
            foreach ((string parameter, double value) in crs.ProjectionParameters)
                if (s_parameters.TryGetValue(parameter, out string? written)) NativeArrays.Number(holder, Named(written, name), value, errors);
            if (crs.ProjectionParameters.TryGetValue("standardparallel1", out double parallel)) NativeArrays.Number(holder, "standard_parallel", parallel, errors);
        }

        if (crs.Kind != CoordinateSystemKind.Local)
        {
            NativeArrays.Number(holder, "semi_major_axis", crs.Ellipsoid.SemiMajor, errors);
            NativeArrays.Number(holder, "inverse_flattening", crs.Ellipsoid.InverseFlattening, errors);
            NativeArrays.Number(holder, "longitude_of_prime_meridian", 0, errors);
        }

        NativeArrays.Text(holder, "crs_wkt", crs.Wkt, errors);
    }

    private static string Named(string parameter, string method) => parameter == "longitude_of_central_meridian"
        && method is "albers_conical_equal_area" or "lambert_conformal_conic" or "transverse_mercator" or "lambert_cylindrical_equal_area" ? parameter
        : parameter == "longitude_of_central_meridian" ? "longitude_of_projection_origin" : parameter;

    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
}
