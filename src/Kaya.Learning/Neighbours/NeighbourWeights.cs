namespace Kaya.Learning;

/// <summary>Weights of the neighbours.</summary>
public enum NeighbourWeights
{
    /// <summary>Equal weights.</summary>
    Uniform,

    /// <summary>By 1 / distance; if there are neighbours at distance 0, only these count.</summary>
    Distance,
}
