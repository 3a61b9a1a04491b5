using System.Globalization;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>User-supplied properties of a raster file. They take precedence over the file.</summary>
public sealed record RasterReadOptions
{
    /// <summary>For files without a coordinate system.</summary>
    public CoordinateSystem? Crs { get; init; }

    /// <summary>Unit of the values, for files without one.</summary>
    public Unit? Unit { get; init; }

    /// <summary>Whether values add up, average, or are codes; assumed intensive, and marked as assumed, if neither option nor file
    /// specifies it.</summary>
    public QuantityKind? Kind { get; init; }

    /// <summary>Mass basis, if the file does not specify it.</summary>
    public MassBasis? Basis { get; init; }

    /// <summary>An additional no-data value, besides that of the file.</summary>
    public double? NoData { get; init; }

    /// <summary>Names of the bands, in order, for files without names.</summary>
    public IReadOnlyList<string>? BandNames { get; init; }

    /// <summary>Whether to refuse a band without a unit in option or file.</summary>
    public bool RequireUnit { get; init; }

    /// <summary>Whether unit, kind and mass basis given here may contradict those of the file; otherwise that is an error.</summary>
    public bool Override { get; init; }

    /// <summary>The properties of a band, and which of them were assumed.</summary>
    /// <param name="name">Name of the band.</param>
    /// <param name="unit">The unit in the file; null if there is none.</param>
    /// <param name="kind">The kind in the file; null if there is none.</param>
    /// <param name="basis">Symbol of the mass basis in the file; null or empty if there is none.</param>
    /// <param name="where">The band, for messages.</param>
    /// <returns>The description; these options complete the file.</returns>
    /// <exception cref="UnitMismatchException">An option contradicts the file.</exception>
    public BandDescription Describe(string name, Unit? unit, QuantityKind? kind, string? basis, SourceLocation? where = null)
    {
        MassBasis? written = basis is { Length: > 0 } ? MassBasis.TryParse(basis) : null;
        if (!Override)
        {
            Require(Unit is null || unit is null || Unit == unit, "unit", Unit, unit, where);
            Require(Kind is null || kind is null || Kind == kind, "kind", Kind, kind, where);
            Require(Basis is null || written is null || Basis == written, "mass basis", Basis, written, where);
        }

        (unit, kind) = (Unit ?? unit, Kind ?? kind);
        return new BandDescription(name, unit ?? Kaya.Core.Unit.One, kind ?? QuantityKind.Intensive)
        {
            Basis = Basis ?? written, IsUnitStated = unit is not null, IsKindStated = kind is not null,
        };
    }

    /// <summary>Refuses a no-data value that no cell can have.</summary>
    /// <param name="stored">Type of the stored numbers.</param>
    /// <param name="where">The band, for messages.</param>
    /// <exception cref="DataFormatException">The type has no such number; infinity is meant for real numbers only, but harms no
    /// others.</exception>
    public void RequireNoData(ElementType stored, SourceLocation where)
    {
        if (NoData is not { } value || double.IsInfinity(value) || stored.CanHold(value)) return;
        throw new DataFormatException(new Fault("The no-data value that is given is none that a cell of the file can have.", where,
            $"a stored number of type {stored}, before scale and offset", value.ToString("R", CultureInfo.InvariantCulture),
            "Correct {option}.") { Option = "no-data" });
    }

    private static void Require(bool holds, string what, object? given, object? written, SourceLocation? where)
    {
        if (holds) return;
        static string Text(object? value) => value is QuantityKind kind ? kind.ToString().ToLowerInvariant() : $"{value}";
        throw new UnitMismatchException(new Fault($"The {what} that is given, also by a format, is not the {what} of the file.", where,
            $"{Text(written)}, as the file says", $"{Text(given)}",
            "Leave it out, or, if the file is wrong, say so by {option}.") { Option = "override" });
    }
}
