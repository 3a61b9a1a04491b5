using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>An open raster file (GeoTIFF, COG, ESRI ASCII grid and others), read in windows, also by several threads
/// concurrently.</summary>
/// <remarks>Scale and offset of a band are applied and no-data becomes NaN, so values are in the unit of the band, unless they are read as
/// stored.</remarks>
public sealed unsafe class RasterFile : IRasterSource, IDisposable
{
    internal const string KindTag = "KAYA_KIND";
    internal const string BasisTag = "KAYA_MASS_BASIS";
    internal const string CertificateTag = "KAYA_CONSERVATION";
    private const long CellsAtOnce = 2_000_000;
    private const int AlphaBand = 6;
    private readonly DatasetPool _datasets;
    private readonly ImmutableArray<RasterBand> _bands;
    private readonly int _alpha;

    // Before the first pixel: whoever only describes the file need not read it.
    private readonly Lazy<bool> _isCounted;

    private RasterFile(string path, DatasetHandle dataset, RasterReadOptions options, ErrorScope errors)
    {
        Path = path;
        _isCounted = new Lazy<bool>(() =>
        {
            DeclaredSizes.RequireNoMore(path);
            return true;
        });
        Driver = NativeText.Read(GdalNative.GDALGetDriverShortName(GdalNative.GDALGetDatasetDriver(dataset.Pointer)));
        int count = GdalNative.GDALGetRasterCount(dataset.Pointer);
        if (count == 0) throw NoBands(path);
        Sidecars.Require(path, dataset.Pointer, options);
        Grid = RasterGrid.Read(path, dataset.Pointer, options, errors);
        RasterGrid.RequireSystem(path, dataset.Pointer, Grid, options);
        _alpha = Enumerable.Range(0, count).Where(band => IsAlpha(dataset.Pointer, band)).Append(-1).First();
        // What is said of the values is not said of alpha.
        _bands = [.. Enumerable.Range(1, count).Select(number => Band(dataset.Pointer, number,
            number - 1 == _alpha ? options with { NoData = null } : options))];
        Bands = [.. _bands.Select(band => band.Description)];
        _datasets = new DatasetPool(path, dataset);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The format, as GDAL names it.</summary>
    public string Driver { get; }

    /// <inheritdoc/>
    public Grid Grid { get; }

    /// <inheritdoc/>
    public IReadOnlyList<BandDescription> Bands { get; }

    /// <inheritdoc/>
    public bool IsThreadSafe => true;

    /// <summary>Indices of the bands that hold values; alpha bands only say which cells have data.</summary>
    public IReadOnlyList<int> ValueBands => Ask(dataset => (IReadOnlyList<int>)[.. Enumerable.Range(0, _bands.Length)
        .Where(band => !IsAlpha(dataset, band))]);

    /// <summary>Bands without a unit in file or option: they are read as dimensionless.</summary>
    public IReadOnlyList<string> BandsWithoutUnit =>
        [.. _bands.Where(band => !band.Description.IsUnitStated).Select(band => band.Description.Name)];

    /// <summary>Block size in the file; reading whole blocks is fastest.</summary>
    public (int Rows, int Columns) BlockShape => Ask(dataset =>
    {
        int columns = 0, rows = 0;
        GdalNative.GDALGetBlockSize(GdalNative.GDALGetRasterBand(dataset, 1), &columns, &rows);
        return (rows, columns);
    });

    /// <summary>Number of overviews of the first band.</summary>
    public int OverviewCount => Ask(dataset => GdalNative.GDALGetOverviewCount(GdalNative.GDALGetRasterBand(dataset, 1)));

    /// <summary>Metadata of the file, by name.</summary>
    public IReadOnlyDictionary<string, string> Tags => Ask(dataset => NativeText.ReadList(GdalNative.GDALGetMetadata(dataset, null))
        .Select(text => text.Split('=', 2)).Where(pair => pair.Length == 2).DistinctBy(pair => pair[0]).ToDictionary(
            pair => pair[0], pair => pair[1]));

    /// <summary>The conservation certificate in the file; null if there is none.</summary>
    /// <exception cref="VerificationException">The certificate is damaged.</exception>
    public ConservationCertificate? Certificate => Tags.TryGetValue(CertificateTag, out string? json) ? ConservationCertificate.Parse(json)
        : null;

    /// <summary>Opens a file.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="options">Properties that the file does not specify.</param>
    /// <returns>The open file; dispose of it.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">Not a raster, damaged, without a required unit, or with a mask or settings in a file
    /// beside it.</exception>
    /// <exception cref="GridMismatchException">No coordinate system, or no georeference.</exception>
    public static RasterFile Open(string path, RasterReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using ErrorScope errors = ErrorScope.Enter(path);
        DatasetHandle dataset = GdalFile.Open(path, GdalNative.RasterKind, errors);
        try
        {
            return new RasterFile(path, dataset, options ?? new RasterReadOptions(), errors);
        }
        catch
        {
            dataset.Dispose();
            throw;
        }
    }

    /// <summary>Refuses options that contradict a band: for a file that was opened with <see cref="RasterReadOptions.Override"/>, of
    /// which only this band is meant.</summary>
    /// <param name="band">Index of the band.</param>
    /// <param name="options">What is said of it.</param>
    /// <exception cref="UnitMismatchException">An option contradicts the file.</exception>
    /// <exception cref="DataFormatException">A file beside this one changes its values.</exception>
    public void RequireAgreement(int band, RasterReadOptions options) => Ask(dataset =>
    {
        RequireAgreement(dataset, options);
        return Band(dataset, band + 1, options);
    });

    /// <summary>Refuses a coordinate system against that of the file, and files beside it that change its values: for a file that was
    /// opened with <see cref="RasterReadOptions.Override"/>, whose bands are used as numbers.</summary>
    /// <param name="crs">The system that is given; null for that of the file.</param>
    /// <exception cref="GridMismatchException">The systems differ.</exception>
    /// <exception cref="DataFormatException">A file beside this one changes its values.</exception>
    public void RequireAgreement(CoordinateSystem? crs) => Ask(dataset =>
    {
        RequireAgreement(dataset, new RasterReadOptions { Crs = crs });
        return true;
    });

    private void RequireAgreement(nint dataset, RasterReadOptions options)
    {
        Sidecars.Require(Path, dataset, options);
        RasterGrid.RequireSystem(Path, dataset, Grid, options);
    }

    /// <inheritdoc/>
    public void Read(int band, Window window, Span<double> destination)
    {
        ReadUnmasked(band, window, destination);
        if (_bands[band].IsMasked) Mask(band, window, destination);
        if (_bands[band].NeedsAlpha) MaskByAlpha(window, destination);
    }

    /// <summary>The values, also of cells that the mask leaves out: for several bands of one mask.</summary>
    internal void ReadUnmasked(int band, Window window, Span<double> destination)
    {
        Fetch(band, window, destination);
        _bands[band].Packing.Unpack<double, double>(destination, destination);
    }

    /// <summary>What is known of a band.</summary>
    internal RasterBand BandAt(int band) => _bands[band];

    /// <inheritdoc/>
    public void Read(int band, Window window, Span<float> destination)
    {
        if (!_bands[band].Description.IsExactAsFloat)
        {
            this.ReadRounded(band, window, destination);
            return;
        }

        Fetch(band, window, destination);
        _bands[band].Packing.Unpack<float, float>(destination, destination);
    }

    /// <inheritdoc/>
    public void ReadStored<T>(int band, Window window, Span<T> destination) where T : unmanaged
    {
        _bands[band].Description.Stored.Require<T>();
        if (_bands[band].IsMasked || _bands[band].NeedsAlpha) Read(band, window, MemoryMarshal.Cast<T, double>(destination));
        else Fetch(band, window, destination);
    }

    /// <summary>Reads all stored data, including overviews, to detect damage.</summary>
    /// <exception cref="DataFormatException">Something cannot be read.</exception>
    public void ReadThrough() => Ask(dataset =>
    {
        _ = _isCounted.Value;
        using ErrorScope errors = ErrorScope.Enter(Path);
        for (int band = 1; band <= _bands.Length; band++)
        {
            nint native = GdalNative.GDALGetRasterBand(dataset, band);
            ReadThrough(native, $"band {band}", errors);
            for (int level = 0; level < GdalNative.GDALGetOverviewCount(native); level++)
                ReadThrough(errors.Some(GdalNative.GDALGetOverview(native, level), "opening an overview"),
                    $"overview {level + 1} of band {band}", errors);
        }

        return true;
    });

    /// <summary>Closes the file.</summary>
    public void Dispose() => _datasets.Dispose();

    // GDAL converts to the requested type; before its version 3.7, not from bytes with a sign.
    private void Fetch<T>(int band, Window window, Span<T> destination, bool isMask = false) where T : unmanaged
    {
        _ = _isCounted.Value;
        if (isMask || !_bands[band].HasSignedBytes)
        {
            FetchAs(band, window, destination, isMask);
            return;
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent(destination.Length);
        FetchAs(band, window, bytes.AsSpan(0, destination.Length), isMask: false);
        for (int cell = 0; cell < destination.Length; cell++)
        {
            sbyte value = (sbyte)bytes[cell];
            destination[cell] = typeof(T) == typeof(double) ? (T)(object)(double)value
                : typeof(T) == typeof(float) ? (T)(object)(float)value : (T)(object)value;
        }

        ArrayPool<byte>.Shared.Return(bytes);
    }

    private void FetchAs<T>(int band, Window window, Span<T> destination, bool isMask) where T : unmanaged
    {
        if (window.Row < 0 || window.Column < 0 || window.IsEmpty || window.EndRow > Grid.Rows || window.EndColumn > Grid.Columns)
            throw new ArgumentOutOfRangeException(
                nameof(window), $"{window} is not inside the {Grid.Rows} x {Grid.Columns} cells of {Path}.");
        if (destination.Length != window.CellCount) throw new ArgumentException($"The destination must have {window.CellCount} values.",
            nameof(destination));
        using ErrorScope errors = ErrorScope.Enter(Path);
        DatasetHandle dataset = _datasets.Take(errors);
        try
        {
            nint native = GdalNative.GDALGetRasterBand(dataset.Pointer, band + 1);
            if (isMask) native = errors.Some(GdalNative.GDALGetMaskBand(native), "opening the mask");
            fixed (T* values = destination)
                errors.Zero(GdalNative.GDALRasterIO(native, 0, window.Column, window.Row, window.Columns, window.Rows, values,
                    window.Columns, window.Rows, GdalTypes.Of(ElementTypes.Of<T>()), 0, 0),
                        $"reading rows {window.Row} to {window.EndRow - 1}");
        }
        finally
        {
            _datasets.Return(dataset);
        }
    }

    // Cells that the mask or the alpha band of the file leaves out have no data.
    internal void Mask(int band, Window window, Span<double> values)
    {
        byte[] mask = ArrayPool<byte>.Shared.Rent(values.Length);
        Fetch(band, window, mask.AsSpan(0, values.Length), isMask: true);
        for (int cell = 0; cell < values.Length; cell++)
            if (mask[cell] == 0) values[cell] = double.NaN;
        ArrayPool<byte>.Shared.Return(mask);
    }

    // Alpha of any element type: nothing is seen of cells where it is 0.
    private void MaskByAlpha(Window window, Span<double> values)
    {
        double[] alpha = ArrayPool<double>.Shared.Rent(values.Length);
        Fetch(_alpha, window, alpha.AsSpan(0, values.Length));
        for (int cell = 0; cell < values.Length; cell++)
            if (!(alpha[cell] > 0)) values[cell] = double.NaN;
        ArrayPool<double>.Shared.Return(alpha);
    }

    private static bool IsAlpha(nint dataset, int band) =>
        GdalNative.GDALGetRasterColorInterpretation(GdalNative.GDALGetRasterBand(dataset, band + 1)) == AlphaBand;

    internal T Ask<T>(Func<nint, T> question)
    {
        using ErrorScope errors = ErrorScope.Enter(Path);
        DatasetHandle dataset = _datasets.Take(errors);
        try
        {
            return question(dataset.Pointer);
        }
        finally
        {
            _datasets.Return(dataset);
        }
    }

    private RasterBand Band(nint dataset, int number, RasterReadOptions options)
    {
        nint native = GdalNative.GDALGetRasterBand(dataset, number);
        RasterBand read = RasterBand.Read(Path, native, number, options);
        // ESRI: without a line NODATA_value, it is -9999.
        if (Driver == "AAIGrid" && read.NoData is null) read = read with { NoData = -9999 };
        return read.WithStorage(Path, native, options,
            _alpha >= 0 && number - 1 != _alpha);
    }

    private static void ReadThrough(nint band, string what, ErrorScope errors)
    {
        (int columns, int rows) = (GdalNative.GDALGetRasterBandXSize(band), GdalNative.GDALGetRasterBandYSize(band));
        double[] values = [];
        foreach (Window window in new Window(0, 0, rows, columns).RowBands(CellsAtOnce))
        {
            if (values.Length < window.CellCount) values = new double[window.CellCount];
            fixed (double* destination = values)
                errors.Zero(
                    GdalNative.GDALRasterIO(band, 0, 0, window.Row, columns, window.Rows, destination, columns, window.Rows,
                    GdalNative.Float64, 0, 0),
                    $"reading rows {window.Row} to {window.EndRow - 1} of {what}");
        }
    }

    private static DataFormatException NoBands(string path) =>
        new(new Fault("The file has no raster bands.", new SourceLocation(path), "bands", "none",
        "For a netCDF file with several variables, open it as netCDF and choose a variable."));
}
