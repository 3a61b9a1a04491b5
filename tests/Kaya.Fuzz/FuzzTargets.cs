using System.Security.Cryptography;
using System.Text;
using Kaya.Energy;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inventory;
using Kaya.Inversion;
using Kaya.NetCdf;
using Kaya.Runs;
using Kaya.Tasks;
using Kaya.Urban;

namespace Kaya.Fuzz;

/// <summary>Every reader of files from outside.</summary>
public static class FuzzTargets
{
    private const long MostCells = 4_000_000;

    /// <summary>All readers with their seeds.</summary>
    /// <param name="folder">A folder for the making of seeds.</param>
    /// <returns>The targets, the managed ones first.</returns>
    public static IReadOnlyList<FuzzTarget> All(string folder)
    {
        FuzzSeeds seeds = new(folder);
        return [.. ((IEnumerable<FuzzTarget>)[.. Texts(seeds), .. Folders(seeds), .. Binaries(seeds), .. Natives(seeds)])
            .Where(target => target.Seeds.Count > 0)];
    }

    private static FuzzTarget[] Texts(FuzzSeeds seeds) =>
    [
        new("unit", ".txt", Words("kg m-2 s-1", "1e4 t", "Mt d-1", "%"), Words("１２", "e309", "^99", "/", " "),
            path => Unit.Parse(Text(path))),
        new("quantity", ".txt", Words("27 km", "-15%", "1e3 t"), Words("１２", "e309", "NaN"), path => Quantity.Parse(Text(path))),
        new("period", ".txt", Words("2008", "2015-01-03T06:00/2016-01-01", "2024-02-29"), Words("-", "/", "9999", "00"), path =>
            Period.Parse(Text(path))),
        new("wkt", ".txt", FuzzSeeds.SystemTexts, Words("[", "]", "\"", "ID[\"EPSG\",", "METHOD[", ",", "1e400"), ReadSystem),
        new("certificate", ".json", [seeds.Certificate], Words("null", "[]", "1e999", "\\ud800", "\"zones\"", "{}"), path =>
            ConservationCertificate.Parse(Text(path))) { Seal = Sealed },
        new("csv", ".csv", FuzzSeeds.Tables, Words("\"", ",", "\r\n", "\ufeff", "1e400", ";", "\0"), path => CsvTable.Read(path)),
        new("fuels", ".csv", FuzzSeeds.Fuels, Words("[", "]", "1e308", "１２", ",", "NA"), path => FuelUse.Read(path)),
        new("cdiac", ".txt", [seeds.Cdiac], Words("1e400", "-", "\n"), path => InventoryText.ReadCdiac(path)),
        new("edgar", ".txt", [seeds.Edgar], Words(";", "1e400", "-", "\n"), path => InventoryText.ReadEdgar(path)),
        new("emissions", ".csv", FuzzSeeds.Emissions, Words("29/02/2023", "NaN", ",", "\""), path => CarbonMonitor.ReadEmissions(path)),
        new("stations", ".csv", FuzzSeeds.Stations, Words("2024-02-30T00:00Z", ",", "NaN", "1e400"), path => StationTables.ReadOwn(path)),
        new("openaq", ".csv", FuzzSeeds.OpenAq, Words("2024-02-30T00:00:00Z", ",", "1e400"), path => StationTables.ReadOpenAq(path)),
        new("yaml", ".yml", FuzzSeeds.Configurations, Words("&a", "*a", "!!", "? ", "{", "[", "---", "~", "- "), path =>
            ConfigurationReader.Read<DownscaleRunOptions>(new ConfigurationSources { File = path })),
    ];

    private static FuzzTarget[] Folders(FuzzSeeds seeds) =>
    [
        .. FuzzSeeds.RunFiles.Select(name => new FuzzTarget($"run-{name}", ".json", [seeds.RunFile(name)],
            Words("null", "[null]", "{}", "\\ud800", "1e999", "\"", "-1"), path => seeds.OpenRunWith(name, path))),
        new("model", ".json", [seeds.ModelDescription], Words("null", "\\ud800", "1e999", "{}", "[]"), seeds.OpenModelWith),
    ];

    private static FuzzTarget[] Binaries(FuzzSeeds seeds) =>
    [
        new("netcdf-classic", ".nc", seeds.Classic, Words("CDF\u0001", "CDF\u0002", "CDF\u0005", "units", "\0\0\0\u000a"), ReadNetCdf),
        new("netcdf-4", ".nc", [seeds.NetCdf4], Words("OHDR", "FRHP", "FADB", "TREE", "SNOD", "GCOL", "OCHK"), ReadNetCdf),
        new("safetensors", ".safetensors", [seeds.Safetensors], Words("F32", "I64", "shape", "9223372036854775807", "null"), path =>
            Safetensors.Read(path)),
        new("onnx", ".onnx", [FuzzSeeds.Onnx], Words("Conv", "\u000a", "\u0012"), path => ResNetWeights.FromOnnx(path,
            ImageNormalisation.ImageNet, false)),
        new("cells", ".kaya", [seeds.Safetensors], Words("F32", "shape"), path => UrbanDataset.Open(path).Dispose()),
    ];

    private static FuzzTarget[] Natives(FuzzSeeds seeds) =>
    [
        new("geotiff", ".tif", seeds.GeoTiffs, Words("OVERVIEW_FILE", "/vsicurl/http://127.0.0.1/", "II*\0"), ReadRaster)
            { IsNative = true },
        new("ascii-grid", ".asc", FuzzSeeds.Grids, Words("ncols", "nrows", "-9999", "1e400", "2147483647"), ReadRaster) { IsNative = true },
        new("png-raster", ".png", [FuzzSeeds.Picture], Words("IHDR", "tEXt", "zTXt", "iCCP", "IDAT", "IEND"),
            ReadRaster) { IsNative = true },
        new("picture", ".png", [FuzzSeeds.Picture], Words("IHDR", "tEXt", "zTXt", "iCCP", "PLTE", "IDAT"), path =>
            PictureDecoder.Decode(File.ReadAllBytes(path), path)) { IsNative = true },
        new("geojson", ".geojson", FuzzSeeds.GeoJsons, Words("null", "\\ud800", "[", "{\"type\":\"link\"", "crs"), ReadZones)
            { IsNative = true },
        new("geopackage", ".gpkg", [seeds.GeoPackage], Words("gpkg_", "SQLite", "CREATE VIEW", "GP\0"), ReadZones) { IsNative = true },
        new("flatgeobuf", ".fgb", seeds.GeoPackage.Length == 0 ? [] : seeds.Converted("ogr2ogr", "FlatGeobuf", ".fgb", "f.gpkg"),
            Words("fgb\u0003", "code"), ReadZones) { IsNative = true },
        new("grib", ".grb", seeds.GeoTiffs.Count == 0 ? [] : seeds.Converted("gdal_translate", "GRIB", ".grb", "a.tif"),
            Words("GRIB", "7777"), ReadRaster) { IsNative = true },
        new("osm", ".osm", FuzzSeeds.StreetMaps, Words("<node", "<way", "<nd ref=", "<!ENTITY", "&"), path =>
            PointFile.Read(path, null, null, null, _ => true, (_, _) => { })) { IsNative = true },
        new("mbtiles", ".mbtiles", [seeds.MbTiles], Words("tiles", "zoom_level", "CREATE VIEW", "SQLite"), ReadTiles) { IsNative = true },
    ];

    // A file without text has no coordinate system: it is not given to the parser.
    private static void ReadSystem(string path)
    {
        if (!string.IsNullOrWhiteSpace(Text(path))) _ = CoordinateSystem.Parse(Text(path));
    }

    private static void ReadNetCdf(string path)
    {
        using NetCdfFile file = NetCdfFile.Open(path);
        foreach (NetCdfVariable variable in file.Variables)
        {
            if (variable.Type.IsNumber() && variable.Count < MostCells) variable.ReadAll();
            else if (variable.Type is NetCdfType.Char or NetCdfType.Text) variable.ReadTexts();
        }

        foreach (string name in NetCdfFields.Names(file)) _ = NetCdfFields.Describe(file, name, new RasterReadOptions());
    }

    private static void ReadRaster(string path)
    {
        using RasterFile file = RasterFile.Open(path, new RasterReadOptions { Unit = Unit.One, Override = true,
            Crs = CoordinateSystem.LongitudeLatitude });
        _ = (file.OverviewCount, file.BlockShape, file.Tags.Count);
        Window window = new(0, 0, Math.Min(file.Grid.Rows, 64), Math.Min(file.Grid.Columns, 64));
        double[] cells = new double[window.CellCount];
        for (int band = 0; band < Math.Min(file.Bands.Count, 3); band++) file.Read(band, window, cells);
    }

    private static void ReadZones(string path) => VectorFile.ReadZones(path, new VectorReadOptions { CodeField = "code",
        NameField = "name" });

    private static void ReadTiles(string path)
    {
        using MbTilesFile file = new(path);
        foreach (int zoom in file.Zooms().Take(4))
            foreach (TileNumber tile in file.Tiles(zoom).Take(4)) file.Read(tile, int.MaxValue);
    }

    private static byte[] Sealed(byte[] certificate)
    {
        const string member = ",\"certificate_sha256\":\"";
        string text = Encoding.UTF8.GetString(certificate);
        int end = text.LastIndexOf(member, StringComparison.Ordinal);
        if (end < 0) return certificate;
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text[..end] + "}")));
        return Encoding.UTF8.GetBytes($"{text[..end]}{member}{digest}\"}}");
    }

    private static string Text(string path) => File.ReadAllText(path);

    internal static byte[][] Words(params string[] words) => [.. words.Select(word => word.All(letter => letter < 256)
        ? Encoding.Latin1.GetBytes(word) : Encoding.UTF8.GetBytes(word))];
}
