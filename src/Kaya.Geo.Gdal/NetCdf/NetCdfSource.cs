using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Two dimensions of a netCDF variable as a raster, north up whatever the order in the file.</summary>
internal sealed class NetCdfSource : IRasterSource
{
    private readonly NetCdfFile _file;
    private readonly string _name;
    private readonly ulong[] _leading;
    private readonly RasterBand _band;
    private readonly bool _southUp;

    private NetCdfSource(NetCdfFile file, string name, ulong[] leading, (Grid Grid, bool SouthUp) place, RasterBand band) =>
        (_file, _name, _leading, Grid, _southUp, _band) = (file, name, leading, place.Grid, place.SouthUp, band);

    public Grid Grid { get; }

    public IReadOnlyList<BandDescription> Bands => [_band.Description];

    public static NetCdfSource Make(NetCdfFile file, string name, ArrayHandle array, RasterReadOptions options, int[] leading, ErrorScope errors)
    {
        IReadOnlyList<(string Name, long Size)> dimensions = NativeArrays.Dimensions(array);
        if (dimensions.Count < 2 || leading.Length > dimensions.Count - 2)
            throw new DataFormatException(new Fault("The variable has not enough dimensions.", new SourceLocation(file.Path, Variable: name), $"rows and columns after {leading.Length} others",
                string.Join(", ", dimensions.Select(dimension => $"{dimension.Name} = {dimension.Size}")), $"Choose another variable: {string.Join(", ", file.Variables.Take(20))}"));
        ulong[] first = new ulong[dimensions.Count - 2];
        for (int k = 0; k < leading.Length; k++)
            first[k] = leading[k] >= 0 && leading[k] < dimensions[k].Size ? (ulong)leading[k] : throw new ArgumentOutOfRangeException(nameof(leading), $"{dimensions[k].Name} has {dimensions[k].Size} entries.");
        return new NetCdfSource(file, name, first, NetCdfGrid.Read(file, array, (dimensions[^2], dimensions[^1]), options, errors), ReadBand(file.Path, name, array, options));
    }

    public void Read(int band, Window window, Span<double> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(band, 0);
        if (window.IsEmpty || window.Row < 0 || window.Column < 0 || window.EndRow > Grid.Rows || window.EndColumn > Grid.Columns || destination.Length != window.CellCount)
            throw new ArgumentException($"{window} needs {window.CellCount} places inside {Grid.Rows} x {Grid.Columns} cells.", nameof(window));
        int row = _southUp ? Grid.Rows - window.EndRow : window.Row;
        _file.Read(_name, [.. _leading, (ulong)row, (ulong)window.Column], [.. _leading.Select(_ => (nuint)1), (nuint)window.Rows, (nuint)window.Columns], destination);
        if (_southUp) Turn(destination, window);
        _band.Finish(destination);
    }

    private static void Turn(Span<double> values, Window window)
    {
        double[] line = new double[window.Columns];
        for (int row = 0; row < window.Rows / 2; row++)
        {
            Span<double> upper = values.Slice(row * window.Columns, window.Columns), lower = values.Slice((window.Rows - 1 - row) * window.Columns, window.Columns);
            upper.CopyTo(line);
            lower.CopyTo(upper);
            line.CopyTo(lower);
        }
    }

    private static unsafe RasterBand ReadBand(string path, string name, ArrayHandle array, RasterReadOptions options)
    {
        int hasNoData = 0, hasScale = 0, hasOffset = 0;
        double noData = GdalNative.GDALMDArrayGetNoDataValueAsDouble(array.Pointer, &hasNoData);
        double scale = GdalNative.GDALMDArrayGetScale(array.Pointer, &hasScale), offset = GdalNative.GDALMDArrayGetOffset(array.Pointer, &hasOffset);
        string written = NativeText.Read(GdalNative.GDALMDArrayGetUnit(array.Pointer));
        Unit? unit = options.Unit;
        if (unit is null && written.Length > 0 && !Unit.TryParse(written, out unit))
            throw new DataFormatException(new Fault("The unit of a variable cannot be read.", new SourceLocation(path, Variable: name), "CF text such as kg m-2 s-1", $"'{written}'", "Name it by {option}.") { Option = "unit" });
        if (unit is null && options.RequireUnit)
            throw new DataFormatException(new Fault("A variable has no unit.", new SourceLocation(path, Variable: name), "a unit such as kg m-2 s-1", "none", "Name it by {option}: nothing is guessed about units.") { Option = "unit" });
        string methods = NativeArrays.ReadText(array, "cell_methods") ?? "";
        QuantityKind? kind = options.Kind
            ?? (methods.Contains("area: sum", StringComparison.Ordinal) ? QuantityKind.Extensive : methods.Contains("area: mean", StringComparison.Ordinal) ? QuantityKind.Intensive
            : NativeArrays.ReadText(array, NetCdf.KindAttribute) == "category" ? QuantityKind.Category : null);
        return new RasterBand(options.Describe(name, unit, kind, NativeArrays.ReadText(array, NetCdf.BasisAttribute)), hasScale != 0 ? scale : 1, hasOffset != 0 ? offset : 0,
            hasNoData != 0 ? noData : null, options.NoData);
    }
}
