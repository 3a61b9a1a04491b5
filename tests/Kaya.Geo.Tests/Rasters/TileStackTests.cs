using Kaya.Core;

namespace Kaya.Geo.Tests.Rasters;

public class TileStackTests
{
    [Fact]
    public void TileStack_FiveThousandTilesOfBytes_TakesAByteAValue()
    {
        const long Values = 5_000L * 3 * 256 * 256;
        long before = GC.GetAllocatedBytesForCurrentThread();
        TileStack<byte> stack = new(5_000, [3, 256, 256], (tile, values) => values[0] = (byte)tile);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, Values, (long)(1.05 * Values));
        byte[] batch = new byte[3 * stack.TileLength];
        stack.CopyTo([4_999, 7, 7], batch);
        Assert.Equal([4_999 % 256, 7, 7], [batch[0], batch[stack.TileLength], batch[2 * stack.TileLength]]);
    }

    [Fact]
    public void CopyTo_AnyOrder_GivesTheTilesAsFilled()
    {
        TileStack<short> stack = new(4, [2, 3], (tile, values) =>
        {
            for (int at = 0; at < values.Length; at++) values[at] = (short)((10 * tile) + at);
        });
        short[] batch = new short[12];
        stack.CopyTo([3, 0], batch);
        Assert.Equal([30, 31, 32, 33, 34, 35, 0, 1, 2, 3, 4, 5], batch);
        Assert.Equal(ElementType.I16, stack.ElementType);
        Assert.Throws<ArgumentException>(() => stack.CopyTo([1], batch));
        Assert.Throws<IndexOutOfRangeException>(() => stack.CopyTo([1, 4], batch));
    }
}
