using Kaya.Core;
using Kaya.Geo;

namespace Kaya.NetCdf;

/// <summary>Reads the levels of a file, in any supported convention.</summary>
internal static class FieldLevels
{
    /// <summary>The levels of a dimension; numbered if the file has no coordinate.</summary>
    public static VerticalLevels Read(NetCdfFile file, NetCdfDimension dimension)
    {
        int count = checked((int)dimension.Length);
        if (file.Attributes.Find("VGLVLS")?.Numbers is { } edges && edges.Length == count + 1 && IoapiGrid.Is(file)
            && IsMonotonic([.. edges]))
            return new VerticalLevels(dimension.Name, Unit.One, [.. edges.Take(count).Zip(edges.Skip(1), (lower, upper) =>
                (lower + upper) / 2)], edges)
            {
                StandardName = file.Attributes.Number("VGTYP") is 5 or 6 ? null : "atmosphere_sigma_coordinate", IsPositiveUp = false,
            };
        if (file.Find(dimension.Name) is not { Dimensions.Count: 1 } coordinate || !coordinate.Type.IsNumber()
            || coordinate.ReadAll() is not { } values || !IsMonotonic(values))
            return VerticalLevels.Numbered(dimension.Name, count);
        return new VerticalLevels(dimension.Name, Unit.TryParse(coordinate.Attributes.Text("units"), out Unit? unit) ? unit : Unit.One,
            [.. values])
        {
            StandardName = coordinate.Attributes.Text("standard_name"),
            IsPositiveUp = coordinate.Attributes.Text("positive")?.ToUpperInvariant() switch { "UP" => true, "DOWN" => false, _ => null },
        };
    }

    private static bool IsMonotonic(double[] values)
    {
        if (!Array.TrueForAll(values, double.IsFinite)) return false;
        IEnumerable<double> steps = values.Skip(1).Zip(values, (next, value) => next - value);
        return steps.All(step => step > 0) || steps.All(step => step < 0);
    }
}
