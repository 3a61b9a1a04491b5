namespace Kaya.Geo;

/// <summary>The kind of the two coordinates of a coordinate system.</summary>
public enum CoordinateSystemKind
{
    /// <summary>Longitude (x) and latitude (y), in degrees.</summary>
    Geographic,

    /// <summary>Lengths on a map of the Earth.</summary>
    Projected,

    /// <summary>Lengths on a plane that is not tied to the Earth.</summary>
    Local,
}
