namespace Kaya.Geo;

/// <summary>Bands of numbers on a grid that can be read a window at a time: a file, or a raster in memory.</summary>
public interface IRasterSource
{
    /// <summary>Where the cells lie.</summary>
    Grid Grid { get; }

    /// <summary>The bands, in order.</summary>
    IReadOnlyList<BandDescription> Bands { get; }

    /// <summary>Reads the cells of a window, row by row; no-data comes as NaN.</summary>
    /// <param name="band">Index of the band, from 0.</param>
    /// <param name="window">Inside the grid.</param>
    /// <param name="destination">Room for as many values as the window has cells; values in the unit of the band.</param>
    /// <exception cref="ArgumentException">No such band, a window that leaves the grid, or room for fewer or more values.</exception>
    void Read(int band, Window window, Span<double> destination);
}
