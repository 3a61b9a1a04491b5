namespace Kaya.Learning;

/// <summary>How much each neighbour counts.</summary>
public enum NeighbourWeights
{
    /// <summary>All the same.</summary>
    Uniform,

    /// <summary>By 1 / distance; neighbours at distance 0, where there are any, count alone.</summary>
    Distance,
}
