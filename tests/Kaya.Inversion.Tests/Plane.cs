namespace Kaya.Inversion.Tests;

/// <summary>Cells on a plane that is not tied to the Earth.</summary>
internal static class Plane
{
    public static Grid Grid(int rows, int columns) =>
        new(CoordinateSystem.Plane, Affine.NorthUp(0, rows * 9000, 9000, 9000), rows, columns);
}
