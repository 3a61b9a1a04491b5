using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.NetCdf.Tests;

/// <summary>What CF says of axes, times and coordinate systems, on small files of make_files.py and files that Kaya writes.</summary>
public sealed class ConventionTests : IDisposable
{
    private readonly WrittenFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Months_WithBoundsAndLevels_AreReadByBlocks()
    {
        using NetCdfFields fields = NetCdfFields.Open(SampleFiles.File("fields_months.nc"));
        Assert.Equal(["emission", "flux"], fields.Fields.Select(field => field.Name));
        FieldDescription emission = fields.Fields[0];
        Assert.Equal((12, 2, QuantityKind.Extensive), (emission.TimeCount, emission.LevelCount, emission.Values.Kind));
        Assert.Equal(Period.Month(2023, 3), emission.Time!.PeriodOf(2)!.Value.ToPeriod());
        Assert.Equal("2023-12-16T12:00Z", emission.Time[11].ToString());
        Assert.Equal([100000.0, 85000.0], emission.Levels!.Values);
        Assert.False(emission.Levels.IsPositiveUp);
        double[] block = new double[3 * 2 * 2];
        fields.Read(0, new FieldWindow(1, 3, 0, 2, new Window(0, 1, 1, 2)), block);
        Assert.Equal([2, 2, 20, 20, 3, 3, 30, 30, 4, 4, 40, 40], block);
        Assert.True(Grid.InDegrees(100, 24, 1, 4, 3).Matches(emission.Grid, 1e-6));
    }

    [Fact]
    public void Dimensions_InAnyOrder_ComeAsTimeRowColumn()
    {
        using NetCdfFields fields = NetCdfFields.Open(SampleFiles.File("fields_orders.nc"));
        Assert.All(fields.Fields, field => Assert.Equal(Grid.InDegrees(100, 24, 1, 4, 3), field.Grid));
        double[] values = new double[12];
        // In the file lon falls and lat rises: the north-west corner is the last longitude and the last latitude, 11.
        fields.Read(fields.IndexOf("lonlat"), fields.Fields[0].All, values);
        Assert.Equal([11, 7, 3, 10, 6, 2, 9, 5, 1, 8, 4, 0], values);
        int last = fields.IndexOf("timelast");
        short[] stored = new short[4];
        fields.ReadStored<short>(last, new FieldWindow(0, 2, 0, 1, new Window(3, 0, 1, 2)), stored);
        // Row 3 from the north is latitude 0 of the file; columns from the west are longitudes 2 and 1: 2 * lon + time.
        Assert.Equal([4, 2, 5, 3], stored);
        Assert.Equal(["2020-02-29T00:00Z", "2020-02-29T06:00Z"], [fields.Fields[last].Time![0].ToString(),
            fields.Fields[last].Time![1].ToString()]);
    }

    [Theory]
    [InlineData("fields_km.nc")]
    [InlineData("fields_km_as_cf.nc")]
    public void Axes_InKilometres_AreCellsOfAThousandMetres(string name)
    {
        using NetCdfFields fields = NetCdfFields.Open(SampleFiles.File(name));
        Grid grid = fields.Fields[0].Grid;
        Assert.Equal(Affine.NorthUp(500000, 2504000, 1000, 1000), grid.Affine);
        using GdalTransformation toDegrees = new(grid.Crs, CoordinateSystem.LongitudeLatitude);
        double[] x = [500500], y = [2503500];
        toDegrees.Transform(x, y);
        // pyproj, EPSG:32648 to EPSG:4326: 105.0048661, 22.6384753.
        Assert.Equal(105.0048661, x[0], 6);
        Assert.Equal(22.6384753, y[0], 6);
    }

    [Theory]
    [InlineData("EPSG:5070", 100000, 1500000)]
    [InlineData("ESRI:102004", 100000, 300000)]
    [InlineData("EPSG:3035", 4321000, 3210000)]
    [InlineData("EPSG:3413", -500000, -1000000)]
    [InlineData("EPSG:3031", 500000, 1000000)]
    [InlineData("EPSG:3395", 1000000, 6000000)]
    [InlineData("EPSG:3857", 1000000, 6000000)]
    [InlineData("EPSG:6933", 1000000, 6000000)]
    [InlineData("EPSG:32748", 500000, 9000000)]
    [InlineData("EPSG:2154", 700000, 6600000)]
    [InlineData("EPSG:4326", 10, 50)]
    public void GridMapping_Written_SaysTheSystemWithoutItsText(string code, double x, double y)
    {
        CoordinateSystem crs = GdalCoordinateSystems.Find(code);
        double size = crs.IsGeographic ? 0.1 : 1000;
        Grid grid = new(crs, Affine.NorthUp(x, y, size, size), 3, 4);
        NetCdfWriter.Write(_folder["map.nc"], [new NetCdfMap("v", ExtensiveRaster.Of(grid, Unit.One, new double[12]), "numbers")]);
        using NetCdfFile file = NetCdfFile.Open(_folder["map.nc"]);
        NetCdfAttributes written = file.Variable("crs").Attributes;
        NetCdfAttributes withoutText = new([.. written.All.Where(attribute => attribute.Name is not ("crs_wkt" or "spatial_ref"))]);
        CoordinateSystem read = GridMapping.Read(withoutText, 1, new SourceLocation("map.nc"))!;
        (double X, double Y) expected = Degrees(crs, x, y), found = Degrees(read, x, y);
        Assert.Equal(expected.X, found.X, 7);
        Assert.Equal(expected.Y, found.Y, 7);
    }

    [Fact]
    public void Period_OfAMap_IsWrittenAsTimeWithBoundsAndRead()
    {
        Grid grid = Grid.InDegrees(10, 50, 1, 3, 4);
        ExtensiveRaster map = ExtensiveRaster.Of(grid, Unit.Parse("t"), new double[12]);
        NetCdfWriter.Write(_folder["year.nc"], [new NetCdfMap("emission", map, "CO2 emissions") { Period = Period.Year(2008), Lower = map,
            Upper = map }]);
        using NetCdfFile file = NetCdfFile.Open(_folder["year.nc"]);
        Assert.Equal("area: sum time: sum", file.Variable("emission").Attributes.Text("cell_methods"));
        Assert.Equal("hours since 2008-01-01 00:00:00", file.Variable("time").Attributes.Text("units"));
        Assert.Equal([0.0, 366 * 24], file.Variable("time_bnds").ReadAll());
        Assert.Equal(Period.Year(2008), NetCdfFields.Of(file, "emission").Fields[0].Values.Period);
        Assert.Equal(["emission", "emission_lower", "emission_upper"], NetCdfFields.Names(file).Order());
        GeoTiff.Write(_folder["year.tif"], map, new GeoTiffOptions { Period = Period.Year(2008) });
        using RasterFile tif = RasterFile.Open(_folder["year.tif"]);
        Assert.Equal(Period.Year(2008), tif.Bands[0].Period);
    }

    private static (double X, double Y) Degrees(CoordinateSystem crs, double x, double y)
    {
        if (crs.IsGeographic) return (x, y);
        using GdalTransformation toDegrees = new(crs, CoordinateSystem.LongitudeLatitude);
        double[] longitude = [x], latitude = [y];
        toDegrees.Transform(longitude, latitude);
        return (longitude[0], latitude[0]);
    }
}
