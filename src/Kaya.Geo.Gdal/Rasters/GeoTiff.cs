using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>Writes GeoTIFF files: with unit, kind, no-data, band names, metadata and certificate.</summary>
public static unsafe class GeoTiff
{
    private const int Float32 = 6;

    /// <summary>Copies a source to a file, in blocks of rows. The file is written completely or not at all.</summary>
    /// <param name="path">The file to write; its folder is created.</param>
    /// <param name="source">The source.</param>
    /// <param name="options">Layout, precision, texts.</param>
    /// <exception cref="ResourceException">The disk is full, or the folder is not writable; no file is left.</exception>
    public static void Write(string path, IRasterSource source, GeoTiffOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new GeoTiffOptions();
        if (options.SinglePrecision && options.Certificate is not null)
            throw new ArgumentException("A map with a conservation certificate must be written with 64 bits: 32 bits do not conserve "
                + "totals to 1 ulp.",
                nameof(options));
        WholeFile.Write(path, ".tif", beside =>
        {
            if (!options.CloudOptimised)
            {
                WriteTiles(beside, source, options, lasting: true);
                return;
            }

            // The driver for cloud-optimised files copies a complete file: tiles are first written to a temporary file.
            string scratch = beside + ".scratch.tif";
            try
            {
                WriteTiles(scratch, source, options, lasting: false);
                Copy(scratch, beside, options, source.Bands[0].Kind == QuantityKind.Category);
            }
            finally
            {
                File.Delete(scratch);
            }
        });
    }

    private static void WriteTiles(string path, IRasterSource source, GeoTiffOptions options, bool lasting)
    {
        Grid grid = source.Grid;
        using ErrorScope errors = ErrorScope.EnterWriting(path);
        using NativeList creation = new("TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512", "BIGTIFF=IF_SAFER",
            // A scratch file that is given up is not filled before it is deleted.
            lasting ? "SPARSE_OK=FALSE" : "SPARSE_OK=TRUE",
            lasting ? "COMPRESS=DEFLATE" : "COMPRESS=NONE", lasting ? "PREDICTOR=3" : "PREDICTOR=1", "NUM_THREADS=ALL_CPUS");
        nint made = GdalNative.GDALCreate(GdalFile.Driver("GTiff", errors), path, grid.Columns, grid.Rows, source.Bands.Count,
            options.SinglePrecision ? Float32 : GdalNative.Float64, creation.Pointer);
        using (DatasetHandle dataset = new(errors.Some(made, "creating the file")))
        {
            Describe(dataset.Pointer, source, options, errors);
            double[] buffer = [];
            // Whole rows of tiles, so that each tile is compressed once.
            long rows = Math.Max(512, options.CellsAtOnce / grid.Columns / 512 * 512);
            foreach (Window window in grid.All.Tiles((int)Math.Min(rows, grid.Rows), grid.Columns))
                for (int band = 0; band < source.Bands.Count; band++)
                {
                    if (buffer.Length < window.CellCount) buffer = new double[window.CellCount];
                    source.Read(band, window, buffer.AsSpan(0, (int)window.CellCount));
                    nint native = GdalNative.GDALGetRasterBand(dataset.Pointer, band + 1);
                    fixed (double* values = buffer)
                        errors.Zero(GdalNative.GDALRasterIO(native, 1, window.Column, window.Row, window.Columns, window.Rows,
                            values, window.Columns, window.Rows, GdalNative.Float64, 0, 0), "writing the file");
                }

            GdalNative.GDALFlushCache(dataset.Pointer);
            errors.Clean("writing the file");
        }

        errors.Clean("closing the file");
    }

    private static void Copy(string from, string to, GeoTiffOptions options, bool codes)
    {
        using ErrorScope errors = ErrorScope.EnterWriting(to);
        using DatasetHandle source = GdalFile.Open(from, GdalNative.RasterKind, errors);
        using NativeList creation = new("COMPRESS=DEFLATE", "PREDICTOR=YES", "BIGTIFF=IF_SAFER", "OVERVIEWS=AUTO", "BLOCKSIZE=512",
            "NUM_THREADS=ALL_CPUS", codes ? "OVERVIEW_RESAMPLING=NEAREST" : "OVERVIEW_RESAMPLING=AVERAGE");
        nint copied = GdalNative.GDALCreateCopy(GdalFile.Driver("COG", errors), to, source.Pointer, 1, creation.Pointer, 0, 0);
        using (new DatasetHandle(errors.Some(copied, "writing the file"))) errors.Clean("writing the file");
        errors.Clean("closing the file");
    }

    private static void Describe(nint dataset, IRasterSource source, GeoTiffOptions options, ErrorScope errors)
    {
        Affine affine = source.Grid.Affine;
        double* transform = stackalloc double[6]
        {
            affine.OriginX, affine.StepX, affine.ShearX, affine.OriginY, affine.ShearY, affine.StepY,
        };
        errors.Zero(GdalNative.GDALSetGeoTransform(dataset, transform), "setting the geotransform");
        errors.Zero(GdalNative.GDALSetProjection(dataset, source.Grid.Crs.Wkt), "setting the coordinate system");
        void Tag(nint item, string name, string text) =>
            errors.Zero(GdalNative.GDALSetMetadataItem(item, name, text, null), $"writing the text {name}");
        foreach ((string name, string text) in options.Tags) Tag(dataset, name, text);
        if (options.Certificate is { } certificate)
            Tag(dataset, RasterFile.CertificateTag, certificate.CountedAs(options.Basis ?? source.Bands[0].Basis).ToJson());
        for (int band = 0; band < source.Bands.Count; band++)
        {
            BandDescription description = source.Bands[band];
            nint native = GdalNative.GDALGetRasterBand(dataset, band + 1);
            GdalNative.GDALSetDescription(native, description.Name);
            errors.Zero(GdalNative.GDALSetRasterNoDataValue(native, double.NaN), "setting no-data");
            errors.Zero(GdalNative.GDALSetRasterUnitType(native, description.Unit.ToString()), "setting the unit");
            Tag(native, RasterFile.KindTag, description.Kind.ToString().ToLowerInvariant());
            if ((options.Period ?? description.Period) is { } period) PeriodTags.Write(native, period, errors);
            if ((options.Basis ?? description.Basis) is { } basis) Tag(native, RasterFile.BasisTag, basis.Symbol);
        }
    }
}
