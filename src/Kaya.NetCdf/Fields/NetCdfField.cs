using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.NetCdf;

/// <summary>One variable as a field: blocks of it in the order time, level, row from the north, column from the west.</summary>
internal sealed partial class NetCdfField
{
    private readonly NetCdfVariable _variable;
    private readonly AxisRoles _roles;
    private readonly FieldGrid _grid;

    // Indices of the variable's dimensions in output order; dimensions of length one without a role come first.
    private readonly int[] _order;

    // Values around a grid, which are one dimension of the file.
    private readonly bool _isFrame;

    private NetCdfField(NetCdfVariable variable, AxisRoles roles, FieldGrid grid, FieldDescription description)
    {
        (_variable, _roles, _grid, Description) = (variable, roles, grid, description);
        _isFrame = roles.Row == roles.Column;
        int[] last = [.. new[] { roles.Time, roles.Level, roles.Row, roles.Column }.OfType<int>().Distinct()];
        _order = [.. Enumerable.Range(0, variable.Dimensions.Count).Except(last), .. last];
    }

    public FieldDescription Description { get; }

    public static NetCdfField Read(NetCdfFile file, NetCdfVariable variable, RasterReadOptions options, bool mayLackUnit)
    {
        bool isFrame = IoapiPerimeter.Is(file, variable);
        AxisRoles roles = isFrame ? AxisRoles.OfPerimeter(variable) : AxisRoles.Of(file, variable) ?? throw NoField(file, variable);
        FieldGrid grid = isFrame ? FieldGrid.Frame(file, IoapiPerimeter.Shape(file)!.Value, options.Crs)
            : FieldGrid.Read(file, variable, roles, options.Crs);
        ValueDecoding.RequireFactors(variable.Attributes, new SourceLocation(file.Path, Variable: variable.Name));
        // Unsigned numbers may be written by their negatives.
        options.RequireNoData(options.NoData < 0 ? variable.Type.Element() : variable.ValueType.Element(),
            new SourceLocation(file.Path, Variable: variable.Name));
        NetCdfVariable cells = variable.WithNoData(options.NoData ?? (IoapiGrid.Is(file) ? IoapiGrid.Missing : null));
        FieldDescription description = new(Values(file, cells, options, mayLackUnit), grid.Grid)
        {
            LongName = variable.Attributes.Text("long_name"),
            IsMeanOverTime = variable.Attributes.Text("cell_methods") is { } methods && MeanOverTime().IsMatch(methods),
            Time = roles.Time is { } time ? FieldTimes.Read(file, variable.Dimensions[time]) : FieldTimes.OfScalar(file, variable),
            Levels = roles.Level is { } level ? FieldLevels.Read(file, variable.Dimensions[level]) : null,
        };
        if (roles.Time is { } place && description.Time is null && variable.Dimensions[place].Length > 1)
            throw new DataFormatException(new Fault("The file has several steps without times.",
                new SourceLocation(file.Path, Variable: variable.Name),
                "a time coordinate", $"{variable.Dimensions[place]}", "Add a time coordinate according to CF."));
        if (description.Time is { Count: 1 } one && one.PeriodOf(0) is { } interval)
            description = description with { Values = description.Values with { Period = interval.ToPeriod() } };
        return new NetCdfField(cells, roles, grid, description);
    }

    public void Read(FieldWindow window, Span<double> destination) =>
        Read(window, destination, static (variable, start, count, values) => variable.Read(start, count, values));

    public void Read(FieldWindow window, Span<float> destination) =>
        Read(window, destination, static (variable, start, count, values) => variable.Read(start, count, values));

    public void ReadStored<T>(FieldWindow window, Span<T> destination)
        where T : unmanaged
    {
        if (!_variable.IsInPacking) Read(window, MemoryMarshal.Cast<T, double>(destination));
        else Read(window, destination, static (variable, start, count, values) => variable.ReadStored(start, count, values));
    }

    /// <summary>Values of another source with the same description as they are stored in a part of the variable.</summary>
    /// <param name="source">The other source.</param>
    /// <param name="field">Its field.</param>
    /// <param name="part">The part of the variable.</param>
    /// <param name="isPacked">Whether they are packed as the variable is; otherwise they are the values.</param>
    /// <param name="values">Receives them.</param>
    public void Write(IFieldSource source, int field, ClassicPart part, bool isPacked, Span<double> values)
    {
        // Dimensions of one entry may stand anywhere.
        int[] several = [.. _order.Where(place => _variable.Dimensions[place].Length > 1)];
        if (_isFrame || !several.SequenceEqual(several.Order()))
            throw new DataFormatException(new Fault("A variable with this order of dimensions is not written.",
                new SourceLocation(Variable: _variable.Name), "time, level, row, column", _variable.ToString(),
                "Put the dimensions in order: ncpdq -a."));
        (int time, int times) = At(part, _roles.Time);
        (int level, int levels) = At(part, _roles.Level);
        source.Read(field, new FieldWindow(time, times, level, levels, _grid.Grid.All), values);
        if (_grid.IsSouthUp) Reordering.TurnRows(values, _grid.Grid.Rows, _grid.Grid.Columns);
        if (_grid.IsEastFirst) Reordering.TurnColumns(values, _grid.Grid.Columns);
        if (!isPacked) return;
        Packing packing = _variable.Packing;
        for (int k = 0; k < values.Length; k++)
            values[k] = double.IsNaN(values[k]) ? packing.NoData ?? double.NaN : (values[k] - packing.Offset) / packing.Scale;
    }

    private static (int First, int Count) At(ClassicPart part, int? role) =>
        role is { } place ? (checked((int)part.Start[place]), checked((int)part.Count[place])) : (0, 1);

    private delegate void Reader<T>(NetCdfVariable variable, long[] start, long[] count, Span<T> values);

    private void Read<T>(FieldWindow window, Span<T> destination, Reader<T> read)
        where T : unmanaged
    {
        long[] start = new long[_order.Length], count = new long[_order.Length];
        Array.Fill(count, 1);
        Grid grid = _grid.Grid;
        Window cells = window.Cells;
        if (_roles.Time is { } time) (start[time], count[time]) = (window.Time, window.Times);
        if (_roles.Level is { } level) (start[level], count[level]) = (window.Level, window.Levels);
        if (_isFrame)
        {
            (int rows, int columns) = (grid.Rows - 2, grid.Columns - 2);
            T[] around = new T[window.Times * window.Levels * IoapiPerimeter.Length(rows, columns)];
            count[_roles.Row] = IoapiPerimeter.Length(rows, columns);
            read(_variable, start, count, around);
            T empty = typeof(T) == typeof(double) ? (T)(object)double.NaN : typeof(T) == typeof(float) ? (T)(object)float.NaN : default;
            IoapiPerimeter.Unroll(around, (rows, columns), cells, empty, destination);
            return;
        }

        (start[_roles.Row], count[_roles.Row]) = (_grid.IsSouthUp ? grid.Rows - cells.EndRow : cells.Row, cells.Rows);
        (start[_roles.Column], count[_roles.Column]) = (_grid.IsEastFirst ? grid.Columns - cells.EndColumn : cells.Column, cells.Columns);
        if (_order.SequenceEqual(_order.Order()))
        {
            read(_variable, start, count, destination);
        }
        else
        {
            T[] inFileOrder = new T[destination.Length];
            read(_variable, start, count, inFileOrder);
            Reordering.Transpose<T>(inFileOrder, count, _order, destination);
        }

        if (_grid.IsSouthUp) Reordering.TurnRows(destination, cells.Rows, cells.Columns);
        if (_grid.IsEastFirst) Reordering.TurnColumns(destination, cells.Columns);
    }

    private static BandDescription Values(NetCdfFile file, NetCdfVariable variable, RasterReadOptions options, bool mayLackUnit)
    {
        SourceLocation where = new(file.Path, Variable: variable.Name);
        string written = variable.Attributes.Text("units") ?? "";
        Unit? unit = written.Length > 0 ? ModelUnits.TryParse(written) : null;
        if (options.Unit is null && written.Length > 0 && unit is null && !mayLackUnit)
            throw new DataFormatException(new Fault("The unit of a variable cannot be read.", where, "CF text such as kg m-2 s-1",
                $"'{written}'", $"Give it by {{option}}. {Advice(written)}") { Option = "unit" });
        if ((options.Unit ?? unit) is null && options.RequireUnit)
            throw new DataFormatException(new Fault("A variable has no unit.", where, "a unit such as kg m-2 s-1", "none",
                "Give it by {option}. Kaya does not guess units.") { Option = "unit" });
        string methods = variable.Attributes.Text("cell_methods") ?? "";
        QuantityKind? kind = methods.Contains("area: sum", StringComparison.Ordinal) ? QuantityKind.Extensive
            : methods.Contains("area: mean", StringComparison.Ordinal) ? QuantityKind.Intensive
            : variable.Attributes.Text(KayaAttributes.Kind) == "category" ? QuantityKind.Category : null;
        // A standard name of CF says it too.
        string? basis = variable.Attributes.Text(KayaAttributes.MassBasis) ?? (variable.Attributes.Text("standard_name")
            ?.Contains("expressed_as_carbon", StringComparison.Ordinal) == true ? MassBasis.C.Symbol : null);
        return options.Describe(variable.Name, unit, kind, basis, where) with
        {
            UnreadUnit = unit is null && options.Unit is null && written.Trim().Length > 0 ? written.Trim() : null,
            // Several missing values or limits are more than a packing says: such a variable is read as values only.
            Stored = variable.IsInPacking ? variable.Type.Element() : ElementType.F64,
            Packing = variable.IsInPacking ? variable.Packing : Packing.None,
        };
    }

    // Several dimensions may share a method: "time: lat: mean".
    [GeneratedRegex(@"\btime:\s*([A-Za-z_0-9]+:\s*)*mean\b", RegexOptions.CultureInvariant)]
    private static partial Regex MeanOverTime();

    // What is said of such a text elsewhere.
    private static string? Advice(string unit)
    {
        try
        {
            _ = Unit.Parse(unit);
            return null;
        }
        catch (DataFormatException failure)
        {
            return failure.Fault.Remedy;
        }
    }

    private static DataFormatException NoField(NetCdfFile file, NetCdfVariable variable) => new(new Fault("The variable is not a field.",
        new SourceLocation(file.Path, Variable: variable.Name),
            "rows and columns with coordinates, and optionally times and levels", variable.ToString(),
        NetCdfFields.Names(file) is { Count: > 0 } names ? $"Choose another: {string.Join(", ", names.Take(20))}"
            : "Give a file with a gridded variable."));
}
