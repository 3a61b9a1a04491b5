using System.Collections.Immutable;
using System.Globalization;
using Kaya.Geo;

namespace Kaya.Figures;

/// <summary>One colour and one name for each code of a map of codes.</summary>
internal sealed class ClassColours
{
    // Colours that people tell apart; codes after the last share a grey.
    private static readonly ImmutableArray<string> s_colours =
    [
        "#4477aa", "#228833", "#ccbb44", "#ee6677", "#66ccee", "#aa3377", "#999933", "#882255", "#44aa99", "#ddcc77",
        "#332288", "#cc6677", "#117733", "#88ccee", "#dd7733", "#777777", "#9966cc", "#aadd66", "#555555", "#ffbb99",
    ];

    private readonly Dictionary<double, (Colour Colour, string Name)> _classes = [];

    private ClassColours(IEnumerable<double> codes, IReadOnlyList<MapClass> known)
    {
        Dictionary<double, MapClass> named = known.ToDictionary(entry => entry.Code);
        foreach (double code in codes.Order())
        {
            string? own = _classes.Count < s_colours.Length ? s_colours[_classes.Count] : null;
            string number = code.ToString("G6", CultureInfo.InvariantCulture);
            MapClass? entry = named.GetValueOrDefault(code);
            string name = entry is null ? number : $"{number} {entry.Name}";
            if ((entry?.Colour ?? own) is { } colour) _classes[code] = (Colour.TryParse(colour)!.Value, name);
            else Rest++;
        }
    }

    /// <summary>Colour of all codes without a colour of their own.</summary>
    public static Colour RestColour { get; } = new(168, 168, 168);

    /// <summary>Number of codes without a colour of their own.</summary>
    public int Rest { get; private set; }

    /// <summary>Colour and name of every code on the map that has a colour of its own, in order of the codes.</summary>
    public IEnumerable<(Colour Colour, string Name)> Entries => _classes.Values;

    /// <summary>Colours for a map of codes; null if the band has none.</summary>
    public static ClassColours? Of(double[] values, QuantityKind kind, IReadOnlyList<MapClass> known)
    {
        if (kind != QuantityKind.Category) return null;
        HashSet<double> codes = [.. values.Where(value => !double.IsNaN(value))];
        return codes.Count == 0 ? null : new ClassColours(codes, known);
    }

    /// <summary>The colour of a code.</summary>
    public Colour At(double code) => _classes.TryGetValue(code, out (Colour Colour, string Name) entry) ? entry.Colour : RestColour;
}
