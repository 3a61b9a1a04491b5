using System.Globalization;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Runs;
using Kaya.Urban;
using Microsoft.Data.Sqlite;
using SkiaSharp;

namespace Kaya.Tasks.Tests;

/// <summary>Cells from files that are made here: 4 x 3 tiles of zoom 14, points and emissions around them.</summary>
public sealed class UrbanPrepareTests : IDisposable
{
    private const int Zoom = 14, West = 14548, North = 6448;
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_and_mbtiles_of_the_same_tiles_give_the_same_cells()
    {
        WriteTiles("tiles");
        WriteContainer("tiles", "city.mbtiles");
        using UrbanDataset folder = Cells(Run("a", new() { ["images"] = In("tiles"), ["image.pixels"] = "32" }));
        using UrbanDataset container = Cells(Run("b", new() { ["images"] = In("city.mbtiles"), ["image.pixels"] = "32" }));
        Assert.Equal((12, 3, 4), (folder.Count, folder.Grid.Rows, folder.Grid.Columns));
        Assert.Equal(folder.Grid, container.Grid);
        byte[] one = new byte[folder.ImageLength], other = new byte[folder.ImageLength];
        for (int cell = 0; cell < folder.Count; cell++)
        {
            folder.ReadImage(cell, one);
            container.ReadImage(cell, other);
            Assert.Equal(one, other);
            // Row 0 is the north: tile y = North.
            Assert.Equal(((byte)(20 * (cell / 4)), (byte)(20 * (cell % 4))), (one[0], one[1]));
        }
    }

    [Fact]
    public void Points_are_counted_in_their_cell_and_what_is_left_out_is_said()
    {
        WriteTiles("tiles");
        (double Lon, double Lat) middle = Middle(1, 2);
        File.WriteAllLines(In("poi.csv"), ["lon,lat,category", Line(middle, "food"), Line(middle, "restaurant"), Line((0, 0), "food"),
            Line(Middle(0, 0), "transport"), Line(Middle(2, 3), "windmill")]);
        Dictionary<string, string> flags = new() { ["images"] = In("tiles"), ["points"] = In("poi.csv"), ["image.pixels"] = "16" };
        DataFormatException unknown = Assert.Throws<DataFormatException>(() => Run("refused", flags));
        Assert.Contains("'windmill' (1)", unknown.Fault.Found, StringComparison.Ordinal);
        flags["point.unknown"] = "leave-out";
        Run run = Run("kept", flags);
        using UrbanDataset data = Cells(run);
        Assert.Equal(2, data.PointCounts(data.At(1, 2))[data.Tables.Categories.IndexOf("food")]);
        PointOfInterest first = data.Points(data.At(1, 2))[0];
        Assert.InRange(first.Row, 32700, 32836);
        Assert.InRange(first.Column, 32700, 32836);
        Assert.Equal(3, data.Tables.Points.Length);
        Assert.Contains(data.Tables.Notes, note => note.StartsWith("1 points of interest are outside", StringComparison.Ordinal));
        Assert.Contains("windmill,1", File.ReadAllText(Path.Combine(run.Folder, "outputs", "points-left-out.csv")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_emission_in_carbon_is_summed_to_the_cells_as_co2()
    {
        WriteTiles("tiles");
        // 2 x 2 cells in each tile with 1 t of C each, and the last column of tiles only half covered.
        Grid tiles = MercatorTiles.GridOf(new TileNumber(Zoom, West, North), new TileNumber(Zoom, West + 3, North + 2));
        Grid fine = tiles.Refine(2).Crop(new Window(0, 0, 6, 7));
        GeoTiff.Write(In("carbon.tif"), ExtensiveRaster.Of(fine, Unit.Parse("t"), Enumerable.Repeat(1.0, 42).ToArray(), "carbon"));
        using UrbanDataset data = Cells(Run("a", new()
        {
            ["images"] = In("tiles"), ["image.pixels"] = "16", ["target"] = In("carbon.tif") + "@format=odiac",
        }));
        Assert.Equal(4 * 44 / 12.0, data.Target(data.At(2, 2)), 9);
        Assert.True(double.IsNaN(data.Target(data.At(0, 3))), "half of an emission is not an emission");
        Assert.Contains("t CO2", data.Tables.TargetName, StringComparison.Ordinal);
    }

    [Fact]
    public void Corrupt_images_are_named_and_counted_and_stop_the_run_unless_told_to_skip()
    {
        WriteTiles("tiles");
        string bad = Path.Combine(In("tiles"), $"{Zoom}/{West + 1}/{North}.png");
        File.WriteAllBytes(bad, File.ReadAllBytes(bad)[..60]);
        Dictionary<string, string> flags = new() { ["images"] = In("tiles"), ["image.pixels"] = "16" };
        DataFormatException stopped = Assert.Throws<DataFormatException>(() => Run("a", flags));
        Assert.StartsWith("1 images", stopped.Fault.What, StringComparison.Ordinal);
        Assert.Contains(bad, stopped.Fault.Found, StringComparison.Ordinal);
        flags["skip-corrupt"] = "true";
        Run run = Run("b", flags);
        Assert.Contains(bad, File.ReadAllText(Path.Combine(run.Folder, "outputs", "corrupt-images.csv")), StringComparison.Ordinal);
        using UrbanDataset data = Cells(run);
        Assert.Equal(11, data.Count);
        Assert.Equal(-1, data.At(0, 1));
    }

    [Fact]
    public void Images_of_mixed_modes_are_counted_and_bits_that_do_not_fit_are_refused()
    {
        WriteTiles("tiles");
        static byte[] Png(SKColorType type, SKColor colour)
        {
            using SKBitmap bitmap = new(new SKImageInfo(32, 32, type, type == SKColorType.Rgba8888 ? SKAlphaType.Unpremul
                : SKAlphaType.Opaque));
            bitmap.Erase(colour);
            using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
            return data.ToArray();
        }

        File.WriteAllBytes(In($"tiles/{Zoom}/{West}/{North}.png"), Png(SKColorType.Gray8, new SKColor(70, 70, 70)));
        Dictionary<string, string> flags = new() { ["images"] = In("tiles"), ["image.pixels"] = "16" };
        FinishedTask mixed = Finished("mixed", flags);
        ResultTable modes = mixed.Outcome.Tables.Single(table => table.Name == "image-modes");
        Assert.Equal([("RGB", 11), ("grey", 1)], modes.Texts("stored as").Zip(modes.Numbers("images").Select(count => (int)count)));
        Assert.Contains("grey repeated", modes.Text(1, 3), StringComparison.Ordinal);
        using (UrbanDataset data = Cells(mixed.Run!))
            Assert.Contains(data.Tables.Notes, note => note.StartsWith("images of mixed modes: 11 RGB; 1 grey", StringComparison.Ordinal));
        // 16 bits of which 4,000 are white, as reflectances are kept.
        File.WriteAllBytes(In($"tiles/{Zoom}/{West}/{North}.png"), Png(SKColorType.RgbaF16, new SKColor(70, 70, 70)));
        KayaException refused = Refused(flags);
        Assert.Contains("11 RGB", refused.Fault.Found, StringComparison.Ordinal);
        Assert.Contains("of 16 bits, such as " + In($"tiles/{Zoom}/{West}/{North}.png"), refused.Fault.Found, StringComparison.Ordinal);
        flags["image.range"] = "0,32767.5";
        using UrbanDataset told = Cells(Run("told", flags));
        byte[] deep = new byte[told.ImageLength], plain = new byte[told.ImageLength];
        told.ReadImage(told.At(0, 0), deep);
        told.ReadImage(told.At(0, 1), plain);
        Assert.Equal(140, deep[0], 1.0);
        Assert.Equal((0, 20, 200), (plain[0], plain[1], plain[2]));
    }

    [Fact]
    public void A_file_of_cells_is_written_where_it_is_wanted_and_none_is_replaced_unasked()
    {
        WriteTiles("tiles");
        Dictionary<string, string> flags = new() { ["images"] = In("tiles"), ["image.pixels"] = "16",
            ["to"] = In("made/city.safetensors") };
        Run run = Run("a", flags);
        using (UrbanDataset data = UrbanDataset.Open(In("made/city.safetensors"))) Assert.Equal(12, data.Count);
        Assert.False(File.Exists(Path.Combine(run.Folder, "outputs", UrbanPrepareTask.CellFile)));
        Assert.Equal(["city.safetensors"], Directory.GetFiles(In("made")).Select(Path.GetFileName));
        Assert.Contains("already exists", Assert.ThrowsAny<KayaException>(() => Run("b", flags)).Fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Points_that_are_all_elsewhere_are_refused()
    {
        WriteTiles("tiles");
        (double Lon, double Lat) middle = Middle(1, 2);
        File.WriteAllLines(In("poi.csv"), ["lon,lat,category", Line((middle.Lat, middle.Lon), "food")]);
        KayaException refused = Refused(new() { ["images"] = In("tiles"), ["points"] = In("poi.csv"), ["image.pixels"] = "16" });
        Assert.Contains("exchanged", refused.Fault.Remedy, StringComparison.Ordinal);
        File.WriteAllLines(In("far.csv"), ["lon,lat,category", Line((middle.Lon + 9, middle.Lat), "food")]);
        Assert.Contains("in a cell", Refused(new() { ["images"] = In("tiles"), ["points"] = In("far.csv"), ["image.pixels"] = "16" })
            .Fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_where_it_was()
    {
        WriteTiles("tiles");
        Dictionary<string, string> flags = new() { ["images"] = In("tiles"), ["image.pixels"] = "16", ["grid"] = In("grid.tif") };
        // 40 x 40 small cells, so that some are done when it is stopped.
        Grid tiles = MercatorTiles.GridOf(new TileNumber(Zoom, West, North), new TileNumber(Zoom, West + 3, North + 2));
        GeoTiff.Write(In("grid.tif"), ExtensiveRaster.Of(tiles.Refine(12), Unit.One, new double[36 * 48]));
        byte[] whole = File.ReadAllBytes(Path.Combine(Run("whole", flags).Folder, "outputs", UrbanPrepareTask.CellFile));
        using CancellationTokenSource stop = new();
        PreparedTask task = TaskCatalog.Find("urban prepare").Prepare(new ConfigurationSources { Flags = flags });
        Assert.ThrowsAny<OperationCanceledException>(() => TaskRunner.Run(task, new TaskRunSettings
        {
            Folder = In("cut"), Cancellation = stop.Token, Progress = new Stopper(stop),
        }));
        Run resumed = TaskRunner.Resume(In("cut"), new TaskRunSettings()).Run!;
        Assert.True(resumed.Metrics.Single(metric => metric.Name == "images from before").Value > 0);
        Assert.Equal(whole, File.ReadAllBytes(Path.Combine(resumed.Folder, "outputs", UrbanPrepareTask.CellFile)));
        Assert.False(Directory.Exists(Path.Combine(resumed.Folder, "checkpoint")));
    }

    [Fact]
    public void Counts_of_tiles_and_a_table_of_targets_are_joined_by_their_tile()
    {
        File.WriteAllText(In("counts.txt"), "2 0 1\n0 3 0\n");
        File.WriteAllText(In("names.csv"), "no\n6448_14548\n6449_14550\n");
        File.WriteAllText(In("people.csv"), "tile,people\n6449_14550,12.5\n6448_14549,7\n");
        Dictionary<string, string> flags = new()
        {
            ["counts"] = In("counts.txt"), ["count-tiles"] = In("names.csv"), ["image.zoom"] = "14", ["image.row-first"] = "true",
            ["target-table"] = In("people.csv"), ["target-column.unit"] = "1", ["count-categories"] = "a,b,c",
        };
        using UrbanDataset data = Cells(Run("a", flags));
        Assert.False(data.Tables.HasPositions);
        Assert.Equal([0, 3, 0], data.PointCounts(data.At(1, 2)));
        Assert.Equal(12.5, data.Target(data.At(1, 2)));
        Assert.True(!data.Has(data.At(0, 1), UrbanModality.Points) && data.Target(data.At(0, 1)) == 7);
        Assert.Contains("not an emission", data.Tables.TargetName, StringComparison.Ordinal);
        flags["grid"] = In("grid.tif");
        GeoTiff.Write(In("grid.tif"), ExtensiveRaster.Of(Grid.InDegrees(139, 36, 0.01, 10, 10), Unit.One, new double[100]));
        Assert.Throws<GridMismatchException>(() => Run("other grid", flags));
    }

    [Fact]
    public void What_cannot_be_used_is_refused_with_a_remedy()
    {
        WriteTiles("tiles");
        File.WriteAllText(In("all.vrt"), "<VRTDataset/>");
        File.Copy(In($"tiles/{Zoom}/{West}/{North}.png"), In("plain.png"));
        Directory.CreateDirectory(In("pairs"));
        File.Copy(In("plain.png"), In("pairs/1_2.png"));
        Assert.Contains("VRT", Refused(new() { ["images"] = In("all.vrt") }).Fault.What, StringComparison.Ordinal);
        Assert.Contains("--image.zoom", Refused(new() { ["images"] = In("pairs") }).Fault.Remedy, StringComparison.Ordinal);
        Assert.Contains("no georeference", Refused(new() { ["images"] = In("plain.png") }).Fault.What, StringComparison.Ordinal);
        Assert.Contains("no input", Refused([]).Fault.What, StringComparison.Ordinal);
        Assert.Contains("no tiles of this zoom", Refused(new() { ["images"] = In("tiles"), ["image.zoom"] = "9" }).Fault.What,
            StringComparison.Ordinal);
    }

    private KayaException Refused(Dictionary<string, string> flags) => Assert.ThrowsAny<KayaException>(() => Run("refused", flags));

    private Run Run(string name, Dictionary<string, string> flags) => Finished(name, flags).Run!;

    private FinishedTask Finished(string name, Dictionary<string, string> flags) => TaskRunner.Run(
        TaskCatalog.Find("urban prepare").Prepare(new ConfigurationSources { Flags = flags }),
            new TaskRunSettings { Folder = In(name) });

    private static UrbanDataset Cells(Run run) => UrbanDataset.Open(Path.Combine(run.Folder, "outputs", UrbanPrepareTask.CellFile));

    private string In(string name) => Path.Combine(_folder, name);

    private static string Line((double Lon, double Lat) at, string category) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.Lon},{at.Lat},{category}");

    // Longitude and latitude of the middle of a tile, by the formula of slippy maps.
    private static (double Lon, double Lat) Middle(int row, int column) => (((West + column + 0.5) / (1 << Zoom) * 360) - 180,
        Math.Atan(Math.Sinh(Math.PI * (1 - (2 * (North + row + 0.5) / (1 << Zoom))))) * 180 / Math.PI);

    // Red tells the row, green the column.
    private void WriteTiles(string folder)
    {
        for (int row = 0; row < 3; row++)
            for (int column = 0; column < 4; column++)
            {
                using SKBitmap bitmap = new(new SKImageInfo(32, 32, SKColorType.Rgba8888, SKAlphaType.Opaque));
                bitmap.Erase(new SKColor((byte)(20 * row), (byte)(20 * column), 200));
                Directory.CreateDirectory(In($"{folder}/{Zoom}/{West + column}"));
                using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
                File.WriteAllBytes(In($"{folder}/{Zoom}/{West + column}/{North + row}.png"), data.ToArray());
            }
    }

    private void WriteContainer(string folder, string file)
    {
        using SqliteConnection connection = new($"Data Source={In(file)};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)";
        command.ExecuteNonQuery();
        foreach (string path in Directory.EnumerateFiles(In(folder), "*.png", SearchOption.AllDirectories))
        {
            string[] parts = Path.GetRelativePath(In(folder), path).Split('/', '.');
            using SqliteCommand add = connection.CreateCommand();
            add.CommandText = "INSERT INTO tiles VALUES ($z, $x, $row, $data)";
            add.Parameters.AddWithValue("$z", Zoom);
            add.Parameters.AddWithValue("$x", int.Parse(parts[1], CultureInfo.InvariantCulture));
            // The specification of MBTiles counts rows from the south.
            add.Parameters.AddWithValue("$row", (1 << Zoom) - 1 - int.Parse(parts[2], CultureInfo.InvariantCulture));
            add.Parameters.AddWithValue("$data", File.ReadAllBytes(path));
            add.ExecuteNonQuery();
        }
    }

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            if (value.Stage == "read images" && value.Done >= 64) stop.Cancel();
        }
    }
}
