using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Inversion;

/// <summary>Size of the boxes that a network has learnt on. It can be used on any number of such boxes: how far the wind carries air in an
/// hour, counted in cells, is part of what it knows.</summary>
/// <param name="Width">Width of a cell, km; along the equator where cells are counted in degrees.</param>
/// <param name="Height">Height of a cell on the map, km.</param>
/// <param name="LayerTops">Tops of the layers above the ground, m.</param>
public sealed record SurrogateCells(double Width, double Height, ImmutableArray<double> LayerTops)
{
    private const double KilometresOfDegree = 111.19492664455874, SameCells = 1e-3, SameLayers = 0.1;

    /// <summary>The boxes of a grid.</summary>
    /// <param name="grid">The grid.</param>
    /// <returns>Their size.</returns>
    public static SurrogateCells Of(TransportGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        double unit = grid.Horizontal.Crs.IsGeographic ? KilometresOfDegree : grid.Horizontal.Crs.MetresPerUnit / 1000;
        Affine affine = grid.Horizontal.Affine;
        return new SurrogateCells(unit * Math.Abs(affine.StepX), unit * Math.Abs(affine.StepY), grid.LayerTops);
    }

    /// <summary>Refuses a grid with other boxes: cells that differ by more than a thousandth, layers by more than a tenth.</summary>
    /// <param name="grid">The grid that a network is to be used on.</param>
    /// <exception cref="GridMismatchException">Other cells or layers.</exception>
    public void Require(TransportGrid grid)
    {
        SurrogateCells found = Of(grid);
        if (Differ(Width, found.Width, SameCells) || Differ(Height, found.Height, SameCells) || LayerTops.Length != found.LayerTops.Length
            || LayerTops.Zip(found.LayerTops).Any(pair => Differ(pair.First, pair.Second, SameLayers)))
            throw new GridMismatchException(new Fault("The network has learnt on cells or layers of another size.",
                Expected: $"{this}, as in its training", Found: $"{found}",
                Remedy: "Train a network on this grid ('surrogate train' with the same weather and emission files; for the sample with the "
                    + "same --sample-cells and --sample-cell-size), or take one that was."));
    }

    /// <summary>Whether cells are as wide as high; those in degrees are not.</summary>
    internal static bool AreSquare(TransportGrid grid) =>
        !grid.Horizontal.Crs.IsGeographic && Of(grid) is var cells && !Differ(cells.Width, cells.Height, SameCells);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"cells of {Width:0.###} x {Height:0.###} km, ")
        + $"layers up to {string.Join(", ", LayerTops.Select(top => top.ToString("0", CultureInfo.InvariantCulture)))} m";

    private static bool Differ(double one, double other, double part) => Math.Abs(one - other) > part * one;
}
