using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>An open raster file (GeoTIFF, COG, ESRI ASCII grid and others), read a window at a time.</summary>
/// <remarks>
/// GDAL allows one thread at a time per open file: reads wait for each other. Open the file again for reading in parallel.
/// Scale and offset of a band are applied and no-data becomes NaN, so values come in the unit of the band.
/// </remarks>
public sealed unsafe class RasterFile : IRasterSource, IDisposable
{
    internal const string KindTag = "KAYA_KIND";
    internal const string BasisTag = "KAYA_MASS_BASIS";
    internal const string CertificateTag = "KAYA_CONSERVATION";
    private const long CellsAtOnce = 2_000_000;
    private readonly DatasetHandle _dataset;
    private readonly ImmutableArray<RasterBand> _bands;
    private readonly Lock _oneAtATime = new();

    private RasterFile(string path, DatasetHandle dataset, RasterReadOptions options, ErrorScope errors)
    {
        (Path, _dataset) = (path, dataset);
        Driver = NativeText.Read(GdalNative.GDALGetDriverShortName(GdalNative.GDALGetDatasetDriver(dataset.Pointer)));
        int count = GdalNative.GDALGetRasterCount(dataset.Pointer);
        if (count == 0) throw NoBands(path);
        Grid = RasterGrid.Read(path, dataset.Pointer, options, errors);
        _bands = [.. Enumerable.Range(1, count).Select(band => RasterBand.Read(path, GdalNative.GDALGetRasterBand(dataset.Pointer, band), band, options))];
        Bands = [.. _bands.Select(band => band.Description)];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The format, as GDAL names it.</summary>
    public string Driver { get; }

    /// <inheritdoc/>
    public Grid Grid { get; }

    /// <inheritdoc/>
    public IReadOnlyList<BandDescription> Bands { get; }

    /// <summary>Bands for which neither the file nor an option says a unit: they are read as pure numbers.</summary>
    public IReadOnlyList<string> BandsWithoutUnit => [.. _bands.Where(band => !band.Description.IsUnitStated).Select(band => band.Description.Name)];

    /// <summary>Rows and columns that are stored together; reading whole blocks is quickest.</summary>
    public (int Rows, int Columns) BlockShape
    {
        get
        {
            int columns = 0, rows = 0;
            lock (_oneAtATime) GdalNative.GDALGetBlockSize(GdalNative.GDALGetRasterBand(_dataset.Pointer, 1), &columns, &rows);
            return (rows, columns);
        }
    }

    /// <summary>Number of smaller copies of the first band, for quick looks.</summary>
    public int OverviewCount
    {
        get
        {
            lock (_oneAtATime) return GdalNative.GDALGetOverviewCount(GdalNative.GDALGetRasterBand(_dataset.Pointer, 1));
        }
    }

    /// <summary>Texts that the file carries, by name.</summary>
    public IReadOnlyDictionary<string, string> Tags
    {
        get
        {
            lock (_oneAtATime)
                return NativeText.ReadList(GdalNative.GDALGetMetadata(_dataset.Pointer, null)).Select(text => text.Split('=', 2))
                    .Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        }
    }

    /// <summary>The conservation certificate the file carries; null where it has none.</summary>
    /// <exception cref="VerificationException">It has one, and it is damaged.</exception>
    public ConservationCertificate? Certificate => Tags.TryGetValue(CertificateTag, out string? json) ? ConservationCertificate.Parse(json) : null;

    /// <summary>Opens a file.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="options">What the file does not say itself.</param>
    /// <returns>The open file; dispose of it.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">No raster, damaged, or without a unit where one is required.</exception>
    /// <exception cref="GridMismatchException">No coordinate system, or no place.</exception>
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

    /// <inheritdoc/>
    public void Read(int band, Window window, Span<double> destination)
    {
        if (window.Row < 0 || window.Column < 0 || window.IsEmpty || window.EndRow > Grid.Rows || window.EndColumn > Grid.Columns)
            throw new ArgumentOutOfRangeException(nameof(window), $"{window} is not inside the {Grid.Rows} x {Grid.Columns} cells of {Path}.");
        if (destination.Length != window.CellCount) throw new ArgumentException($"Room for {window.CellCount} values is needed.", nameof(destination));
        RasterBand description = _bands[band];
        lock (_oneAtATime)
        {
            using ErrorScope errors = ErrorScope.Enter(Path);
            nint native = GdalNative.GDALGetRasterBand(_dataset.Pointer, band + 1);
            fixed (double* values = destination)
                errors.Zero(GdalNative.GDALRasterIO(native, 0, window.Column, window.Row, window.Columns, window.Rows, values, window.Columns, window.Rows, GdalNative.Float64, 0, 0),
                    $"reading rows {window.Row} to {window.EndRow - 1}");
        }

        description.Finish(destination);
    }

    /// <summary>Reads everything that is stored, overviews too, so that damage anywhere in it comes to light.</summary>
    /// <exception cref="DataFormatException">Something cannot be read.</exception>
    public void ReadThrough()
    {
        lock (_oneAtATime)
        {
            using ErrorScope errors = ErrorScope.Enter(Path);
            for (int band = 1; band <= _bands.Length; band++)
            {
                nint native = GdalNative.GDALGetRasterBand(_dataset.Pointer, band);
                ReadThrough(native, $"band {band}", errors);
                for (int level = 0; level < GdalNative.GDALGetOverviewCount(native); level++)
                    ReadThrough(errors.Some(GdalNative.GDALGetOverview(native, level), "opening an overview"), $"overview {level + 1} of band {band}", errors);
            }
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _dataset.Dispose();

    private static void ReadThrough(nint band, string what, ErrorScope errors)
    {
        (int columns, int rows) = (GdalNative.GDALGetRasterBandXSize(band), GdalNative.GDALGetRasterBandYSize(band));
        double[] values = [];
        foreach (Window window in new Window(0, 0, rows, columns).RowBands(CellsAtOnce))
        {
            if (values.Length < window.CellCount) values = new double[window.CellCount];
            fixed (double* destination = values)
                errors.Zero(GdalNative.GDALRasterIO(band, 0, 0, window.Row, columns, window.Rows, destination, columns, window.Rows, GdalNative.Float64, 0, 0), $"reading rows {window.Row} to {window.EndRow - 1} of {what}");
        }
    }

    private static DataFormatException NoBands(string path) => new(new Fault("The file has no raster of its own.", new SourceLocation(path), "bands", "none",
        "For a netCDF file with several variables, open it as netCDF and name the variable."));
}
