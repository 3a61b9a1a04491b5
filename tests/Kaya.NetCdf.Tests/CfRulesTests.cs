using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.NetCdf.Tests;

/// <summary>Files that Kaya writes keep the rules of CF-1.8; and the rules find what breaks them.</summary>
public sealed class CfRulesTests : IDisposable
{
    private readonly WrittenFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("EPSG:4326", 10, 50, 0.1)]
    [InlineData("EPSG:3035", 4321000, 3210000, 1000)]
    [InlineData("EPSG:3413", -500000, -1000000, 1000)]
    [InlineData("EPSG:3857", 1000000, 6000000, 1000)]
    [InlineData("EPSG:2263", 900000, 200000, 1000)]
    [InlineData("EPSG:28992", 100000, 400000, 1000)]
    public void Write_AnySystemUnitAndKind_KeepsTheRules(string code, double x, double y, double size)
    {
        Grid grid = new(GdalCoordinateSystems.Find(code), Affine.NorthUp(x, y, size, size), 3, 4);
        ExtensiveRaster total = ExtensiveRaster.Of(grid, Unit.Parse("kt"), new double[12]);
        IntensiveRaster density = IntensiveRaster.Of(grid, Unit.Parse("t km-2 a-1"), new double[12]);
        NetCdfWriter.Write(_folder["map.nc"], [new NetCdfMap("emission", total, "CO2 emissions") { Lower = total, Upper = total,
            Probability = 0.8, Basis = MassBasis.CO2, Period = Period.Month(2024, 2) },
            new NetCdfMap("density", density, "CO2 emissions per area") { SinglePrecision = true }],
            new Dictionary<string, string> { ["title"] = "a test" });
        using NetCdfFile file = NetCdfFile.Open(_folder["map.nc"]);
        Assert.Empty(CfRules.Broken(file));
    }

    [Fact]
    public void Broken_FileThatBreaksThem_NamesEachRule()
    {
        NetCdfAttribute[] wrong = [NetCdfAttribute.Of("units", "t of CO2"), NetCdfAttribute.Of("standard_name", "co2"),
            NetCdfAttribute.Of("_FillValue", NetCdfType.Double, -1), NetCdfAttribute.Of("axis", "X"),
            NetCdfAttribute.Of("ancillary_variables", "gone"), NetCdfAttribute.Of("coordinates", "height"),
            NetCdfAttribute.Of("cell_methods", "area: total"), NetCdfAttribute.Of("grid_mapping", "crs")];
        ClassicLayout layout = new([new NetCdfDimension("lat", 2, false), new NetCdfDimension("lon", 2, false),
            new NetCdfDimension("nv", 2, false)], [NetCdfAttribute.Of("Conventions", "COARDS")],
            [new ClassicVariable("lat", NetCdfType.Double, ["lat"], [NetCdfAttribute.Of("units", "degrees"),
                NetCdfAttribute.Of("standard_name", "latitude"), NetCdfAttribute.Of("bounds", "ends")]),
            new ClassicVariable("lon", NetCdfType.Double, ["lon"], [NetCdfAttribute.Of("axis", "E"),
                NetCdfAttribute.Of("_FillValue", NetCdfType.Double, -1), NetCdfAttribute.Of("bounds", "nothing")]),
            new ClassicVariable("ends", NetCdfType.Double, ["lat", "nv"], [NetCdfAttribute.Of("units", "m")]),
            new ClassicVariable("crs", NetCdfType.Int32, [], [NetCdfAttribute.Of("grid_mapping_name", "mercator")]),
            new ClassicVariable("v 1", NetCdfType.Float, ["lon", "lat"], [.. wrong])]);
        ClassicWriter.Write(_folder["wrong.nc"], layout, (part, values) => values.Fill(100));
        using NetCdfFile file = NetCdfFile.Open(_folder["wrong.nc"]);
        string broken = string.Join('\n', CfRules.Broken(file));
        foreach (string rule in (string[])["2.6.1", "2.3 v 1", "3.1 't of CO2'", "3.3 co2", "2.5.1 _FillValue of v 1", "appendix A: v 1",
            "2.4 v 1", "3.4 gone", "5 height", "7.3 'area: total'", "4 'degrees' of lat", "4.1 lat", "5 lat", "7.1 ends", "4 axis E",
            "2.5.1 the coordinate lon", "3.3 lon", "7.1 bounds of lon", "appendix F: crs, mercator, needs one of longitude",
            "no figure of the Earth"])
            Assert.Contains(rule, broken, StringComparison.Ordinal);
    }
}
