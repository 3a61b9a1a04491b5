using Kaya.Core;
using Kaya.Geo;

namespace Kaya.NetCdf;

/// <summary>The grid of a field, and the order of rows and columns in the file.</summary>
/// <param name="Grid">North up, columns from west to east.</param>
/// <param name="IsSouthUp">Whether the file has the southernmost row first.</param>
/// <param name="IsEastFirst">Whether the file has the easternmost column first.</param>
internal sealed record FieldGrid(Grid Grid, bool IsSouthUp, bool IsEastFirst)
{
    public static FieldGrid Read(NetCdfFile file, NetCdfVariable variable, AxisRoles roles, CoordinateSystem? given)
    {
        NetCdfDimension rows = variable.Dimensions[roles.Row], columns = variable.Dimensions[roles.Column];
        if (rows.Length > int.MaxValue || columns.Length > int.MaxValue)
            throw new DataFormatException(new Fault("The grid is too large.",
                new SourceLocation(file.Path, Variable: variable.Name), "rows and columns below 2^31", $"{rows}, {columns}",
                "Split the file. If it should be smaller, it may be damaged: download it again."));
        (CoordinateSystem crs, Affine corners, CellRegistration registration) = Place(file, variable, (rows, columns), given);
        bool isSouthUp = corners.StepY > 0, isEastFirst = corners.StepX < 0;
        if (isSouthUp) corners = corners with { OriginY = corners.OriginY + (rows.Length * corners.StepY), StepY = -corners.StepY };
        if (isEastFirst) corners = corners with { OriginX = corners.OriginX + (columns.Length * corners.StepX), StepX = -corners.StepX };
        Affine quoted = registration == CellRegistration.Centre ? corners.Shift(0.5, 0.5) : corners;
        SourceLocation where = new(file.Path, Variable: variable.Name);
        Grid grid = Checked(where, () => new Grid(crs.InDegrees(), quoted, (int)rows.Length, (int)columns.Length, registration))
            .RequireLatitudes(where);
        return new FieldGrid(grid, isSouthUp, isEastFirst);
    }

    /// <summary>The frame around the grid of a boundary file of the I/O API.</summary>
    public static FieldGrid Frame(NetCdfFile file, (int Rows, int Columns) shape, CoordinateSystem? given)
    {
        (CoordinateSystem crs, Affine corners) = IoapiGrid.Read(file);
        corners = corners with { OriginY = corners.OriginY + (shape.Rows * corners.StepY), StepY = -corners.StepY };
        Grid inner = Checked(new SourceLocation(file.Path), () => new Grid(given ?? crs, corners, shape.Rows, shape.Columns));
        return new FieldGrid(IoapiPerimeter.Frame(inner), IsSouthUp: false, IsEastFirst: false);
    }

    // Steps of 0, not numbers, or no cells: what a caller may not give, a file may say.
    private static Grid Checked(SourceLocation where, Func<Grid> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException cause)
        {
            throw new DataFormatException(new Fault("The grid of the file is not one.", where,
                "rows, columns, and steps that are finite and not 0", cause.Message, "Repair the coordinates or attributes of the grid."),
                cause);
        }
    }

    private static (CoordinateSystem Crs, Affine Corners, CellRegistration Registration) Place(
        NetCdfFile file, NetCdfVariable variable, (NetCdfDimension Rows, NetCdfDimension Columns) on, CoordinateSystem? given)
    {
        if (file.Find(on.Rows.Name) is { Dimensions.Count: 1 } y && file.Find(on.Columns.Name) is { Dimensions.Count: 1 } x)
        {
            CoordinateAxis down = CoordinateAxis.Read(file, y), across = CoordinateAxis.Read(file, x);
            CoordinateSystem crs = given ?? System(file, variable, down);
            if (crs.IsGeographic && (down.IsRotated || across.IsRotated))
                throw GridMapping.Rotated(new SourceLocation(file.Path, Variable: y.Name), "grid_longitude and grid_latitude");
            (down, across) = (down.In(crs, new SourceLocation(file.Path, Variable: y.Name)),
                across.In(crs, new SourceLocation(file.Path, Variable: x.Name)));
            return (crs, new Affine(across.Edge, across.Step, 0, down.Edge, 0, down.Step), CellRegistration.Centre);
        }

        if (IoapiGrid.Is(file))
        {
            (CoordinateSystem crs, Affine corners) = IoapiGrid.Read(file);
            return (given ?? crs, corners, CellRegistration.Corner);
        }

        if (WrfGrid.Is(file))
        {
            (CoordinateSystem crs, Affine corners) = WrfGrid.Read(file, on.Rows, on.Columns);
            return (given ?? crs, corners, CellRegistration.Centre);
        }

        throw new GridMismatchException(new Fault("The file has no georeference.",
            new SourceLocation(file.Path, Variable: variable.Name),
            "coordinate variables of rows and columns, or the attributes of an IOAPI or WRF grid", $"{on.Rows}, {on.Columns}",
            "Add coordinate variables according to CF."));
    }

    /// <summary>The system that a file says of a variable; null for none, or one that is not supported.</summary>
    public static CoordinateSystem? Stated(NetCdfFile file, NetCdfVariable variable)
    {
        try
        {
            if (IoapiPerimeter.Is(file, variable)) return IoapiGrid.Read(file).Crs;
            if (AxisRoles.Of(file, variable) is not { } roles) return null;
            NetCdfDimension rows = variable.Dimensions[roles.Row], columns = variable.Dimensions[roles.Column];
            if (file.Find(rows.Name) is { Dimensions.Count: 1 } y && file.Find(columns.Name) is { Dimensions.Count: 1 })
                return Mapped(file, variable, CoordinateAxis.Read(file, y));
            return IoapiGrid.Is(file) ? IoapiGrid.Read(file).Crs : WrfGrid.Is(file) ? WrfGrid.Read(file, rows, columns).Crs : null;
        }
        catch (GridMismatchException)
        {
            return null;
        }
    }

    private static CoordinateSystem System(NetCdfFile file, NetCdfVariable variable, CoordinateAxis rows)
    {
        if (Mapped(file, variable, rows) is { } crs) return crs;
        // CF: a latitude axis without grid mapping is plain longitude and latitude.
        if (rows.Unit is { } unit && (unit.StartsWith("degree", StringComparison.OrdinalIgnoreCase) || rows.IsLatitude))
            return CoordinateSystem.LongitudeLatitude;
        throw new GridMismatchException(new Fault("The file has no coordinate system.",
            new SourceLocation(file.Path, Variable: variable.Name),
            "a grid mapping, or axes in degrees", $"an axis of rows in '{rows.Unit}'", "Give it by {option}.") { Option = "crs" });
    }

    private static CoordinateSystem? Mapped(NetCdfFile file, NetCdfVariable variable, CoordinateAxis rows)
    {
        // "crs" or, extended, "crs: x y".
        string? mapping = variable.Attributes.Text("grid_mapping")?.Split([' ', ':'],
            StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        NetCdfVariable? holder = mapping is null ? null : file.Find(CoordinateAxis.InGroup(variable.Name, mapping)) ?? file.Find(mapping);
        if (holder is not null && GridMapping.Read(holder.Attributes, rows.MetresPerUnit, new SourceLocation(file.Path,
            Variable: holder.Name)) is { } crs) return crs;
        // A variable that does not name its mapping, in a file that has one: latitudes of rows and columns, as a rule.
        NetCdfVariable[] holders = [.. file.Variables.Where(other => other.Attributes.Text("grid_mapping_name") is not null)];
        if (mapping is null && !rows.IsLatitude && rows.Unit?.StartsWith("degree", StringComparison.OrdinalIgnoreCase) != true
            && holders is [var only]
            && GridMapping.Read(only.Attributes, rows.MetresPerUnit, new SourceLocation(file.Path, Variable: only.Name)) is { } shared)
            return shared;
        return null;
    }
}
