using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Text;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>A coordinate reference system of grids and polygons. x is always east or longitude.</summary>
/// <remarks>
/// Two systems are equal if ellipsoid, prime meridian, projection method, parameters and unit are equal. Names are ignored:
/// files rarely use the same WKT. Datums with the same ellipsoid are not distinguished (modern ones differ by a few metres at most).
/// </remarks>
public sealed partial class CoordinateSystem : IEquatable<CoordinateSystem>
{
    private static readonly ImmutableArray<string> s_angles = ["latitude", "longitude", "parallel", "meridian", "azimuth", "angle"];

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
        if (core.Find("DERIVINGCONVERSION") is { } derived) throw new DataFormatException(new Fault(
            "A derived coordinate system, such as longitudes about a rotated pole, is not supported.",
            Expected: "longitude and latitude about the true pole, or a projected system",
            Found: derived.Values is [string method, ..] ? $"{Name}: {method}" : Name,
            Remedy: "Regrid or transform the file first, for example with cdo remapcon or gdalwarp."));
        Ellipsoid = core.Find("SPHEROID", "ELLIPSOID") is { } ellipsoid ? new Ellipsoid(ellipsoid.Number(1), ellipsoid.Number(2))
            : Ellipsoid.Wgs84;
        WktNode? meridian = core.Find("PRIMEM", "PRIMEMERIDIAN");
        PrimeMeridian = (meridian?.Number(1) ?? 0) * (DegreesIn(meridian?.Child("ANGLEUNIT")) ?? 1);
        WktNode? earth = Kind == CoordinateSystemKind.Geographic ? core : core.Find("GEOGCS");
        double angle = DegreesIn(earth?.Child("UNIT", "ANGLEUNIT") ?? earth?.Child("AXIS")?.Child("ANGLEUNIT")) ?? 1;
        DegreesPerUnit = Kind == CoordinateSystemKind.Geographic ? angle : 1;
        Authority = ReadAuthority(core);
        MetresPerUnit = Kind == CoordinateSystemKind.Geographic ? double.NaN : ReadUnit(core);
        WktNode holder = core.Child("CONVERSION") ?? core;
        ProjectionMethod = Kind == CoordinateSystemKind.Projected && holder.Child("PROJECTION", "METHOD") is { Values: [var named, ..] }
            ? named : null;
        ProjectionParameters = Kind != CoordinateSystemKind.Projected ? ReadOnlyDictionary<string, double>.Empty : holder.Children
            .Where(child => child.Keyword == "PARAMETER" && child.Values.Count > 1).GroupBy(child => Plain(child.Values[0])).ToDictionary(
                group => group.Key, group => group.First().Number(1) * AngleOf(group.First(), group.Key, angle)).AsReadOnly();
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

    /// <summary>Degrees in one unit of longitude and latitude: 1, or 0.9 for grads; 1 if not geographic.</summary>
    public double DegreesPerUnit { get; }

    /// <summary>Name of the projection method, such as <c>Transverse_Mercator</c>; null if not projected.</summary>
    public string? ProjectionMethod { get; }

    /// <summary>Parameters of the projection, angles in degrees, by name in lower case without separators, such as
    /// <c>centralmeridian</c>.</summary>
    public IReadOnlyDictionary<string, double> ProjectionParameters { get; }

    /// <summary>Whether x and y are longitude and latitude in degrees.</summary>
    public bool IsGeographic => Kind == CoordinateSystemKind.Geographic;

    /// <summary>Longitude from Greenwich at which a map in this projection is cut: opposite its central meridian; null without
    /// one.</summary>
    public double? Seam
    {
        get
        {
            foreach (string name in (string[])["centralmeridian", "longitudeofcenter", "longitudeoforigin", "longitudeofnaturalorigin",
                "longitudeoffalseorigin"])
                if (ProjectionParameters.TryGetValue(name, out double meridian)) return meridian + PrimeMeridian - 180;
            return null;
        }
    }

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

    /// <summary>The same geographic system with longitude and latitude in degrees.</summary>
    /// <returns>This system if it has degrees already, or is not geographic.</returns>
    /// <exception cref="DataFormatException">Another unit of angles in a text of version 2.</exception>
    public CoordinateSystem InDegrees()
    {
        if (DegreesPerUnit == 1) return this;
        Match unit = LastUnit().Match(Wkt);
        return unit.Success ? Parse($"{Wkt[..unit.Index]}UNIT[\"degree\",0.0174532925199433]]")
            : throw new DataFormatException(new Fault(
                "This unit of longitude and latitude is not supported in well-known text of version 2.", Expected: "degrees", Found: Name,
                Remedy: "Give the system by {option}, or transform the file to degrees.") { Option = "crs" });
    }

    /// <inheritdoc/>
    public bool Equals(CoordinateSystem? other) => other is not null && _definition == other._definition;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CoordinateSystem);

    /// <inheritdoc/>
    public override int GetHashCode() => _definition.GetHashCode(StringComparison.Ordinal);

    /// <summary>Prints name and code; of a projection without a code, its parameters, by which two of one name differ.</summary>
    /// <returns>Such as <c>WGS 84 (EPSG:4326)</c>.</returns>
    public override string ToString() => Authority is not null ? $"{Name} ({Authority})"
        : Kind != CoordinateSystemKind.Projected ? Name
        : $"{Name} ({string.Join(", ", ProjectionParameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair =>
            string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value:G10}")))}; {Ellipsoid})";

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
        if (DegreesPerUnit != 1) text.Append(CultureInfo.InvariantCulture, $";angle={DegreesPerUnit:G12}");
        // A shift to WGS 84 moves every place; a shift of nothing is none.
        if (core.Find("TOWGS84") is { } shift && shift.Values.Where((_, at) => shift.Number(at) != 0).Any())
            text.Append(";towgs84=").AppendJoin(',', shift.Values.Select((_, at) => shift.Number(at).ToString("G12",
                CultureInfo.InvariantCulture)));
        if (Kind == CoordinateSystemKind.Local) text.Append(';').Append(Name);
        if (Kind != CoordinateSystemKind.Projected) return text.ToString();
        text.Append(';').Append(Plain(ProjectionMethod ?? ""));
        foreach ((string name, double value) in ProjectionParameters.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $";{name}={value:G12}");
        return text.ToString();
    }

    // Units of angles are written in radians; one that differs from the degree in the tenth digit only is the degree.
    private static double? DegreesIn(WktNode? unit)
    {
        double degrees = (unit?.Number(1) ?? double.NaN) * (180 / Math.PI);
        return !(degrees > 0) ? null : Math.Abs(degrees - 1) < 1e-9 ? 1 : Math.Round(degrees, 12);
    }

    // In version 1 the parameters have the unit of the geographic system inside, such as grads; in version 2 their own.
    private static double AngleOf(WktNode parameter, string name, double angle)
    {
        bool isAngle = s_angles.Any(word => name.Contains(word, StringComparison.Ordinal));
        return DegreesIn(parameter.Child("ANGLEUNIT")) ?? (isAngle ? angle : 1);
    }

    // The unit of a geographic system in version 1, and what follows it.
    [GeneratedRegex(@"UNIT\[""[^""]*"",[^\[\]]*(,AUTHORITY\[[^\]]*\])?\](,AXIS\[[^\]]*\])*(,AUTHORITY\[[^\]]*\])?\]$")]
    private static partial Regex LastUnit();

    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
}
