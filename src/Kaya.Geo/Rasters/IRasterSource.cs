using System.Runtime.InteropServices;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Bands of values on a grid that can be read in windows: a file, or a raster in memory.</summary>
public interface IRasterSource
{
    /// <summary>The grid.</summary>
    Grid Grid { get; }

    /// <summary>The bands, in order.</summary>
    IReadOnlyList<BandDescription> Bands { get; }

    /// <summary>Whether several threads may read concurrently.</summary>
    bool IsThreadSafe => false;

    /// <summary>Reads the cells of a window, row by row; no-data becomes NaN.</summary>
    /// <param name="band">Index of the band, from 0.</param>
    /// <param name="window">Inside the grid.</param>
    /// <param name="destination">Receives the values of the window, in the unit of the band.</param>
    /// <exception cref="ArgumentException">No such band, a window outside the grid, or a destination of the wrong length.</exception>
    void Read(int band, Window window, Span<double> destination);

    /// <summary>Reads the cells of a window as floats, row by row; no-data becomes NaN.</summary>
    /// <param name="band">Index of the band, from 0.</param>
    /// <param name="window">Inside the grid.</param>
    /// <param name="destination">Receives the values of the window, in the unit of the band.</param>
    /// <exception cref="ArgumentException">No such band, a window outside the grid, or a destination of the wrong length.</exception>
    void Read(int band, Window window, Span<float> destination) => this.ReadRounded(band, window, destination);

    /// <summary>Reads the stored values of a window: no scaling, no-data as its code.</summary>
    /// <typeparam name="T">The C# type of <see cref="BandDescription.Stored"/>.</typeparam>
    /// <param name="band">Index of the band, from 0.</param>
    /// <param name="window">Inside the grid.</param>
    /// <param name="destination">Receives the values of the window.</param>
    /// <exception cref="ArgumentException">Wrong type, no such band, a window outside the grid, or a destination of the wrong
    /// length.</exception>
    /// <exception cref="NotSupportedException">The source computes its values, which are doubles.</exception>
    void ReadStored<T>(int band, Window window, Span<T> destination) where T : unmanaged
    {
        Bands[band].Stored.Require<T>();
        if (typeof(T) != typeof(double)) throw new NotSupportedException("This source only has doubles.");
        Read(band, window, MemoryMarshal.Cast<T, double>(destination));
    }
}
