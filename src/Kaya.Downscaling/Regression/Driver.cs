using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>A gridded predictor of emissions, such as night light, population or GDP.</summary>
/// <param name="Name">Name in tables and models, such as <c>lights</c>.</param>
/// <param name="Source">Its raster.</param>
/// <param name="Band">Extensive or intensive band, from 0.</param>
public sealed record Driver(string Name, IRasterSource Source, int Band = 0)
{
    /// <summary>Whether no-data means zero, as in masked night lights; otherwise cells without data remain
    /// without data.</summary>
    public bool MissingIsZero { get; init; }

    /// <summary>Standard deviation of the Gaussian with which the layer is smoothed before use, in km; 0 for none.</summary>
    /// <remarks>
    /// Drivers place activity only to within some distance. Cells without data do not take part, so that nothing is lost to them. In
    /// cells much larger than the width it has no effect.
    /// </remarks>
    public double SmoothingKilometres { get; init; }
}
