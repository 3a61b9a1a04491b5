using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>An open netCDF file. For one thread at a time.</summary>
public sealed unsafe class NetCdfFile : IDisposable
{
    private readonly DatasetHandle _dataset;
    private readonly GroupHandle _root;
    private readonly Lock _oneAtATime = new();

    private NetCdfFile(string path, DatasetHandle dataset, ErrorScope errors)
    {
        (Path, _dataset) = (path, dataset);
        _root = new GroupHandle(errors.Some(GdalNative.GDALDatasetGetRootGroup(dataset.Pointer), "opening the root group"));
        // Bounds and the variable of the coordinate system are hidden unless all are asked for.
        using NativeList all = new("SHOW_ALL=YES");
        byte** names = GdalNative.GDALGroupGetMDArrayNames(_root.Pointer, all.Pointer);
        Variables = NativeText.ReadList(names);
        GdalNative.CSLDestroy(names);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Names of all variables, axes and bounds included.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>Names of the variables that can be read as rasters: those whose last two dimensions have coordinates.</summary>
    public IReadOnlyList<string> RasterVariables
    {
        get
        {
            lock (_oneAtATime)
            {
                using ErrorScope errors = ErrorScope.Enter(Path);
                return [.. Variables.Where(name => IsRaster(name, errors))];
            }
        }
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">An existing netCDF-3 or netCDF-4 file.</param>
    /// <returns>The open file; dispose of it.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">Damaged, or not netCDF.</exception>
    public static NetCdfFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using ErrorScope errors = ErrorScope.Enter(path);
        DatasetHandle dataset = GdalFile.Open(path, GdalNative.MultidimensionalKind, errors);
        try
        {
            return new NetCdfFile(path, dataset, errors);
        }
        catch
        {
            dataset.Dispose();
            throw;
        }
    }

    /// <summary>A variable whose last two dimensions are rows and columns, as a source of one band.</summary>
    /// <param name="name">Name of the variable.</param>
    /// <param name="options">Coordinate system, unit and kind where the file does not say.</param>
    /// <param name="leading">Indices of the dimensions before the last two, such as the time; all 0 where none is given.</param>
    /// <returns>The source, north up; it ends with this file.</returns>
    /// <exception cref="DataFormatException">No such variable, axes that are missing or uneven, an unreadable unit.</exception>
    public IRasterSource Variable(string name, RasterReadOptions? options = null, params int[] leading)
    {
        ArgumentNullException.ThrowIfNull(leading);
        if (!Variables.Contains(name)) throw Spelling.Unknown("variable", name, Variables, new SourceLocation(Path));
        lock (_oneAtATime)
        {
            using ErrorScope errors = ErrorScope.Enter(Path);
            using ArrayHandle array = OpenArray(name, errors);
            return NetCdfSource.Make(this, name, array, options ?? new RasterReadOptions(), leading, errors);
        }
    }

    /// <summary>A text that belongs to a variable.</summary>
    /// <param name="variable">Name of the variable.</param>
    /// <param name="attribute">Name of the text, such as <c>long_name</c>.</param>
    /// <returns>The text; null where there is none.</returns>
    public string? Attribute(string variable, string attribute)
    {
        if (!Variables.Contains(variable)) throw Spelling.Unknown("variable", variable, Variables, new SourceLocation(Path));
        lock (_oneAtATime)
        {
            using ErrorScope errors = ErrorScope.Enter(Path);
            using ArrayHandle array = OpenArray(variable, errors);
            return NativeArrays.ReadText(array, attribute);
        }
    }

    /// <summary>The conservation certificate of a variable.</summary>
    /// <param name="variable">Name of the variable.</param>
    /// <returns>The certificate; null where it has none.</returns>
    /// <exception cref="VerificationException">It has one, and it is damaged.</exception>
    public ConservationCertificate? Certificate(string variable) => Attribute(variable, NetCdf.CertificateAttribute) is { } json ? ConservationCertificate.Parse(json) : null;

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _root.Dispose();
        _dataset.Dispose();
    }

    private bool IsRaster(string name, ErrorScope errors)
    {
        using ArrayHandle array = OpenArray(name, errors);
        IReadOnlyList<(string Name, long Size)> dimensions = NativeArrays.Dimensions(array);
        return dimensions.Count >= 2 && dimensions.TakeLast(2).All(dimension => dimension.Size > 1 && Variables.Contains(dimension.Name));
    }

    internal ArrayHandle OpenArray(string name, ErrorScope errors) => new(errors.Some(GdalNative.GDALGroupOpenMDArray(_root.Pointer, name, null), $"opening the variable {name}"));

    internal void Read(string name, ReadOnlySpan<ulong> start, ReadOnlySpan<nuint> count, Span<double> values)
    {
        lock (_oneAtATime)
        {
            using ErrorScope errors = ErrorScope.Enter(Path);
            using ArrayHandle array = OpenArray(name, errors);
            NativeArrays.Read(array, start, count, values, errors, $"reading rows {start[^2]} to {start[^2] + count[^2] - 1} of {name}");
        }
    }
}
