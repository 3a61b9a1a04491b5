using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Geo.Tests;

namespace Kaya.NetCdf.Tests;

/// <summary>Grids, times and levels of real files: latitudes and longitudes in the files say where the cells lie.</summary>
public sealed class FieldTests
{
    // Units of the I/O API and WRF are not those of CF.
    private static readonly RasterReadOptions s_unit = new() { Unit = Unit.One, Override = true };

    [Theory]
    [InlineData("mcip-au/GRIDCRO2D_au-test_v1", "HT", "LAT", "LON", 0.001)]
    [InlineData("mcip-au/GRIDDOT2D_au-test_v1", "MSFD2", "LATD", "LOND", 0.001)]
    [InlineData("mcip-cn27/GRIDCRO2D_2000121_GuangDongD1", "HT", "LAT", "LON", 0.001)]
    [InlineData("ioapi-lambert-polar/surfinfo_polar.ncf", "HT", "LAT", "LON", 0.001)]
    [InlineData("mcip-au/WRFOUT_d01_2022-12-07T0000Z.nc", "T2", "XLAT", "XLONG", 0.001)]
    [InlineData("mcip-au/WRFOUT_d01_2022-12-07T0000Z.nc", "U", "XLAT_U", "XLONG_U", 0.001)]
    [InlineData("mcip-au/WRFOUT_d01_2022-12-07T0000Z.nc", "V", "XLAT_V", "XLONG_V", 0.001)]
    [InlineData("mcip-au/prior-emissions.nc", "ch4_total", "lat", "lon", 0.001)]
    [InlineData("wrf/wrf_tip_d1.nc", "T2", "XLAT", "XLONG", 0.001)]
    [InlineData("wrf/wrf_cropped_compressed.nc", "T2", "XLAT", "XLONG", 0.001)]
    [InlineData("wrf/wrf_cropped_compressed.nc", "PH", "XLAT", "XLONG", 0.001)]
    [InlineData("wrf/geo_em_d01_polarstereo.nc", "HGT_M", "XLAT_M", "XLONG_M", 0.002)] // single precision of geogrid, in single cells
    public void Grid_OfARealFile_HasItsCentresAtTheLatitudesOfTheFile(string name, string variable, string latitude, string longitude,
        double tolerance)
    {
        using NetCdfFile file = NetCdfFile.Open(RealData.File("atmos/" + name));
        Grid grid = NetCdfFields.Of(file, variable, s_unit).Fields[0].Grid;
        double[] latitudes = NorthUp(file, latitude, grid), longitudes = NorthUp(file, longitude, grid);
        double[] x = new double[grid.CellCount], y = new double[grid.CellCount];
        for (int cell = 0; cell < x.Length; cell++) (x[cell], y[cell]) = grid.CentreOf(cell / grid.Columns, cell % grid.Columns);
        using GdalTransformation toDegrees = new(grid.Crs, CoordinateSystem.LongitudeLatitude);
        toDegrees.Transform(x, y);
        double worst = 0, sum = 0;
        for (int cell = 0; cell < x.Length; cell++)
        {
            // A degree of longitude near the pole is short.
            double east = Math.Abs(x[cell] - longitudes[cell]) % 360, shift = Math.Min(east,
                360 - east) * Math.Cos(y[cell] * Math.PI / 180);
            double distance = Math.Max(Math.Abs(y[cell] - latitudes[cell]), shift);
            (worst, sum) = (Math.Max(worst, distance), sum + distance);
        }

        Assert.InRange(sum / x.Length, 0, 0.0001);
        Assert.InRange(worst, 0, tolerance);
    }

    [Theory]
    [InlineData("ioapi-lambert-polar/ozone_lcc.ncf", "O3", 4, 1, "2001-07-01T01:00Z", "2001-07-04T01:00Z")]
    [InlineData("mcip-au/METCRO3D_au-test_v1", "TA", 25, 32, "2022-12-07T00:00Z", "2022-12-08T00:00Z")]
    [InlineData("wrf/wrf_cropped_compressed.nc", "T", 4, 12, "2008-10-26T12:00Z", "2008-10-26T21:00Z")]
    [InlineData("wrf/wrf_tip_d1.nc", "T2", 2, 1, "2005-09-21T00:00Z", "2005-09-21T03:00Z")]
    [InlineData("mcip-au/prior-emissions.nc", "ch4_total", 1, 1, "2022-12-07T00:00Z", "2022-12-07T00:00Z")]
    public void Times_OfARealFile_AreItsOwn(string name, string variable, int times, int levels, string first, string last)
    {
        using NetCdfFile file = NetCdfFile.Open(RealData.File("atmos/" + name));
        FieldDescription field = NetCdfFields.Of(file, variable, s_unit).Fields[0];
        Assert.Equal((times, levels), (field.TimeCount, field.LevelCount));
        Assert.Equal((first, last), (field.Time![0].ToString(), field.Time[times - 1].ToString()));
    }

    [Fact]
    public void Field_ThatDoesNotChange_HasNoTime()
    {
        using NetCdfFile grid = NetCdfFile.Open(RealData.File("atmos/mcip-cn27/GRIDCRO2D_2000121_GuangDongD1"));
        Assert.Null(NetCdfFields.Of(grid, "HT", s_unit).Fields[0].Time);
        using NetCdfFile geogrid = NetCdfFile.Open(RealData.File("atmos/wrf/geo_em_d01_polarstereo.nc"));
        Assert.Null(NetCdfFields.Of(geogrid, "HGT_M", s_unit).Fields[0].Time);
    }

    [Fact]
    public void Read_BlocksOfARealField_AreTheVariableNorthUp()
    {
        using NetCdfFields fields = NetCdfFields.Open(RealData.File("atmos/wrf/wrf_cropped_compressed.nc"));
        int t = fields.IndexOf("T");
        FieldDescription field = fields.Fields[t];
        double[] whole = new double[field.All.ValueCount];
        fields.Read(t, field.All, whole);
        // netCDF4 for Python: d['T'][2, 7, 25, 3] and d['T'][0, 0, 0, 0]; row 25 of 26 is the northernmost.
        FieldWindow window = new(2, 1, 7, 1, new Window(0, 3, 1, 1));
        float[] one = new float[1];
        fields.Read(t, window, one);
        Assert.Equal((float)whole[((2 * 12) + 7) * 26 * 26 + 3], one[0]);
        using NetCdfFile file = NetCdfFile.Open(RealData.File("atmos/wrf/wrf_cropped_compressed.nc"));
        file.Variable("T").Read([2, 7, 25, 3], [1, 1, 1, 1], one);
        Assert.Equal((float)whole[((2 * 12) + 7) * 26 * 26 + 3], one[0]);
        Assert.Equal(ElementType.I16, field.Values.Stored);
    }

    [Fact]
    public void Grid_OfOzone_PutsChicagoWhereItLies()
    {
        // Its README: Chicago is row 64, column 97 from 0, and has 31.7745 ppbV at the first step.
        using NetCdfFields fields = NetCdfFields.Open(RealData.File("atmos/ioapi-lambert-polar/ozone_lcc.ncf"),
            new RasterReadOptions { Unit = Unit.One, Override = true });
        Grid grid = fields.Fields[0].Grid;
        double[] value = new double[1];
        fields.Read(0, FieldWindow.At(0, 0, new Window(grid.Rows - 1 - 64, 97, 1, 1)), value);
        Assert.Equal(31.7745, value[0], 4);
        double[] x = [-87.63], y = [41.88];
        using GdalTransformation toGrid = new(CoordinateSystem.LongitudeLatitude, grid.Crs);
        toGrid.Transform(x, y);
        (double column, double row) = grid.Affine.Inverse().Apply(x[0], y[0]);
        Assert.Equal((grid.Rows - 1 - 64, 97), ((int)row, (int)column));
    }

    [Fact]
    public void Names_OfARealFile_AreItsFields()
    {
        using NetCdfFile prior = NetCdfFile.Open(RealData.File("atmos/mcip-au/prior-emissions.nc"));
        IReadOnlyList<string> names = NetCdfFields.Names(prior);
        Assert.Contains("ch4_total", names);
        Assert.DoesNotContain("x_bounds", names);
        Assert.DoesNotContain("cell_name", names);
        using NetCdfFile met = NetCdfFile.Open(RealData.File("atmos/mcip-au/METCRO3D_au-test_v1"));
        Assert.Contains("TA", NetCdfFields.Names(met));
        Assert.DoesNotContain("TFLAG", NetCdfFields.Names(met));
    }

    private static double[] NorthUp(NetCdfFile file, string name, Grid grid)
    {
        double[] values = file.Variable(name).ReadAll()[..(int)grid.CellCount];
        return [.. values.Chunk(grid.Columns).Reverse().SelectMany(row => row)];
    }
}
