using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks.Tests.Downscaling;

public sealed class DownscaleProblemTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-problem-").FullName;

    public DownscaleProblemTests() => SmallLand.Write(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_Polygons_ShareBorderCellsOnBothGrids()
    {
        using DownscaleProblem problem = DownscaleProblem.Load(Options());
        Assert.Equal(["Z1", "Z2", "Z3", "Z4", "Z5"], problem.Coverage.Codes);
        Assert.Equal([1000, 2000, 3000, 4000, 5000], problem.Coverage.Codes.Select(code => problem.Statistics.Values[code]));
        Assert.Equal(["lights", "people"], problem.Drivers.Drivers.Select(driver => driver.Name));
        Assert.True(problem.Grid.Matches(SmallLand.Grid));
        // 3.2 columns of 12 rows; on cells half as wide, four times as many.
        Assert.All(problem.Coverage.CellCounts(), count => Assert.Equal(38.4, count, 1e-6));
        FineZones fine = problem.Fine(2);
        Assert.Equal(SmallLand.Grid.Refine(2), fine.Coverage.Grid);
        Assert.All(fine.Coverage.CellCounts(), count => Assert.Equal(4 * 38.4, count, 1e-6));
        Assert.NotNull(problem.Outlines);
    }

    [Fact]
    public void Load_ZoneRasterWithTable_HasItsCodesOnBothGrids()
    {
        File.WriteAllLines(In("statistics.csv"), SmallLand.Statistics.Take(5));
        using DownscaleProblem problem = DownscaleProblem.Load(
            Options() with { Zones = In("zones.tif"), Zone = new() { Codes = In("numbers.csv") } });
        Assert.Equal(["Z1", "Z2", "Z3", "Z4"], problem.Coverage.Codes);
        Assert.Equal([48, 48, 48, 48], problem.Coverage.CellCounts());
        Assert.Equal([432, 432, 432, 432], problem.Fine(3).Coverage.CellCounts());
        Assert.NotNull(problem.Outlines);
    }

    [Fact]
    public void Load_ZonesWithChineseNames_MeetStatisticsByCode()
    {
        File.WriteAllText(In("zones.geojson"), File.ReadAllText(In("zones.geojson")).Replace("Z1", "北京市", StringComparison.Ordinal));
        File.WriteAllText(In("statistics.csv"), File.ReadAllText(In("statistics.csv")).Replace("Z1", "Beijing", StringComparison.Ordinal));
        Assert.Contains("--zone.names chinese-provinces", Assert.Throws<DataNotFoundException>(() => DownscaleProblem.Load(Options()))
            .Fault.Remedy, StringComparison.Ordinal);
        using DownscaleProblem problem = DownscaleProblem.Load(Options() with { Zone = new() { Names = ZoneNames.ChineseProvinces } });
        Assert.Equal("CN-BJ", problem.Coverage.Codes[0]);
        Assert.Equal(1000, problem.Statistics.Values["CN-BJ"]);
    }

    [Fact]
    public void Load_DriverOnOtherCells_IsAlignedToTheFirst()
    {
        Grid other = Grid.InDegrees(9.95, 50.05, 0.05, 26, 34);
        GeoTiff.Write(
            In("moved.tif"), ExtensiveRaster.Of(other, Unit.One, Enumerable.Range(0, 26 * 34).Select(cell => 1.0 + (cell % 7)).ToArray()));
        using DownscaleProblem problem = DownscaleProblem.Load(Options() with { Drivers = [Input("lights.tif"), Input("moved.tif")] });
        Driver moved = problem.Drivers.Drivers[1];
        // Cells of the target hold four whole cells of the source, one row and one column further in.
        double[] cells = new double[SmallLand.Grid.CellCount];
        moved.Source.Read(0, SmallLand.Grid.All, cells);
        double Value(int row, int column) => 1.0 + (((row * 34) + column) % 7);
        Assert.Equal(Value(1, 1) + Value(1, 2) + Value(2, 1) + Value(2, 2), cells[0], 1e-6);
        Assert.Equal(Value(5, 7) + Value(5, 8) + Value(6, 7) + Value(6, 8), cells[(2 * 16) + 3], 1e-6);
    }

    [Fact]
    public void Load_Like_IsTheGridOfAll()
    {
        Grid coarse = Grid.InDegrees(10, 50, 0.2, 6, 8);
        GeoTiff.Write(In("like.tif"), CategoryRaster.Of(coarse, new double[48]));
        using DownscaleProblem problem = DownscaleProblem.Load(Options() with { Like = Input("like.tif") });
        Assert.True(problem.Grid.Matches(coarse));
        double[] people = new double[48];
        problem.Drivers.Drivers[1].Source.Read(0, coarse.All, people);
        Assert.Equal(SmallLand.People(0) + SmallLand.People(1) + SmallLand.People(16) + SmallLand.People(17), people[0], 1e-9);
    }

    [Fact]
    public void Load_MissingIsZero_OnlyForTheDriversNamed()
    {
        DownscaleRunOptions holes = Options() with { Drivers = [Input("hole.tif"), Input("people.tif")] };
        using (DownscaleProblem problem = DownscaleProblem.Load(holes))
            Assert.Equal(12 * 12, problem.Drivers.Read(problem.Grid.All, ZonalScale.Density).Positions.Length);
        using (DownscaleProblem problem = DownscaleProblem.Load(holes with { MissingIsZero = ["hole"] }))
        {
            (Learning.FeatureTable cells, _) = problem.Drivers.Read(problem.Grid.All, ZonalScale.Density);
            Assert.Equal((12 * 16, 0.0, SmallLand.Light(0)), (cells.RowCount, cells[6, 0], cells[0, 0]));
        }

        Fault fault = Assert.Throws<DataFormatException>(() => DownscaleProblem.Load(holes with { MissingIsZero = ["holle"] })).Fault;
        Assert.Equal("Did you mean 'hole'?", fault.Remedy);
    }

    [Theory]
    [InlineData("--zones", true, false, false, false)]
    [InlineData("--statistics, --drivers", false, true, true, false)]
    [InlineData("--zones, --drivers", true, false, true, true)]
    [InlineData("--like", false, false, false, true)]
    public void Files_SomeInputsOnly_SaysWhichAreNamed(string found, bool zones, bool statistics, bool drivers, bool like)
    {
        DownscaleRunOptions all = Options();
        DownscaleRunOptions some = new() { Zones = zones ? all.Zones : null, Statistics = statistics ? all.Statistics : null,
            Drivers = drivers ? all.Drivers : null, Like = like ? Input("people.tif") : null };
        Assert.Equal(found, Assert.Throws<DataNotFoundException>(() => DownscaleProblem.Files(some)).Fault.Found);
    }

    [Fact]
    public void Files_AllInputs_AreListedWithTheTableOfCodes()
    {
        IReadOnlyList<TaskInput> files = DownscaleProblem.Files(
            Options() with { Zone = new() { Codes = In("numbers.csv") }, Like = Input("people.tif") });
        Assert.Equal(["zones", "codes", "statistics", "driver 1", "driver 2", "like"], files.Select(file => file.Name));
        Assert.Empty(DownscaleProblem.Files(new DownscaleRunOptions()));
    }

    [Fact]
    public void Load_OneNameForTwoDrivers_IsRefused()
    {
        Directory.CreateDirectory(In("other"));
        File.Copy(In("lights.tif"), In("other/lights.tif"));
        Fault fault = Assert.Throws<DataFormatException>(
            () => DownscaleProblem.Load(Options() with { Drivers = [Input("lights.tif"), Input("other/lights.tif")] })).Fault;
        Assert.Equal(("--drivers", "lights, lights"), (fault.Where!.Variable, fault.Found));
    }

    // Half of Z1 is on the grid: 500 t are spread there, of which the plant has 100.
    [Fact]
    public void Place_ZonePartlyOffTheGrid_SourcesArePartOfTheCoveredShare()
    {
        Grid inside = Grid.InDegrees(10.16, 50, 0.08, 15, 18);
        GeoTiff.Write(In("like.tif"), CategoryRaster.Of(inside, new double[270]));
        File.WriteAllLines(In("plants.csv"), ["name,emission [t],lon,lat", "A,100,10.2,49.5", "B,7,10.1,49.5"]);
        DownscaleRunOptions options = Options() with { Like = Input("like.tif"), Points = [In("plants.csv")], KeepUncoveredShare = true };
        using DownscaleProblem problem = DownscaleProblem.Load(options);
        Assert.Equal(500, problem.Statistics.Values["Z1"], 0.5);
        Assert.Equal(problem.Statistics.Values, problem.Rest.Values);
        problem.Place(options, 2, new FitContext(new RandomSource(1), Cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(400, problem.Rest.Values["Z1"], 0.5);
        Assert.Equal("B", Assert.Single(problem.Points!.Outside).Name);
        Assert.Equal(("Z1", 1000.0), (problem.Placed.Portions[0].Zone, problem.Placed.Portions[0].Given));
    }

    [Fact]
    public void RequireZones_ZonesThatEmit_Count()
    {
        File.WriteAllText(In("statistics.csv"), File.ReadAllText(In("statistics.csv")).Replace("4000", "0", StringComparison.Ordinal));
        using DownscaleProblem problem = DownscaleProblem.Load(Options());
        problem.RequireZones(4);
        Assert.Equal("4", Assert.Throws<DataNotFoundException>(() => problem.RequireZones(5)).Fault.Found);
    }

    private DownscaleRunOptions Options() =>
        new() { Zones = In("zones.geojson"), Statistics = In("statistics.csv"), Drivers = [Input("lights.tif"), Input("people.tif")] };

    private RasterInput Input(string name) => RasterInput.Parse(In(name));

    private string In(string name) => Path.Combine(_folder, name);
}
