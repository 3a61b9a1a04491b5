namespace Kaya.Geo;

/// <summary>Attributes of a netCDF variable for information outside the CF conventions.</summary>
public static class KayaAttributes
{
    /// <summary>The symbol of the mass basis.</summary>
    public const string MassBasis = "kaya_mass_basis";

    /// <summary>The kind of the values if cell methods cannot express it: <c>category</c>.</summary>
    public const string Kind = "kaya_kind";

    /// <summary>The conservation certificate, as JSON.</summary>
    public const string Certificate = "kaya_conservation";
}
