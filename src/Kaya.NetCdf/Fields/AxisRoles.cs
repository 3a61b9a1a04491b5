using System.Text.RegularExpressions;

namespace Kaya.NetCdf;

/// <summary>The dimensions of a variable for time, level, row and column.</summary>
/// <param name="Time">Index of the dimension; null if there is none.</param>
/// <param name="Level">Index of the dimension; null if there is none with more than one entry.</param>
/// <param name="Row">Index of the dimension.</param>
/// <param name="Column">Index of the dimension.</param>
internal sealed partial record AxisRoles(int? Time, int? Level, int Row, int Column)
{
    private enum Role
    {
        Other, Time, Level, Row, Column,
    }

    /// <summary>Finds the roles.</summary>
    /// <param name="file">The file.</param>
    /// <param name="variable">A variable of numbers.</param>
    /// <returns>The roles; null if it is not a field: fewer than two dimensions, no rows and columns, or more dimensions than four have
    /// more than one entry.</returns>
    public static AxisRoles? Of(NetCdfFile file, NetCdfVariable variable)
    {
        int rank = variable.Dimensions.Count;
        if (rank < 2 || !variable.Type.IsNumber() || variable.Count == 0) return null;
        Role[] roles = [.. variable.Dimensions.Select(dimension => RoleOf(file, dimension))];
        int row = Array.IndexOf(roles, Role.Row), column = Array.IndexOf(roles, Role.Column);
        if (row < 0 && column < 0 && HasCoordinates(file, variable.Dimensions[^2]) && HasCoordinates(file, variable.Dimensions[^1])) (row,
            column) = (rank - 2, rank - 1);
        // Two-dimensional coordinates, such as latitudes on a model grid, are fields too; bounds are not.
        if (row < 0 || column < 0) return null;
        int time = Array.IndexOf(roles, Role.Time), level = Array.IndexOf(roles, Role.Level);
        for (int k = 0; k < rank; k++)
        {
            if (k == row || k == column || k == time || k == level || variable.Dimensions[k].Length == 1) continue;
            if (level >= 0) return null;
            level = k;
        }

        return new AxisRoles(time < 0 ? null : time, level < 0 || variable.Dimensions[level].Length == 1 ? null : level, row, column);
    }

    /// <summary>The roles of a variable around a grid: its cells stand for rows and columns.</summary>
    public static AxisRoles OfPerimeter(NetCdfVariable variable)
    {
        int At(string name) => variable.Dimensions.Select(dimension => dimension.Name).ToList().IndexOf(name);
        int time = At("TSTEP"), level = At("LAY"), last = variable.Dimensions.Count - 1;
        return new AxisRoles(time < 0 ? null : time, level < 0 || variable.Dimensions[level].Length == 1 ? null : level, last, last);
    }

    private static bool HasCoordinates(NetCdfFile file, NetCdfDimension dimension) =>
        file.Find(dimension.Name) is { Dimensions.Count: 1 } axis && axis.Type.IsNumber()
            && (axis.Count > 1 || axis.Attributes.Text("bounds") is not null);

    private static Role RoleOf(NetCdfFile file, NetCdfDimension dimension)
    {
        string name = dimension.Name.Split('/')[^1];
        bool isIoapi = IoapiGrid.Is(file), isWrf = !isIoapi && WrfGrid.Is(file);
        if (isIoapi) return name switch { "TSTEP" => Role.Time, "LAY" => Role.Level, "ROW" => Role.Row, "COL" => Role.Column, _ =>
            Role.Other };
        if (isWrf && WrfDimension().Match(name) is { Success: true } match)
            return match.Groups[1].Value switch { "Time" => Role.Time, "bottom_top" => Role.Level, "south_north" => Role.Row, _ =>
                Role.Column };
        return file.Find(dimension.Name) is { Dimensions.Count: 1 } axis && axis.Dimensions[0] == dimension ? OfCoordinate(axis, name)
            : Role.Other;
    }

    // CF-1.8, chapter 4: a coordinate is identified by units and standard name, then by the attribute axis, then by its name.
    private static Role OfCoordinate(NetCdfVariable axis, string name)
    {
        string units = axis.Attributes.Text("units") ?? "", standard = axis.Attributes.Text("standard_name") ?? "";
        if (units.Contains(" since ", StringComparison.OrdinalIgnoreCase) || standard == "time") return Role.Time;
        if (standard is "latitude" or "projection_y_coordinate" or "grid_latitude" || North().IsMatch(units)) return Role.Row;
        if (standard is "longitude" or "projection_x_coordinate" or "grid_longitude" || East().IsMatch(units)) return Role.Column;
        Role byAxis = axis.Attributes.Text("axis")?.ToUpperInvariant() switch { "T" => Role.Time, "Z" => Role.Level, "Y" => Role.Row, "X" =>
            Role.Column, _ => Role.Other };
        if (byAxis != Role.Other) return byAxis;
        if (axis.Attributes.Text("positive") is not null) return Role.Level;
        return name.ToLowerInvariant() switch
        {
            "lat" or "latitude" or "y" or "nav_lat" => Role.Row,
            "lon" or "long" or "longitude" or "x" or "nav_lon" => Role.Column,
            "lev" or "level" or "levels" or "plev" or "depth" or "height" or "altitude" or "z" or "vertical" => Role.Level,
            "time" => Role.Time,
            _ => Role.Other,
        };
    }

    [GeneratedRegex("^degrees?_?(north|N)$")]
    private static partial Regex North();

    [GeneratedRegex("^degrees?_?(east|E)$")]
    private static partial Regex East();

    [GeneratedRegex("^(Time|bottom_top|south_north|west_east)(_stag)?$")]
    private static partial Regex WrfDimension();
}
