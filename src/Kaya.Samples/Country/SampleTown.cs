namespace Kaya.Samples;

/// <summary>A town or village of the sample country.</summary>
/// <param name="Name">Name of a town; empty for a village.</param>
/// <param name="Row">Row of its centre on the 500 m grid, from 0 in the north.</param>
/// <param name="Column">Column of its centre on the 500 m grid, from 0 in the west.</param>
/// <param name="Population">Residents in the first year.</param>
public sealed record SampleTown(string Name, int Row, int Column, double Population)
{
    /// <summary>Whether it is a village; villages have no name.</summary>
    public bool IsVillage => Name.Length == 0;

    internal int Cell => (Row * CountryCells.Columns) + Column;

    /// <summary>Distance from its centre over which the density of streets falls by a factor e, km.</summary>
    internal double DecayLength => IsVillage ? 0.28 : 0.5 * Math.Pow(Population / 1e4, 0.42);
}
