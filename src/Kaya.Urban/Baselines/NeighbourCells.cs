namespace Kaya.Urban;

/// <summary>The cells around cells.</summary>
internal static class NeighbourCells
{
    /// <summary>The cells in the square around a cell, without itself.</summary>
    /// <param name="data">The cells.</param>
    /// <param name="cell">Cell from 0.</param>
    /// <param name="reach">Rows and columns to each side.</param>
    /// <param name="maySee">Which cells count.</param>
    public static IEnumerable<int> Around(UrbanDataset data, int cell, int reach, Func<int, bool> maySee)
    {
        (int row, int column) = data.PlaceOf(cell);
        for (int r = row - reach; r <= row + reach; r++)
            for (int c = column - reach; c <= column + reach; c++)
                if (data.At(r, c) is var other && other >= 0 && other != cell && maySee(other)) yield return other;
    }

    /// <summary>Whether a cell has all of some kinds of input.</summary>
    public static bool HasAll(UrbanDataset data, int cell, IEnumerable<UrbanModality> modalities) =>
        modalities.All(modality => data.Has(cell, modality));
}
