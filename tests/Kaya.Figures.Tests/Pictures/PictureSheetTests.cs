using Kaya.Core;
using SkiaSharp;

namespace Kaya.Figures.Tests;

public sealed class PictureSheetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_PicturesAndOverlays_ShowTheirPixels()
    {
        byte[] green = [.. Enumerable.Repeat((byte[])[0, 200, 0], 4).SelectMany(pixel => pixel)];
        SheetPicture plain = new(2, green, ["plain"]), marked = new(2, green, ["marked"]) { Overlay = [1, 0, 0, -1], OverlayRange = 1 };
        PictureSheet.Write(_folder.Of("sheet.png"), "Two", [plain, marked], 2, 100);
        using SKBitmap sheet = SKBitmap.Decode(_folder.Of("sheet.png"));
        Assert.Equal(new SKColor(0, 200, 0), sheet.GetPixel(14 + 50, 44 + 50));
        SKColor red = sheet.GetPixel(14 + 114 + 10, 44 + 10), blue = sheet.GetPixel(14 + 114 + 90, 44 + 90);
        Assert.True(red.Red > red.Blue && blue.Blue > blue.Red, $"{red} {blue}");
        Assert.Equal(new SKColor(0, 200, 0), sheet.GetPixel(14 + 114 + 90, 44 + 10));
        Assert.Throws<ArgumentException>(() => PictureSheet.Write(_folder.Of("bad.png"), "Bad", [new SheetPicture(3, green, [])], 1));
        Assert.False(File.Exists(_folder.Of("bad.png")));
    }

    [Fact]
    public void ScatterChart_ColouredByAValue_HasItsScaleAndLabels()
    {
        ScatterChart chart = new("Cells", new ChartAxis("x"), new ChartAxis("y"), [new ChartSeries("cells", [0, 1, 2], [0, 1, 2])])
        {
            Colouring = (new ChartAxis("Emission", Unit.Parse("t")) { IsLogarithmic = true }, [1, 100, 10000]), Labels = [(1, 1, "A1")],
        };
        string svg = chart.ToSvg();
        Assert.Contains("Emission (t): 1", svg, StringComparison.Ordinal);
        Assert.Contains(">A1<", svg, StringComparison.Ordinal);
        Assert.Contains("#0c0a36", svg, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => (chart with { Colouring = (new ChartAxis("Emission"), [1]) }).ToSvg());
    }
}
