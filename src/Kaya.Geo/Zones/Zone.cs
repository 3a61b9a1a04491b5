using NetTopologySuite.Geometries;

namespace Kaya.Geo;

/// <summary>An area with a code: a province, a district, a country.</summary>
/// <param name="Code">Unique in its set, such as <c>CN-BJ</c>; used for matching statistics.</param>
/// <param name="Name">For people.</param>
/// <param name="Shape">Polygon or multipolygon in the coordinate system of the set; not to be changed.</param>
public sealed record Zone(string Code, string Name, Geometry Shape);
