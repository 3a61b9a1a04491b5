using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Inventory;

/// <summary>The conventions of the files of a published emission inventory: unit, mass basis, period and reference point of
/// cells.</summary>
/// <remarks>Published comparisons contain errors in each of these, so formats are chosen by name.</remarks>
public sealed record InventoryFormat
{
    private InventoryFormat(string name, string unit, QuantityKind kind, MassBasis basis, CellRegistration registration, double multiplier,
        string note) =>
        (Name, Unit, Kind, Basis, Registration, Multiplier, Note) = (name, Unit.Parse(unit), kind, basis, registration, multiplier, note);

    /// <summary>ODIAC GeoTIFF: t of C per cell and month; times twelve and 44/12 it is t of CO2 per year.</summary>
    public static InventoryFormat Odiac { get; } = new("odiac", "t", QuantityKind.Extensive, MassBasis.C, CellRegistration.Corner, 1,
        "t C per cell and month");

    /// <summary>FFDAS: kg of C per m2 and year.</summary>
    public static InventoryFormat Ffdas { get; } = new("ffdas", "kg m-2", QuantityKind.Intensive, MassBasis.C, CellRegistration.Centre, 1,
        "kg C per m2 and year");

    /// <summary>CDIAC gridcar text: 180 rows from 90 N of 360 columns from 180 W, one value per line, 10^6 t of C per cell and
    /// year.</summary>
    public static InventoryFormat Cdiac { get; } = new("cdiac", "t", QuantityKind.Extensive, MassBasis.C, CellRegistration.Corner, 1e6,
        "10^6 t C per cell and year, 1 degree");

    /// <summary>EDGAR text: latitude and longitude of the lower left corner of each 0.1 degree cell, t per cell and year.</summary>
    public static InventoryFormat EdgarText { get; } = new("edgar-txt", "t", QuantityKind.Extensive, MassBasis.CO2,
        CellRegistration.Corner, 1, "t CO2 per cell and year, lower left corners");

    /// <summary>EDGAR netCDF of fluxes: centres of 0.1 degree cells, kg per m2 and second.</summary>
    public static InventoryFormat EdgarNetCdf { get; } = new("edgar-nc", "kg m-2 s-1", QuantityKind.Intensive, MassBasis.CO2,
        CellRegistration.Centre, 1, "kg CO2 per m2 and s, centres");

    /// <summary>All formats.</summary>
    public static IReadOnlyList<InventoryFormat> All { get; } = Array.AsReadOnly([Odiac, Ffdas, Cdiac, EdgarText, EdgarNetCdf]);

    /// <summary>Its name for users, such as <c>cdiac</c>.</summary>
    public string Name { get; }

    /// <summary>Unit of the values after <see cref="Multiplier"/>.</summary>
    public Unit Unit { get; }

    /// <summary>Whether values are totals of cells or densities.</summary>
    public QuantityKind Kind { get; }

    /// <summary>Mass basis; the factor from C to CO2 is 44/12.</summary>
    public MassBasis Basis { get; }

    /// <summary>The reference point of cell coordinates in the file.</summary>
    public CellRegistration Registration { get; }

    /// <summary>Factor from numbers in the file to <see cref="Unit"/>.</summary>
    public double Multiplier { get; }

    /// <summary>The convention in words.</summary>
    public string Note { get; }

    /// <summary>Finds a format by name.</summary>
    /// <param name="name">Such as <c>edgar-txt</c>, in any case.</param>
    /// <returns>The format.</returns>
    /// <exception cref="DataFormatException">No format of that name.</exception>
    public static InventoryFormat Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(format => format.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw Spelling.Unknown("inventory format", name, All.Select(format => format.Name));
    }

    /// <summary>Totals of this inventory on another mass basis: t of C times 44/12 is t of CO2.</summary>
    /// <param name="raster">As read with this format.</param>
    /// <param name="basis">A basis of the same element.</param>
    /// <returns>The totals on the mass basis <paramref name="basis"/>, in the same unit.</returns>
    /// <exception cref="UnitMismatchException">Another element.</exception>
    public ExtensiveRaster CountedAs(ExtensiveRaster raster, MassBasis basis)
    {
        ArgumentNullException.ThrowIfNull(raster);
        return raster.Times(Basis.FactorTo(basis));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Note}";
}
