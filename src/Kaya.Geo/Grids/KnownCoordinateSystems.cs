using System.Globalization;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>The systems with codes that are known without a database.</summary>
internal static class KnownCoordinateSystems
{
    private const string Wgs84 =
        """GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],"""
        + """PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],"""
        + """AUTHORITY["EPSG","4326"]]""";

    public static string Wkt(string code)
    {
        string name = code.ToUpperInvariant();
        if (name is "EPSG:4326" or "OGC:CRS84") return Wgs84;
        if (name is "EPSG:3857")
            return $"""PROJCS["WGS 84 / Pseudo-Mercator",{Wgs84},PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],"""
                + """PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1],"""
                + """EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m """
                + """+nadgrids=@null +wktext +no_defs"],AUTHORITY["EPSG","3857"]]""";
        if (name.StartsWith("EPSG:", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number / 100 is 326 or 327 && number % 100 is >= 1 and <= 60)
            return Utm(number);
        throw new DataFormatException(new Fault("The code of this coordinate system is not known without a database.",
            Expected: "EPSG:4326, EPSG:3857, a UTM zone on WGS 84, or WKT", Found: $"'{code}'",
            Remedy: "Give its WKT, or look up the code with GdalCoordinateSystems."));
    }

    private static string Utm(int code)
    {
        int zone = code % 100;
        bool south = code / 100 == 327;
        // Only integers are formatted, which do not depend on the culture.
        return $"""PROJCS["WGS 84 / UTM zone {zone}{(south ? 'S' : 'N')}",{Wgs84},PROJECTION["Transverse_Mercator"],"""
            + $"""PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",{(6 * zone) - 183}],PARAMETER["scale_factor",0.9996],"""
            + $"""PARAMETER["false_easting",500000],PARAMETER["false_northing",{(south ? 10000000 : 0)}],UNIT["metre",1],"""
            + $"""AUTHORITY["EPSG","{code}"]]""";
    }
}
