using System.Runtime.InteropServices;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Bands of numbers on a grid that can be read a window at a time: a file, or a raster in memory.</summary>
public interface IRasterSource
{
    /// <summary>Where the cells lie.</summary>
    Grid Grid { get; }

    /// <summary>The bands, in order.</summary>
    IReadOnlyList<BandDescription> Bands { get; }

    /// <summary>Whether several threads may read at once.</summary>
    bool IsThreadSafe => false;

    /// <summary>Reads the cells of a window, row by row; no-data comes as NaN.</summary>
    /// <param name="band">Index of the band, from 0.</param>
    /// <param name="window">Inside the grid.</param>
    /// <param name="destination">Room for as many values as the window has cells; values in the unit of the band.</param>
    /// <exception cref="ArgumentException">No such band, a window that leaves the grid, or room for fewer or more values.</exception>
    void Read(int band, Window window, Span<double> destination);

    /// <summary>Reads the cells of a window as floats, row by row; no-data comes as NaN.</summary>
    /// <param name="band">Index of the band, from 0.</param>
    /// <param name="window">Inside the grid.</param>
    /// <param name="destination">Room for as many values as the window has cells; values in the unit of the band.</param>
    /// <exception cref="ArgumentException">No such band, a window that leaves the grid, or room for fewer or more values.</exception>
    void Read(int band, Window window, Span<float> destination) => this.ReadRounded(band, window, destination);

    /// <summary>Reads the cells of a window as they are stored: no scale, no-data as its code.</summary>
    /// <typeparam name="T">The C# type of <see cref="BandDescription.Stored"/>.</typeparam>
    /// <param name="band">Index of the band, from 0.</param>
    /// <param name="window">Inside the grid.</param>
    /// <param name="destination">Room for as many values as the window has cells.</param>
    /// <exception cref="ArgumentException">Another type, no such band, a window that leaves the grid, or room for fewer or more
    /// values.</exception>
    /// <exception cref="NotSupportedException">The source computes its values: nothing is stored but doubles.</exception>
    void ReadStored<T>(int band, Window window, Span<T> destination) where T : unmanaged
    {
        Bands[band].Stored.Require<T>();
        if (typeof(T) != typeof(double)) throw new NotSupportedException("This source gives doubles.");
        Read(band, window, MemoryMarshal.Cast<T, double>(destination));
    }
}
