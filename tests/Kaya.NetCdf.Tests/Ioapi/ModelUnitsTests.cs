using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Tests;

namespace Kaya.NetCdf.Tests.Ioapi;

/// <summary>Units as CMAQ, MCIP and WRF write them.</summary>
public sealed class ModelUnitsTests
{
    [Theory]
    [InlineData("M               ", "m")]
    [InlineData("KG/M**2         ", "kg m-2")]
    [InlineData("KG/M**3", "kg m-3")]
    [InlineData("KG/(M*S)", "kg m-1 s-1")]
    [InlineData("M/S", "m s-1")]
    [InlineData("WATTS/M**2", "W m-2")]
    [InlineData("1/M", "m-1")]
    [InlineData("CM", "cm")]
    [InlineData("Pascal", "Pa")]
    [InlineData("G/M**3", "g m-3")]
    [InlineData("M**3/M**3", "1")]
    [InlineData("(M/M)**2", "1")]
    [InlineData("AREA/AREA", "1")]
    [InlineData("KG/KG", "1")]
    [InlineData("CATEGORY", "1")]
    [InlineData("FRACTION", "1")]
    [InlineData("-", "1")]
    [InlineData("PERCENT", "%")]
    [InlineData("DEGREES", "deg")]
    [InlineData("degree_north", "deg")]
    [InlineData("degrees longitude", "deg")]
    [InlineData("meters MSL", "m")]
    [InlineData("ppbV", "1e-9")]
    [InlineData("ppmV", "1e-6")]
    [InlineData("moles/s", "mol s-1")]
    [InlineData("mols/s", "mol s-1")]
    [InlineData("g/s", "g s-1")]
    [InlineData("gms/s", "g s-1")]
    [InlineData("micrograms/m**3", "ug m-3")]
    [InlineData("mol km^-2 hr^-1", "mol km-2 h-1")]
    [InlineData("  kg(-1)", "kg-1")]
    [InlineData("m-2/m-2", "1")]
    [InlineData("K", "K")]
    public void TryParse_TextOfAModel_IsItsUnit(string text, string expected) =>
        Assert.Equal(Unit.Parse(expected), ModelUnits.TryParse(text));

    [Theory]
    [InlineData("Dobson Units")]
    [InlineData("FURLONG")]
    public void TryParse_UnknownText_StaysUnknown(string text) => Assert.Null(ModelUnits.TryParse(text));

    [Fact]
    public void Describe_UnknownUnit_CountsAsNone()
    {
        using WrittenFolder folder = new();
        IoapiWriter.Write(folder["x.nc"], new IoapiLayout(IoapiWriterTests.Lambert(2, 3), [new IoapiVariable("O3", "Dobson Units")],
            DateTimeOffset.UnixEpoch), (_, _, _, _) => { });
        using NetCdfFile file = NetCdfFile.Open(folder["x.nc"]);
        Assert.False(NetCdfFields.Describe(file, "O3").Values.IsUnitStated);
        DataFormatException refused = Assert.Throws<DataFormatException>(() => NetCdfFields.Of(file, "O3"));
        Assert.Contains("Dobson Units", refused.Fault.Found, StringComparison.Ordinal);
        Assert.Equal("unit", refused.Fault.Option);
    }

    [Fact]
    public void Fields_OfEveryRealFile_HaveTheirUnits()
    {
        string[] names = ["mcip-au/GRIDCRO2D_au-test_v1", "mcip-au/GRIDDOT2D_au-test_v1", "mcip-au/METCRO2D_au-test_v1",
            "mcip-au/METCRO3D_au-test_v1", "mcip-au/conc_template.nc", "mcip-au/emis_record_2022-12-07.nc", "mcip-au/prior-emissions.nc",
            "mcip-cn27/GRIDCRO2D_2000121_GuangDongD1", "ioapi-lambert-polar/ozone_lcc.ncf", "ioapi-lambert-polar/surfinfo_polar.ncf",
            "wrf/geo_em_d01_polarstereo.nc", "wrf/wrf_cropped_compressed.nc"];
        foreach (string name in names)
        {
            using NetCdfFields fields = NetCdfFields.Open(RealData.File("atmos/" + name));
            Assert.All(fields.Fields, field => Assert.True(field.Values.IsUnitStated, $"{name}: {field.Name}"));
        }
    }

    [Fact]
    public void Grid_OfAVariableWithoutMapping_IsThatOfTheFile()
    {
        // lat and lon lie on x and y, and do not name the one mapping of the file.
        using NetCdfFile file = NetCdfFile.Open(RealData.File("atmos/mcip-au/prior-emissions.nc"));
        Grid mapped = NetCdfFields.Of(file, "ch4_total").Fields[0].Grid;
        Assert.Equal(mapped, NetCdfFields.Of(file, "lat").Fields[0].Grid);
    }
}
