using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>One limit of the interval of each cell, computed while it is read: two more maps of a large country would not fit into
/// memory.</summary>
/// <param name="name">Name of the band.</param>
/// <param name="radius">In units of the standard deviation of the logarithm; negative for the lower limit.</param>
/// <param name="map">The central values.</param>
/// <param name="deviations">Standard deviations of the logarithm; no-data in the second counts as 0.</param>
internal sealed class IntervalEnd(string name, double radius, ExtensiveRaster map, (IRasterSource Own, IRasterSource? Further) deviations)
    : IRasterSource
{
    public Grid Grid => map.Grid;

    public IReadOnlyList<BandDescription> Bands { get; } = Array.AsReadOnly([new BandDescription(name, map.Unit, QuantityKind.Extensive)]);

    public void Read(int band, Window window, Span<double> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(band, 0);
        map.Read(0, window, destination);
        double[] own = new double[destination.Length], further = new double[destination.Length];
        deviations.Own.Read(0, window, own);
        deviations.Further?.Read(0, window, further);
        for (int cell = 0; cell < destination.Length; cell++)
        {
            double other = double.IsNaN(further[cell]) ? 0 : further[cell];
            destination[cell] *= Math.Exp(radius * Math.Sqrt((own[cell] * own[cell]) + (other * other)));
        }
    }
}
