namespace Kaya.Geo;

/// <summary>Which point of a cell a pair of coordinates names: half a cell is lost where this is mistaken.</summary>
public enum CellRegistration
{
    /// <summary>The corner with the smallest row and column; the upper left one on a north-up grid.</summary>
    Corner,

    /// <summary>The middle of the cell, as in most netCDF files.</summary>
    Centre,
}
