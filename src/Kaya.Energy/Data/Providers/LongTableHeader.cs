using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Where the four columns of a long table stand.</summary>
/// <param name="Region">Index of <c>country</c>.</param>
/// <param name="Date">Index of <c>date</c>.</param>
/// <param name="Category">Index of <c>sector</c>.</param>
/// <param name="Value">Index of the value column.</param>
/// <param name="Notes">Remarks, such as columns that are ignored.</param>
internal sealed record LongTableHeader(int Region, int Date, int Category, int Value, IReadOnlyList<string> Notes)
{
    /// <summary>Fields a line needs so that all four are there.</summary>
    internal int Count => Math.Max(Math.Max(Region, Date), Math.Max(Category, Value)) + 1;

    internal static LongTableHeader Read(string[] columns, string line, string path, IReadOnlyList<string> valueColumns, string unit)
    {
        RefuseOtherThanCsv(columns, line, path);
        int value = -1;
        foreach (string name in valueColumns) value = value >= 0 ? value : Find(columns, name);
        if (value < 0) throw NoValue(columns, path, valueColumns);
        int[] found = [Required(columns, "country", path), Required(columns, "date", path), Required(columns, "sector", path), value];
        string[] ignored = [.. columns.Where((name, index) => !found.Contains(index) && name.Length > 0)];
        List<string> notes = [];
        if (ignored.Length > 0) notes.Add($"Columns not used: {string.Join(", ", ignored)}.");
        if (!columns[value].Contains(unit.Split(' ')[0], StringComparison.OrdinalIgnoreCase))
            notes.Add($"The column '{columns[value]}' names no unit; its values are read as {unit}, the provider's.");
        return new LongTableHeader(found[0], found[1], found[2], found[3], notes.AsReadOnly());
    }

    private static void RefuseOtherThanCsv(string[] columns, string raw, string path)
    {
        string? reason = raw.Contains('\0', StringComparison.Ordinal) ? "binary data"
            : raw.TrimStart().StartsWith('<') ? "a web page"
            : columns.Length > 1 ? null
            : raw.Contains(';', StringComparison.Ordinal) ? "fields separated by semicolons"
            : raw.Contains('\t', StringComparison.Ordinal) ? "fields separated by tabs"
            : "a line without a comma";
        if (reason is null) return;
        throw new DataFormatException(new Fault("The file is not CSV.", new SourceLocation(path, 1),
            Expected: "text with fields separated by commas", Found: reason,
            Remedy: "Download or export the file again as CSV with commas."));
    }

    private static int Find(string[] columns, string name) =>
        Array.FindIndex(columns, column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase));

    private static int Required(string[] columns, string name, string path)
    {
        int index = Find(columns, name);
        if (index < 0) throw Missing(name, columns, path, $"Give the file a column '{name}', or export it again from the provider.");
        return Array.FindLastIndex(columns, column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase)) == index
            ? index
            : throw Missing(name, columns, path, $"Leave one column '{name}'.");
    }

    private static SchemaMismatchException NoValue(string[] columns, string path, IReadOnlyList<string> accepted)
    {
        string? other = columns.FirstOrDefault(name => name.StartsWith("value", StringComparison.OrdinalIgnoreCase)
            || name.Contains("CO2", StringComparison.OrdinalIgnoreCase) || name.Contains("Wh", StringComparison.OrdinalIgnoreCase));
        return Missing(accepted[0], columns, path, other is null
            ? "Export the file again from the provider."
            : $"The column '{other}' is in another unit or of another file: convert it, or pass the file to the other input.");
    }

    private static SchemaMismatchException Missing(string name, string[] columns, string path, string remedy) => new(new Fault(
        $"The file needs one column '{name}'.", new SourceLocation(path, 1, Variable: name), Expected: $"one column '{name}'",
        Found: string.Join(", ", columns), Remedy: remedy));
}
