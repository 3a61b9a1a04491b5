using Kaya.Geo;

namespace Kaya.Urban;

/// <summary>Number of a web-mercator tile.</summary>
/// <param name="Zoom">Zoom: 2 to the power of it tiles from west to east.</param>
/// <param name="X">Column from the west, from 0.</param>
/// <param name="Y">Row from the north, from 0.</param>
public readonly record struct TileNumber(int Zoom, int X, int Y)
{
    /// <summary>As in the path of a tile.</summary>
    /// <returns>zoom/x/y.</returns>
    public override string ToString() => FormattableString.Invariant($"{Zoom}/{X}/{Y}");
}

/// <summary>The plane of web-mercator tiles (EPSG:3857).</summary>
public static class MercatorTiles
{
    /// <summary>Highest zoom that is read.</summary>
    public const int MostZoom = 24;

    /// <summary>Half of the width of the plane, m: pi times the radius of 6,378,137 m.</summary>
    private const double Half = Math.PI * 6378137;

    /// <summary>Its coordinate system.</summary>
    public static CoordinateSystem Crs { get; } = CoordinateSystem.Parse("EPSG:3857");

    /// <summary>The area of a tile.</summary>
    /// <param name="tile">The tile.</param>
    /// <returns>Rectangle in m.</returns>
    public static Bounds BoundsOf(TileNumber tile)
    {
        double size = 2 * Half / (1L << tile.Zoom);
        return new Bounds(-Half + (tile.X * size), Half - ((tile.Y + 1) * size), -Half + ((tile.X + 1) * size), Half - (tile.Y * size));
    }

    /// <summary>The grid with one cell for each tile of a rectangle.</summary>
    /// <param name="first">The north-western tile.</param>
    /// <param name="last">The south-eastern tile, of the same zoom.</param>
    /// <returns>The grid.</returns>
    public static Grid GridOf(TileNumber first, TileNumber last)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(last.Zoom, first.Zoom);
        double size = 2 * Half / (1L << first.Zoom);
        return new Grid(Crs, Affine.NorthUp(-Half + (first.X * size), Half - (first.Y * size), size, size), last.Y - first.Y + 1,
            last.X - first.X + 1);
    }
}
