using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Description of the values of one band.</summary>
/// <param name="Name">As in the file, such as <c>population</c>.</param>
/// <param name="Unit">Of one value; for an extensive band, of the total of one cell.</param>
/// <param name="Kind">Kind of the values.</param>
public sealed record BandDescription(string Name, Unit Unit, QuantityKind Kind)
{
    /// <summary>Element type of the stored numbers; double for computed values.</summary>
    public ElementType Stored { get; init; } = ElementType.F64;

    /// <summary>Conversion of stored numbers to values.</summary>
    public Packing Packing { get; init; } = Packing.None;

    /// <summary>Whether every value is exact as a 32-bit float: stored as float or in 8 or 16 bits, without scale and offset.</summary>
    public bool IsExactAsFloat => Packing is { Scale: 1, Offset: 0 }
        && Stored is ElementType.F32 or ElementType.U8 or ElementType.I8 or ElementType.U16 or ElementType.I16;

    /// <summary>The period of the values; null if unspecified.</summary>
    public Period? Period { get; init; }

    /// <summary>Mass basis (C or CO2); null if unspecified.</summary>
    public MassBasis? Basis { get; init; }

    /// <summary>Whether file or reader specified the unit; otherwise the values are dimensionless.</summary>
    public bool IsUnitStated { get; init; } = true;

    /// <summary>The unit as the file has it, where that cannot be read; null otherwise.</summary>
    public string? UnreadUnit { get; init; }

    /// <summary>The unit for messages: what it is, what the file has instead, or none.</summary>
    public string UnitWords => IsUnitStated ? Unit.ToString() : UnreadUnit is { } text ? $"'{text}', which is no unit" : "none";

    /// <summary>Whether file or reader specified the kind; otherwise the values are treated as intensive.</summary>
    public bool IsKindStated { get; init; } = true;

    /// <summary>The same for values computed from these: doubles.</summary>
    internal BandDescription Computed() => this with { Stored = ElementType.F64, Packing = Packing.None };
}
