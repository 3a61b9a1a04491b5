using Kaya.Core;
using Kaya.Geo;
using Kaya.Torch;

namespace Kaya.Downscaling;

/// <summary>Applies the networks tile by tile. Tiles overlap by the reach of the networks, so there are no seams.</summary>
internal sealed class TiledRefinement(NetworkCopy<SuperResolutionNetwork>[] networks, ZeroShotSuperResolution options, LogScale scale)
{
    private const int TileSize = 128;
    private const int Ways = 8;

    // Four rotations at a time keep a layer below 32 MB: the C library maps larger blocks anew for every layer, and half of the time is
    // spent
    // clearing their pages.
    private const int WaysAtOnce = 4;

    /// <summary>Splits every cell into 2 x 2.</summary>
    public RefinedMap Double(IntensiveRaster density, FitContext context)
    {
        DensityMap map = new(density);
        Grid grid = density.Grid.Refine(2);
        float[] deviation = new float[grid.CellCount];
        Array.Fill(deviation, float.NaN);
        IntensiveRaster fine = new(grid, density.Unit, [density.Bands[0].Name], (_, cells) =>
        {
            cells.Fill(double.NaN);
            // One row of tiles at a time: the tiles of a row are computed in parallel and then copied to the map.
            foreach (IGrouping<int, Window> line in density.Grid.All.Tiles(TileSize, TileSize).GroupBy(tile => tile.Row))
            {
                Window[] tiles = [.. line];
                FineTile?[] refined = WorkerThreads.Run(
                    tiles.Length, context with { Progress = null }, (tile, _) => Refine(map, tiles[tile]), threadsEach: 1);
                for (int tile = 0; tile < tiles.Length; tile++) refined[tile]?.PutInto(map, tiles[tile], cells, deviation);
                context.Progress?.Report(new WorkProgress("refine", tiles[0].EndRow, map.Rows));
            }
        });
        return new RefinedMap(fine, new IntensiveRaster(grid, Unit.One, ["standard deviation"], (_, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = deviation[cell];
        }));
    }

    // A tile without data, such as open sea, is skipped.
    private FineTile? Refine(DensityMap map, Window tile)
    {
        bool any = false;
        for (int row = tile.Row; row < tile.EndRow && !any; row++)
            for (int column = tile.Column; column < tile.EndColumn && !any; column++) any = map.Has(row, column);
        if (!any) return null;
        int side = Math.Max(tile.Rows, tile.Columns), count = Ways * networks.Length;
        (double[] sums, double[] squares) = Estimate(map, tile, side);
        FineTile fine = new(2 * side, new double[sums.Length], new float[sums.Length]);
        for (int cell = 0; cell < sums.Length; cell++)
        {
            double mean = sums[cell] / count;
            fine.Density[cell] = scale.From(mean);
            fine.Deviation[cell] = (float)(scale.Deviation * Math.Sqrt(Math.Max(0, (squares[cell] / count) - (mean * mean))));
        }

        return fine;
    }

    // Sums, and sums of squares, of the scaled logarithm over all networks and all rotations of the tile.
    private (double[] Sums, double[] Squares) Estimate(DensityMap map, Window tile, int side)
    {
        // Filled cells depend on cells up to the same distance farther away.
        int reach = options.Reach, wide = side + (4 * reach);
        Patch coarse = scale.To(map.Cut(tile.Row - (2 * reach), tile.Column - (2 * reach), wide)).Fill(reach).Inner(reach);
        Patch interpolated = coarse.Double().Inner(2 * reach);
        double[] sums = new double[interpolated.Values.Length], squares = new double[interpolated.Values.Length];
        using TensorScope scope = new();
        using NoGradient none = new();
        float[] batch = new float[WaysAtOnce * coarse.Values.Length];
        for (int first = 0; first < Ways; first += WaysAtOnce)
        {
            for (int way = 0; way < WaysAtOnce; way++) coarse.Turn(first + way).Values.CopyTo(batch, way * coarse.Values.Length);
            foreach (NetworkCopy<SuperResolutionNetwork> network in networks)
            {
                using TensorScope forward = new();
                float[] residuals = network.Use(own =>
                    own.Forward(Tensor.From(batch, WaysAtOnce, 1, coarse.Side, coarse.Side)).Contiguous().ToArray<float>());
                for (int way = 0; way < WaysAtOnce; way++)
                    Add(residuals.AsSpan(way * 4 * side * side), first + way, side, interpolated, sums, squares);
            }
        }

        return (sums, squares);
    }

    private static void Add(ReadOnlySpan<float> residuals, int way, int side, Patch interpolated, double[] sums, double[] squares)
    {
        int fine = 2 * side;
        for (int row = 0; row < fine; row++)
            for (int column = 0; column < fine; column++)
            {
                int place = Patch.Place(way, row, column, fine);
                double value = interpolated.Values[place] + residuals[Patch.ResidualPlace(row, column, side)];
                sums[place] += value;
                squares[place] += value * value;
            }
    }

    private sealed record FineTile(int Side, double[] Density, float[] Deviation)
    {
        public void PutInto(DensityMap map, Window tile, Span<double> cells, float[] deviation)
        {
            for (int row = 0; row < 2 * tile.Rows; row++)
                for (int column = 0; column < 2 * tile.Columns; column++)
                {
                    if (!map.Has(tile.Row + (row / 2), tile.Column + (column / 2))) continue;
                    int at = (((2 * tile.Row) + row) * 2 * map.Columns) + (2 * tile.Column) + column;
                    (cells[at], deviation[at]) = (Density[(row * Side) + column], Deviation[(row * Side) + column]);
                }
        }
    }
}
