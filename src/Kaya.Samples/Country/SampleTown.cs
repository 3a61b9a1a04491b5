namespace Kaya.Samples;

/// <summary>A town or village of the sample country.</summary>
/// <param name="Name">Name of a town; empty for a village.</param>
/// <param name="Row">Row of its middle on the 500 m grid.</param>
/// <param name="Column">Column of its middle on the 500 m grid.</param>
/// <param name="Population">Residents in the first year.</param>
public sealed record SampleTown(string Name, int Row, int Column, double Population)
{
    /// <summary>Whether it is a village, which no statistics name.</summary>
    public bool IsVillage => Name.Length == 0;

    internal int Cell => (Row * CountryCells.Columns) + Column;

    /// <summary>How fast its streets thin out, km.</summary>
    internal double Reach => IsVillage ? 0.28 : 0.5 * Math.Pow(Population / 1e4, 0.42);
}
