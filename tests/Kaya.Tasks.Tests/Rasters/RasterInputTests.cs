using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks.Tests.Rasters;

public sealed class RasterInputTests : IDisposable
{
    private static readonly Grid s_grid = Grid.InDegrees(10, 50, 0.5, 4, 6);

    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-rasters-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a.tif", "a.tif", null)]
    [InlineData("a.tif#2", "a.tif", "2")]
    [InlineData("dir#1/a.tif", "dir#1/a.tif", null)]
    [InlineData("you@home/a.nc#co2@kind=extensive@unit=kg m-2", "you@home/a.nc", "co2")]
    [InlineData("odiac.tif@format=odiac@times=12@crs=EPSG:4326@no-data=-9999@basis=C", "odiac.tif", null)]
    public void Parse_AnyForm_ReadsAndPrintsTheSame(string text, string path, string? band)
    {
        RasterInput input = RasterInput.Parse(text);
        Assert.Equal((path, band), (input.Path, input.Band));
        Assert.Equal(input, RasterInput.Parse(input.ToString()));
    }

    [Theory]
    [InlineData("a.tif@unti=t", "Did you mean 'unit'?")]
    [InlineData("a.tif@kind=extensiv", "Did you mean 'extensive'?")]
    [InlineData("a.tif@format=odaic", "Did you mean 'odiac'?")]
    [InlineData("a.tif@unit=t C", "--basis C")]
    [InlineData("a.tif@no-data=none", "Correct the option.")]
    public void Parse_Mistake_SaysWhatWasMeant(string text, string remedy) =>
        Assert.Contains(remedy, Assert.Throws<DataFormatException>(() => RasterInput.Parse(text)).Fault.Remedy, StringComparison.Ordinal);

    [Fact]
    public void Open_FileThatSaysNothing_AsksForKindAndUnit()
    {
        string path = Ascii();
        using OpenedRaster opened = RasterInput.Parse($"{path}@crs=EPSG:4326").Open();
        Assert.Contains("@kind=", Assert.Throws<DataFormatException>(opened.RequireKind).Fault.Remedy, StringComparison.Ordinal);
        Assert.Contains("@unit=", Assert.Throws<DataFormatException>(opened.RequireUnit).Fault.Remedy, StringComparison.Ordinal);
        Assert.Contains("@crs=", Assert.Throws<GridMismatchException>(() => RasterInput.Parse(path).Open()).Fault.Remedy,
            StringComparison.Ordinal);
        using OpenedRaster said = RasterInput.Parse($"{path}@kind=extensive@times=12")
            .Open(new RasterReading { Unit = Unit.Parse("t"), Crs = "EPSG:4326", Basis = MassBasis.C });
        Assert.Equal(new BandDescription("band1", Unit.Parse("t"), QuantityKind.Extensive) { Basis = MassBasis.C }, said.Description);
        double[] values = new double[4];
        said.Read(0, said.Grid.All, values);
        Assert.Equal([12, 24, 36, double.NaN], values);
    }

    // What is given of a band is not said of the others.
    [Fact]
    public void Open_BandBesideOthersOfAnotherKind_IsHeldAgainstItselfOnly()
    {
        string path = Path.Combine(_folder, "mixed.tif");
        GeoTiff.Write(path, new Mixed(), new GeoTiffOptions());
        using OpenedRaster light = RasterInput.Parse($"{path}#light@kind=intensive@unit=1").Open();
        Assert.Equal(QuantityKind.Intensive, light.Description.Kind);
        Assert.Contains("@override=yes", Assert.Throws<UnitMismatchException>(() =>
            RasterInput.Parse($"{path}#carbon@kind=intensive").Open()).Fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_BandsAndVariables_ByNameNumberOrAlone()
    {
        ExtensiveRaster two = new(s_grid, Unit.Parse("t"), ["first", "second"], (band, cells) => cells.Fill(band + 1));
        string tif = Path.Combine(_folder, "a.tif"), nc = Path.Combine(_folder, "a.nc");
        GeoTiff.Write(tif, two, new GeoTiffOptions { Basis = MassBasis.CO2 });
        NetCdfWriter.Write(nc, [new NetCdfMap("emission", two, "emission") { Lower = two, Upper = two, Basis = MassBasis.CO2 }]);
        foreach (
            (string text, double value) in new[] { ($"{tif}#1", 1.0), ($"{tif}@band=first", 1.0), ($"{tif}#2", 2.0),
            ($"{tif}#second", 2.0), (nc, 1.0), ($"{nc}#emission_upper", 1.0) })
        {
            using OpenedRaster opened = RasterInput.Parse(text).Open();
            double[] cell = new double[1];
            opened.RequireKind().RequireUnit().Read(0, new Window(1, 1, 1, 1), cell);
            Assert.Equal(value, cell[0]);
        }

        Assert.Contains("1 first, 2 second", Assert.Throws<DataFormatException>(() => RasterInput.Parse(tif).Open()).Fault.Found,
            StringComparison.Ordinal);
        using (OpenedRaster opened = RasterInput.Parse($"{tif}#1").Open()) Assert.Equal(
            (MassBasis.CO2, QuantityKind.Extensive), (opened.Description.Basis, opened.Description.Kind));
        using (OpenedRaster opened = RasterInput.Parse(nc).Open()) Assert.Equal(
            (MassBasis.CO2, QuantityKind.Extensive), (opened.Description.Basis, opened.Description.Kind));
        Assert.Contains("second", Assert.Throws<DataFormatException>(() => RasterInput.Parse($"{tif}#secnd").Open()).Fault.Remedy,
            StringComparison.Ordinal);
        Assert.Contains("emission", Assert.Throws<DataFormatException>(() => RasterInput.Parse($"{nc}#emision").Open()).Fault.Remedy,
            StringComparison.Ordinal);
    }

    /// <summary>EPSG:4230 is a datum more than 100 m away; W m-2 has no length in its dimension, and is per area all the same.</summary>
    [Fact]
    public void Open_AgainstWhatTheFileSays_IsRefusedUnlessOverridden()
    {
        string nc = Path.Combine(_folder, "a.nc");
        NetCdfWriter.Write(nc, [new NetCdfMap("light", IntensiveRaster.Of(s_grid, Unit.Parse("W m-2"), new double[24]), "light")]);
        Assert.Contains("@override=yes", Assert.Throws<GridMismatchException>(() => RasterInput.Parse($"{nc}@crs=EPSG:4230").Open())
            .Fault.Remedy, StringComparison.Ordinal);
        using (OpenedRaster other = RasterInput.Parse($"{nc}@crs=EPSG:4230@override=yes").Open()) Assert.Contains("4230",
            other.Grid.Crs.ToString(), StringComparison.Ordinal);
        using (OpenedRaster same = RasterInput.Parse($"{nc}@crs=OGC:CRS84").Open()) Assert.True(same.Grid.Crs.IsGeographic);
        Assert.Throws<UnitMismatchException>(() => RasterInput.Parse($"{Ascii()}@crs=EPSG:4326@kind=extensive@unit=W m-2").Open());
    }

    [Fact]
    public void Zones_RasterAgainstWhatItSays_IsRefusedWithoutAnOptionThatThereIsNot()
    {
        string raster = Path.Combine(_folder, "zones.tif");
        GeoTiff.Write(raster, CategoryRaster.Of(s_grid, Enumerable.Repeat(1.0, 24).ToArray()));
        Assert.DoesNotContain("override", Assert.Throws<GridMismatchException>(() =>
            new ZoneInput(raster, new ZoneReadingOptions { Crs = "EPSG:4230" }).On(s_grid)).Fault.Remedy, StringComparison.Ordinal);
        Assert.Equal(["1"], new ZoneInput(raster, new ZoneReadingOptions { Crs = "OGC:CRS84" }).On(s_grid).Codes);
        File.WriteAllText(raster + ".msk", "a mask");
        Assert.Contains("mask", Assert.Throws<DataFormatException>(() => new ZoneInput(raster, new ZoneReadingOptions()).On(s_grid))
            .Fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Zones_NumbersBeyond32Bits_AreRefused()
    {
        string raster = Path.Combine(_folder, "zones.tif");
        GeoTiff.Write(raster, IntensiveRaster.Of(s_grid, Unit.One, Enumerable.Range(0, 24).Select(cell => 3e9 + cell).ToArray()));
        Assert.Contains("3000000000", Assert.Throws<DataFormatException>(() => new ZoneInput(raster, new ZoneReadingOptions()).On(s_grid))
            .Fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Zones_NumbersWithATable_HaveItsCodes()
    {
        string raster = Path.Combine(_folder, "zones.tif"), table = Path.Combine(_folder, "zones.csv");
        CategoryRaster numbers = CategoryRaster.Of(s_grid, Enumerable.Range(0, 24).Select(cell => cell % 6 < 2 ? 0.0 : cell % 6 < 4 ? 1 : 2)
            .ToArray());
        GeoTiff.Write(raster, numbers);
        File.WriteAllText(table, "zone_id,name,code\n1,\"West, the\",CN-W\n2,East,CN-E\n");
        ZoneCoverage byNumber = new ZoneInput(raster, new ZoneReadingOptions()).On(s_grid);
        ZoneCoverage byCode = new ZoneInput(raster, new ZoneReadingOptions { Codes = table }).On(s_grid);
        Assert.Equal((string[])["1", "2"], byNumber.Codes);
        Assert.Equal((string[])["CN-W", "CN-E"], byCode.Codes);
        Assert.Equal((double[])[8, 8], byCode.CellCounts());
        Assert.Equal((string[])["West, the", "East"], new ZoneInput(raster, new ZoneReadingOptions { Codes = table, CodesTo = "name" })
            .On(s_grid).Codes);
        Assert.Contains(
            "raster align", Assert.Throws<GridMismatchException>(() => new ZoneInput(raster, new ZoneReadingOptions()).On(s_grid.Refine(2)))
            .Fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Zones_RealShapefileWithoutSystemOrEncoding_NamesTheFlags()
    {
        string path = Geo.Tests.RealData.File("china-5min/provinces.shp");
        ZoneReadingOptions reading = new() { Field = "NAME", SkipWithoutCode = true, Join = true };
        Assert.Contains("--zone.crs", Assert.Throws<GridMismatchException>(() => new ZoneInput(path, reading).Polygons()).Fault.Remedy,
            StringComparison.Ordinal);
        Assert.Contains(
            "--zone.encoding: GBK",
            Assert.Throws<DataFormatException>(() => new ZoneInput(path, reading with { Crs = "EPSG:4326" }).Polygons()).Fault.Remedy,
            StringComparison.Ordinal);
        Assert.Contains("--zone.field", Assert.Throws<DataFormatException>(() => new ZoneInput(path, new ZoneReadingOptions()).Polygons())
            .Fault.Remedy, StringComparison.Ordinal);
        string table = Path.Combine(_folder, "codes.csv");
        File.WriteAllText(table, "name,code\n北京市,CN-BJ\n");
        ZoneReadingOptions whole = reading with { Crs = "EPSG:4326", Encoding = "GBK" };
        Assert.Contains("北京市", new ZoneInput(path, whole).Polygons().Zones.Select(zone => zone.Code));
        Assert.Contains("codes.csv", Assert.Throws<DataFormatException>(() => new ZoneInput(path, whole with { Codes = table }).Polygons())
            .Message, StringComparison.Ordinal);
    }

    private string Ascii()
    {
        string path = Path.Combine(_folder, "a.asc");
        File.WriteAllText(path, "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\nNODATA_value -9\n1 2\n3 -9\n");
        return path;
    }

    private sealed class Mixed : IRasterSource
    {
        public Grid Grid => s_grid;

        public IReadOnlyList<BandDescription> Bands { get; } =
            [new("carbon", Unit.Parse("t"), QuantityKind.Extensive), new("light", Unit.One, QuantityKind.Intensive)];

        public void Read(int band, Window window, Span<double> destination) => destination.Fill(band);
    }
}
