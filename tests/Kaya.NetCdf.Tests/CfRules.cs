using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Kaya.Core;

namespace Kaya.NetCdf.Tests;

/// <summary>The rules of CF-1.8 for what a file of maps may say, chapter by chapter. Written from the conventions document, its
/// appendices A (attributes), E (cell methods) and F (grid mappings), and what UDUNITS 2.2.28 reads (ut_parse of each word).</summary>
internal static partial class CfRules
{
    // Words as UDUNITS-2 reads them, in SI base units.
    private static readonly FrozenDictionary<string, string> s_udunits = new Dictionary<string, string>
    {
        ["g"] = "1e-3 kg", ["kg"] = "kg", ["Mg"] = "1e3 kg", ["Gg"] = "1e6 kg", ["Tg"] = "1e9 kg", ["ug"] = "1e-9 kg", ["t"] = "1e3 kg",
        ["kilotonne"] = "1e6 kg", ["Mt"] = "1e9 kg", ["Gt"] = "1e12 kg", ["kt"] = "0.514444444444444 m s-1", ["m"] = "m", ["km"] = "1e3 m",
        ["cm"] = "1e-2 m", ["ft"] = "0.3048 m", ["US_survey_foot"] = "0.304800609601219 m", ["ha"] = "1e4 m2", ["L"] = "1e-3 m3",
        ["s"] = "s", ["min"] = "60 s", ["h"] = "3600 s", ["d"] = "86400 s", ["year"] = "31556925.9747 s", ["a"] = "100 m2", ["K"] = "K",
        ["mol"] = "mol", ["J"] = "J", ["GJ"] = "1e9 J", ["W"] = "W", ["kW"] = "1e3 W", ["MW"] = "1e6 W", ["GW"] = "1e9 W",
        ["Pa"] = "Pa", ["degree"] = "0.0174532925199433", ["rad"] = "1", ["%"] = "1e-2", ["ppm"] = "1e-6", ["ppb"] = "1e-9",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> s_standardNames = new Dictionary<string, string>
    {
        ["latitude"] = "degrees_north", ["longitude"] = "degrees_east", ["projection_x_coordinate"] = "m",
        ["projection_y_coordinate"] = "m", ["time"] = "s",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> s_methods = new[] { "point", "sum", "maximum", "median", "mid_range", "minimum", "mean",
        "mean_absolute_value", "mode", "range", "root_mean_square", "standard_deviation", "sum_of_squares", "variance" }.ToFrozenSet();

    private static readonly FrozenSet<string> s_calendars = new[] { "gregorian", "standard", "proleptic_gregorian", "noleap", "365_day",
        "all_leap", "366_day", "360_day", "julian" }.ToFrozenSet();

    // Appendix F: what each mapping needs; a bar parts alternatives.
    private static readonly FrozenDictionary<string, string[]> s_mappings = new Dictionary<string, string[]>
    {
        ["latitude_longitude"] = [],
        ["albers_conical_equal_area"] = ["standard_parallel", "longitude_of_central_meridian", "latitude_of_projection_origin"],
        ["azimuthal_equidistant"] = ["longitude_of_projection_origin", "latitude_of_projection_origin"],
        ["lambert_azimuthal_equal_area"] = ["longitude_of_projection_origin", "latitude_of_projection_origin"],
        ["lambert_conformal_conic"] = ["standard_parallel", "longitude_of_central_meridian", "latitude_of_projection_origin"],
        ["lambert_cylindrical_equal_area"] = ["longitude_of_central_meridian",
            "standard_parallel|scale_factor_at_projection_origin"],
        ["mercator"] = ["longitude_of_projection_origin", "standard_parallel|scale_factor_at_projection_origin"],
        ["orthographic"] = ["longitude_of_projection_origin", "latitude_of_projection_origin"],
        ["polar_stereographic"] = ["straight_vertical_longitude_from_pole", "latitude_of_projection_origin",
            "standard_parallel|scale_factor_at_projection_origin"],
        ["sinusoidal"] = ["longitude_of_projection_origin"],
        ["transverse_mercator"] = ["scale_factor_at_central_meridian", "longitude_of_central_meridian", "latitude_of_projection_origin"],
    }.ToFrozenDictionary();

    /// <summary>What breaks a rule, one sentence each with its section; empty for a file that keeps them.</summary>
    public static IReadOnlyList<string> Broken(NetCdfFile file)
    {
        List<string> broken = [];
        if (file.Attributes.Text("Conventions") is not { } conventions || !conventions.Split(' ', ',').Contains("CF-1.8"))
            broken.Add("2.6.1 Conventions is not CF-1.8");
        foreach (string name in file.Variables.Select(variable => variable.Name).Where(name => !Name().IsMatch(name)))
            broken.Add($"2.3 {name} is not a name of letters, digits and underscores");
        if (file.Variables.DistinctBy(variable => variable.Name.ToUpperInvariant()).Count() < file.Variables.Count)
            broken.Add("2.3 names differ in case only");
        HashSet<string> bounds = [.. file.Variables.Select(variable => variable.Attributes.Text("bounds")).OfType<string>()],
            mappings = [.. file.Variables.Select(variable => variable.Attributes.Text("grid_mapping")).OfType<string>()],
            coordinates = [.. file.Variables.SelectMany(variable => (variable.Attributes.Text("coordinates") ?? "").Split(' '))];
        foreach (NetCdfVariable variable in file.Variables)
        {
            if (mappings.Contains(variable.Name)) OfMapping(variable, broken);
            else if (bounds.Contains(variable.Name)) continue;
            else if (IsCoordinate(variable) || coordinates.Contains(variable.Name)) OfCoordinate(file, variable, broken);
            else OfData(file, variable, broken);
        }

        return broken;
    }

    /// <summary>The unit that UDUNITS reads in a text; null where it reads none.</summary>
    public static Unit? ReadByUdunits(string text)
    {
        Unit unit = Unit.One;
        foreach (string term in text.Split(' '))
        {
            Match match = Term().Match(term);
            if (!match.Success) return null;
            int exponent = match.Groups[2].Length == 0 ? 1 : int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
            string word = match.Groups[1].Value;
            if (char.IsAsciiDigit(word[0])) unit *= Unit.Parse(term);
            else if (s_udunits.TryGetValue(word, out string? basic)) unit *= Unit.Parse(basic).Power(exponent);
            else return null;
        }

        return unit;
    }

    private static bool IsCoordinate(NetCdfVariable variable) => variable.Dimensions is [{ } only] && only.Name == variable.Name;

    private static void OfData(NetCdfFile file, NetCdfVariable variable, List<string> broken)
    {
        NetCdfAttributes attributes = variable.Attributes;
        string name = variable.Name;
        if (attributes.Text("units") is not { } units) broken.Add($"3.1 {name} has no units");
        else if (ReadByUdunits(units) is null) broken.Add($"3.1 '{units}' of {name} is not read by UDUNITS");
        if (attributes.Text("standard_name") is { } standard && !s_standardNames.ContainsKey(standard))
            broken.Add($"3.3 {standard} of {name} is not in the table");
        if (attributes.Text("long_name") is null && attributes.Text("standard_name") is null) broken.Add($"3.2 {name} has no long name");
        if (attributes.Find("_FillValue") is { } fill && (fill.Type != variable.Type || fill.Numbers.Length != 1))
            broken.Add($"2.5.1 _FillValue of {name} is {fill.Type}, the variable {variable.Type}");
        if (attributes.Find("axis") is not null || attributes.Find("bounds") is not null || attributes.Find("calendar") is not null)
            broken.Add($"appendix A: {name} has an attribute of coordinates");
        if (variable.Dimensions is not [.., { Name: "lat" or "y" }, { Name: "lon" or "x" }])
            broken.Add($"2.4 {name} is not on time, level, row, column");
        if (attributes.Text("grid_mapping") is not { } mapping || file.Find(mapping) is null) broken.Add($"5.6 {name} has no grid mapping");
        foreach (string other in Words(attributes, "ancillary_variables"))
            if (file.Find(other) is not { } found || !found.Dimensions.SequenceEqual(variable.Dimensions))
                broken.Add($"3.4 {other}, ancillary to {name}, is not there or has other dimensions");
        foreach (string other in Words(attributes, "coordinates"))
            if (file.Find(other) is not { } found || found.Dimensions.Except(variable.Dimensions).Any())
                broken.Add($"5 {other}, a coordinate of {name}, is not there or has other dimensions");
        foreach (string other in Words(attributes, "cell_methods").Chunk(2).Select(pair => string.Join(' ', pair)))
            if (Method().Match(other) is not { Success: true } method || !s_methods.Contains(method.Groups[2].Value)
                || !(method.Groups[1].Value == "area" || file.Find(method.Groups[1].Value) is not null))
                broken.Add($"7.3 '{other}' of {name} is not a cell method");
    }

    private static void OfCoordinate(NetCdfFile file, NetCdfVariable variable, List<string> broken)
    {
        NetCdfAttributes attributes = variable.Attributes;
        string name = variable.Name, units = attributes.Text("units") ?? "";
        double[] values = variable.ReadAll();
        double[] steps = [.. values.Skip(1).Zip(values, (next, value) => next - value)];
        if (!(steps.All(step => step > 0) || steps.All(step => step < 0)) || values.Any(double.IsNaN))
            broken.Add($"5 {name} is not monotonic, or has gaps");
        if (attributes.Find("_FillValue") is not null) broken.Add($"2.5.1 the coordinate {name} has a fill value");
        if (attributes.Text("standard_name") is not { } standard || !s_standardNames.TryGetValue(standard, out string? canonical))
            broken.Add($"3.3 {name} has no standard name of the table");
        else if (canonical is "degrees_north" or "degrees_east" ? units != canonical : standard == "time" ? !Since().IsMatch(units)
            : ReadByUdunits(units)?.IsConvertibleTo(Unit.Parse(canonical)) != true)
            broken.Add($"4 '{units}' of {name} is no unit of {standard}");
        if (attributes.Text("standard_name") == "latitude" && values.Any(value => Math.Abs(value) > 90))
            broken.Add($"4.1 {name} is beyond 90 degrees");
        if (attributes.Text("standard_name") == "time" && !s_calendars.Contains(attributes.Text("calendar") ?? "standard"))
            broken.Add($"4.4.1 unknown calendar of {name}");
        if (attributes.Text("axis") is { } axis && axis is not ("X" or "Y" or "Z" or "T")) broken.Add($"4 axis {axis} of {name}");
        if (attributes.Text("bounds") is { } ends) OfBounds(variable, values, file.Find(ends), broken);
    }

    private static void OfBounds(NetCdfVariable variable, double[] values, NetCdfVariable? bounds, List<string> broken)
    {
        if (bounds is null || !bounds.Dimensions.SkipLast(1).SequenceEqual(variable.Dimensions) || bounds.Shape[^1] != 2)
        {
            broken.Add($"7.1 bounds of {variable.Name} are not there, or are not pairs");
            return;
        }

        double[] ends = bounds.ReadAll();
        for (int cell = 0; cell < values.Length; cell++)
        {
            (double first, double last) = (ends[2 * cell], ends[(2 * cell) + 1]);
            if (values[cell] < Math.Min(first, last) || values[cell] > Math.Max(first, last)
                || (cell > 0 && Math.Abs(first - ends[(2 * cell) - 1]) > 1e-9 * Math.Abs(last - first)))
                broken.Add($"7.1 bounds of cell {cell} of {variable.Name} do not contain it, or do not meet the cell before");
        }

        foreach (NetCdfAttribute attribute in bounds.Attributes.All)
            if (attribute.Name == "_FillValue" || variable.Attributes.Find(attribute.Name)?.ToString() != attribute.ToString())
                broken.Add($"7.1 {bounds.Name} has another {attribute.Name} than {variable.Name}");
    }

    private static void OfMapping(NetCdfVariable variable, List<string> broken)
    {
        NetCdfAttributes attributes = variable.Attributes;
        // A projection that CF has no name for is said by its text alone.
        if (attributes.Text("grid_mapping_name") is not { } name)
        {
            if (attributes.Text("crs_wkt") is null) broken.Add($"5.6 {variable.Name} says no coordinate system");
            return;
        }

        if (!s_mappings.TryGetValue(name, out string[]? needed)) broken.Add($"5.6 {name} is no grid mapping");
        foreach (string one in needed ?? [])
            if (one.Split('|').Count(word => attributes.Number(word) is not null) != 1)
                broken.Add($"appendix F: {variable.Name}, {name}, needs one of {one}");
        if ((attributes.Number("semi_major_axis") is null) == (attributes.Number("earth_radius") is null))
            broken.Add($"appendix F: {variable.Name} has no figure of the Earth, or two");
    }

    private static string[] Words(NetCdfAttributes attributes, string name) =>
        (attributes.Text(name) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^([A-Za-z_%]+|[0-9.]+(?:[eE][+-]?\d+)?)(-?\d+)?$")]
    private static partial Regex Term();

    [GeneratedRegex("^([a-z_]+): ([a-z_]+)$")]
    private static partial Regex Method();

    [GeneratedRegex(@"^(seconds|minutes|hours|days) since \d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$")]
    private static partial Regex Since();
}
