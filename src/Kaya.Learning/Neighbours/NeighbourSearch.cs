using System.Numerics;
using System.Runtime.InteropServices;

namespace Kaya.Learning;

/// <summary>Exact search for the nearest points: every distance is computed, many at a time.</summary>
/// <remarks>
/// In 5 to 30 dimensions, search trees visit most points anyway. Points are stored in blocks of
/// four SIMD registers, one coordinate after the other, so a block of squared distances costs one subtraction and one
/// fused multiply-add per register and dimension, and four sums are independent; blocks are processed in tiles that fit into the
/// first-level cache
/// while a
/// batch of queries passes over them. The order of summation does not depend on the batch.
/// </remarks>
internal sealed class NeighbourSearch
{
    private const int TileBytes = 16 * 1024;
    private const int Registers = 4;
    private readonly Vector<double>[] _blocks;
    private readonly int _dimensions;
    private readonly int _blockCount;

    /// <summary>Prepares points for search.</summary>
    /// <param name="points">Point x coordinate, row-major.</param>
    /// <param name="count">Number of points.</param>
    /// <param name="dimensions">Number of coordinates.</param>
    public NeighbourSearch(ReadOnlySpan<double> points, int count, int dimensions)
    {
        _dimensions = dimensions;
        _blockCount = (count + PointsPerBlock - 1) / PointsPerBlock;
        _blocks = new Vector<double>[_blockCount * dimensions * Registers];
        Span<double> cells = MemoryMarshal.Cast<Vector<double>, double>(_blocks.AsSpan());
        // Unused positions have infinite distance.
        cells.Fill(double.PositiveInfinity);
        for (int point = 0; point < count; point++)
            for (int dimension = 0; dimension < dimensions; dimension++)
                cells[((point / PointsPerBlock * dimensions) + dimension) * PointsPerBlock + (point % PointsPerBlock)] = points[
                    point * dimensions + dimension];
    }

    private static int PointsPerBlock => Registers * Vector<double>.Count;

    /// <summary>Finds the nearest points of each query.</summary>
    /// <param name="queries">Query x coordinate.</param>
    /// <param name="neighbours">Number of neighbours, at most the number of points.</param>
    /// <param name="distances">Query x neighbour: squared distances, ascending.</param>
    /// <param name="points">Query x neighbour: numbers of the points, the lower first at equal distance; -1 if distances
    /// overflow.</param>
    public void Find(ReadOnlySpan<double> queries, int neighbours, Span<double> distances, Span<int> points)
    {
        distances.Fill(double.PositiveInfinity);
        points.Fill(-1);
        int tile = Math.Max(1, TileBytes / (_dimensions * PointsPerBlock * sizeof(double)));
        for (int first = 0; first < _blockCount; first += tile)
        {
            int last = Math.Min(first + tile, _blockCount);
            for (int query = 0; query < queries.Length / _dimensions; query++)
                Scan(queries.Slice(query * _dimensions, _dimensions), first, last,
                    distances.Slice(query * neighbours, neighbours), points.Slice(query * neighbours, neighbours));
        }
    }

    private void Scan(ReadOnlySpan<double> query, int firstBlock, int lastBlock, Span<double> distances, Span<int> points)
    {
        Vector<double> farthest = new(distances[^1]);
        ReadOnlySpan<Vector<double>> cells = _blocks.AsSpan(
            firstBlock * Registers * query.Length, (lastBlock - firstBlock) * Registers * query.Length);
        for (int block = firstBlock; block < lastBlock; block++)
        {
            Vector<double> sum0 = Vector<double>.Zero, sum1 = Vector<double>.Zero, sum2 = Vector<double>.Zero, sum3 = Vector<double>.Zero;
            foreach (double value in query)
            {
                Vector<double> coordinate = new(value);
                Vector<double> difference0 = cells[0] - coordinate, difference1 = cells[1] - coordinate;
                Vector<double> difference2 = cells[2] - coordinate, difference3 = cells[3] - coordinate;
                sum0 = Vector.FusedMultiplyAdd(difference0, difference0, sum0);
                sum1 = Vector.FusedMultiplyAdd(difference1, difference1, sum1);
                sum2 = Vector.FusedMultiplyAdd(difference2, difference2, sum2);
                sum3 = Vector.FusedMultiplyAdd(difference3, difference3, sum3);
                cells = cells[Registers..];
            }

            if (!Vector.LessThanAny(Vector.Min(Vector.Min(sum0, sum1), Vector.Min(sum2, sum3)), farthest)) continue;
            int point = block * PointsPerBlock;
            Insert(sum0, point, distances, points);
            Insert(sum1, point + Vector<double>.Count, distances, points);
            Insert(sum2, point + 2 * Vector<double>.Count, distances, points);
            Insert(sum3, point + 3 * Vector<double>.Count, distances, points);
            farthest = new Vector<double>(distances[^1]);
        }
    }

    private static void Insert(Vector<double> found, int firstPoint, Span<double> distances, Span<int> points)
    {
        for (int lane = 0; lane < Vector<double>.Count; lane++)
        {
            double distance = found[lane];
            if (!(distance < distances[^1])) continue;
            int place = distances.Length - 1;
            for (; place > 0 && distances[place - 1] > distance; place--)
                (distances[place], points[place]) = (distances[place - 1], points[place - 1]);
            (distances[place], points[place]) = (distance, firstPoint + lane);
        }
    }
}
