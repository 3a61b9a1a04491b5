using Kaya.Core;

namespace Kaya.Downscaling;

/// <summary>One batch: a low-resolution crop with the margin that the network needs, the target residuals, and which of
/// them count.</summary>
/// <param name="Coarse">batch x side x side.</param>
/// <param name="Residuals">batch x 4 x crop x crop.</param>
/// <param name="Weights">As many; 1 where the residual counts, else 0.</param>
internal sealed record CropBatch(float[] Coarse, float[] Residuals, float[] Weights);

/// <summary>Training pairs from the map itself: a crop at a random scale, rotated or mirrored, and its area mean as the low-resolution
/// partner.</summary>
internal sealed class CropPairs(DensityMap map, ZeroShotSuperResolution options, LogScale scale, int member)
{
    // Tiles of this size are held out in turn, one of four by each member, for early stopping.
    private const int TileSize = 8;
    private const int Tries = 30;

    private readonly int _crop = Math.Clamp(Math.Min(options.CropSize, Math.Min(map.Rows, map.Columns) / 2), 1, options.CropSize);

    /// <summary>Cells of the low-resolution partner along one side of a crop.</summary>
    public int Crop => _crop;

    /// <summary>A batch for training, of random scales.</summary>
    public CropBatch Draw(RandomSource random) => Batch(random.Sequence(), options.BatchSize, heldOut: false);

    /// <summary>A batch at the scale of the map, from tiles held out by this member.</summary>
    public CropBatch HeldOut(RandomSource random, int size) => Batch(random.Sequence(), size, heldOut: true);

    private CropBatch Batch(RandomSequence random, int size, bool heldOut)
    {
        int side = _crop + (2 * options.Reach), cells = 4 * _crop * _crop;
        CropBatch batch = new(new float[size * side * side], new float[size * cells], new float[size * cells]);
        for (int at = 0; at < size; at++)
        {
            Patch fine = Any(random, heldOut, side, out Patch counted);
            Patch logs = scale.To(fine.Halve()).Fill(options.Reach);
            logs.Values.CopyTo(batch.Coarse, at * side * side);
            Targets(fine.Inner(2 * options.Reach), counted, logs.Double().Inner(2 * options.Reach), batch, at * cells);
        }

        return batch;
    }

    // A crop without values, such as in a desert or the sea, is redrawn a few times.
    private Patch Any(RandomSequence random, bool heldOut, int side, out Patch counted)
    {
        for (int turn = 0; ; turn++)
        {
            double step = heldOut || random.NextDouble() < 0.5 ? 1
                : 1 / (options.SmallestScale + ((1 - options.SmallestScale) * random.NextDouble()));
            double extent = 2 * _crop * step;
            (double row, double column) = (Origin(random, map.Rows, extent, step), Origin(random, map.Columns, extent, step));
            double rim = 2 * options.Reach * step;
            int way = heldOut ? 0 : random.NextInt32(8);
            counted = map.Shrink(row, column, 2 * _crop, step, (r, c) => IsHeldOut(r, c) == heldOut).Turn(way);
            if (turn < Tries && !Array.Exists(counted.Values, float.IsFinite)) continue;
            Patch fine = step == 1 ? map.Cut((int)row - (2 * options.Reach), (int)column - (2 * options.Reach), 2 * side)
                : map.Shrink(row - rim, column - rim, 2 * side, step);
            return fine.Turn(way);
        }
    }

    // At the map's own scale crops start at cells; otherwise anywhere.
    private static double Origin(RandomSequence random, int cells, double extent, double step)
    {
        double room = Math.Max(0, cells - extent);
        return step == 1 ? Math.Floor(random.NextDouble() * (room + 1)) : random.NextDouble() * room;
    }

    private bool IsHeldOut(int row, int column) => ((row / TileSize) + (2 * (column / TileSize))) % 4 == member % 4;

    private void Targets(Patch fine, Patch counted, Patch interpolated, CropBatch batch, int at)
    {
        for (int row = 0; row < fine.Side; row++)
            for (int column = 0; column < fine.Side; column++)
            {
                if (float.IsNaN(counted[row, column])) continue;
                int place = at + Patch.ResidualPlace(row, column, _crop);
                batch.Residuals[place] = scale.To(fine[row, column]) - interpolated[row, column];
                batch.Weights[place] = 1;
            }
    }
}
