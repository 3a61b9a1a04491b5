using System.Security.Cryptography;
using System.Text;
using Kaya.Energy;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inventory;
using Kaya.Inversion;
using Kaya.NetCdf;
using Kaya.NetCdf.Tests;
using Kaya.Runs;
using Kaya.Tasks;
using Kaya.Urban;
using SkiaSharp;

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
        return [.. ((IEnumerable<FuzzTarget>)[.. Texts(seeds), .. Tables(), .. Folders(seeds), .. Binaries(seeds), .. Natives(seeds)])
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
        new("key", ".pem", [seeds.Key], Words("-----BEGIN PUBLIC KEY-----", "-----END", "MFkw", "="), seeds.VerifyWithKey),
        new("signature", ".sig", [seeds.Signature], Words("null", "{}", "\"signature\"", "=", "\\ud800"), seeds.VerifyWithSignature),
        new("csv", ".csv", FuzzSeeds.Tables, Words("\"", ",", "\r\n", "\ufeff", "1e400", ";", "\0"), path => CsvTable.Read(path)),
        new("fuels", ".csv", [.. FuzzSeeds.Fuels, .. TableSeeds.Balance], Words("[", "]", "1e308", "１２", ",", "NA", "煤炭"), path =>
            FuelUse.Read(path)),
        new("cdiac", ".txt", FuzzSeeds.Cdiac, Words("1e400", "-", "\n"), path => InventoryText.ReadCdiac(path)),
        new("edgar", ".txt", [FuzzSeeds.Edgar], Words(";", "1e400", "-", "\n"), path => InventoryText.ReadEdgar(path)),
        // The same reader on larger cells: without 6.5 million cells for every file it takes a hundred times as many.
        new("edgar-degrees", ".txt", [FuzzSeeds.EdgarDegrees], Words(";", "1e400", "-", "\n"),
            path => InventoryText.ReadEdgar(path, step: 1)),
        new("emissions", ".csv", FuzzSeeds.Emissions, Words("29/02/2023", "NaN", ",", "\""), path => CarbonMonitor.ReadEmissions(path)),
        new("stations", ".csv", FuzzSeeds.Stations, Words("2024-02-30T00:00Z", ",", "NaN", "1e400"), path => StationTables.ReadOwn(path)),
        new("openaq", ".csv", FuzzSeeds.OpenAq, Words("2024-02-30T00:00:00Z", ",", "1e400"), path => StationTables.ReadOpenAq(path)),
        new("yaml", ".yml", FuzzSeeds.Configurations, Words("&a", "*a", "!!", "? ", "{", "[", "---", "~", "- "), path =>
            ConfigurationReader.Read<DownscaleRunOptions>(new ConfigurationSources { File = path })),
    ];

    private static FuzzTarget[] Tables() =>
    [
        new("provinces", ".csv", TableSeeds.Provinces, Words("NA", ",", "北京", "1e400", "-1"), path => ProvincialRecords.Read(path)),
        new("airnow", ".txt", TableSeeds.AirNow, Words("\t", "NO2(ppb)", "-9999", "1e400"), path => StationTables.ReadAirNow(path)),
        new("beijing", ".csv", TableSeeds.Beijing, Words("NA", ",", "2013", "0", "PM2.5"), ReadBeijing),
        new("generation", ".csv", TableSeeds.Generation, Words("TWh", "MWh", ";", "\t", "1.234,5", "2024-02-30", "%", "hour"), path =>
            EnergyFiles.ReadGeneration(path)),
        new("sector-emissions", ".csv", TableSeeds.SectorEmissions, Words("kt", "C", ";", "\t", "1.234,5", "9999"), path =>
            EnergyFiles.ReadEmissions(path)),
        new("statistics", ".csv", TableSeeds.Statistics, Words("[", "(", "kt", "NA", "1e308", "1e-308"), path => StatisticsFile.Read(path,
            new StatisticReadingOptions())),
        new("point-sources", ".csv", TableSeeds.PointSources, Words("lon", "x", "_mw", "NA", "1e400"), path => PointRows.Read(path,
            new PointReadingOptions())),
        new("points-of-interest", ".csv", TableSeeds.PointsOfInterest, Words("food", "NaN", "1e400", ","), path => UrbanPoints.Read(path,
            new UrbanPointOptions { Unknown = UnknownCategory.LeaveOut })),
        new("counts", ".csv", TableSeeds.Counts, Words("tile", "row", "14_1_2", "1e9", "-1"), path => CellCounts.Read(
            new UrbanPrepareOptions { Counts = [path] })),
        new("scenario-list", ".yml", TableSeeds.ScenarioLists, Words("&a", "*a", "- ", "[", "coal:gas:", "9999", "~"), path =>
            ScenarioFile.Read(path)),
        new("scenario-table", ".csv", TableSeeds.ScenarioTables, Words(";", "coal:gas:", "%", "1e999", "9999"), path =>
            ScenarioFile.Read(path)),
        new("xlsx", ".xlsx", WorkbookSeeds.Xlsx, Words("PK\u0003\u0004", "XFD1048576", "<row r=\"2000000000\">", "t=\"s\"", "<c r=\"",
            "&#x41;", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "1e308"), path => CsvTable.Read(path)),
        new("xls", ".xls", WorkbookSeeds.Xls, Words("\u0009\u0008", "\u00fc\0", "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"), path =>
            CsvTable.Read(path)),
    ];

    private static FuzzTarget[] Folders(FuzzSeeds seeds) =>
    [
        .. FuzzSeeds.RunFiles.Select(name => new FuzzTarget($"run-{name}", ".json", [seeds.RunFile(name)],
            Words("null", "[null]", "{}", "\\ud800", "1e999", "\"", "-1"), path => seeds.OpenRunWith(name, path))),
        new("model", ".json", [seeds.ModelDescription], Words("null", "\\ud800", "1e999", "{}", "[]"), seeds.OpenModelWith),
        new("model-state", ".json", ModelSeeds.Descriptions, Words("null", "\\ud800", "1e999", "{}", "[]", "-1", "2147483647", "\"kind\""),
            ModelSeeds.Load),
    ];

    private static FuzzTarget[] Binaries(FuzzSeeds seeds) =>
    [
        new("netcdf-classic", ".nc", seeds.Classic, Words("CDF\u0001", "CDF\u0002", "CDF\u0005", "units", "\0\0\0\u000a"), ReadNetCdf),
        new("netcdf-4", ".nc", [seeds.NetCdf4], Words("OHDR", "FRHP", "FADB", "TREE", "SNOD", "GCOL", "OCHK"), ReadNetCdf)
        {
            // Half of the files: the others show what happens to files that are damaged by chance.
            Seal = file => Lookup3.Of(file) % 2 == 0 ? HdfSeal.Renew(file) : file,
        },
        new("safetensors", ".safetensors", [seeds.Safetensors], Words("F32", "I64", "shape", "9223372036854775807", "null"), path =>
            Safetensors.Read(path)),
        new("onnx", ".onnx", [FuzzSeeds.Onnx], Words("Conv", "\u000a", "\u0012"), path => ResNetWeights.FromOnnx(path,
            ImageNormalisation.ImageNet, false)),
        new("cells", ".kaya", [seeds.Safetensors], Words("F32", "shape"), path => UrbanDataset.Open(path).Dispose()),
    ];

    private static FuzzTarget[] Natives(FuzzSeeds seeds) =>
    [
        .. Rasters(seeds), .. Pictures(seeds), .. Vectors(seeds),
    ];

    private static IEnumerable<FuzzTarget> Rasters(FuzzSeeds seeds) => Native(
        new("geotiff", ".tif", seeds.GeoTiffs, Words("OVERVIEW_FILE", "/vsicurl/http://127.0.0.1/", "II*\0"), ReadRaster),
        new("colours", ".tif", seeds.GeoTiffs, Words("II*\0", "\u0008\0\u0003\0"), ReadColours),
        new("ascii-grid", ".asc", FuzzSeeds.Grids, Words("ncols", "nrows", "-9999", "1e400", "2147483647"), ReadRaster),
        new("grid-system", ".prj", FuzzSeeds.SystemTexts, Words("[", "]", "\"", "ID[\"EPSG\",", "METHOD["), path =>
            ReadRaster(Beside(path, ".asc", FuzzSeeds.Grids[0]), null)),
        new("png-raster", ".png", [FuzzSeeds.Picture(SKEncodedImageFormat.Png)], Words("IHDR", "tEXt", "zTXt", "iCCP", "IDAT", "IEND"),
            path =>
            {
                Beside(path, ".pgw", FuzzSeeds.World);
                ReadRaster(path);
            }),
        new("world-file", ".pgw", [FuzzSeeds.World], Words("1e400", "-", "\n", "nan", "0"), path =>
            ReadRaster(Beside(path, ".png", FuzzSeeds.Picture(SKEncodedImageFormat.Png)))),
        new("grib", ".grb", seeds.GeoTiffs.Count == 0 ? [] : seeds.Converted("gdal_translate", "GRIB", ".grb", "a.tif"),
            Words("GRIB", "7777"), ReadRaster));

    private static IEnumerable<FuzzTarget> Pictures(FuzzSeeds seeds) => Native(
        new("picture", ".png", [FuzzSeeds.Picture(SKEncodedImageFormat.Png)], Words("IHDR", "tEXt", "zTXt", "iCCP", "PLTE", "IDAT"),
            ReadPicture),
        new("jpeg", ".jpg", [FuzzSeeds.Picture(SKEncodedImageFormat.Jpeg)], Words("\u00ff\u00d8", "\u00ff\u00c0", "\u00ff\u00c4",
            "Exif\0\0"), ReadPicture),
        new("webp", ".webp", [FuzzSeeds.Picture(SKEncodedImageFormat.Webp)], Words("RIFF", "VP8 ", "VP8L", "VP8X", "ANIM"), ReadPicture),
        new("mbtiles", ".mbtiles", [seeds.MbTiles], Words("tiles", "zoom_level", "CREATE VIEW", "SQLite"), ReadTiles));

    private static IEnumerable<FuzzTarget> Vectors(FuzzSeeds seeds) => Native(
        new("geojson", ".geojson", FuzzSeeds.GeoJsons, Words("null", "\\ud800", "[", "{\"type\":\"link\"", "crs"), ReadVectors),
        new("geopackage", ".gpkg", [seeds.GeoPackage], Words("gpkg_", "SQLite", "CREATE VIEW", "GP\0"), ReadVectors),
        new("flatgeobuf", ".fgb", seeds.GeoPackage.Length == 0 ? [] : seeds.Converted("ogr2ogr", "FlatGeobuf", ".fgb", "f.gpkg"),
            Words("fgb\u0003", "code"), ReadVectors),
        new("shapefile", ".shp", [VectorSeeds.Shapes], Words("\u0005\0\0\0", "\u000f\0\0\0", "\u001f\0\0\0"), ReadShapes),
        new("shapefile-index", ".shx", [VectorSeeds.Index], Words("\0\0\0\u0032"), ReadShapes),
        new("shapefile-table", ".dbf", [VectorSeeds.Table], Words("code", "C", "N", "\u001a"), ReadShapes),
        new("osm", ".osm", FuzzSeeds.StreetMaps, Words("<node", "<way", "<nd ref=", "<!ENTITY", "&"), ReadPlaces),
        new("osm-pbf", ".pbf", [VectorSeeds.StreetMap], Words("OSMData", "OSMHeader", "DenseNodes", "\u0012", "\u001a"), ReadPlaces));

    private static IEnumerable<FuzzTarget> Native(params IEnumerable<FuzzTarget> targets) => targets.Select(target => target with
        { IsNative = true });

    // A file without text has no coordinate system: it is not given to the parser.
    private static void ReadSystem(string path)
    {
        if (!string.IsNullOrWhiteSpace(Text(path))) _ = CoordinateSystem.Parse(Text(path));
    }

    private static void ReadNetCdf(string path)
    {
        using NetCdfFile file = NetCdfFile.Open(path);
        // Of all variables: a small file may name many large ones.
        long left = 4 * MostCells;
        foreach (NetCdfVariable variable in file.Variables)
        {
            if (variable.Type.IsNumber() && variable.Count < MostCells && variable.Count <= left)
            {
                variable.ReadAll();
                left -= variable.Count;
            }
            else if (variable.Type is NetCdfType.Char or NetCdfType.Text) variable.ReadTexts();
        }

        foreach (string name in NetCdfFields.Names(file))
        {
            _ = NetCdfFields.Describe(file, name, new RasterReadOptions());
            IRasterSource first = NetCdfFields.Of(file, name, new RasterReadOptions { Unit = Unit.One, Override = true }).At(0);
            if (first.Grid.CellCount >= MostCells || first.Grid.CellCount > left) continue;
            first.Read(0, first.Grid.All, new double[first.Grid.CellCount]);
            left -= first.Grid.CellCount;
        }
    }

    private static void ReadRaster(string path) => ReadRaster(path, CoordinateSystem.LongitudeLatitude);

    private static void ReadRaster(string path, CoordinateSystem? crs)
    {
        using RasterFile file = RasterFile.Open(path, new RasterReadOptions { Unit = Unit.One, Override = true, Crs = crs });
        _ = (file.OverviewCount, file.BlockShape, file.Tags.Count);
        Window window = new(0, 0, Math.Min(file.Grid.Rows, 64), Math.Min(file.Grid.Columns, 64));
        double[] cells = new double[window.CellCount];
        for (int band = 0; band < Math.Min(file.Bands.Count, 3); band++) file.Read(band, window, cells);
    }

    private static void ReadColours(string path)
    {
        using ColourRaster file = ColourRaster.Open(path, new ColourReadOptions { Bands = [1], Range = (0, 100),
            Crs = CoordinateSystem.LongitudeLatitude });
        Window window = new(0, 0, Math.Min(file.Grid.Rows, 64), Math.Min(file.Grid.Columns, 64));
        file.Read(window, new byte[4 * window.CellCount]);
    }

    private static void ReadPicture(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        _ = PictureDecoder.Decode(file, path);
        _ = PictureDecoder.Decode(file, path, (0, 100));
    }

    private static void ReadShapes(string path)
    {
        Beside(path, ".shx", VectorSeeds.Index);
        Beside(path, ".dbf", VectorSeeds.Table);
        Beside(path, ".prj", VectorSeeds.System);
        ReadVectors(Beside(path, ".shp", VectorSeeds.Shapes));
    }

    // The three readers of vector files: what one refuses, another may read.
    private static void ReadVectors(string path)
    {
        foreach (Action<string> read in (Action<string>[])[ReadZones, ReadPlaces, path => VectorPoints.Read(path)])
        {
            try
            {
                read(path);
            }
            catch (KayaException)
            {
                // Documented.
            }
        }
    }

    private static void ReadPlaces(string path) => PointFile.Read(path, null, null, null, _ => true, (_, _) => { });

    private static void ReadBeijing(string path)
    {
        string folder = Directory.CreateDirectory(Path.ChangeExtension(path, ".stations")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "sites.csv"), TableSeeds.BeijingSites);
        File.Copy(path, Path.Combine(folder, "A.csv"), overwrite: true);
        BeijingStations.Read(folder);
    }

    // A companion that is not the file under test stays as it is.
    private static string Beside(string path, string extension, byte[] content)
    {
        string other = Path.ChangeExtension(path, extension);
        if (!File.Exists(other)) File.WriteAllBytes(other, content);
        return other;
    }

    private static void ReadZones(string path) => VectorFile.ReadZones(path, new VectorReadOptions { CodeField = "code",
        NameField = "name" });

    private static void ReadTiles(string path)
    {
        using MbTilesFile file = new(path);
        foreach (int zoom in file.Zooms().Take(4))
            foreach (TileNumber tile in file.Tiles(zoom).Take(4)) _ = PictureDecoder.Decode(file.Read(tile, int.MaxValue), path);
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
