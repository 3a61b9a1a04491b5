namespace Kaya.Geo;

/// <summary>Attributes of a netCDF variable that hold what the CF conventions have no place for.</summary>
public static class KayaAttributes
{
    /// <summary>As what a mass is counted: the symbol of a mass basis.</summary>
    public const string MassBasis = "kaya_mass_basis";

    /// <summary>What the values are, where cell methods cannot say it: <c>category</c>.</summary>
    public const string Kind = "kaya_kind";

    /// <summary>The conservation certificate, as JSON.</summary>
    public const string Certificate = "kaya_conservation";
}
