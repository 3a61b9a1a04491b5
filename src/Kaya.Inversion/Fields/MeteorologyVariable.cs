namespace Kaya.Inversion;

/// <summary>Where the values of a field lie: rows north first, then columns from the west; levels from the ground up.</summary>
public enum CellPosition
{
    /// <summary>Centres of cells at the ground: row x column.</summary>
    Surface,

    /// <summary>Centres of cells of every layer: layer x row x column.</summary>
    Layer,

    /// <summary>Western and eastern faces: layer x row x (columns + 1); face k is the western face of column k.</summary>
    EastWestFace,

    /// <summary>Northern and southern faces: layer x (rows + 1) x column; face k is the northern face of row k.</summary>
    NorthSouthFace,
}

/// <summary>Meteorology as transport and networks use it: means of an hour.</summary>
public enum MeteorologyVariable
{
    /// <summary>Wind along the rows of the grid, positive towards rising columns, m s-1, on <see cref="CellPosition.EastWestFace"/>.
    /// </summary>
    WindEast,

    /// <summary>Wind across the rows, positive towards the first row (grid north), m s-1, on <see cref="CellPosition.NorthSouthFace"/>.
    /// </summary>
    WindNorth,

    /// <summary>Air temperature, K, on <see cref="CellPosition.Layer"/>.</summary>
    Temperature,

    /// <summary>Density of dry air, kg m-3, on <see cref="CellPosition.Layer"/>.</summary>
    AirDensity,

    /// <summary>Mass of water vapour in a mass of air, kg kg-1, on <see cref="CellPosition.Layer"/>.</summary>
    Humidity,

    /// <summary>Height of the boundary layer, m, on <see cref="CellPosition.Surface"/>.</summary>
    BoundaryLayerHeight,

    /// <summary>Friction velocity, m s-1, on <see cref="CellPosition.Surface"/>.</summary>
    FrictionVelocity,

    /// <summary>Shortwave radiation at the ground, W m-2, on <see cref="CellPosition.Surface"/>.</summary>
    ShortwaveRadiation,

    /// <summary>Precipitation in the hour, mm, on <see cref="CellPosition.Surface"/>.</summary>
    Precipitation,

    /// <summary>Covered part of the sky, 0 to 1, on <see cref="CellPosition.Surface"/>.</summary>
    CloudFraction,
}

/// <summary>Where each variable lies.</summary>
public static class MeteorologyVariables
{
    /// <summary>The position of the values of a variable.</summary>
    /// <param name="variable">A variable.</param>
    /// <returns>Its position.</returns>
    public static CellPosition Position(this MeteorologyVariable variable) => variable switch
    {
        MeteorologyVariable.WindEast => CellPosition.EastWestFace,
        MeteorologyVariable.WindNorth => CellPosition.NorthSouthFace,
        MeteorologyVariable.Temperature or MeteorologyVariable.AirDensity or MeteorologyVariable.Humidity => CellPosition.Layer,
        _ => CellPosition.Surface,
    };
}
