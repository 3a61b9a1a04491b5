namespace Kaya.Geo;

/// <summary>Takes points from one coordinate system to another, x first on both sides.</summary>
public interface ICoordinateTransformation
{
    /// <summary>The system points come from.</summary>
    CoordinateSystem Source { get; }

    /// <summary>The system points go to.</summary>
    CoordinateSystem Target { get; }

    /// <summary>Transforms points in place; one that has no place in the target becomes NaN.</summary>
    /// <param name="x">x of each point.</param>
    /// <param name="y">y of each point, as many.</param>
    void Transform(Span<double> x, Span<double> y);
}
