namespace Kaya.Urban;

/// <summary>Images of cells as vectors of an encoder that does not learn any more, in the directions in which those of the training cells
/// vary most.</summary>
/// <param name="components">The directions.</param>
/// <param name="vectors">Vectors of the cells at hand.</param>
internal sealed class FrozenTiles(PrincipalComponents components, CellVectors vectors)
{
    /// <summary>The directions.</summary>
    internal PrincipalComponents Components => components;

    /// <summary>Numbers of a cell.</summary>
    internal int Count => components.Count;

    /// <summary>Learns the directions.</summary>
    /// <param name="vectors">Vectors of the cells.</param>
    /// <param name="training">The training cells.</param>
    /// <param name="width">Length of a vector.</param>
    /// <param name="most">Largest number of directions.</param>
    internal static FrozenTiles Of(CellVectors vectors, IReadOnlyList<int> training, int width, int most)
    {
        vectors.Encode(training);
        return new FrozenTiles(PrincipalComponents.Of([.. training.SelectMany(cell => vectors.Of(cell).ToArray())], width, most), vectors);
    }

    /// <summary>Encodes cells ahead; what is read later is then only looked up.</summary>
    internal void Encode(IEnumerable<int> cells) => vectors.Encode(cells);

    /// <summary>Writes the numbers of a cell.</summary>
    /// <param name="cell">With an image.</param>
    /// <param name="values">[count].</param>
    internal void Read(int cell, Span<float> values)
    {
        Span<double> found = stackalloc double[components.Count];
        components.Apply(vectors.Of(cell), found);
        for (int k = 0; k < found.Length; k++) values[k] = (float)found[k];
    }
}
