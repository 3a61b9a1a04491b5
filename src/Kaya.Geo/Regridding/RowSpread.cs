namespace Kaya.Geo;

/// <summary>How the area of a cell is spread over a part of its height: up to y it has a constant + c1 y - c2 y^2 of its area.</summary>
/// <param name="Linear">c1, y from 0 at the first edge of the cell to 1 at the next one.</param>
/// <param name="Square">c2.</param>
internal readonly record struct RowSpread(double Linear, double Square)
{
    /// <summary>The area is spread evenly.</summary>
    public static RowSpread Even => new(1, 0);

    /// <summary>The share of the area between two heights.</summary>
    /// <param name="from">From 0 to 1.</param>
    /// <param name="to">From 0 to 1.</param>
    /// <returns>Negative where <paramref name="to"/> is before <paramref name="from"/>.</returns>
    public double Between(double from, double to) => (to - from) * (Linear - (Square * (from + to)));

    /// <summary>What a slanted edge has on its right beyond what its middle says, for each column that it crosses.</summary>
    /// <param name="height">Height of the edge.</param>
    /// <returns>A share of the area of a cell.</returns>
    public double Slant(double height) => Square * height * height / 6;
}
