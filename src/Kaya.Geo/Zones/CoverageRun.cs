namespace Kaya.Geo;

/// <summary>Consecutive cells of one row with the same covered share of a zone.</summary>
/// <param name="Zone">Index of the zone.</param>
/// <param name="Row">Row of the grid.</param>
/// <param name="Column">First column.</param>
/// <param name="Length">Number of cells.</param>
/// <param name="Fraction">Covered part of each of them, above 0 and at most 1.</param>
public readonly record struct CoverageRun(int Zone, int Row, int Column, int Length, double Fraction);
