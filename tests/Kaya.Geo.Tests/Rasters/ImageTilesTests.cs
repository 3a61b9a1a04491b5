using Kaya.Core;

namespace Kaya.Geo.Tests.Rasters;

public class ImageTilesTests
{
    [Fact]
    public void ImageTiles_FiveThousandTilesOfBytes_TakesAByteAValue()
    {
        const long Values = 5_000L * 3 * 256 * 256;
        long before = GC.GetAllocatedBytesForCurrentThread();
        ImageTiles<byte> tiles = new(5_000, [3, 256, 256], (tile, values) => values[0] = (byte)tile);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, Values, (long)(1.05 * Values));
        byte[] batch = new byte[3 * tiles.TileLength];
        tiles.CopyTo([4_999, 7, 7], batch);
        Assert.Equal([4_999 % 256, 7, 7], [batch[0], batch[tiles.TileLength], batch[2 * tiles.TileLength]]);
    }

    [Fact]
    public void CopyTo_AnyOrder_GivesTheTilesAsFilled()
    {
        ImageTiles<short> tiles = new(4, [2, 3], (tile, values) =>
        {
            for (int at = 0; at < values.Length; at++) values[at] = (short)((10 * tile) + at);
        });
        short[] batch = new short[12];
        tiles.CopyTo([3, 0], batch);
        Assert.Equal([30, 31, 32, 33, 34, 35, 0, 1, 2, 3, 4, 5], batch);
        Assert.Equal(ElementType.I16, tiles.ElementType);
        Assert.Throws<ArgumentException>(() => tiles.CopyTo([1], batch));
        Assert.Throws<IndexOutOfRangeException>(() => tiles.CopyTo([1, 4], batch));
    }
}
