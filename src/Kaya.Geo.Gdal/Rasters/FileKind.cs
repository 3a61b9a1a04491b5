using System.Collections.Immutable;
using System.Text;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>What a file is, by its first bytes: to say that a format is not read, and to tell it from a damaged file.</summary>
internal static class FileKind
{
    private const string Supported = "a raster: GeoTIFF (COG), netCDF, GRIB, HDF5, PNG or ESRI ASCII grid; or polygons: GeoPackage, "
        + "shapefile, GeoJSON or FlatGeobuf";

    // Packed files, with the way to unpack them.
    private static readonly ImmutableArray<(string Start, string Name, string Remedy)> s_packed =
    [
        ("\u001f\u008b", "compressed by gzip", "Unpack it first: gunzip -k {0}"),
        ("PK\u0003\u0004", "a zip archive", "Unpack it first: unzip {0}"),
        ("BZh", "compressed by bzip2", "Unpack it first: bunzip2 -k {0}"),
        ("\u00fd7zXZ", "compressed by xz", "Unpack it first: unxz -k {0}"),
        ("(\u00b5/\u00fd", "compressed by zstd", "Unpack it first: unzstd {0}"),
        ("7z\u00bc\u00af", "a 7z archive", "Unpack it first: 7z x {0}"),
        ("Rar!", "a RAR archive", "Unpack it first: unrar x {0}"),
    ];

    private static readonly ImmutableArray<(string Start, string Name)> s_unsupported =
    [
        ("PAR1", "Parquet (GeoParquet)"), ("\u000e\u0003\u0013\u0001", "HDF4"), ("<VRTDataset", "a GDAL virtual raster (VRT)"),
        ("<OGRVRTDataSource", "a GDAL virtual vector file (VRT)"), ("ARROW1", "Arrow"), ("EHFA_HEADER_TAG", "ERDAS Imagine"),
        ("%PDF", "PDF"), ("\u0000\u0000\u0000\u000cjP  ", "JPEG 2000"), ("\u00ff\u00d8\u00ff", "JPEG"), ("DSBB", "a Surfer grid"),
        ("DSAA", "a Surfer grid"), ("SIMPLE  =", "FITS"),
    ];

    private static readonly ImmutableArray<string> s_vectors =
        [".gml", ".tab", ".mif", ".csv", ".geojsonl", ".geojsons", ".sqlite", ".kml", ".gpx", ".dxf", ".parquet"];

    private static readonly ImmutableArray<string> s_supported =
    [
        "II*\0", "MM\0*", "II+\0", "MM\0+", "CDF\u0001", "CDF\u0002", "CDF\u0005", "\u0089HDF", "\u0089PNG", "GRIB", "SQLite format 3",
        "fgb\u0003", "\0\0\u0027\n",
    ];

    /// <summary>Refuses netCDF and HDF5, which only Kaya.NetCdf reads, where another raster or vector file is needed.</summary>
    /// <param name="path">An existing file.</param>
    /// <exception cref="DataFormatException">It is one.</exception>
    public static void RequireNoNetCdf(string path)
    {
        Span<byte> first = stackalloc byte[4];
        using (FileStream stream = File.OpenRead(path))
            if (stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) < first.Length) return;
        if (first is [(byte)'C', (byte)'D', (byte)'F', _] or [0x89, (byte)'H', (byte)'D', (byte)'F'])
            throw new DataFormatException(new Fault("A netCDF file cannot be read here.", new SourceLocation(path),
                "GeoTIFF or another raster, or polygons", "netCDF or HDF5", "Convert it: kaya raster align FILE#VARIABLE --out FILE.tif."));
    }

    /// <summary>Refuses a shapefile without the index of its shapes.</summary>
    /// <param name="path">An existing file.</param>
    /// <exception cref="DataNotFoundException">The .shx is missing.</exception>
    public static void RequireIndex(string path)
    {
        if (!path.EndsWith(".shp", StringComparison.OrdinalIgnoreCase) || new FileInfo(path).Length == 0
            || File.Exists(Path.ChangeExtension(path, ".shx")) || File.Exists(Path.ChangeExtension(path, ".SHX"))) return;
        throw new DataNotFoundException(new Fault("A file of the shapefile is missing.", new SourceLocation(path),
            Path.ChangeExtension(Path.GetFileName(path), ".shx"), "no such file beside it",
            "Copy it there too, or make it anew: ogrinfo --config SHAPE_RESTORE_SHX YES FILE."));
    }

    /// <summary>Refuses a packed or unsupported file; a file of a supported format that cannot be read is left to the caller.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="isVector">Whether polygons were asked for.</param>
    /// <exception cref="DataFormatException">It is packed, or of a format that is not read.</exception>
    public static void RequireSupported(string path, bool isVector)
    {
        byte[] start = new byte[4096];
        int length;
        using (FileStream stream = File.OpenRead(path)) length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (length == 0)
            throw new DataFormatException(new Fault("The file is empty.", new SourceLocation(path), Supported, "0 bytes",
                "Download or create it again."));
        string text = Encoding.Latin1.GetString(start, 0, length);
        foreach ((string bytes, string packed, string remedy) in s_packed)
            if (text.StartsWith(bytes, StringComparison.Ordinal))
                throw new DataFormatException(new Fault($"The file is {packed}.", new SourceLocation(path), Supported,
                    packed, remedy.Replace("{0}", Path.GetFileName(path), StringComparison.Ordinal)));
        if (path.EndsWith(".sqlite", StringComparison.OrdinalIgnoreCase)) throw Unsupported(path, "SQLite", isVector);
        if (s_supported.Any(known => text.StartsWith(known, StringComparison.Ordinal))) return;
        string trimmed = text.TrimStart('\u00ef', '\u00bb', '\u00bf', ' ', '\t', '\r', '\n');
        foreach ((string begin, string name) in s_unsupported)
            if (trimmed.StartsWith(begin, StringComparison.OrdinalIgnoreCase)) throw Unsupported(path, name, isVector);
        if (trimmed.StartsWith('<'))
            throw Unsupported(path, trimmed.Contains("<kml", StringComparison.OrdinalIgnoreCase) ? "KML"
                : trimmed.Contains("gml", StringComparison.OrdinalIgnoreCase) ? "GML"
                : trimmed.Contains("<html", StringComparison.OrdinalIgnoreCase) ? "a web page, perhaps of a login or an error"
                : "XML", isVector);
        bool isText = trimmed.Take(512).All(letter => letter is >= ' ' or '\t' or '\r' or '\n');
        bool isGrid = trimmed.StartsWith("ncols", StringComparison.OrdinalIgnoreCase);
        if (isText ? !(isVector ? trimmed.StartsWith('{') : isGrid) : !path.EndsWith(".shp", StringComparison.OrdinalIgnoreCase))
            throw Unsupported(path, isText ? $"text that begins with '{trimmed[..Math.Min(trimmed.Length, 24)].Split('\n')[0].Trim()}'"
                : "binary data without a known mark, such as the output of a model", isVector);
    }

    private static DataFormatException Unsupported(string path, string name, bool isVector) => new(new Fault(
        "The format of the file is not read.", new SourceLocation(path), Supported, name,
        isVector || s_vectors.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            ? "Convert it, for example with ogr2ogr NEW.gpkg FILE." : "Convert it, for example with gdal_translate FILE map.tif."));
}
