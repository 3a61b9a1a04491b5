namespace Kaya.Geo;

/// <summary>Whole rows of a source as doubles, read in blocks, as floats if these are exact. For one thread.</summary>
internal sealed class RowReader(IRasterSource source, int band, (int First, int End) rows)
{
    // Half a MB of floats fits into the cache of a core.
    private const int CellsAtOnce = 1 << 17;

    private readonly Raster? _raster = source as Raster;
    private readonly int _columns = source.Grid.Columns;
    private readonly bool _isFloat = source.Bands[band].IsExactAsFloat;
    private double[] _doubles = [];
    private float[] _floats = [];
    private (int First, int End) _read;

    /// <summary>A row; the span is valid until the next row is read.</summary>
    public ReadOnlySpan<double> Row(int row)
    {
        if (_raster is not null) return _raster.Row(band, row);
        if (row < _read.First || row >= _read.End) Fetch(row);
        int at = (row - _read.First) * _columns;
        if (!_isFloat) return _doubles.AsSpan(at, _columns);
        Packing.None.Unpack<float, double>(_floats.AsSpan(at, _columns), _doubles);
        return _doubles;
    }

    private void Fetch(int row)
    {
        // A source with reversed rows is read in decreasing order: the following rows were used before.
        int ahead = row < _read.First ? 1 : Math.Max(1, CellsAtOnce / _columns);
        _read = (row, Math.Min(row + ahead, Math.Max(rows.End, row + 1)));
        int cells = (_read.End - row) * _columns;
        Window window = new(row, 0, _read.End - row, _columns);
        int room = Math.Max(1, CellsAtOnce / _columns) * _columns;
        if (_isFloat)
        {
            if (_floats.Length == 0) (_floats, _doubles) = (new float[room], new double[_columns]);
            source.Read(band, window, _floats.AsSpan(0, cells));
        }
        else
        {
            if (_doubles.Length == 0) _doubles = new double[room];
            source.Read(band, window, _doubles.AsSpan(0, cells));
        }
    }
}
