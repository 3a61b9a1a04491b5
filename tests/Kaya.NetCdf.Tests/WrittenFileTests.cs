using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.NetCdf.Tests;

public sealed class WrittenFileTests : IDisposable
{
    private readonly WrittenFolder _folder = new();

    [Fact]
    public void Write_ThenOpen_KeepsValuesGridUnitsBoundsAndIntervals()
    {
        Grid grid = Grid.InDegrees(10, 50, 0.25, 30, 40);
        ExtensiveRaster map = Map(grid, 1), lower = Map(grid, 0.5), upper = Map(grid, 2);
        NetCdfWriter.Write(_folder["map.nc"], [new NetCdfMap("emission", map, "CO2 emission") { Lower = lower, Upper = upper,
            Probability = 0.95 }],
            new Dictionary<string, string> { ["title"] = "a test" });
        using NetCdfFile file = NetCdfFile.Open(_folder["map.nc"]);
        foreach (string name in new[] { "lat", "lon", "lat_bnds", "lon_bnds", "crs", "emission", "emission_lower",
            "emission_upper" }) Assert.NotNull(file.Find(name));
        Assert.Equal("emission_lower emission_upper", file.Variable("emission").Attributes.Text("ancillary_variables"));
        Assert.Equal("area: sum", file.Variable("emission").Attributes.Text("cell_methods"));
        Assert.Equal("latitude_longitude", file.Variable("crs").Attributes.Text("grid_mapping_name"));
        Assert.Equal("lat_bnds", file.Variable("lat").Attributes.Text("bounds"));
        Assert.Contains("95 %", file.Variable("emission_upper").Attributes.Text("long_name"), StringComparison.Ordinal);
        IRasterSource read = NetCdfFields.Of(file, "emission").At(0);
        Assert.True(grid.Matches(read.Grid, 1e-9));
        Assert.Equal(new BandDescription("emission", Unit.Parse("t"), QuantityKind.Extensive), read.Bands[0]);
        Assert.True(map.Values().SequenceEqual(read.ReadAll().Values()));
        // Ends of intervals have 32 bits.
        Assert.Equal([.. upper.Values().ToArray().Select(value => (double)(float)value)],
            NetCdfFields.Of(file, "emission_upper").At(0).ReadAll().Values().ToArray());
        Assert.Equal(map[0, 7, 9], read.ReadWindow(0, new Window(7, 9, 1, 1))[0, 0, 0]);
    }

    [Fact]
    public void Variable_SouthUpFile_ComesNorthUp()
    {
        Grid southUp = new(CoordinateSystem.LongitudeLatitude, new Affine(10, 1, 0, 40, 0, 1), 4, 3);
        NetCdfWriter.Write(_folder["south.nc"], [new NetCdfMap("number", ExtensiveRaster.Of(southUp, Unit.Parse("t"),
            Enumerable.Range(0, 12).Select(k => (double)k).ToArray()), "numbers")]);
        using NetCdfFile file = NetCdfFile.Open(_folder["south.nc"]);
        IRasterSource read = NetCdfFields.Of(file, "number").At(0);
        Assert.True(Grid.InDegrees(10, 44, 1, 4, 3).Matches(read.Grid));
        Assert.Equal([9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2], read.ReadAll().Values().ToArray());
        Assert.Equal([7, 4], read.ReadWindow(0, new Window(1, 1, 2, 1)).Values().ToArray());
    }

    [Fact]
    public void Write_ProjectedGrid_KeepsTheSystem()
    {
        Grid grid = new(CoordinateSystem.Parse("EPSG:32650"), Affine.NorthUp(400000, 4500000, 1000, 1000), 5, 6);
        NetCdfWriter.Write(_folder["utm.nc"], [new NetCdfMap("number", Map(grid, 1), "numbers")]);
        using NetCdfFile file = NetCdfFile.Open(_folder["utm.nc"]);
        Assert.Equal(grid, NetCdfFields.Of(file, "number").Fields[0].Grid);
        Assert.Equal("transverse_mercator", file.Variable("crs").Attributes.Text("grid_mapping_name"));
    }

    [Fact]
    public void Write_Codes_StayCodes()
    {
        NetCdfWriter.Write(_folder["codes.nc"], [new NetCdfMap("class", CategoryRaster.Of(Grid.InDegrees(10, 50, 1, 3, 4),
            Enumerable.Range(0, 12).Select(cell => (double)cell).ToArray()), "classes")]);
        using NetCdfFile file = NetCdfFile.Open(_folder["codes.nc"]);
        Assert.IsType<CategoryRaster>(NetCdfFields.Of(file, "class").At(0).ReadAll());
    }

    [Theory]
    [InlineData("night light", "night_light")]
    [InlineData("2008", "v_2008")]
    [InlineData("lat", "v_lat")]
    [InlineData("co2", "co2")]
    public void VariableName_AnyBand_IsANameForEveryProgram(string band, string expected) =>
        Assert.Equal(expected, NetCdfWriter.VariableName(band));

    [Fact]
    public void Write_CertificateOfASouthUpMap_Refused()
    {
        Grid southUp = new(CoordinateSystem.LongitudeLatitude, new Affine(10, 1, 0, 40, 0, 1), 4, 3);
        ZoneCoverage coverage = ZoneCoverage.Of(CategoryRaster.Of(southUp, Enumerable.Repeat(1.0, 12).ToArray()), new Dictionary<int,
            string> { [1] = "all" });
        Apportionment made = Conservation.ToZones(ExtensiveRaster.Of(southUp, Unit.One, Enumerable.Repeat(1.0, 12).ToArray()), coverage,
            new Dictionary<string, double> { ["all"] = 7 }, Unit.Parse("t"));
        Assert.Throws<ArgumentException>(() => NetCdfWriter.Write(_folder["map.nc"],
            [new NetCdfMap("emission", made.Map, "emission") { Certificate = made.Certificate }]));
        Assert.False(File.Exists(_folder["map.nc"]));
    }

    [Fact]
    public void Write_VariableNamedLikeAnAxis_Refused() => Assert.Throws<ArgumentException>(() =>
        NetCdfWriter.Write(_folder["map.nc"], [new NetCdfMap("lat", Map(Grid.InDegrees(10, 50, 1, 3, 4), 1), "numbers")]));

    [Fact]
    public void Open_TruncatedMissingAndUnknown_NamedWithRemedy()
    {
        NetCdfWriter.Write(_folder["map.nc"], [new NetCdfMap("emission", Map(Grid.InDegrees(10, 50, 0.25, 300, 400), 1), "CO2 emission")]);
        byte[] whole = File.ReadAllBytes(_folder["map.nc"]);
        File.WriteAllBytes(_folder["cut.nc"], whole[..(whole.Length / 2)]);
        Assert.NotNull(Assert.Throws<DataFormatException>(() =>
        {
            using NetCdfFile cut = NetCdfFile.Open(_folder["cut.nc"]);
            NetCdfFields.Of(cut, "emission").At(0).ReadAll();
        }).Fault.Remedy);
        Assert.Throws<DataNotFoundException>(() => NetCdfFile.Open(_folder["none.nc"]));
        using NetCdfFile file = NetCdfFile.Open(_folder["map.nc"]);
        Assert.Contains("emission", Assert.Throws<DataFormatException>(() => file.Variable("emision")).Fault.Remedy,
            StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private static ExtensiveRaster Map(Grid grid, double factor) => new(grid, Unit.Parse("t"), ["emission"], (_, cells) =>
    {
        for (int cell = 0; cell < cells.Length; cell++) cells[cell] = cell % 7 == 0 ? double.NaN : factor * Math.Sin(cell);
    });
}
