using System.Globalization;

namespace Kaya.Geo;

/// <summary>A rectangle along the axes of a coordinate system.</summary>
/// <param name="West">Smallest x.</param>
/// <param name="South">Smallest y.</param>
/// <param name="East">Largest x.</param>
/// <param name="North">Largest y.</param>
public readonly record struct Bounds(double West, double South, double East, double North)
{
    /// <summary>Whether the two overlap, not only touch.</summary>
    /// <param name="other">In the same coordinate system.</param>
    /// <returns>True if they overlap.</returns>
    public bool Overlaps(Bounds other) => West < other.East && other.West < East && South < other.North && other.South < North;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"x {West:G10} to {East:G10}, y {South:G10} to {North:G10}");
}
