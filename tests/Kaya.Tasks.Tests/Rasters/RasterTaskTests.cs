using System.Globalization;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.NetCdf;
using Kaya.Runs;

namespace Kaya.Tasks.Tests.Rasters;

/// <summary>The raster commands as the command line calls them, by the text of their options.</summary>
public sealed class RasterTaskTests : IDisposable
{
    private static readonly Grid s_grid = Grid.InDegrees(10, 50, 0.5, 4, 6);

    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-raster-tasks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Info_TwoBands_ListsUnitKindRangeAndTotal()
    {
        ExtensiveRaster two = new(s_grid, Unit.Parse("t"), ["coal", "gas"], (band, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = cell < 6 ? double.NaN : (band + 1) * cell;
        });
        GeoTiff.Write(
            In("a.tif"), two,
            new GeoTiffOptions { Basis = MassBasis.CO2, Tags = new Dictionary<string, string> { ["SOURCE"] = "a table" } });
        TaskOutcome outcome = Run(new RasterInfoTask(), ("file", In("a.tif")), ("values", "true"));
        ResultTable bands = Assert.Single(outcome.Tables);
        Assert.Equal([2L, "gas", "t", "extensive", "CO2", 25.0, 12.0, 29.0, 46.0, 522.0], Row(bands, 1));
        Assert.Contains(outcome.Summary, line => line.Contains("4 rows x 6 columns", StringComparison.Ordinal));
        Assert.Contains("  SOURCE: a table", outcome.Summary);
        // Without --values no cell is read, and none of what follows from cells is shown.
        Assert.DoesNotContain(Run(new RasterInfoTask(), ("file", $"{In("a.tif")}#gas")).Tables[0].Columns,
            column => column.Name == "total");
        Assert.Equal(1, Run(new RasterInfoTask(), ("file", $"{In("a.tif")}#gas")).Tables[0].RowCount);
    }

    [Fact]
    public void InfoAndMap_IoapiFile_ShowUnitsTimesAndWhatIsNotRead()
    {
        IoapiWriter.Write(In("met.nc"), new IoapiLayout(s_grid, [new("PBL", "M"), new("O3COL", "Dobson Units")], DateTimeOffset.UnixEpoch)
        {
            Start = new DateTimeOffset(2016, 1, 31, 23, 0, 0, TimeSpan.Zero), Steps = 2,
        }, (variable, step, _, values) => values.Fill(variable + (10 * step)));
        TaskOutcome outcome = Run(new RasterInfoTask(), ("file", In("met.nc")));
        ResultTable bands = Assert.Single(outcome.Tables);
        Assert.Equal(["PBL", "m"], Row(bands, 0).Skip(1).Take(2));
        Assert.Equal(["O3COL", "1"], Row(bands, 1).Skip(1).Take(2));
        Assert.Contains(outcome.Summary, line => line.Contains("the unit 'Dobson Units' is not read", StringComparison.Ordinal));
        Run(new RasterMapTask(), ("file", In("met.nc#PBL@time=2016-02-01T00:00")), ("out", In("pbl.png")));
        Assert.True(File.Exists(In("pbl.png")));
        DataFormatException refused = Assert.Throws<DataFormatException>(() =>
            Run(new RasterMapTask(), ("file", In("met.nc#O3COL@time=2016-02-01T00:00")), ("out", In("o3.png"))));
        Assert.Contains("@unit=", refused.Fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Zonal_TotalsAndMeans_CountBorderCellsByTheirPart()
    {
        GeoTiff.Write(
            In("t.tif"),
            ExtensiveRaster.Of(s_grid, Unit.Parse("t"), Enumerable.Range(0, 24).Select(cell => cell == 7 ? double.NaN : cell).ToArray()),
            new GeoTiffOptions { Basis = MassBasis.C });
        // One zone over column 0 and half of column 1, all rows; the other beside the grid.
        File.WriteAllText(In("z.geojson"), """
            {"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{"code":"W"},
            "geometry":{"type":"Polygon","coordinates":[[[10,48],[10.75,48],[10.75,50],[10,50],[10,48]]]}},
            {"type":"Feature","properties":{"code":"far"},
            "geometry":{"type":"Polygon","coordinates":[[[20,48],[21,48],[21,50],[20,50],[20,48]]]}}]}
            """);
        TaskOutcome outcome = Run(new RasterZonalTask(), ("file", In("t.tif")), ("zones", In("z.geojson")), ("out", In("z.csv")));
        ResultTable table = outcome.Tables[0];
        // Column 0: 0 + 6 + 12 + 18; column 1 without its no-data cell: (1 + 13 + 19) / 2.
        Assert.Equal(36 + 16.5, table.Number(0, 1), 1e-12);
        Assert.Equal(6, table.Number(0, 3), 1e-9);
        Assert.Equal(100, table.Number(0, 4));
        Assert.Equal(100 * (1 - (0.5 / 6)), table.Number(0, 5), 0.1);
        Assert.Equal((0.0, 0.0), (table.Number(1, 4), table.Number(1, 5)));
        Assert.True(double.IsNaN(table.Number(1, 1)));
        Assert.Contains("without data: far", outcome.Summary);
        Assert.StartsWith("zone,total [t],area [km2],cells,on grid [%],with data [%]\r\nW,52.5,", File.ReadAllText(In("z.csv")),
            StringComparison.Ordinal);
        TaskOutcome means = Run(new RasterZonalTask(), ("file", $"{In("t.tif")}@kind=intensive@override=yes"), ("zones", In("z.geojson")));
        double[] areas = [.. Enumerable.Range(0, 4).Select(row => CellAreas.Of(s_grid).At(row, 0))];
        double expected = Enumerable.Range(0, 4)
            .Sum(row => areas[row] * ((6 * row) + (row == 1 ? 0 : 0.5 * ((6 * row) + 1)))) / Enumerable.Range(0, 4)
            .Sum(row => areas[row] * (row == 1 ? 1 : 1.5));
        Assert.Equal(expected, means.Tables[0].Number(0, 1), 1e-12);
    }

    [Fact]
    public void Zonal_OtherUnitPerAreaPerHeadAndWeights_AreThoseOfTheTotals()
    {
        Grid grid = Grid.InDegrees(0, 1, 1, 1, 3);
        GeoTiff.Write(In("e.tif"), ExtensiveRaster.Of(grid, Unit.Parse("t"), new double[] { 1000, 3000, 5000 }));
        GeoTiff.Write(In("people.tif"), ExtensiveRaster.Of(grid, Unit.One, new double[] { 10, 20, 70 }, "people"));
        File.WriteAllText(In("half.geojson"), """
            {"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"A"},
            "geometry":{"type":"Polygon","coordinates":[[[0,0],[1.5,0],[1.5,1],[0,1],[0,0]]]}}]}
            """);
        TaskOutcome outcome = Run(new RasterZonalTask(), ("file", In("e.tif")), ("zones", In("half.geojson")), ("output-unit", "kt"),
            ("per-area", "true"), ("per", In("people.tif")), ("weights", In("weights.csv")));
        ResultTable table = outcome.Tables[0];
        // 1000 + 3000 / 2 t; 10 + 20 / 2 people; the true area is that of the column area.
        Assert.Equal(2.5, table.Number(0, 1), 1e-12);
        Assert.Equal(2.5 / table.Number(0, 2), table.Number(0, 6), 1e-12);
        Assert.Equal(0.125, table.Number(0, 7), 1e-12);
        Assert.Equal(["kt", "kt km-2", "kt"], new[] { 1, 6, 7 }.Select(column => table.Columns[column].Unit!.ToString()));
        Assert.Equal("zone,row,column,share\nA,0,0,1\nA,0,1,0.5\n", File.ReadAllText(In("weights.csv")));
        Assert.Throws<UnitMismatchException>(() => Run(new RasterZonalTask(), ("file", In("e.tif")), ("zones", In("half.geojson")),
            ("output-unit", "km")));
    }

    [Fact]
    public void Compare_InfiniteCell_IsRefusedAndDifferencesAreWritten()
    {
        Grid row = Grid.InDegrees(0, 1, 1, 1, 3);
        GeoTiff.Write(In("a.tif"), ExtensiveRaster.Of(row, Unit.Parse("t"), new double[] { 1, 2, 4 }));
        GeoTiff.Write(In("b.tif"), ExtensiveRaster.Of(row, Unit.Parse("kg"), new double[] { 2000, 1000, double.NaN }));
        Run(new RasterCompareTask(), ("map", In("a.tif")), ("reference", In("b.tif")), ("difference", In("d.tif")));
        using (RasterFile file = RasterFile.Open(In("d.tif")))
        {
            double[] difference = new double[3];
            file.Read(0, file.Grid.All, difference);
            Assert.Equal([-1000, 1000, double.NaN], difference);
            Assert.Equal(Unit.Parse("kg"), file.Bands[0].Unit);
        }

        ResultTable table = Run(new RasterCompareTask(), ("map", In("a.tif")), ("reference", In("b.tif")), ("difference", In("t.tif")),
            ("output-unit", "t")).Tables[0];
        using (RasterFile file = RasterFile.Open(In("t.tif")))
        {
            double[] difference = new double[3];
            file.Read(0, file.Grid.All, difference);
            Assert.Equal([-1, 1, double.NaN], difference);
            Assert.Equal(Unit.Parse("t"), file.Bands[0].Unit);
        }

        Assert.Equal(["total of the map", 3.0, "t", "over these cells"], Row(table, 1));
        Assert.Equal(["total of the reference", 3.0, "t", "over these cells"], Row(table, 2));
        Assert.Throws<UnitMismatchException>(() =>
            Run(new RasterCompareTask(), ("map", In("a.tif")), ("reference", In("b.tif")), ("output-unit", "km")));
        GeoTiff.Write(In("inf.tif"), ExtensiveRaster.Of(row, Unit.Parse("t"), new[] { 1, double.NegativeInfinity, 4 }));
        NonFiniteException refused = Assert.Throws<NonFiniteException>(() =>
            Run(new RasterCompareTask(), ("map", In("inf.tif")), ("reference", In("a.tif"))));
        Assert.Contains("row 0, column 1", refused.Message, StringComparison.Ordinal);
        Run(new RasterCompareTask(), ("map", In("inf.tif") + "@no-data=inf"), ("reference", In("a.tif")));
    }

    [Theory]
    [InlineData("a.tif")]
    [InlineData("a.nc")]
    public void Align_ToAFinerGridInBothFormats_KeepsTotalUnitBasisAndCorners(string name)
    {
        GeoTiff.Write(
            In("t.tif"), ExtensiveRaster.Of(s_grid, Unit.Parse("kt"), Enumerable.Range(0, 24).Select(cell => (double)cell).ToArray(),
            "lat"), new GeoTiffOptions { Basis = MassBasis.C });
        TaskOutcome outcome = Run(new RasterAlignTask(), ("file", In("t.tif")), ("cell-size", "0.25"), ("out", In(name)));
        using OpenedRaster made = RasterInput.Parse(In(name)).Open();
        Assert.True(s_grid.Refine(2).Matches(made.Grid, 1e-9), made.Grid.ToString());
        Assert.Equal((Unit.Parse("kt"), MassBasis.C, QuantityKind.Extensive),
            (made.Description.Unit, made.Description.Basis, made.Description.Kind));
        Raster read = made.ReadAll(0);
        Assert.Equal(276, read.Sum(), 1e-9);
        // Row 3, column 5 of the coarse grid holds 23, and its fine cells a quarter each but for the change of area with latitude.
        Assert.Equal(23, read[0, 6, 10] + read[0, 6, 11] + read[0, 7, 10] + read[0, 7, 11], 1e-9);
        Assert.Equal("1", outcome.Tables[0][2, 3]);
    }

    [Fact]
    public void AlignAndMap_OutputUnit_ConvertsCellsTotalAndPicture()
    {
        GeoTiff.Write(In("u.tif"), ExtensiveRaster.Of(s_grid, Unit.Parse("kt"), Enumerable.Range(0, 24).Select(cell => (double)cell)
            .ToArray()));
        TaskOutcome outcome = Run(new RasterAlignTask(), ("file", In("u.tif")), ("cell-size", "0.25"), ("out", In("u2.tif")),
            ("output-unit", "t"));
        Assert.Equal("1", outcome.Tables[0][2, 3]);
        using OpenedRaster made = RasterInput.Parse(In("u2.tif")).Open();
        Assert.Equal((Unit.Parse("t"), 276_000), (made.Description.Unit, Math.Round(made.ReadAll(0).Sum(), 6)));
        Run(new RasterMapTask(), ("file", In("u.tif")), ("out", In("u.svg")), ("output-unit", "Mt"), ("source", "a test"));
        Assert.Contains("0.276", File.ReadAllText(In("u.svg")), StringComparison.Ordinal);
        GeoTiff.Write(In("v.tif"), ExtensiveRaster.Of(s_grid, Unit.Parse("Mt"), Enumerable.Range(0, 24).Select(cell => cell / 100.0)
            .ToArray()));
        Run(new RasterMapTask(), ("file", In("u.tif")), ("series", In("v.tif")), ("out", In("s.png")), ("output-unit", "kt"));
        Assert.True(File.Exists(In("s-2.png")) && File.Exists(In("s.png")));
        Assert.Throws<UnitMismatchException>(() => Run(new RasterMapTask(), ("file", In("u.tif")), ("series", In("v.tif")),
            ("out", In("w.png"))));
        Assert.Throws<UnitMismatchException>(() =>
            Run(new RasterMapTask(), ("file", In("u.tif")), ("out", In("km.svg")), ("output-unit", "km")));
        Assert.Contains(".pdf", Assert.Throws<DataFormatException>(() =>
            Run(new RasterMapTask(), ("file", In("u.tif")), ("out", In("u.gif")))).Fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Align_InParts_IsTheSameAsAtOnce()
    {
        Grid wide = Grid.InDegrees(100, 45, 0.02, 700, 500);
        Grid target = new(GdalCoordinateSystems.Find("EPSG:32649"), Affine.NorthUp(100_000, 4_900_000, 3000, 3000), 520, 330);
        double[] numbers = [
            .. Enumerable.Range(0, (int)wide.CellCount).Select(cell => cell % 97 == 0 ? double.NaN : 1 + Math.Abs(Math.Sin(cell)))];
        foreach (
            Raster raster in (Raster[])[ExtensiveRaster.Of(wide, Unit.One, numbers), IntensiveRaster.Of(wide, Unit.One, numbers),
            CategoryRaster.Of(wide, numbers.Select(Math.Floor).ToArray())])
        {
            using AlignedSource aligned = new(raster, 0, target, GdalTransformation.Between);
            Raster whole = aligned.Whole();
            double[] parts = new double[target.CellCount];
            foreach (Window window in target.All.RowBands(40 * target.Columns)) aligned.Read(
                0, window, parts.AsSpan(window.Row * target.Columns, (int)window.CellCount));
            for (int cell = 0; cell < parts.Length; cell++) Assert.Equal(whole.Values()[cell], parts[cell], 1e-9);
        }
    }

    [Fact]
    public void Align_ThroughLesothosGrids_KeepsTotalsAndPlaces()
    {
        string population = Geo.Tests.RealData.File("lesotho/ghs.tif"), gdp = Geo.Tests.RealData.File("lesotho/gdp.tif"),
            lights = Geo.Tests.RealData.File("lesotho/ntl.tif");
        // Around all three, so that nothing of the turned outline is cut off.
        foreach (string file in new[] { population, gdp })
        {
            TaskOutcome outcome = Run(new RasterAlignTask(), ("file", file), ("kind", "extensive"), ("unit", "1"), ("crs", "EPSG:4326"),
                ("cell-size", "0.004166666666666667"), ("bounds", "26,-32,31,-27"), ("out", In("l.tif")), ("force", "true"));
            Assert.Equal(1, outcome.Tables[0].Number(1, 3) / outcome.Tables[0].Number(0, 3), 1e-9);
        }

        Run(new RasterAlignTask(), ("file", population), ("kind", "extensive"), ("unit", "1"), ("like", lights), ("out", In("p.tif")));
        using OpenedRaster people = RasterInput.Parse(In("p.tif")).Open(), light = RasterInput.Parse($"{lights}@kind=intensive").Open();
        Assert.True(light.Grid.Matches(people.Grid, 1e-9));
        // The known point: the centre of the cell with most people. Half a cell beside it, a neighbour would hold them.
        using OpenedRaster source = RasterInput.Parse($"{population}@kind=extensive").Open();
        Raster all = source.ReadAll(0);
        int densest = all.Values().IndexOf(all.Values().ToArray().Where(value => !double.IsNaN(value)).Max());
        (double x, double y) = source.Grid.CentreOf(densest / all.Grid.Columns, densest % all.Grid.Columns);
        double[] px = [x], py = [y];
        using (GdalTransformation forth = new(source.Grid.Crs, light.Grid.Crs)) forth.Transform(px, py);
        (int row, int column) = people.Grid.CellAt(px[0], py[0])!.Value;
        Raster aligned = people.ReadAll(0);
        double most = Enumerable.Range(-1, 3).SelectMany(dr => Enumerable.Range(-1, 3).Select(dc => aligned[0, row + dr, column + dc]))
            .Where(double.IsFinite).Max();
        Assert.Equal(most, aligned[0, row, column]);
    }

    [Fact]
    public void Compare_CarbonAgainstDioxideOnACoarserGrid_ConvertsBoth()
    {
        double[] carbon = [.. Enumerable.Range(0, 24).Select(cell => 1.0 + cell)];
        ExtensiveRaster map = ExtensiveRaster.Of(s_grid, Unit.Parse("kt"), carbon);
        ExtensiveRaster reference = ((ExtensiveRaster)new ConservativeRegridding(s_grid, s_grid.Coarsen(2)).Apply(map)).In(Unit.Parse("t"))
            .Times(44.0 / 12);
        GeoTiff.Write(In("map.tif"), map, new GeoTiffOptions { Basis = MassBasis.C });
        GeoTiff.Write(In("reference.tif"), reference, new GeoTiffOptions { Basis = MassBasis.CO2 });
        ResultTable table = Run(new RasterCompareTask(), ("map", In("map.tif")), ("reference", In("reference.tif")),
            ("scatter", In("s.svg"))).Tables[0];
        double Value(string name) => table.Number(Enumerable.Range(0, table.RowCount).First(row => (string)table[row, 0]! == name), 1);
        Assert.Equal((6, 1, 1), (Value("cells"), Value("Spearman"), Value("R2")));
        Assert.Equal(300 * 1000 * 44 / 12.0, Value("total of the map"), 1e-6);
        Assert.Equal(0, Value("log RMSE"), 1e-12);
        Assert.Contains("</svg>", File.ReadAllText(In("s.svg")), StringComparison.Ordinal);
        // The reverse is as good, on the same coarser grid.
        Assert.Equal(1, Run(new RasterCompareTask(), ("map", In("reference.tif")), ("reference", In("map.tif"))).Tables[0].Number(4, 1),
            1e-12);
    }

    // Recorded from numpy: a = [1,2,4,8,16,32], b = [2,1,5,7,20,28]; R2 of b by a, correlation of ranks, mean and root mean square of a -
    // b, and of the logarithms; the misplaced share is half of 12 t of 63 t. The map is smaller than a block of 5 x 5 cells.
    [Fact]
    public void Compare_KnownNumbers_AreThoseOfNumpy()
    {
        Grid row = Grid.InDegrees(0, 1, 1, 1, 6);
        GeoTiff.Write(In("a.tif"), ExtensiveRaster.Of(row, Unit.Parse("t"), new double[] { 1, 2, 4, 8, 16, 32 }));
        GeoTiff.Write(In("b.tif"), ExtensiveRaster.Of(row, Unit.Parse("t"), new double[] { 2, 1, 5, 7, 20, 28 }));
        ResultTable table = Run(new RasterCompareTask(), ("map", In("a.tif")), ("reference", In("b.tif"))).Tables[0];
        double[] expected = [6, 63, 63, 1, 0.940149625935162, 0.94285714285714284, 6.0 / 63, double.NaN, double.NaN, 0,
            2.4494897427831779, 6, 0.4274251167271148];
        for (int measure = 0; measure < expected.Length; measure++) Assert.Equal(expected[measure], table.Number(measure, 1), 1e-12);
    }

    [Fact]
    public void Compare_DensityAgainstTotals_MultipliesWithTrueArea()
    {
        // 2 kg m-2 everywhere, against totals that are exactly that.
        IntensiveRaster density = IntensiveRaster.Of(
            s_grid, Unit.Parse("kg m-2"), Enumerable.Range(0, 24).Select(cell => 2.0 + cell).ToArray());
        GeoTiff.Write(In("map.tif"), density, new GeoTiffOptions { Basis = MassBasis.C });
        GeoTiff.Write(In("reference.tif"), density.TimesArea(CellAreas.Of(s_grid), Unit.Parse("m2")).In(Unit.Parse("t")),
            new GeoTiffOptions { Basis = MassBasis.C });
        ResultTable table = Run(new RasterCompareTask(), ("map", In("map.tif")), ("reference", In("reference.tif"))).Tables[0];
        Assert.Equal(1, table.Number(3, 1), 1e-12);
        Assert.Equal(1, table.Number(4, 1), 1e-12);
    }

    [Fact]
    public void Map_AnyKind_IsAPicture()
    {
        CertifiedMap.Write(In("map.tif"), CertifiedMap.Make());
        GeoTiff.Write(In("codes.tif"), CategoryRaster.Of(s_grid, Enumerable.Range(0, 24).Select(cell => (double)(cell % 5)).ToArray()));
        foreach (string file in new[] { "map.tif", "codes.tif" })
        {
            Run(new RasterMapTask(), ("file", In(file)), ("out", In(file + ".png")), ("width", "300"));
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(In(file + ".png"))[..4]);
        }
    }

    private static TaskOutcome Run(IKayaTask task, params (string Key, string Value)[] options)
    {
        ConfigurationSources sources = new() { Flags = options.ToDictionary(option => option.Key, option => option.Value) };
        return TaskRunner.Run(task.Prepare(sources), new TaskRunSettings()).Outcome;
    }

    private static object?[] Row(ResultTable table, int row) =>
        [.. Enumerable.Range(0, table.Columns.Count).Select(column => table[row, column])];

    private string In(string name) => Path.Combine(_folder, name);
}
