using System.Globalization;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.NetCdf;

namespace Kaya.Tasks.Tests.Rasters;

public sealed class MapVerificationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-verify-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("map.tif")]
    [InlineData("map.nc")]
    public void Of_FileAsWritten_HoldsWithUnitBasisAndZones(string name)
    {
        Apportionment made = CertifiedMap.Make();
        CertifiedMap.Write(File_(name), made);
        VerifiedMap map = Assert.Single(MapVerification.Of(File_(name)).Maps);
        Assert.Equal("emission", map.Name);
        // Residuals are smaller than the last digit of the sums, and depend on the order of adding.
        Assert.Equal(made.Certificate.Zones.Select(zone => zone with { Residual = 0 }),
            map.Check.Zones.Select(zone => zone with { Residual = 0 }));
        Assert.All(map.Check.Zones, zone => Assert.True(zone.Holds));
        Assert.Equal((made.Certificate.Pixels, Unit.Parse("t"), MassBasis.CO2),
            (map.Certificate.Pixels, map.Certificate.Unit, map.Certificate.Basis));
    }

    // Kaya takes the grid from the bounds of cells, other readers from the coordinates.
    [Fact]
    public void Of_CoordinateInTheMiddleChanged_IsNoticed()
    {
        CertifiedMap.Write(File_("map.nc"), CertifiedMap.Make());
        double middle;
        using (NetCdfFile file = NetCdfFile.Open(File_("map.nc"))) middle = file.Variable("lon").ReadAll()[40];
        byte[] whole = File.ReadAllBytes(File_("map.nc")), pattern = BitConverter.GetBytes(middle);
        int at = whole.AsSpan().IndexOf(pattern);
        Assert.True(at > 0);
        BitConverter.TryWriteBytes(whole.AsSpan(at), middle + 0.01);
        File.WriteAllBytes(File_("map.nc"), whole);
        VerificationException error = Assert.Throws<VerificationException>(() => MapVerification.Of(File_("map.nc")));
        Assert.Contains("lon", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("map.tif", "ESRI:54009")]
    [InlineData("map.nc", "ESRI:54009")]
    [InlineData("map.tif", "+proj=laea +lat_0=35 +lon_0=105 +datum=WGS84")]
    [InlineData("map.nc", "+proj=laea +lat_0=35 +lon_0=105 +datum=WGS84")]
    [InlineData("map.tif", "EPSG:32650")]
    [InlineData("map.nc", "EPSG:32650")]
    [InlineData("map.tif", "+proj=lcc +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +a=6370000 +b=6370000 +units=m")]
    [InlineData("map.nc", "+proj=lcc +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +a=6370000 +b=6370000 +units=m")]
    [InlineData("map.tif", "EPSG:3857")]
    [InlineData("map.tif", "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m")]
    [InlineData("map.nc", "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m")]
    public void Of_AnyCoordinateSystem_HoldsAsWritten(string name, string system)
    {
        Grid grid = new(GdalCoordinateSystems.Find(system), Affine.NorthUp(123456.789, 3456789.123, 1000.0 / 3, 1000.0 / 3), 30, 40);
        ZoneCoverage coverage = ZoneCoverage.Of(CategoryRaster.Of(grid, Enumerable.Repeat(1.0, 1200).ToArray()), new Dictionary<int,
            string> { [1] = "all" });
        CertifiedMap.Write(
            File_(name), Conservation.ToZones(ExtensiveRaster.Of(grid, Unit.One, Enumerable.Repeat(1.0, 1200).ToArray()), coverage,
            new Dictionary<string, double> { ["all"] = 1e9 / 7 }, Unit.Parse("t")));
        Assert.Single(MapVerification.Of(File_(name)).Maps);
    }

    // Bits of every part of the file: whatever verify lets pass must read exactly as it was written.
    [Theory]
    [InlineData("map.tif", 500, 0.85)]
    [InlineData("map.nc", 500, 0.5)]
    public void Of_OneBitFlippedAnywhere_PassesOnlyWhatIsUnchanged(string name, int turns, double leastFound)
    {
        CertifiedMap.Write(File_(name), CertifiedMap.Make());
        byte[] whole = File.ReadAllBytes(File_(name));
        string before = Everything(File_(name)), hurt = File_("hurt" + Path.GetExtension(name));
        RandomSequence random = new RandomSource(21).Derive(name).Sequence();
        int found = 0;
        for (int turn = 0; turn < turns; turn++)
        {
            (int at, int bit) = (random.NextInt32(whole.Length), random.NextInt32(8));
            byte[] damaged = [.. whole];
            damaged[at] ^= (byte)(1 << bit);
            File.WriteAllBytes(hurt, damaged);
            try
            {
                MapVerification.Of(hurt);
                Assert.True(before == Everything(hurt), $"bit {bit} of byte {at} of {whole.Length} changed the map and was not found");
            }
            catch (VerificationException failure)
            {
                Assert.Equal(hurt, failure.Fault.Where!.File);
                Assert.NotNull(failure.Fault.Remedy);
                found++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{name}: {found} of {turns} flipped bits found, the others changed nothing that is read");
        Assert.True(found >= leastFound * turns, $"{found} of {turns}");
    }

    [Theory]
    [InlineData("map.tif")]
    [InlineData("map.nc")]
    public void Of_TruncatedAnywhere_IsDamage(string name)
    {
        CertifiedMap.Write(File_(name), CertifiedMap.Make());
        byte[] whole = File.ReadAllBytes(File_(name));
        foreach (double part in new[] { 0, 0.0001, 0.05, 0.3, 0.6, 0.9, 0.99, 0.999 })
        {
            File.WriteAllBytes(File_(name), whole[..(int)(part * whole.Length)]);
            Assert.NotNull(Assert.Throws<VerificationException>(() => MapVerification.Of(File_(name))).Fault.Remedy);
        }
    }

    [Fact]
    public void Of_MachineOutOfMemory_IsNotDamage()
    {
        CertifiedMap.Write(File_("map.tif"), CertifiedMap.Make());
        Assert.Throws<InsufficientMemoryException>(
            () => MapVerification.Of(File_("map.tif"), _ => throw new InsufficientMemoryException()));
        Assert.Throws<ResourceException>(
            () => MapVerification.Of(File_("map.tif"), _ => throw new ResourceException(new Fault("There is not enough memory."))));
        Assert.Throws<ArgumentException>(
            () => MapVerification.Of(File_("map.tif"), _ => throw new ArgumentException("a mistake of the program")));
    }

    [Fact]
    public void Of_OneCellChanged_NamesItsZone()
    {
        Apportionment made = CertifiedMap.Make();
        foreach (string name in new[] { "map.tif", "map.nc" })
        {
            foreach (int bit in new[] { 0, 30, 51 })
            {
                double[] values = made.Map.Values().ToArray();
                int cell = (30 * 80) + 60;
                values[cell] = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(values[cell]) ^ (1L << bit));
                CertifiedMap.Write(File_(name), made with { Map = ExtensiveRaster.Of(made.Map.Grid, made.Map.Unit, values, "emission") });
                string message = Assert.Throws<VerificationException>(() => MapVerification.Of(File_(name))).Message;
                Assert.Contains("zone east", message, StringComparison.Ordinal);
                Assert.DoesNotContain("zone west", message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Of_PlaceUnitOrBasisChanged_SaysWhich()
    {
        Apportionment made = CertifiedMap.Make();
        Grid grid = made.Map.Grid;
        (string What, Raster Map, MassBasis Basis)[] cases =
        [
            ("are within", Moved(new Grid(grid.Crs, grid.Affine.Shift(0.5, 0), grid.Rows, grid.Columns)), MassBasis.CO2),
            ("coordinate system", Moved(new Grid(GdalCoordinateSystems.Find("EPSG:4267"), grid.Affine, grid.Rows, grid.Columns)),
                MassBasis.CO2),
            ("the map is in kg", ExtensiveRaster.Of(grid, Unit.Parse("kg"), made.Map.Values().ToArray()), MassBasis.CO2),
            ("average", IntensiveRaster.Of(grid, Unit.Parse("t"), made.Map.Values().ToArray()), MassBasis.CO2),
        ];
        foreach ((string what, Raster map, MassBasis basis) in cases)
        {
            GeoTiff.Write(File_("map.tif"), map, new GeoTiffOptions { Certificate = made.Certificate, Basis = basis });
            Assert.Contains(
                what == "average" ? "intensive" : what, Assert.Throws<VerificationException>(() => MapVerification.Of(File_("map.tif")))
                .Message, StringComparison.Ordinal);
        }

        Assert.Contains(
            "mass basis of the map is C,",
            string.Join("; ", made.Certificate.CountedAs(MassBasis.CO2).Check(new Counted(made.Map, MassBasis.C)).Problems),
            StringComparison.Ordinal);

        Raster Moved(Grid to) => ExtensiveRaster.Of(to, made.Map.Unit, made.Map.Values().ToArray());
    }

    [Fact]
    public void Of_FileWithoutCertificate_SaysSo()
    {
        GeoTiff.Write(File_("map.tif"), CertifiedMap.Make().Map);
        Assert.Contains("no conservation certificate", Assert.Throws<VerificationException>(() => MapVerification.Of(File_("map.tif")))
            .Message, StringComparison.Ordinal);
        Assert.Throws<DataNotFoundException>(() => MapVerification.Of(File_("absent.tif")));
    }

    // 300 kB of certificate: an attribute of a netCDF file has no room of its own for that in its header.
    [Theory]
    [InlineData("map.tif")]
    [InlineData("map.nc")]
    public void Of_CertificateOfManyZones_Holds(string name)
    {
        Grid grid = Grid.InDegrees(100, 40, 0.01, 400, 400);
        RandomSequence random = new RandomSource(4).Sequence();
        ZoneCoverage coverage = ZoneCoverage.Of(
            CategoryRaster.Of(grid, Enumerable.Range(0, 160_000).Select(_ => (double)random.NextInt32(2000)).ToArray()),
            Enumerable.Range(0, 2000).ToDictionary(zone => zone, zone => $"zone {zone}"));
        Apportionment made = Conservation.ToZones(ExtensiveRaster.Of(grid, Unit.One, Enumerable.Repeat(1.0, 160_000).ToArray()), coverage,
            coverage.Codes.ToDictionary(code => code, _ => 1.0), Unit.Parse("t"));
        Assert.True(made.Certificate.ToJson().Length > 300_000, made.Certificate.ToJson().Length.ToString(CultureInfo.InvariantCulture));
        CertifiedMap.Write(File_(name), made);
        Assert.Equal(2000, Assert.Single(MapVerification.Of(File_(name)).Maps).Certificate.Zones.Length);
    }

    private static string Everything(string path)
    {
        using OpenedRaster raster = RasterInput.Parse(path.EndsWith(".nc", StringComparison.Ordinal) ? $"{path}#emission" : path).Open();
        Affine affine = raster.Grid.Affine;
        string json = path.EndsWith(".nc", StringComparison.Ordinal) ? Certificate(path) : Tag(path);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{PixelDigest.Of(raster)} {raster.Description with { Name = "", Packing = Packing.None }} {raster.Grid.Rows} "
            + $"{raster.Grid.Columns} {affine.OriginX:G9} {affine.OriginY:G9} {affine.StepX:G9} {affine.StepY:G9} "
            + $"{raster.Grid.Crs.Equals(CoordinateSystem.LongitudeLatitude)} {json}");
    }

    private static string Tag(string path)
    {
        using RasterFile file = RasterFile.Open(path);
        return file.Certificate!.ToJson();
    }

    private static string Certificate(string path)
    {
        using NetCdfFile file = NetCdfFile.Open(path);
        return file.Variable("emission").Attributes.Text(KayaAttributes.Certificate)!;
    }

    private string File_(string name) => Path.Combine(_folder, name);

    private sealed class Counted(Raster raster, MassBasis basis) : IRasterSource
    {
        public Grid Grid => raster.Grid;

        public IReadOnlyList<BandDescription> Bands { get; } = [raster.Bands[0] with { Basis = basis }];

        public void Read(int band, Window window, Span<double> destination) => raster.Read(band, window, destination);
    }
}
