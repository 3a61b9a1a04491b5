using System.Xml.Linq;
using Kaya.Core;
using Kaya.Geo;
using NetTopologySuite.Geometries;
using SkiaSharp;

namespace Kaya.Figures.Tests;

public sealed class MapPictureTests : IDisposable
{
    private static readonly Grid s_ten = Grid.InDegrees(0, 10, 1, 10, 10);

    // A map in degrees begins 18 + 34 pixels from the left and 18 from the top: margin, and room for latitudes.
    private const int Left = 52;
    private const int Top = 18;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_SameInput_IsTheSameFileAndEveryPixelTheColourOfItsCell()
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(cell => cell == 0 ? double.NaN : (double)cell)];
        ExtensiveRaster raster = ExtensiveRaster.Of(s_ten, Unit.Parse("t"), values, "emissions");
        MapOptions options = new() { Title = "CO\u2082 2008", Width = 200, Logarithmic = false, Lowest = 0, Highest = 99 };
        Assert.Empty(MapPicture.Write(_folder.Of("a.png"), raster, 0, options));
        MapPicture.Write(_folder.Of("b.png"), raster, 0, options);
        Assert.Equal(File.ReadAllBytes(_folder.Of("a.png")), File.ReadAllBytes(_folder.Of("b.png")));
        using SKBitmap picture = SKBitmap.Decode(_folder.Of("a.png"));
        // 34 pixels for the title; cells are 20 pixels wide. The ends of the ramp: ColourRamp's first and last stop, and the grey of
        // no-data.
        Assert.Equal(new SKColor(222, 222, 224), picture.GetPixel(Left + 10, Top + 34 + 10));
        Assert.Equal(new SKColor(253, 250, 200), picture.GetPixel(Left + 190, Top + 34 + 190));
        Assert.Equal(picture.GetPixel(Left + 30, Top + 34 + 10), picture.GetPixel(Left + 38, Top + 34 + 3));
    }

    // 0 to 99 without cell 0 add up to 4950; densities have no total. Twice the same input, twice the same page.
    [Theory]
    [InlineData(".svg", "<svg")]
    [InlineData(".pdf", "%PDF-")]
    public void Write_PageOfLinesAndLetters_HasTotalAndSourceAndIsTheSameFile(string ending, string start)
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(cell => cell == 0 ? double.NaN : (double)cell)];
        ExtensiveRaster raster = ExtensiveRaster.Of(s_ten, Unit.Parse("t"), values, "emissions");
        MapOptions options = new() { Title = "CO\u2082 2008", Width = 200, Source = "made for a test" };
        string[] paths = [_folder.Of("a" + ending), _folder.Of("b" + ending)];
        foreach (string path in paths) Assert.Empty(MapPicture.Write(path, raster, 0, options));
        Assert.Equal(File.ReadAllBytes(paths[0]), File.ReadAllBytes(paths[1]));
        string text = File.ReadAllText(paths[0]);
        Assert.Contains(start, text[..200], StringComparison.Ordinal);
        if (ending != ".svg") return;
        XElement page = XElement.Parse(text);
        string[] lines = [.. page.Descendants().Where(element => element.Name.LocalName == "text")
            .Select(element => string.Concat(element.Nodes().OfType<XText>().Select(node => node.Value)).Trim())];
        Assert.Contains("total: 4950 t", lines);
        Assert.Contains("source: made for a test", lines);
        MapPicture.Write(paths[1], IntensiveRaster.Of(s_ten, Unit.Parse("t km-2"), values), 0, options);
        Assert.DoesNotContain("total:", File.ReadAllText(paths[1]), StringComparison.Ordinal);
    }

    // A cell of 5 has one colour in both maps of a series, although their own ranges differ tenfold.
    [Fact]
    public void InOneScale_TwoYears_GivesEqualValuesOneColour()
    {
        IntensiveRaster first = IntensiveRaster.Of(s_ten, Unit.One, Enumerable.Range(0, 100).Select(cell => cell / 10.0).ToArray());
        IntensiveRaster second = IntensiveRaster.Of(s_ten, Unit.One, Enumerable.Range(0, 100).Select(cell => (double)cell).ToArray());
        MapOptions own = new() { Width = 200, Logarithmic = false }, common = MapPicture.InOneScale([first, second], 0, own);
        SKColor Colour(IntensiveRaster map, int cell, MapOptions options)
        {
            MapPicture.Write(_folder.Of("m.png"), map, 0, options);
            using SKBitmap picture = SKBitmap.Decode(_folder.Of("m.png"));
            return picture.GetPixel(Left + (20 * (cell % 10)) + 10, Top + (20 * (cell / 10)) + 10);
        }

        Assert.Equal(Colour(first, 50, common), Colour(second, 5, common));
        Assert.NotEqual(Colour(first, 50, own), Colour(second, 5, own));
        Assert.Throws<UnitMismatchException>(() => MapPicture.InOneScale(
            [first, IntensiveRaster.Of(s_ten, Unit.Parse("t"), new double[100])], 0, own));
    }

    [Fact]
    public void Write_ValuesThatDifferByRoundingOnly_AreOneValue()
    {
        // Ticks between 8 and the next double above would have no end.
        double[] values = [.. Enumerable.Range(0, 100).Select(cell => cell == 5 ? Math.BitIncrement(8.0) : 8)];
        MapPicture.Write(_folder.Of("constant.png"), IntensiveRaster.Of(s_ten, Unit.One, values), 0, new MapOptions { Width = 100 });
        Assert.True(File.Exists(_folder.Of("constant.png")));
    }

    [Fact]
    public void Write_OutlinesOfPolygons_AreDrawnInsideTheMapOnly()
    {
        CategoryRaster codes = CategoryRaster.Of(s_ten, Enumerable.Range(0, 100).Select(cell => (double)(cell % 3)).ToArray());
        // Reaches far beyond the map on the right, where the legend is.
        ZoneSet zones = new(s_ten.Crs, [new Zone("a", "A", new GeometryFactory().ToGeometry(new Envelope(5, 60, 2, 8)))]);
        (int X, int Y)[] changed = Changed(codes, MapOutlines.Of(zones));
        Assert.All(changed, pixel => Assert.InRange(pixel.X, Left + 97, Left + 199));
        // The line runs down the middle of the map, at 5 of 10 degrees.
        Assert.Contains(changed, pixel => pixel.X == Left + 100 && pixel.Y == Top + 100);
        MapOutlines elsewhere = MapOutlines.Of(new ZoneSet(CoordinateSystem.Plane, zones.Zones));
        Assert.Throws<GridMismatchException>(
            () => MapPicture.Write(_folder.Of("x.png"), codes, 0, new MapOptions { Outlines = elsewhere }));
        Assert.False(File.Exists(_folder.Of("x.png")));
    }

    [Fact]
    public void Write_OutlinesOfZoneNumbers_FollowTheEdgesOfCells()
    {
        // Zone 1 on the left of column 5, zone 2 on the right, no zone in the last row.
        double[] numbers = [.. Enumerable.Range(0, 100).Select(cell => cell >= 90 ? double.NaN : cell % 10 < 5 ? 1.0 : 2.0)];
        CategoryRaster zones = CategoryRaster.Of(s_ten, numbers);
        MapOutlines outlines = MapOutlines.Of(zones);
        Assert.Equal(2, outlines.Lines.Count);
        Assert.Contains(outlines.Lines, line => line is [(0, 1), (10, 1)]);
        Assert.Contains(outlines.Lines, line => line is [(5, 10), (5, 1)]);
        (int X, int Y)[] changed = Changed(zones, outlines);
        Assert.Contains(changed, pixel => pixel.X == Left + 100 && pixel.Y == Top + 50);
        Assert.Contains(changed, pixel => pixel.X == Left + 50 && pixel.Y == Top + 180);
        Assert.DoesNotContain(changed, pixel => pixel.X == Left + 100 && pixel.Y > Top + 183);
    }

    [Theory]
    [InlineData(1, 10, false)]
    [InlineData(1, 1e6, true)]
    [InlineData(-1, 1e6, false)]
    public void Write_ScaleNotSaid_IsLogarithmicWherePositiveValuesSpanThreeDecades(double low, double high, bool logarithmic)
    {
        double[] values = [
            .. Enumerable.Range(0, 100).Select(k => low < 0 && k == 0 ? low : Math.Abs(low) * Math.Pow(high / Math.Abs(low), k / 99.0))];
        ExtensiveRaster raster = ExtensiveRaster.Of(s_ten, Unit.Parse("t"), values);
        byte[] Drawn(bool? scale)
        {
            MapPicture.Write(_folder.Of("m.png"), raster, 0, new MapOptions { Width = 100, Logarithmic = scale });
            return File.ReadAllBytes(_folder.Of("m.png"));
        }

        Assert.Equal(Drawn(logarithmic), Drawn(null));
        Assert.NotEqual(Drawn(!logarithmic), Drawn(null));
    }

    [Fact]
    public void Write_ClassesWithColours_AreDrawnInThem()
    {
        CategoryRaster cover = CategoryRaster.Of(s_ten, Enumerable.Range(0, 100).Select(cell => cell % 10 < 5 ? 13.0 : 17.0).ToArray());
        MapPicture.Write(_folder.Of("m.png"), cover, 0, new MapOptions { Width = 100, Classes = MapClasses.Igbp });
        using SKBitmap picture = SKBitmap.Decode(_folder.Of("m.png"));
        Assert.Equal(SKColor.Parse("#e3211c"), picture.GetPixel(Left + 25, Top + 55));
        Assert.Equal(SKColor.Parse("#3f78c4"), picture.GetPixel(Left + 75, Top + 55));
    }

    [Fact]
    public void Igbp_Colours_AreFarApart()
    {
        SKColor[] colours = [.. MapClasses.Igbp.Where(entry => entry.Code is > 0 and < 18).Select(entry => SKColor.Parse(entry.Colour!))];
        for (int i = 0; i < colours.Length; i++)
            for (int j = 0; j < i; j++)
                Assert.True(Math.Abs(colours[i].Red - colours[j].Red) + Math.Abs(colours[i].Green - colours[j].Green) + Math.Abs(
                    colours[i].Blue - colours[j].Blue) >= 50, $"{i + 1} and {j + 1}");
    }

    [Fact]
    public void ReadClasses_FaultyLine_SaysWhere()
    {
        Assert.Equal(
            new MapClass(1, "forest", "#00aa00"), MapClasses.Read(_folder.Text("c.csv", "code,name,colour\n1,forest,#00aa00\n2,water,\n"))[
            0]);
        Assert.Equal(3, Assert.Throws<DataFormatException>(() => MapClasses.Read(_folder.Text("c.csv", "code,name\n1,a\n1,b\n")))
            .Fault.Where!.Line);
        Assert.Equal(2, Assert.Throws<DataFormatException>(() => MapClasses.Read(_folder.Text("c.csv", "code,name,colour\n1,a,green\n")))
            .Fault.Where!.Line);
    }

    private (int X, int Y)[] Changed(CategoryRaster codes, MapOutlines outlines)
    {
        MapPicture.Write(_folder.Of("plain.png"), codes, 0, new MapOptions { Width = 200 });
        MapPicture.Write(_folder.Of("lines.png"), codes, 0, new MapOptions { Width = 200, Outlines = outlines });
        using SKBitmap plain = SKBitmap.Decode(_folder.Of("plain.png")), lines = SKBitmap.Decode(_folder.Of("lines.png"));
        (int X, int Y)[] changed = [.. Enumerable.Range(0, plain.Width * plain.Height).Select(at => (at % plain.Width, at / plain.Width))
            .Where(at => plain.GetPixel(at.Item1, at.Item2) != lines.GetPixel(at.Item1, at.Item2))];
        Assert.NotEmpty(changed);
        return changed;
    }
}
