using System.Collections.Immutable;
using Kaya.Geo;

namespace Kaya.Inversion;

/// <summary>Boxes of air: a horizontal grid and layers above the ground.</summary>
/// <param name="Horizontal">Rows north first; cells of equal size in the units of its coordinate system.</param>
/// <param name="LayerTops">Height of the top of each layer above the ground, m, rising.</param>
public sealed record TransportGrid(Grid Horizontal, ImmutableArray<double> LayerTops)
{
    /// <summary>Number of rows.</summary>
    public int Rows => Horizontal.Rows;

    /// <summary>Number of columns.</summary>
    public int Columns => Horizontal.Columns;

    /// <summary>Number of layers.</summary>
    public int Layers => LayerTops.Length;

    /// <summary>Height of the bottom of a layer above the ground, m.</summary>
    /// <param name="layer">Layer from 0.</param>
    /// <returns>0 for the lowest.</returns>
    public double BottomOf(int layer) => layer == 0 ? 0 : LayerTops[layer - 1];

    /// <summary>Number of values of a field.</summary>
    /// <param name="position">Where they lie.</param>
    /// <returns>Length of the span that a field fills.</returns>
    public int CountOf(CellPosition position) => position switch
    {
        CellPosition.Surface => Rows * Columns,
        CellPosition.Layer => Layers * Rows * Columns,
        CellPosition.EastWestFace => Layers * Rows * (Columns + 1),
        _ => Layers * (Rows + 1) * Columns,
    };

    /// <inheritdoc/>
    public bool Equals(TransportGrid? other) =>
        other is not null && Horizontal.Equals(other.Horizontal) && LayerTops.SequenceEqual(other.LayerTops);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Horizontal, Layers);
}
