using System.Text.RegularExpressions;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.NetCdf;

/// <summary>The evenly spaced cells of an axis, in the order of the file.</summary>
/// <param name="Edge">Outer edge of the first cell, in the unit of the axis.</param>
/// <param name="Step">Step between cells; negative for decreasing coordinates.</param>
/// <param name="Unit">Unit of the coordinates as written; null if there is none.</param>
internal sealed partial record CoordinateAxis(double Edge, double Step, string? Unit)
{
    // Part of a cell by which coordinates may deviate.
    private const double Slack = 0.01;

    private static readonly Unit s_metre = Core.Unit.Parse("m"), s_degree = Core.Unit.Parse("deg");

    /// <summary>Whether the file calls the axis latitude.</summary>
    public bool IsLatitude { get; private init; }

    /// <summary>Whether the axis counts from a rotated pole, by its standard name.</summary>
    public bool IsRotated { get; private init; }

    /// <summary>Reads a coordinate variable: coordinates are centres of cells, unless bounds say otherwise.</summary>
    public static CoordinateAxis Read(NetCdfFile file, NetCdfVariable axis)
    {
        double[] values = axis.ReadAll();
        string? unit = axis.Attributes.Text("units");
        string? standard = axis.Attributes.Text("standard_name");
        (bool isLatitude, bool isRotated) = (standard == "latitude", standard is "grid_latitude" or "grid_longitude");
        if (Bounds(file, axis, values.Length) is { } bounds)
        {
            Sort(bounds, values);
            RequireTouching(file, axis, bounds);
            bool isLongitude = standard == "longitude" || unit?.Contains("east", StringComparison.OrdinalIgnoreCase) == true;
            if (!isRotated && !isLongitude) ExtendBeyondPoles(bounds);
            double width = (bounds[^1] - bounds[0]) / values.Length;
            RequireEven(file, axis, [.. Enumerable.Range(0, values.Length).Select(cell => (bounds[2 * cell] + bounds[(2 * cell) + 1]) / 2)],
                bounds[0] + (width / 2), width);
            return new CoordinateAxis(bounds[0], width, unit) { IsLatitude = isLatitude, IsRotated = isRotated };
        }

        if (values.Length < 2)
            throw new DataFormatException(new Fault("An axis has one coordinate and no bounds, so the cell size is unknown.",
                new SourceLocation(file.Path, Variable: axis.Name),
                "two coordinates, or the attribute bounds with a variable of the edges", $"{values.Length} coordinates",
                    "Add bounds according to CF."));
        double step = (values[^1] - values[0]) / (values.Length - 1);
        RequireEven(file, axis, values, values[0], step);
        return new CoordinateAxis(values[0] - (step / 2), step, unit) { IsLatitude = isLatitude, IsRotated = isRotated };
    }

    /// <summary>The same axis in the unit of a coordinate system.</summary>
    public CoordinateAxis In(CoordinateSystem crs, SourceLocation where)
    {
        if (crs.Kind == CoordinateSystemKind.Geographic) return InDegrees(where);
        if (string.IsNullOrWhiteSpace(Unit)) return this;
        if (ModelUnits.TryParse(Unit) is not { } unit || !unit.IsConvertibleTo(s_metre))
            throw new GridMismatchException(new Fault("The unit of an axis is not a length.", where,
                "m, km or feet for a projected coordinate system", $"'{Unit}', and the system {crs}",
                "Correct the attribute units of the axis, or give the right coordinate system by {option}.") { Option = "crs" });
        double factor = unit.FactorTo(s_metre) / crs.MetresPerUnit;
        return this with { Edge = Edge * factor, Step = Step * factor };
    }

    private CoordinateAxis InDegrees(SourceLocation where)
    {
        double degrees = Unit?.Trim() switch
        {
            null or "" or "1" => 1,
            { } text when text.StartsWith("deg", StringComparison.OrdinalIgnoreCase) => 1,
            { } text when Angle().IsMatch(text) && Core.Unit.TryParse(text.ToLowerInvariant(), out Unit? angle)
                && angle.IsConvertibleTo(s_degree) => angle.FactorTo(s_degree),
            _ => throw new GridMismatchException(new Fault("The unit of an axis is not an angle.", where,
                "degrees_north, degrees_east, radians, grads or arc minutes for longitude and latitude", $"'{Unit}'",
                "Correct the attribute units of the axis, or give the coordinate system by {option}.") { Option = "crs" }),
        };
        return degrees == 1 ? this : this with { Edge = Edge * degrees, Step = Step * degrees };
    }

    /// <summary>Length of one unit of the axis, in m; 1 for degrees and if there is no unit.</summary>
    public double MetresPerUnit => Unit is { Length: > 0 } && ModelUnits.TryParse(Unit) is { } unit && unit.IsConvertibleTo(s_metre)
        ? unit.FactorTo(s_metre) : 1;

    private static double[]? Bounds(NetCdfFile file, NetCdfVariable axis, long cells) =>
        axis.Attributes.Text("bounds") is { Length: > 0 } name && file.Find(InGroup(axis.Name, name)) is { Type: var type } bounds
            && type.IsNumber()
        && bounds.Shape.SequenceEqual([cells, 2]) && bounds.ReadAll() is var values && Array.TrueForAll(values, double.IsFinite) ? values
            : null;

    // The two bounds of a cell may be written in either order: here, in that of the cells.
    private static void Sort(double[] bounds, double[] values)
    {
        if (values.Length < 2) return;
        bool isRising = values[^1] > values[0];
        for (int at = 0; at < bounds.Length; at += 2)
            if (bounds[at + 1] > bounds[at] != isRising) (bounds[at], bounds[at + 1]) = (bounds[at + 1], bounds[at]);
    }

    private static void RequireTouching(NetCdfFile file, NetCdfVariable axis, double[] bounds)
    {
        double width = Math.Abs(bounds[^1] - bounds[0]) / (bounds.Length / 2);
        for (int at = 1; at + 1 < bounds.Length; at += 2)
            if (Math.Abs(bounds[at + 1] - bounds[at]) > Slack * width)
                throw new DataFormatException(new Fault("The bounds of the cells of an axis have gaps or overlap.",
                    new SourceLocation(file.Path, Variable: axis.Attributes.Text("bounds")), "cells that end where the next ones begin",
                    FormattableString.Invariant($"{bounds[at]:G10} between cells {at / 2} and {(at / 2) + 1}, and {bounds[at + 1]:G10}"),
                    $"Repair the bounds, or remove the attribute bounds of {axis.Name}: ncatted -a bounds,{axis.Name},d,, FILE."));
    }

    // Cells about a pole are half as high as the others. They become whole, as they are where a file has no bounds.
    private static void ExtendBeyondPoles(double[] bounds)
    {
        if (bounds.Length < 6) return;
        double whole = (bounds[^3] - bounds[2]) / ((bounds.Length / 2) - 2);
        bool IsHalf(double edge, double other) => Math.Abs(Math.Abs(edge) - 90) <= Slack * Math.Abs(whole)
            && Math.Abs(Math.Abs(edge - other) - Math.Abs(whole / 2)) <= Slack * Math.Abs(whole);
        if (IsHalf(bounds[0], bounds[1])) bounds[0] = bounds[1] - whole;
        if (IsHalf(bounds[^1], bounds[^2])) bounds[^1] = bounds[^2] + whole;
    }

    internal static string InGroup(string owner, string name) => owner.LastIndexOf('/') is >= 0 and int slash
        && !name.Contains('/', StringComparison.Ordinal)
        ? owner[..(slash + 1)] + name : name.TrimStart('/');

    // Coordinates stored with 7 digits deviate by about 1e-5 of a cell; a tenth means a different grid.
    private static void RequireEven(NetCdfFile file, NetCdfVariable axis, ReadOnlySpan<double> values, double first, double step)
    {
        for (int cell = 0; cell < values.Length; cell++)
            if (step == 0 || !(Math.Abs(values[cell] - (first + (cell * step))) <= Slack * Math.Abs(step)))
                throw new DataFormatException(new Fault("The coordinates of an axis are not evenly spaced.",
                    new SourceLocation(file.Path, Variable: axis.Name),
                    FormattableString.Invariant($"steps of {step:G8}"), FormattableString.Invariant($"{values[cell]:G10} as number {cell}"),
                        "Regrid the file to evenly spaced coordinates first."));
    }

    [GeneratedRegex("rad|gon|grade|arc_?(min|sec)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Angle();
}
