namespace Kaya.Geo;

/// <summary>The point of a cell that its coordinates refer to. An error shifts the grid by half a cell.</summary>
public enum CellRegistration
{
    /// <summary>The corner with the smallest row and column; the upper left one on a north-up grid.</summary>
    Corner,

    /// <summary>The middle of the cell, as in most netCDF files.</summary>
    Centre,
}
