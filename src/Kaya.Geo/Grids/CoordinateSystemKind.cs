namespace Kaya.Geo;

/// <summary>What the two coordinates of a coordinate system are.</summary>
public enum CoordinateSystemKind
{
    /// <summary>Longitude (x) and latitude (y), in degrees.</summary>
    Geographic,

    /// <summary>Lengths on a map of the Earth.</summary>
    Projected,

    /// <summary>Lengths on a plane that is not tied to the Earth.</summary>
    Local,
}
