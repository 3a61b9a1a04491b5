using System.Buffers;

namespace Kaya.Geo;

/// <summary>A band that collects statistics of the rows that are read, so that a raster is not read twice.</summary>
public sealed class StatisticsSource : IRasterSource
{
    private const long CellsAtOnce = 1 << 18;

    private readonly IRasterSource _source;
    private readonly int _band;
    private readonly RowStatistics[] _rows;
    private readonly int[] _seen;

    /// <summary>Prepares the statistics of a band.</summary>
    /// <param name="source">The source; must outlive this.</param>
    /// <param name="band">Band from 0.</param>
    public StatisticsSource(IRasterSource source, int band = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        (_source, _band, Bands) = (source, band, [source.Bands[band]]);
        (_rows, _seen) = (new RowStatistics[source.Grid.Rows], new int[source.Grid.Rows]);
    }

    /// <inheritdoc/>
    public Grid Grid => _source.Grid;

    /// <summary>The one band.</summary>
    public IReadOnlyList<BandDescription> Bands { get; }

    /// <inheritdoc/>
    public bool IsThreadSafe => _source.IsThreadSafe;

    /// <inheritdoc/>
    public void Read(int band, Window window, Span<double> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(band, 0);
        _source.Read(_band, window, destination);
        if (window.Columns != Grid.Columns) return;
        for (int row = 0; row < window.Rows; row++)
            if (IsNew(window.Row + row)) _rows[window.Row + row] = RowStatistics.Of(
                destination.Slice(row * window.Columns, window.Columns));
    }

    /// <inheritdoc/>
    public void Read(int band, Window window, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(band, 0);
        if (!Bands[0].IsExactAsFloat)
        {
            this.ReadRounded(band, window, destination);
            return;
        }

        _source.Read(_band, window, destination);
        if (window.Columns != Grid.Columns) return;
        double[] values = ArrayPool<double>.Shared.Rent(window.Columns);
        for (int row = 0; row < window.Rows; row++)
        {
            if (!IsNew(window.Row + row)) continue;
            Packing.None.Unpack<float, double>(destination.Slice(row * window.Columns, window.Columns), values.AsSpan(0, window.Columns));
            _rows[window.Row + row] = RowStatistics.Of(values.AsSpan(0, window.Columns));
        }

        ArrayPool<double>.Shared.Return(values);
    }

    /// <inheritdoc/>
    /// <remarks>These rows are read once more to count them.</remarks>
    public void ReadStored<T>(int band, Window window, Span<T> destination) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(band, 0);
        _source.ReadStored(_band, window, destination);
    }

    /// <summary>Reads the remaining rows, and combines the statistics.</summary>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>The statistics of the whole band, the same whichever rows were read before.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public BandStatistics Finish(CancellationToken cancellation = default)
    {
        Window[] blocks = [.. Grid.All.RowBands(CellsAtOnce).Where(block => _seen.AsSpan(block.Row, block.Rows).Contains(0))];
        Chunks.Run(blocks.Length, IsThreadSafe, at => Read(blocks[at]), cancellation);
        CompensatedSum sum = default;
        (long count, double smallest, double largest) = (0, double.PositiveInfinity, double.NegativeInfinity);
        foreach (RowStatistics row in _rows)
        {
            sum.Add(row.Sum);
            count += row.Count;
            (smallest, largest) = (Math.Min(smallest, row.Smallest), Math.Max(largest, row.Largest));
        }

        return new BandStatistics(Grid.CellCount, count, count == 0 ? double.NaN : smallest, count == 0 ? double.NaN : largest, sum.Value)
        {
            Infinite = double.IsInfinity(smallest) || double.IsInfinity(largest) ? CountInfinite(count, cancellation) : 0,
        };
    }

    // Read again, but only if the extremes show that there are any.
    private long CountInfinite(long withData, CancellationToken cancellation)
    {
        if (withData == 0) return 0;
        long infinite = 0;
        double[] row = new double[Grid.Columns];
        for (int at = 0; at < Grid.Rows; at++)
        {
            cancellation.ThrowIfCancellationRequested();
            _source.Read(_band, new Window(at, 0, 1, row.Length), row);
            infinite += row.Count(double.IsInfinity);
        }

        return infinite;
    }

    private void Read(Window block)
    {
        if (Bands[0].IsExactAsFloat)
        {
            float[] floats = ArrayPool<float>.Shared.Rent((int)block.CellCount);
            Read(0, block, floats.AsSpan(0, (int)block.CellCount));
            ArrayPool<float>.Shared.Return(floats);
            return;
        }

        double[] doubles = ArrayPool<double>.Shared.Rent((int)block.CellCount);
        Read(0, block, doubles.AsSpan(0, (int)block.CellCount));
        ArrayPool<double>.Shared.Return(doubles);
    }

    private bool IsNew(int row) => Interlocked.Exchange(ref _seen[row], 1) == 0;
}
