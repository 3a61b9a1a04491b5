using Kaya.Geo;

namespace Kaya.Figures;

/// <summary>One colour for each code of a map of codes, told apart as well as so many colours can be.</summary>
internal sealed class ClassColours
{
    private const int MostCodes = 20;

    private static readonly (byte R, byte G, byte B)[] s_colours =
    [
        (68, 119, 170), (34, 136, 51), (204, 187, 68), (238, 102, 119), (102, 204, 238), (170, 51, 119), (153, 153, 51), (136, 34, 85), (68, 170, 153), (221, 204, 119),
        (51, 34, 136), (204, 102, 119), (17, 119, 51), (136, 204, 238), (221, 119, 51), (119, 119, 119), (153, 102, 204), (170, 221, 102), (85, 85, 85), (255, 187, 153),
    ];

    private ClassColours(double[] codes) => Codes = codes;

    /// <summary>The codes on the map, in order.</summary>
    public IReadOnlyList<double> Codes { get; }

    /// <summary>Colours for a map of codes; null where it has none, or more than can be told apart.</summary>
    public static ClassColours? Of(double[] values, QuantityKind kind)
    {
        if (kind != QuantityKind.Category) return null;
        HashSet<double> codes = [];
        foreach (double value in values)
            if (!double.IsNaN(value) && codes.Add(value) && codes.Count > MostCodes) return null;
        return codes.Count == 0 ? null : new ClassColours([.. codes.Order()]);
    }

    /// <summary>The colour of a code.</summary>
    public (byte R, byte G, byte B) At(double code) => s_colours[Array.BinarySearch((double[])Codes, code)];
}
