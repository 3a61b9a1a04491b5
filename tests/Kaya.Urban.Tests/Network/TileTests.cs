using Kaya.Torch;

namespace Kaya.Urban.Tests;

public sealed class TileTests : CellsTest
{
    [Fact]
    public void Apply_EveryTurn_PutsEachPlaceWhereSourceSays()
    {
        using TensorScope scope = new();
        const int size = 3;
        float[] values = [.. Enumerable.Range(0, size * size).Select(i => (float)i)];
        List<string> seen = [];
        for (int number = 0; number < BlockTurn.Count; number++)
        {
            BlockTurn turn = new(number);
            float[] turned = turn.Apply(Tensor.From(values, 1, size, size), 1).Contiguous().ToArray<float>();
            for (int i = 0; i < values.Length; i++)
            {
                (int row, int column) = turn.Source(i / size, i % size, size);
                Assert.Equal(values[(row * size) + column], turned[i]);
            }

            seen.Add(string.Join(" ", turned));
        }

        Assert.Equal(BlockTurn.Count, seen.Distinct().Count());
    }

    [Fact]
    public void Tiles_OfATurn_LieAsThePlanesDo()
    {
        using UrbanDataset data = Open(new SyntheticCells(5, 5));
        WindowIndex index = new(data, 3, cell => cell != data.At(1, 2));
        int target = data.At(2, 2);
        for (int number = 0; number < BlockTurn.Count; number++)
        {
            long[] windows = new long[9];
            List<int> tiles = index.Tiles(UrbanModality.Image, [target], new BlockTurn(number), windows);
            Assert.Equal(8, tiles.Count);
            for (int place = 0; place < 9; place++)
            {
                (int row, int column) = new BlockTurn(number).Source(place / 3, place % 3, 3);
                int cell = data.At(1 + row, 1 + column);
                Assert.Equal(cell == data.At(1, 2) ? 8 : tiles.IndexOf(cell), windows[place]);
            }
        }
    }

    [Fact]
    public void Tiles_OfABlock_AreThereOnce()
    {
        using UrbanDataset data = Open(new SyntheticCells(12, 12));
        int[] block = [.. from row in Enumerable.Range(2, 8) from column in Enumerable.Range(3, 4) select data.At(row, column)];
        List<int> tiles = new WindowIndex(data, 3, _ => true).Tiles(UrbanModality.Image, block, default, new long[32 * 9]);
        // A block of 8 x 4 with its rim: 10 x 6.
        Assert.Equal(60, tiles.Count);
        Assert.Equal(60, tiles.Distinct().Count());
    }

    [Fact]
    public void ImageReduction_WholeAndBrokenFactors_GivesMeansOfAreas()
    {
        static byte[] Reduce(int from, int to, params byte[] grey)
        {
            byte[] image = [.. grey.SelectMany(value => (byte[])[value, (byte)(value + 1), 7])], reduced = new byte[to * to * 3];
            new ImageReduction(from, to).Apply(image, reduced);
            for (int i = 0; i < to * to; i++)
                Assert.Equal((reduced[3 * i] + 1, 7), (reduced[(3 * i) + 1], reduced[(3 * i) + 2]));
            return [.. Enumerable.Range(0, to * to).Select(i => reduced[3 * i])];
        }

        Assert.Equal([3, 5, 11, 13], Reduce(4, 2, 0, 4, 2, 6, 3, 5, 5, 7, 9, 11, 11, 13, 12, 12, 14, 14));
        // 3 to 2: a pixel and a half each way. First of the first row: (9 x 1 + 0 x 0.5) x (1 + 0.5 of the next row) / 2.25.
        Assert.Equal([4, 0, 0, 0], Reduce(3, 2, 9, 0, 0, 0, 0, 0, 0, 0, 0));
        Assert.Equal([1, 1, 1, 1], Reduce(3, 2, 0, 0, 0, 0, 9, 0, 0, 0, 0));
    }
}
