using System.Globalization;
using System.Text;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using NetTopologySuite.Geometries;

namespace Kaya.Geo.Gdal.Tests.Vectors;

/// <summary>Zones as people's files have them: codes, layers, encodings, outlines.</summary>
public sealed class ZoneKindTests : IDisposable
{
    private readonly TestFolder _folder = new();

    // Areas of boxes whose edges are straight in their own projection: Geod of pyproj 3.4.1, 2,000 points an edge, WGS 84.
    [Theory]
    [InlineData("EPSG:3035", 3.2e6, 2.2e6, 5.4e6, 4.4e6, 4840000019235.033)]
    [InlineData("EPSG:3832", 2.6e6, -2.5e6, 4.2e6, -1.2e6, 1908300457926.4368)]
    [InlineData("EPSG:3413", -1.5e6, -1.5e6, 1.5e6, 1.5e6, 9385523320582.688)]
    [InlineData("EPSG:3031", -2e6, -1e6, 2.5e6, 1.8e6, 12890831183772.125)]
    [InlineData("EPSG:5070", -2e6, 0.6e6, 1.9e6, 2.9e6, 8970000070161.39)]
    public void Transform_EdgesOfAProjection_KeepTheirLineAndArea(string code, double west, double south, double east, double north,
        double expected)
    {
        CoordinateSystem crs = GdalCoordinateSystems.Find(code);
        using GdalTransformation toDegrees = new(crs, CoordinateSystem.LongitudeLatitude);
        ZoneSet moved = new ZoneSet(crs, [new Zone("box", "box", Box(west, south, east, north))]).Transform(toDegrees);
        // GRS 80 and WGS 84 differ by less than 1e-9; the edges are within a metre.
        Assert.Equal(1, moved.AreaOf("box") / expected, 2e-6);
        // Cells of a grid of the whole Earth have the same area, wherever its seam is.
        foreach (double origin in (double[])[-180, 0, 20.5])
        {
            Grid grid = Grid.InDegrees(origin, 90, 0.5, 360, 720);
            ZoneCoverage coverage = ZoneCoverage.Of(moved, grid);
            CellAreas areas = CellAreas.Of(grid);
            Assert.Equal(1, Zonal.Areas(coverage, areas)["box"] / expected, 2e-3);
            Assert.Equal(1, coverage.SharesOnGrid(areas)[0]);
        }
    }

    [Fact]
    public void Read_SameCodeTwice_RefusedUnlessJoined()
    {
        string path = GeoJson("world.geojson", "code", ("WA", "Washington", 0), ("WA", "Western Australia", 40), ("OR", "Oregon", 10));
        DataFormatException refused = Assert.Throws<DataFormatException>(() => Read(path));
        Assert.Equal("join", refused.Fault.Option);
        Assert.Contains("Washington", refused.Fault.Found, StringComparison.Ordinal);
        Assert.Contains("Western Australia", refused.Fault.Found, StringComparison.Ordinal);
        ZoneSet joined = Read(path, new VectorReadOptions { CodeField = "code", JoinFeatures = true });
        Assert.Equal([("WA", 2.0), ("OR", 1.0)], joined.Zones.Select(zone => (zone.Code, zone.Shape.Area)));
    }

    [Fact]
    public void Read_CodesThatAreNone_RefusedOrListed()
    {
        string path = GeoJson("none.geojson", "code", ("FR", "France", 0), ("-99", "Norway", 10), ("-9999.0", "Kosovo", 20));
        Assert.Contains("Norway", Assert.Throws<DataFormatException>(() => Read(path)).Message, StringComparison.Ordinal);
        ZoneSet read = Read(path, new VectorReadOptions { CodeField = "code", LeaveOutFeaturesWithoutCode = true });
        Assert.Equal("FR", Assert.Single(read.Zones).Code);
        Assert.Equal(2, read.LeftOut.Length);
    }

    [Fact]
    public void Read_NumbersPaddedAndDecomposed_ArePlain()
    {
        // Accents in two characters, as macOS writes them; expected forms from Python's unicodedata 15.
        string path = GeoJson("codes.geojson", "code", ("Co\u0302te", "a", 0), (" 110000.00000 ", "b", 10),
            ("Vie\u0323\u0302t Nam", "c", 20), ("\u1112\u1161\u11ab\u1100\u116e\u11a8", "d", 30), ("007", "e", 40), ("1.5", "f", 50));
        Assert.Equal(["C\u00f4te", "110000", "Vi\u1ec7t Nam", "\ud55c\uad6d", "007", "1.5"], Read(path).Zones.Select(zone => zone.Code));
    }

    [Theory]
    [InlineData("ANSI 1252", 0xF4)]
    [InlineData("ISO 88591", 0xF4)]
    [InlineData("LDID/87", 0xF4)]
    [InlineData("1252", 0xF4)]
    [InlineData("cp1252", 0xF4)]
    [InlineData("ISO-8859-15", 0xF4)]
    [InlineData("8859_1", 0xF4)]
    [InlineData("LDID/2", 0x93)]
    [InlineData("OEM 850", 0x93)]
    [InlineData("437", 0x93)]
    [InlineData("UTF8", 0xC3, 0xB4)]
    [InlineData("65001", 0xC3, 0xB4)]
    public void Encoding_ByEveryNameInUse_ReadsTheLetter(string name, params int[] bytes)
    {
        // The letter o with circumflex, by Python's codecs.
        string known = CodePages.NameOf(name);
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(known) ?? Encoding.GetEncoding(known);
        Assert.Equal("\u00f4", encoding.GetString([.. bytes.Select(value => (byte)value)]));
    }

    [Theory]
    [InlineData("[[177,-20],[183,-20],[183,-15],[177,-15],[177,-20]]", WideEdges.Refuse, 30)]
    [InlineData("[[177,-20],[-177,-20],[-177,-15],[177,-15],[177,-20]]", WideEdges.Across, 30)]
    [InlineData("[[177,-20],[-177,-20],[-177,-15],[177,-15],[177,-20]]", WideEdges.AsWritten, 1770)]
    [InlineData("[[-183,-20],[-177,-20],[-177,-15],[-183,-15],[-183,-20]]", WideEdges.Refuse, 30)]
    [InlineData("[[-180,-20],[180,-20],[180,-15],[-180,-15],[-180,-20]]", WideEdges.Refuse, 1800)]
    public void Coverage_AcrossTheAntimeridian_CountsEveryCellOnce(string ring, WideEdges meaning, double cells)
    {
        string path = _folder["cross.geojson"];
        File.WriteAllText(path, Feature("code", "X", "cross", ring, alone: true));
        ZoneSet zones = Read(path, new VectorReadOptions { CodeField = "code", WideEdges = meaning });
        foreach (double origin in (double[])[-180, 0, 90])
            Assert.Equal(cells, ZoneCoverage.Of(zones, Grid.InDegrees(origin, 90, 1, 180, 360)).CellCounts()[0], 1e-9);
        if (meaning != WideEdges.Across) return;
        Assert.Equal("wide-edges", Assert.Throws<DataFormatException>(() => Read(path)).Fault.Option);
    }

    [Fact]
    public void Read_LatitudesBeyondThePoles_NamesTheFeature()
    {
        string path = GeoJson("swapped.geojson", "code", ("CN", "China", 95));
        File.WriteAllText(path, Feature("code", "CN", "China", "[[20,100],[24,100],[24,104],[20,104],[20,100]]", alone: true));
        Assert.Contains("China", Assert.Throws<GridMismatchException>(() => Read(path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Polygon Box(double west, double south, double east, double north) =>
        (Polygon)new GeometryFactory().ToGeometry(new Envelope(west, east, south, north));

    private static ZoneSet Read(string path, VectorReadOptions? options = null) =>
        VectorFile.ReadZones(path, options ?? new VectorReadOptions { CodeField = "code" });

    private string GeoJson(string name, string field, params (string Code, string Name, double West)[] zones)
    {
        StringBuilder text = new();
        foreach ((string code, string label, double west) in zones)
        {
            string W(double add) => (west + add).ToString(CultureInfo.InvariantCulture);
            text.Append(text.Length > 0 ? "," : "").Append(Feature(field, code, label,
                $"[[{W(0)},0],[{W(1)},0],[{W(1)},1],[{W(0)},1],[{W(0)},0]]", alone: false));
        }

        File.WriteAllText(_folder[name], $"{{\"type\":\"FeatureCollection\",\"features\":[{text}]}}");
        return _folder[name];
    }

    private static string Feature(string field, string code, string label, string ring, bool alone)
    {
        string feature = $"{{\"type\":\"Feature\",\"properties\":{{\"{field}\":\"{code}\",\"name\":\"{label}\"}},"
            + $"\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{ring}]}}}}";
        return alone ? $"{{\"type\":\"FeatureCollection\",\"features\":[{feature}]}}" : feature;
    }
}
