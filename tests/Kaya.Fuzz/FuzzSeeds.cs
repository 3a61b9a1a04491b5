using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.NetCdf;
using Kaya.Runs;
using Kaya.Tasks;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;
using SkiaSharp;

namespace Kaya.Fuzz;

/// <summary>Small valid files of every format, made by code.</summary>
/// <param name="folder">Where they are made.</param>
public sealed class FuzzSeeds(string folder)
{
    private static readonly Grid s_grid = Grid.InDegrees(10, 50, 0.5, 4, 6);
    private static readonly string[] s_runFiles = ["run.json", "inputs.json", "metrics.json", "environment.json", "files.json"];

    internal static IReadOnlyList<string> RunFiles => s_runFiles;

    internal static byte[][] SystemTexts { get; } =
    [
        "EPSG:4326"u8.ToArray(), Encoding.UTF8.GetBytes(CoordinateSystem.LongitudeLatitude.Wkt),
        Encoding.UTF8.GetBytes(GdalCoordinateSystems.Find("EPSG:32650").Wkt),
        """
        PROJCRS["UTM",BASEGEOGCRS["WGS 84",DATUM["World Geodetic System 1984",
        ELLIPSOID["WGS 84",6378137,298.257223563,LENGTHUNIT["metre",1]]]],
        CONVERSION["UTM",METHOD["Transverse Mercator",ID["EPSG",9807]],
        PARAMETER["Latitude of natural origin",0,ANGLEUNIT["degree",0.0174532925199433]]],
        CS[Cartesian,2],AXIS["(E)",east],AXIS["(N)",north],LENGTHUNIT["metre",1],ID["EPSG",32650]]
        """u8.ToArray(),
    ];

    internal static byte[][] Tables { get; } = Texts("code,name,co2 [t]\r\nA,\"x, y\",1.5\r\nB,b,2e3\r\n", "a\n1\n",
        "\ufeffk,v\n\"q\"\"q\",NA\n");

    internal static byte[][] Fuels { get; } = Texts("zone,name,coal [1e4 t],coke [1e4 t],crude oil [1e4 t],gasoline [1e4 t],"
        + "kerosene [1e4 t],diesel [1e4 t],fuel oil [1e4 t],natural gas [1e8 m3]\nA,a,1,2,3,4,5,6,7,8\nB,b,1,2,3,4,5,6,7,8\n");

    internal static byte[][] Emissions { get; } = Texts("country,date,sector,MtCO2 per day\n" + string.Concat(
        from day in Enumerable.Range(1, 2)
        from sector in new[] { "Power", "Industry", "Ground Transport", "Residential", "Domestic Aviation", "International Aviation" }
        select string.Create(CultureInfo.InvariantCulture, $"Norland,{day:00}/01/2023,{sector},{0.1 * day}\n")));

    internal static byte[][] Stations { get; } = Texts("station,lon,lat,time,pollutant,value,unit\nS1,10.5,49.5,2024-02-29T00:00Z,NO2,12.5,"
        + "ug m-3\nS1,10.5,49.5,2024-02-29T01:00Z,NO2,11,ug m-3\n");

    internal static byte[][] OpenAq { get; } = Texts("location_id,location_name,parameter,value,unit,datetimeUtc,latitude,longitude\n"
        + "1,a,no2,12.5,µg/m³,2024-02-29T00:00:00Z,49.5,10.5\n");

    internal static byte[][] Configurations { get; } = Texts("# comment\nnetwork:\n  members: 1\n  steps: 60\nzones: ~\ndrivers:\n"
        + "  - a.tif\n"
        + "level: 0.9\n", "statistic: {column: co2, unit: t}\nfactor: 2\nseed: 3\n");

    internal static byte[][] Grids { get; } = Texts("ncols 3\nnrows 2\nxllcorner 10\nyllcorner 49\ncellsize 0.5\nNODATA_value -9999\n"
        + "1 2 3\n4 -9999 6\n");

    internal static byte[][] GeoJsons { get; } = Texts("""
        {"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[
        {"type":"Feature","properties":{"code":"A","name":"a"},
        "geometry":{"type":"Polygon","coordinates":[[[10,48],[11,48],[11,50],[10,48]]]}},
        {"type":"Feature","properties":{"code":"B","name":"b"},
        "geometry":{"type":"MultiPolygon","coordinates":[[[[12,48],[13,48],[13,50],[12,48]]]]}}]}
        """);

    internal static byte[][] StreetMaps { get; } = Texts("""
        <?xml version="1.0"?><osm version="0.6"><node id="1" lat="49" lon="10" version="1"><tag k="shop" v="bakery"/></node>
        <node id="2" lat="49" lon="10.1" version="1"/><node id="3" lat="49.1" lon="10.1" version="1"/>
        <way id="5" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="building" v="yes"/></way></osm>
        """);

    // One whole grid among short ones, which are as good for all but its end.
    internal static byte[][] Cdiac { get; } = [.. new[] { 21_600, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20 }.Select(
        lines => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("0 1.5 2\n", lines))))];

    internal static byte[] EdgarDegrees { get; } = "EDGAR\nlat;lon;emission\n-54;-71;2.5e1\n10;20;3\n"u8.ToArray();

    internal static byte[] Edgar { get; } = "EDGAR\nlat;lon;emission\n-54.9;-71.5;2.5e1\n10.1;20.3;3\n"u8.ToArray();

    internal static byte[] World { get; } = "0.5\n0\n0\n-0.5\n10.25\n49.75\n"u8.ToArray();

    internal byte[] Key => File.ReadAllBytes(Signed + ".public.pem");

    internal byte[] Signature => File.ReadAllBytes(MapSignature.PathOf(Signed));

    internal byte[] Certificate { get; } = Encoding.UTF8.GetBytes(Conservation.ToZones(Map(), ZoneCoverage.Of(Zones(), s_grid),
        new Dictionary<string, double> { ["A"] = 12, ["B"] = 30 }, Unit.Parse("t")).Certificate.ToJson());

    internal IReadOnlyList<byte[]> GeoTiffs => [Made("a.tif", path => GeoTiff.Write(path, Map(),
        new GeoTiffOptions { Basis = MassBasis.CO2 })),
        Made("b.tif", path => GeoTiff.Write(path, Map(), new GeoTiffOptions { CloudOptimised = true }))];

    internal IReadOnlyList<byte[]> Classic => [Made("c.nc", path => IoapiWriter.Write(path, new IoapiLayout(s_grid,
        [new("PBL", "M"), new("NO2", "ppmV")], DateTimeOffset.UnixEpoch) { Start = DateTimeOffset.UnixEpoch, Steps = 2 }, (variable, step,
            _, values) =>
            values.Fill(variable + (10 * step))))];

    internal byte[] NetCdf4 => Made("d.nc", path => NetCdfWriter.Write(path, [new NetCdfMap("co2", Map(), "CO2")]));

    internal byte[] Safetensors => Made("e.safetensors", path => Core.Safetensors.Write(path, new Dictionary<string, StateArray>
    {
        ["weight"] = StateArray.Of([1f, 2, 3, 4], 2, 2), ["steps"] = StateArray.Of([3L]),
    }));

    internal byte[] GeoPackage => Made("f.gpkg", path => VectorFile.WriteZones(path, Zones()));

    internal static byte[] Picture(SKEncodedImageFormat format)
    {
        using SKBitmap bitmap = new(16, 12);
        for (int pixel = 0; pixel < 192; pixel++) bitmap.SetPixel(pixel % 16, pixel / 16, new SKColor((uint)(pixel * 2654435761)));
        using SKData data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    internal static byte[] Onnx
    {
        get
        {
            byte[] tensor = ProtobufMessage.Of(output =>
            {
                Numbers(output, 1, 4, 3, 3, 3);
                output.WriteTag(2, WireFormat.WireType.Varint);
                output.WriteInt32(1);
                Word(output, 8, "w");
                ProtobufMessage.Put(output, 9, new byte[4 * 108]);
            });
            byte[] node = ProtobufMessage.Of(output =>
            {
                foreach (string input in (string[])["x", "w"]) Word(output, 1, input);
                Word(output, 2, "y");
                Word(output, 4, "Conv");
            });
            byte[] graph = ProtobufMessage.Of(output =>
            {
                ProtobufMessage.Put(output, 1, node);
                ProtobufMessage.Put(output, 5, tensor);
            });
            return ProtobufMessage.Of(output => ProtobufMessage.Put(output, 7, graph));
        }
    }

    internal byte[] MbTiles => Made("g.mbtiles", path =>
    {
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob);"
            + $"INSERT INTO tiles VALUES (3, 1, 2, x'{Convert.ToHexString(Picture(SKEncodedImageFormat.Jpeg))}'), (3, 2, 2, x'00');";
        command.ExecuteNonQuery();
    });

    internal byte[] ModelDescription => File.ReadAllBytes(Path.Combine(Model, "model.json"));

    private string Model
    {
        get
        {
            string made = Path.Combine(folder, "model");
            if (!Directory.Exists(made)) ModelFolder.Write(made, new ModelState("linear", 1, new JsonObject { ["inputs"] = 2 },
                new Dictionary<string, StateArray> { ["w"] = StateArray.Of([1.0, 2]) }), new ModelCard { Title = "a", IntendedUse = "b" });
            return made;
        }
    }

    private string RunFolder
    {
        get
        {
            string made = Path.Combine(folder, "run");
            if (Directory.Exists(made)) return made;
            using ActiveRun run = Run.Create(new RunRequest { Task = "energy train", Command = "kaya", KayaVersion = "0", Seed = 1,
                Configuration = new JsonObject { ["model"] = new JsonObject { ["steps"] = 10 } }, Folder = made });
            run.Complete();
            return made;
        }
    }

    // A file with its signature and the public key of who signed it.
    private string Signed
    {
        get
        {
            string made = Path.Combine(folder, "signed.bin");
            if (File.Exists(made + ".public.pem")) return made;
            File.WriteAllBytes(made, Edgar);
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            File.WriteAllText(made + ".pem", key.ExportPkcs8PrivateKeyPem());
            MapSignature.Sign(made, made + ".pem");
            File.WriteAllText(made + ".public.pem", key.ExportSubjectPublicKeyInfoPem());
            return made;
        }
    }

    internal void VerifyWithKey(string path) => MapSignature.Require(Signed, path);

    internal void VerifyWithSignature(string path)
    {
        string other = Signed + ".copy";
        if (!File.Exists(other)) File.Copy(Signed, other);
        File.Copy(path, MapSignature.PathOf(other), overwrite: true);
        MapSignature.Require(other, Signed + ".public.pem");
    }

    internal byte[] RunFile(string name) => File.ReadAllBytes(Path.Combine(RunFolder, name));

    internal void OpenRunWith(string name, string path)
    {
        File.Copy(path, Path.Combine(RunFolder, name), overwrite: true);
        Run run = Run.Open(RunFolder);
        _ = run.Verify();
        foreach (InputRecord input in run.Inputs) _ = input.Changed(byTime: true);
        _ = ConfigurationReader.FromRecord<EnergyTrainOptions>(run.Record.Configuration);
    }

    internal void OpenModelWith(string path)
    {
        File.Copy(path, Path.Combine(Model, "model.json"), overwrite: true);
        _ = ModelFolder.Read(Model);
    }

    private static ExtensiveRaster Map() => ExtensiveRaster.Of(s_grid, Unit.Parse("t"),
        Enumerable.Range(0, 24).Select(cell => cell == 7 ? double.NaN : cell + 1.0).ToArray());

    private static ZoneSet Zones()
    {
        GeometryFactory factory = new();
        Zone Box(string code, double west, double east) => new(code, code,
            factory.ToGeometry(new Envelope(west, east, 48, 50)));
        return new ZoneSet(CoordinateSystem.LongitudeLatitude, [Box("A", 10, 11.5), Box("B", 11.5, 13)]);
    }

    private byte[] Made(string name, Action<string> write)
    {
        string path = Path.Combine(folder, name);
        write(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>A file that a program of GDAL makes of one of Kaya's; none where GDAL's programs are not installed.</summary>
    internal IReadOnlyList<byte[]> Converted(string program, string format, string extension, string from)
    {
        string source = Path.Combine(folder, from), made = Path.Combine(folder, "converted" + extension);
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, program == "ogr2ogr" ? ["-f", format, made, source]
                : ["-q", "-of", format, source, made]) { UseShellExecute = false, RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return [];
        }

        return File.Exists(made) ? [File.ReadAllBytes(made)] : [];
    }

    /// <summary>Whether a program is on the path.</summary>
    internal static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(place => File.Exists(Path.Combine(place, program)));

    private static byte[][] Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static void Word(CodedOutputStream output, int field, string word) => ProtobufMessage.Put(output, field,
        Encoding.UTF8.GetBytes(word));

    private static void Numbers(CodedOutputStream output, int field, params ReadOnlySpan<long> numbers)
    {
        foreach (long number in numbers)
        {
            output.WriteTag(field, WireFormat.WireType.Varint);
            output.WriteInt64(number);
        }
    }
}
