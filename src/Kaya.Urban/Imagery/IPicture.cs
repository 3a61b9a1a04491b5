using Kaya.Geo;

namespace Kaya.Urban;

/// <summary>Pixels of a picture and where they are.</summary>
/// <param name="Affine">From column and row of the corners of pixels to x and y.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Number of columns.</param>
/// <param name="Colours">[row, column, red/green/blue/alpha]; alpha below 128 is no data.</param>
public sealed record PictureBlock(Affine Affine, int Rows, int Columns, byte[] Colours);

/// <summary>A picture with a place: a tile, or a georeferenced raster.</summary>
/// <remarks>Safe for use by several threads.</remarks>
public interface IPicture
{
    /// <summary>Its name for messages: the file, or the number of the tile.</summary>
    string Name { get; }

    /// <summary>Its coordinate system.</summary>
    CoordinateSystem Crs { get; }

    /// <summary>Its area.</summary>
    Bounds Bounds { get; }

    /// <summary>Reads how it is stored, without decoding it.</summary>
    /// <returns>The header; null where it is no picture, or damaged: then <see cref="Read"/> fails.</returns>
    PictureHeader? ReadHeader();

    /// <summary>The same picture without a range of values that become black and white, where it has 8 bits.</summary>
    /// <returns>The picture, as it is stored.</returns>
    IPicture AsStored();

    /// <summary>Reads the part that covers an area, or more.</summary>
    /// <param name="area">In the coordinate system of the picture; overlaps it.</param>
    /// <returns>The pixels.</returns>
    /// <exception cref="Kaya.Core.DataFormatException">The picture is damaged, or too large to be decoded.</exception>
    PictureBlock Read(Bounds area);
}
