namespace Kaya.Downscaling;

/// <summary>A source with a known location, such as a power plant or a steel works.</summary>
/// <param name="Name">Name for tables and messages.</param>
/// <param name="X">x in the coordinate system of the grid.</param>
/// <param name="Y">y in the coordinate system of the grid.</param>
/// <param name="Emission">Total over the period of the statistics, in their unit (t of CO2), 0 or more.</param>
public sealed record PointSource(string Name, double X, double Y, double Emission)
{
    /// <summary>Standard deviation of the logarithm of a true emission around <see cref="Emission"/>; 0 for a reported one.</summary>
    public double LogDeviation { get; init; }
}

/// <summary>A source on the grid.</summary>
/// <param name="Source">The source, with the emission that the map has.</param>
/// <param name="Zone">Code of its zone.</param>
/// <param name="Row">Row of its cell on the fine grid.</param>
/// <param name="Column">Column of its cell on the fine grid.</param>
/// <param name="Given">Emission before it was scaled to the statistic of the zone.</param>
public sealed record PlacedPoint(PointSource Source, string Zone, int Row, int Column, double Given);
