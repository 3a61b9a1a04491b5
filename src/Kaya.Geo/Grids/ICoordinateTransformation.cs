namespace Kaya.Geo;

/// <summary>Transforms points from one coordinate system to another, always with x first.</summary>
public interface ICoordinateTransformation
{
    /// <summary>The source system.</summary>
    CoordinateSystem Source { get; }

    /// <summary>The target system.</summary>
    CoordinateSystem Target { get; }

    /// <summary>Transforms points in place; a point that cannot be transformed becomes NaN.</summary>
    /// <param name="x">x of each point.</param>
    /// <param name="y">y of each point, same length.</param>
    void Transform(Span<double> x, Span<double> y);
}
