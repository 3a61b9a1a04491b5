using System.Collections.Immutable;
using System.Globalization;
using Kaya.Geo;

namespace Kaya.NetCdf;

/// <summary>Writes a coordinate system as well-known text (OGC 01-009).</summary>
internal static class ProjectionText
{
    public static CoordinateSystem Geographic(Datum datum) => CoordinateSystem.Parse(Degrees(datum));

    public static CoordinateSystem Projected(string method, Ellipsoid ellipsoid,
        params ReadOnlySpan<(string Name, double Value)> parameters) => Projected(method, new Datum(ellipsoid), parameters);

    public static CoordinateSystem Projected(string method, Datum datum, params ReadOnlySpan<(string Name, double Value)> parameters)
    {
        string text = "";
        foreach ((string name, double value) in parameters) text += string.Create(CultureInfo.InvariantCulture,
            $"PARAMETER[\"{name}\",{value:R}],");
        return CoordinateSystem.Parse($"PROJCS[\"{method}\",{Degrees(datum)},PROJECTION[\"{method}\"],{text}UNIT[\"metre\",1]]");
    }

    private static string Degrees(Datum datum)
    {
        bool isUsual = datum is { Name: null, ToWgs84.IsDefaultOrEmpty: true } && datum.Ellipsoid == Ellipsoid.Wgs84;
        string name = isUsual ? "WGS 84" : "unknown", datumName = isUsual ? "WGS_1984" : datum.Name ?? "unknown";
        string shift = datum.ToWgs84.IsDefaultOrEmpty ? ""
            : $",TOWGS84[{string.Join(',', datum.ToWgs84.Select(one => one.ToString("R", CultureInfo.InvariantCulture)))}]";
        return string.Create(CultureInfo.InvariantCulture,
            $"GEOGCS[\"{name}\",DATUM[\"{datumName}\",SPHEROID[\"{name}\",{datum.Ellipsoid.SemiMajor:R},")
            + string.Create(CultureInfo.InvariantCulture, $"{datum.Ellipsoid.InverseFlattening:R}]{shift}],")
            + string.Create(CultureInfo.InvariantCulture,
                $"PRIMEM[\"Greenwich\",{datum.PrimeMeridian:R}],UNIT[\"degree\",0.0174532925199433]]");
    }
}

/// <summary>The Earth of a coordinate system.</summary>
/// <param name="Ellipsoid">Its ellipsoid.</param>
internal sealed record Datum(Ellipsoid Ellipsoid)
{
    /// <summary>Longitude of the prime meridian from Greenwich, degrees.</summary>
    public double PrimeMeridian { get; init; }

    /// <summary>Its name in well-known text of version 1, such as <c>OSGB_1936</c>, by which PROJ knows its position; null for
    /// none.</summary>
    public string? Name { get; init; }

    /// <summary>Three shifts in m, and three rotations in seconds and a scale in 1e-6, to WGS 84; empty if unknown.</summary>
    public ImmutableArray<double> ToWgs84 { get; init; } = [];
}
