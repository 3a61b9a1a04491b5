using System.Globalization;
using Kaya.Geo;

namespace Kaya.NetCdf;

/// <summary>Writes a coordinate system as well-known text (OGC 01-009).</summary>
internal static class ProjectionText
{
    public static CoordinateSystem Geographic(Ellipsoid ellipsoid, double primeMeridian = 0) =>
        CoordinateSystem.Parse(Degrees(ellipsoid, primeMeridian));

    public static CoordinateSystem Projected(string method, Ellipsoid ellipsoid,
        params ReadOnlySpan<(string Name, double Value)> parameters) =>
        Projected(method, (ellipsoid, 0), 1, parameters);

    public static CoordinateSystem Projected(
        string method, (Ellipsoid Ellipsoid, double PrimeMeridian) earth, double metresPerUnit,
            params ReadOnlySpan<(string Name, double Value)> parameters)
    {
        string text = "";
        foreach ((string name, double value) in parameters) text += string.Create(CultureInfo.InvariantCulture,
            $"PARAMETER[\"{name}\",{value:R}],");
        string unit = metresPerUnit == 1 ? "\"metre\",1" : string.Create(CultureInfo.InvariantCulture, $"\"unit\",{metresPerUnit:R}");
        string degrees = Degrees(earth.Ellipsoid, earth.PrimeMeridian);
        return CoordinateSystem.Parse($"PROJCS[\"{method}\",{degrees},PROJECTION[\"{method}\"],{text}UNIT[{unit}]]");
    }

    private static string Degrees(Ellipsoid ellipsoid, double primeMeridian)
    {
        string name = ellipsoid == Ellipsoid.Wgs84 ? "WGS 84" : "unknown", datum = ellipsoid == Ellipsoid.Wgs84 ? "WGS_1984" : "unknown";
        return string.Create(CultureInfo.InvariantCulture,
            $"GEOGCS[\"{name}\",DATUM[\"{datum}\",SPHEROID[\"{name}\",{ellipsoid.SemiMajor:R},")
            + string.Create(CultureInfo.InvariantCulture,
                $"{ellipsoid.InverseFlattening:R}]],PRIMEM[\"Greenwich\",{primeMeridian:R}],UNIT[\"degree\",0.0174532925199433]]");
    }
}
