namespace Kaya.Geo;

/// <summary>Whole rows of a source as doubles, read in blocks, as floats if these are exact. For one thread.</summary>
/// <remarks>While the rows of a block are used, the next block is read; the source is never read by two threads at a time.</remarks>
internal sealed class RowReader(IRasterSource source, int band, (int First, int End) rows)
{
    // Half a MB of floats fits into the cache of a core.
    private const int CellsAtOnce = 1 << 17;

    private readonly Raster? _raster = source as Raster;
    private readonly int _columns = source.Grid.Columns;
    private readonly int _rowsAtOnce = Math.Max(1, CellsAtOnce / source.Grid.Columns);
    private readonly bool _isFloat = source.Bands[band].IsExactAsFloat;
    private double[] _row = [];
    private Block _block = new([], [], 0, 0);
    private Block _spare = new([], [], 0, 0);
    private Task<Block>? _next;

    /// <summary>A row; the span is valid until the next row is read.</summary>
    public ReadOnlySpan<double> Row(int row)
    {
        if (_raster is not null) return _raster.Row(band, row);
        if (row < _block.First || row >= _block.End) Fetch(row);
        int at = (row - _block.First) * _columns;
        if (!_isFloat) return _block.Doubles.AsSpan(at, _columns);
        if (_row.Length == 0) _row = new double[_columns];
        Packing.None.Unpack<float, double>(_block.Floats.AsSpan(at, _columns), _row);
        return _row;
    }

    private void Fetch(int row)
    {
        Block? ahead = _next?.GetAwaiter().GetResult();
        _next = null;
        if (ahead is not null) (_block, _spare) = (ahead, _block);
        if (row >= _block.First && row < _block.End) ReadAhead();
        else
        {
            // A source with reversed rows is read in decreasing order: the following rows were used before.
            bool rises = row >= _block.First;
            _block = Read(_block, row, rises ? _rowsAtOnce : 1);
            if (rises) ReadAhead();
        }
    }

    private void ReadAhead()
    {
        int first = _block.End;
        if (first >= rows.End) return;
        Block room = _spare;
        _next = Task.Run(() => Read(room, first, _rowsAtOnce));
    }

    private Block Read(Block room, int first, int count)
    {
        int end = Math.Min(first + count, Math.Max(rows.End, first + 1)), cells = (end - first) * _columns;
        Window window = new(first, 0, end - first, _columns);
        if (_isFloat)
        {
            float[] floats = room.Floats.Length == 0 ? new float[_rowsAtOnce * _columns] : room.Floats;
            source.Read(band, window, floats.AsSpan(0, cells));
            return new Block(floats, [], first, end);
        }

        double[] doubles = room.Doubles.Length == 0 ? new double[_rowsAtOnce * _columns] : room.Doubles;
        source.Read(band, window, doubles.AsSpan(0, cells));
        return new Block([], doubles, first, end);
    }

    private sealed class Block(float[] floats, double[] doubles, int first, int end)
    {
        public float[] Floats => floats;

        public double[] Doubles => doubles;

        public int First => first;

        public int End => end;
    }
}
