using System.Collections.ObjectModel;
using System.Globalization;
using System.Text;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>A coordinate reference system of grids and polygons. x is always east or longitude.</summary>
/// <remarks>
/// Two systems are equal if ellipsoid, prime meridian, projection method, parameters and unit are equal. Names are ignored:
/// files rarely use the same WKT. Datums with the same ellipsoid are not distinguished (modern ones differ by a few metres at most).
/// </remarks>
public sealed class CoordinateSystem : IEquatable<CoordinateSystem>
{
    private readonly string _definition;

    private CoordinateSystem(string wkt, WktNode root)
    {
        Wkt = wkt;
        Name = root.Values.Count > 0 ? root.Values[0] : "";
        WktNode core = root;
        while (core.Keyword is "COMPD_CS" or "COMPOUNDCRS" or "BOUNDCRS" or "SOURCECRS" && core.Children.Count > 0) core = core.Children[0];
        Kind = core.Keyword switch
        {
            "GEOGCS" or "GEOGCRS" or "GEOGRAPHICCRS" or "GEODCRS" or "GEODETICCRS" => CoordinateSystemKind.Geographic,
            "PROJCS" or "PROJCRS" or "PROJECTEDCRS" => CoordinateSystemKind.Projected,
            "LOCAL_CS" or "ENGCRS" or "ENGINEERINGCRS" => CoordinateSystemKind.Local,
            _ => throw new DataFormatException(
                new Fault("This kind of coordinate system is not supported.", Expected: "geographic, projected or local",
                Found: core.Keyword, Remedy: "Give an EPSG code or the WKT of a horizontal coordinate system.")),
        };
        Ellipsoid = core.Find("SPHEROID", "ELLIPSOID") is { } ellipsoid ? new Ellipsoid(ellipsoid.Number(1), ellipsoid.Number(2))
            : Ellipsoid.Wgs84;
        PrimeMeridian = core.Find("PRIMEM", "PRIMEMERIDIAN")?.Number(1) ?? 0;
        Authority = ReadAuthority(core);
        MetresPerUnit = Kind == CoordinateSystemKind.Geographic ? double.NaN : ReadUnit(core);
        WktNode holder = core.Child("CONVERSION") ?? core;
        ProjectionMethod = Kind == CoordinateSystemKind.Projected ? holder.Child("PROJECTION", "METHOD")?.Values[0] : null;
        ProjectionParameters = Kind != CoordinateSystemKind.Projected ? ReadOnlyDictionary<string, double>.Empty : holder.Children
            .Where(child => child.Keyword == "PARAMETER" && child.Values.Count > 1).GroupBy(child => Plain(child.Values[0])).ToDictionary(
                group => group.Key, group => group.First().Number(1)).AsReadOnly();
        _definition = Define(core);
    }

    /// <summary>Longitude and latitude on WGS 84, in degrees: EPSG:4326 with x first.</summary>
    public static CoordinateSystem LongitudeLatitude { get; } = Parse("EPSG:4326");

    /// <summary>A plane in metres that is not tied to the Earth.</summary>
    public static CoordinateSystem Plane { get; } = Parse("LOCAL_CS[\"plane\",UNIT[\"metre\",1]]");

    /// <summary>The definition as well-known text.</summary>
    public string Wkt { get; }

    /// <summary>The name written in the WKT, such as <c>WGS 84</c>.</summary>
    public string Name { get; }

    /// <summary>Its code, such as <c>EPSG:4326</c>; null if the WKT has none.</summary>
    public string? Authority { get; }

    /// <summary>The kind of its coordinates.</summary>
    public CoordinateSystemKind Kind { get; }

    /// <summary>Its ellipsoid; that of WGS 84 if the WKT has none.</summary>
    public Ellipsoid Ellipsoid { get; }

    /// <summary>Longitude of the prime meridian from Greenwich; 0 if the WKT has none.</summary>
    public double PrimeMeridian { get; }

    /// <summary>Length of one unit of x and y, in m; NaN for degrees.</summary>
    public double MetresPerUnit { get; }

    /// <summary>Name of the projection method, such as <c>Transverse_Mercator</c>; null if not projected.</summary>
    public string? ProjectionMethod { get; }

    /// <summary>Parameters of the projection, by name in lower case without separators, such as <c>centralmeridian</c>.</summary>
    public IReadOnlyDictionary<string, double> ProjectionParameters { get; }

    /// <summary>Whether x and y are longitude and latitude in degrees.</summary>
    public bool IsGeographic => Kind == CoordinateSystemKind.Geographic;

    /// <summary>Reads well-known text (version 1 or 2), or the code of a system that Kaya supports without a database.</summary>
    /// <param name="text">WKT, <c>EPSG:4326</c>, <c>OGC:CRS84</c>, <c>EPSG:3857</c>, or a UTM zone on WGS 84 (<c>EPSG:32601</c> to
    /// <c>32660</c>, <c>32701</c> to <c>32760</c>).</param>
    /// <returns>The system.</returns>
    /// <exception cref="DataFormatException">Neither of these; other codes need the PROJ database.</exception>
    public static CoordinateSystem Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        string trimmed = text.Trim();
        string wkt = trimmed.Contains('[', StringComparison.Ordinal) || trimmed.Contains('(', StringComparison.Ordinal)
            ? trimmed : KnownCoordinateSystems.Wkt(trimmed);
        return new CoordinateSystem(wkt, WktNode.Parse(wkt));
    }

    /// <inheritdoc/>
    public bool Equals(CoordinateSystem? other) => other is not null && _definition == other._definition;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CoordinateSystem);

    /// <inheritdoc/>
    public override int GetHashCode() => _definition.GetHashCode(StringComparison.Ordinal);

    /// <summary>Prints name and code.</summary>
    /// <returns>Such as <c>WGS 84 (EPSG:4326)</c>.</returns>
    public override string ToString() => Authority is null ? Name : $"{Name} ({Authority})";

    private static string? ReadAuthority(WktNode core)
    {
        WktNode? authority = core.Child("AUTHORITY", "ID");
        return authority is { Values.Count: >= 2 } ? $"{authority.Values[0]}:{authority.Values[1]}" : null;
    }

    private static double ReadUnit(WktNode core)
    {
        double metres = (core.Child("UNIT", "LENGTHUNIT") ?? core.Find("LENGTHUNIT"))?.Number(1) ?? 1;
        return double.IsFinite(metres) && metres > 0 ? metres : 1;
    }

    private string Define(WktNode core)
    {
        StringBuilder text = new();
        text.Append(
            CultureInfo.InvariantCulture, $"{Kind};{Ellipsoid.SemiMajor:G12};{Ellipsoid.InverseFlattening:G12};{MetresPerUnit:G12}");
        text.Append(CultureInfo.InvariantCulture, $";pm={PrimeMeridian:G12}");
        if (Kind == CoordinateSystemKind.Local) text.Append(';').Append(Name);
        if (Kind != CoordinateSystemKind.Projected) return text.ToString();
        text.Append(';').Append(Plain(ProjectionMethod ?? ""));
        foreach ((string name, double value) in ProjectionParameters.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $";{name}={value:G12}");
        return text.ToString();
    }

    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
}
