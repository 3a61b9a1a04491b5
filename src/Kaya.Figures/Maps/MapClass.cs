using System.Globalization;
using Kaya.Core;

namespace Kaya.Figures;

/// <summary>A class of a categorical map, such as a kind of land cover.</summary>
/// <param name="Code">The number in the cells.</param>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Colour">As <c>#rrggbb</c>; null for a colour of the map's own.</param>
public sealed record MapClass(double Code, string Name, string? Colour = null);

/// <summary>Lists of classes.</summary>
public static class MapClasses
{
    /// <summary>The 17 classes of the International Geosphere-Biosphere Programme, as MODIS land cover has them; water is 17 or, in older
    /// files, 0.</summary>
    /// <remarks>Names: MCD12 user guide, table 3. Colours: ours, so that no two are alike.</remarks>
    public static IReadOnlyList<MapClass> Igbp { get; } = Array.AsReadOnly<MapClass>(
    [
        new(0, "water", "#3f78c4"), new(1, "evergreen needleleaf forest", "#0b4d1c"), new(2, "evergreen broadleaf forest", "#1f8f3f"),
        new(3, "deciduous needleleaf forest", "#5f7f5a"), new(4, "deciduous broadleaf forest", "#8fcf3c"),
            new(5, "mixed forest", "#2fb68a"),
        new(6, "closed shrublands", "#8a5a2b"), new(7, "open shrublands", "#c9a66b"), new(8, "woody savannas", "#7c7c2f"),
        new(9, "savannas", "#dfe04a"), new(10, "grasslands", "#c5e8a0"), new(11, "permanent wetlands", "#6a51a3"),
        new(12, "croplands", "#f7b21d"), new(13, "urban and built-up", "#e3211c"), new(14, "cropland and natural vegetation", "#e8702a"),
        new(15, "snow and ice", "#d8f3ff"), new(16, "barren", "#d9c9b8"), new(17, "water", "#3f78c4"), new(255, "unclassified", "#9a9a9a"),
    ]);

    /// <summary>Reads a list of classes: a CSV file with columns <c>code</c> and <c>name</c>, and <c>colour</c> (#rrggbb) where
    /// wanted.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The classes, in the order of the file.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="SchemaMismatchException">A column is missing.</exception>
    /// <exception cref="DataFormatException">A code that is not a number or is there twice, or a colour of the wrong form.</exception>
    public static IReadOnlyList<MapClass> Read(string path)
    {
        CsvTable table = CsvTable.Read(path);
        (int code, int name, int colour) = (table.Require("code"), table.Require("name"), table.Find("colour", "color"));
        Dictionary<double, MapClass> classes = [];
        for (int row = 0; row < table.RowCount; row++)
        {
            if (!double.TryParse(table.Text(row, code), NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                throw Wrong("The code of a class is not a number.", table, row, code, "a number, as in the cells of the map");
            string? text = colour < 0 || table.Text(row, colour).Length == 0 ? null : table.Text(row, colour);
            if (text is not null && Kaya.Figures.Colour.TryParse(text) is null) throw Wrong("The colour of a class cannot be read.", table,
                row, colour, "#rrggbb");
            if (!classes.TryAdd(value, new MapClass(value, table.Text(row, name), text)))
                throw Wrong("A code occurs twice.", table, row, code, "each code once");
        }

        return [.. classes.Values];
    }

    private static DataFormatException Wrong(string what, CsvTable table, int row, int column, string expected) =>
        new(new Fault(what, table.Where(row, column), expected, $"'{table.Text(row, column)}'", "Correct the line."));
}
