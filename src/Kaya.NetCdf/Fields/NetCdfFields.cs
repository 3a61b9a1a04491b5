using Kaya.Core;
using Kaya.Geo;

namespace Kaya.NetCdf;

/// <summary>
/// The fields of a netCDF file: variables on rows and columns, with or without times and levels. Opened once, read many times.
/// </summary>
/// <remarks>
/// CF coordinates and grid mappings, the I/O API of CMAQ and MCIP, and WRF. Boundary files of the I/O API are a frame one cell wide around
/// their grid, NaN inside. Rows start in the north and columns in the west, in any order of the file; dimensions may
/// come in any order. Several threads may read at once.
/// </remarks>
public sealed class NetCdfFields : IFieldSource
{
    private readonly NetCdfFile _file;
    private readonly NetCdfField[] _fields;
    private readonly bool _leavesFileOpen;

    private NetCdfFields(NetCdfFile file, IEnumerable<string> names, RasterReadOptions options, bool isOne)
    {
        (_file, _leavesFileOpen) = (file, isOne);
        _fields = [.. names.Select(name => NetCdfField.Read(file, file.Variable(name), options, mayLackUnit: !isOne))];
        Fields = [.. _fields.Select(field => field.Description)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<FieldDescription> Fields { get; }

    /// <summary>An attribute of the file.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its first number; null for none.</returns>
    public double? Attribute(string name) => _file.Attributes.Number(name);

    /// <summary>Names of the variables of a file that are fields.</summary>
    /// <param name="file">An open file.</param>
    /// <returns>In the order of the file; without bounds and coordinates.</returns>
    public static IReadOnlyList<string> Names(NetCdfFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        HashSet<string> bounds = [.. file.Variables.Select(variable => variable.Attributes.Text("bounds")).OfType<string>()];
        return [.. file.Variables.Where(variable => !bounds.Contains(variable.Name)
            && (AxisRoles.Of(file, variable) is not null || IoapiPerimeter.Is(file, variable))).Select(variable => variable.Name)];
    }

    /// <summary>Opens all fields of a file. A field with an invalid unit is treated as having no unit.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="options">Properties that the file does not specify.</param>
    /// <returns>The fields; dispose of them.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">Damaged, not netCDF, or axes that are not evenly spaced.</exception>
    /// <exception cref="GridMismatchException">No coordinate system, or an unsupported one.</exception>
    public static NetCdfFields Open(string path, RasterReadOptions? options = null)
    {
        NetCdfFile file = NetCdfFile.Open(path);
        try
        {
            return new NetCdfFields(file, Names(file), options ?? new RasterReadOptions(), isOne: false);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>One field of an open file.</summary>
    /// <param name="file">An open file; it outlives the field.</param>
    /// <param name="name">Name of a variable.</param>
    /// <param name="options">Properties that the file does not specify.</param>
    /// <returns>A source of one field.</returns>
    /// <exception cref="DataFormatException">No such field, axes that are not evenly spaced, or a unit that cannot be read.</exception>
    /// <exception cref="GridMismatchException">No coordinate system, or an unsupported one.</exception>
    public static NetCdfFields Of(NetCdfFile file, string name, RasterReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new NetCdfFields(file, [name], options ?? new RasterReadOptions(), isOne: true);
    }

    /// <summary>What a variable is; one whose unit cannot be read counts as one without a unit.</summary>
    /// <param name="file">An open file.</param>
    /// <param name="name">Name of a variable.</param>
    /// <param name="options">What the file does not say.</param>
    /// <returns>The description.</returns>
    /// <exception cref="DataFormatException">No such field, or axes that are uneven.</exception>
    /// <exception cref="GridMismatchException">No coordinate system, or one that is not read.</exception>
    public static FieldDescription Describe(NetCdfFile file, string name, RasterReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        return NetCdfField.Read(file, file.Variable(name), options ?? new RasterReadOptions(), mayLackUnit: true).Description;
    }

    /// <summary>The coordinate system that a file says of a variable, by a grid mapping or the attributes of a model.</summary>
    /// <param name="file">An open file.</param>
    /// <param name="name">Name of a variable.</param>
    /// <returns>The system; null where it says none, or one that is not supported.</returns>
    /// <exception cref="DataFormatException">No such variable.</exception>
    public static CoordinateSystem? StatedSystem(NetCdfFile file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        return FieldGrid.Stated(file, file.Variable(name));
    }

    /// <inheritdoc/>
    public void Read(int field, FieldWindow window, Span<double> destination) =>
        At(field, window, destination.Length).Read(window, destination);

    /// <inheritdoc/>
    public void Read(int field, FieldWindow window, Span<float> destination) =>
        At(field, window, destination.Length).Read(window, destination);

    /// <inheritdoc/>
    public void ReadStored<T>(int field, FieldWindow window, Span<T> destination) where T : unmanaged =>
        At(field, window, destination.Length).ReadStored(window, destination);

    /// <summary>Closes the file if it was opened by <see cref="Open"/>.</summary>
    public void Dispose()
    {
        if (!_leavesFileOpen) _file.Dispose();
    }

    private NetCdfField At(int field, FieldWindow window, int length)
    {
        if ((uint)field >= (uint)_fields.Length) throw new ArgumentOutOfRangeException(nameof(field),
            $"There are {_fields.Length} fields.");
        window.Require(_fields[field].Description, length);
        return _fields[field];
    }
}
