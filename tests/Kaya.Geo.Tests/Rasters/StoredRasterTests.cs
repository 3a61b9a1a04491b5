using Kaya.Core;

namespace Kaya.Geo.Tests.Rasters;

public class StoredRasterTests
{
    private static readonly Grid s_grid = new(CoordinateSystem.Plane, Affine.NorthUp(0, 2, 1, 1), 2, 3);

    [Fact]
    public void Of_Bytes_CostsAByteACellAndGivesValuesOfEveryType()
    {
        StoredRaster stored = StoredRaster.Of(new Bytes(s_grid));
        Assert.Equal([0, 1, 2, 3, 4, 255], stored.Stored<byte>().ToArray());
        double[] doubles = new double[6];
        stored.Read(0, s_grid.All, doubles);
        Assert.Equal([10, 10.5, 11, 11.5, 12, double.NaN], doubles);
        float[] floats = new float[2];
        stored.Read(0, new Window(1, 1, 1, 2), floats);
        Assert.Equal([12, float.NaN], floats);
        byte[] bytes = new byte[2];
        stored.ReadStored(0, new Window(1, 1, 1, 2), bytes.AsSpan());
        Assert.Equal([4, 255], bytes);
        Assert.Equal(11.5, stored[0, 1, 0]);
        Assert.Throws<ArgumentException>(() => stored.Stored<float>());
    }

    [Fact]
    public void Of_Bytes_AllocatesAByteACell()
    {
        Grid grid = new(CoordinateSystem.Plane, Affine.NorthUp(0, 1000, 1, 1), 1000, 1000);
        _ = StoredRaster.Of(new Bytes(s_grid));
        long before = GC.GetAllocatedBytesForCurrentThread();
        StoredRaster stored = StoredRaster.Of(new Bytes(grid));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1_000_000, 1_010_000);
        Assert.Equal(grid, stored.Grid);
    }

    [Fact]
    public void SamplingAt_StoredCodes_GivesThoseOfARasterOfDoubles()
    {
        Grid target = s_grid.Refine(2);
        CategoryRaster doubles = (CategoryRaster)new Bytes(s_grid).ReadAll();
        Assert.True(Sampling.At(doubles, target, null).Values().SequenceEqual(Sampling.At(new Bytes(s_grid), target, null).Values()));
    }

    // Codes 0, 1, 2, ... as bytes; 255 is no-data; values are half the code plus 10.
    private sealed class Bytes(Grid grid) : IRasterSource
    {
        public Grid Grid => grid;

        public IReadOnlyList<BandDescription> Bands { get; } =
            [new("class", Unit.One, QuantityKind.Category) { Stored = ElementType.U8, Packing = new Packing(0.5, 10, 255) }];

        public void Read(int band, Window window, Span<double> destination)
        {
            byte[] stored = new byte[destination.Length];
            ReadStored(band, window, stored.AsSpan());
            Bands[0].Packing.Unpack<byte, double>(stored, destination);
        }

        public void ReadStored<T>(int band, Window window, Span<T> destination) where T : unmanaged
        {
            for (int at = 0; at < destination.Length; at++)
            {
                int cell = ((window.Row + (at / window.Columns)) * grid.Columns) + window.Column + (at % window.Columns);
                destination[at] = (T)(object)(byte)(cell == grid.CellCount - 1 ? 255 : cell % 200);
            }
        }
    }
}
