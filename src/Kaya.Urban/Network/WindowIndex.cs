namespace Kaya.Urban;

/// <summary>Which tiles the windows of some targets need, each once, and where each window finds its own.</summary>
internal sealed class WindowIndex
{
    private readonly UrbanDataset _data;
    private readonly int _size;
    private readonly Func<int, bool> _maySee;
    private readonly int[] _place;

    /// <param name="data">The cells.</param>
    /// <param name="size">Cells of a side of a window.</param>
    /// <param name="maySee">Whether a cell may be in a window of another one.</param>
    internal WindowIndex(UrbanDataset data, int size, Func<int, bool> maySee)
    {
        (_data, _size, _maySee) = (data, size, maySee);
        _place = new int[data.Count];
        Array.Fill(_place, -1);
    }

    /// <summary>Places of a window.</summary>
    internal int Places => _size * _size;

    /// <summary>The tiles of windows.</summary>
    /// <param name="modality">Kind of input; a cell that lacks it is missing.</param>
    /// <param name="targets">The cells in the middle.</param>
    /// <param name="turn">How windows are turned.</param>
    /// <param name="windows">Receives for each target and place the number of its tile; the number of tiles where there is none.</param>
    /// <returns>The tiles.</returns>
    internal List<int> Tiles(UrbanModality modality, IReadOnlyList<int> targets, BlockTurn turn, Span<long> windows)
    {
        List<int> tiles = [];
        for (int i = 0; i < targets.Count; i++)
            for (int place = 0; place < Places; place++)
            {
                int cell = CellAt(modality, targets[i], place, turn);
                if (cell >= 0 && _place[cell] < 0)
                {
                    _place[cell] = tiles.Count;
                    tiles.Add(cell);
                }

                windows[(i * Places) + place] = cell < 0 ? -1 : _place[cell];
            }

        foreach (ref long window in windows[..(targets.Count * Places)])
            if (window < 0) window = tiles.Count;
        foreach (int cell in tiles) _place[cell] = -1;
        return tiles;
    }

    /// <summary>The cells that the window of a target holds in any modality.</summary>
    internal IEnumerable<int> Seen(int target, IReadOnlyCollection<UrbanModality> modalities) => Enumerable.Range(0, Places)
        .SelectMany(place => modalities.Select(modality => CellAt(modality, target, place, default))).Where(cell => cell >= 0).Distinct();

    private int CellAt(UrbanModality modality, int target, int place, BlockTurn turn)
    {
        (int row, int column) = turn.Source(place / _size, place % _size, _size);
        int half = _size / 2;
        if (row == half && column == half) return target;
        (int targetRow, int targetColumn) = _data.PlaceOf(target);
        int cell = _data.At(targetRow + row - half, targetColumn + column - half);
        return cell >= 0 && _maySee(cell) && _data.Has(cell, modality) ? cell : -1;
    }
}
