using Kaya.Learning;

namespace Kaya.Energy;

/// <summary>A model whose answers come with calibrated intervals.</summary>
public interface IIntervalSource
{
    /// <summary>Intervals of the total of a row at 50, 80 and 95 %.</summary>
    /// <param name="direction">Which way the forecast was made.</param>
    /// <param name="data">The rows it was made for.</param>
    /// <param name="row">From 0.</param>
    /// <param name="forecast">The forecast.</param>
    /// <returns>Levels ascending; Mt or GWh per day.</returns>
    IReadOnlyList<Interval> TotalIntervals(Direction direction, EnergyDataset data, int row, ProfileForecast forecast);
}
