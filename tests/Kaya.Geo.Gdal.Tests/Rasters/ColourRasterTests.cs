using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Geo.Gdal.Tests.Rasters;

/// <summary>Files written by GDAL 3.6.2.</summary>
public sealed class ColourRasterTests : IDisposable
{
    // 2 x 3 cells of red, green, blue and alpha, 8 bits: 10 to 60 in each colour, no data in the second and the last.
    private const string WithAlpha =
        "SUkqAAgAAAASAAABAwABAAAAAwAAAAEBAwABAAAAAgAAAAIBAwAEAAAA5gAAAAMBAwABAAAACAAAAAYBAwABAAAAAgAAABEBBAABAAAAlgEAABUB"
        + "AwABAAAABAAAABYBAwABAAAAAgAAABcBBAABAAAAIwAAABwBAwABAAAAAQAAAD0BAwABAAAAAQAAAFIBAwABAAAAAgAAAFMBAwAEAAAA7gAAAA6D"
        + "DAADAAAA9gAAAIKEDAAGAAAADgEAAK+HAwAgAAAAPgEAALCHDAACAAAAfgEAALGHAgAIAAAAjgEAAAAAAAAIAAgACAAIAAEAAQABAAEAAAAAAAAA"
        + "8D8AAAAAAADwPwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAJEAAAAAAAAA2QAAAAAAAAAAAAQABAAAABwAABAAAAQACAAEE"
        + "AAABAAEAAAgAAAEA5hABCLGHBwAAAAYIAAABAI4jCQiwhwEAAQALCLCHAQAAAIhtdJYdpHJAAAAAQKZUWEFXR1MgODR8AHicARgA5/8KCgr/FBQU"
        + "AB4eHv8oKCj/MjIy/zw8PABHsgZz";

    private readonly TestFolder _folder = new();

    [Fact]
    public void Read_RedGreenBlueAlpha_KeepsBytesAndWhatIsClear()
    {
        File.WriteAllBytes(_folder["rgba.tif"], Convert.FromBase64String(WithAlpha));
        using ColourRaster raster = ColourRaster.Open(_folder["rgba.tif"], new ColourReadOptions());
        Assert.Equal((ElementType.U8, false, false, true), (raster.Stored, raster.IsGrey, raster.IsPalette, raster.HasAlpha));
        byte[] colours = new byte[24];
        raster.Read(raster.Grid.All, colours);
        Assert.Equal([255, 0, 255, 255, 255, 0], colours.Where((_, at) => at % 4 == 3));
        Assert.Equal([10, 10, 10, 30, 30, 30], colours[..3].Concat(colours[8..11]));
    }

    // A unit or kind in the file says nothing of colours.
    [Fact]
    public void Open_FileWithUnitAndKind_IsReadAsColours()
    {
        GeoTiff.Write(_folder["t.tif"], ExtensiveRaster.Of(Grid.InDegrees(10, 25, 1, 1, 2), Unit.Parse("t"), new double[] { 0, 50 }));
        using ColourRaster raster = ColourRaster.Open(_folder["t.tif"], new ColourReadOptions { Range = (0, 100) });
        byte[] colours = new byte[8];
        raster.Read(raster.Grid.All, colours);
        Assert.Equal([0, 0, 0, 255, 128, 128, 128, 255], colours);
    }

    public void Dispose() => _folder.Dispose();
}
