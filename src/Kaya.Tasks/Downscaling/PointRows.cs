using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>The rows of a file of point sources, from a CSV table or a vector file.</summary>
internal sealed class PointRows
{
    private static readonly ImmutableArray<string> s_vectors = [".shp", ".gpkg", ".geojson", ".json", ".fgb"];
    private readonly Func<int, int, string> _text;
    private readonly Func<int, int, SourceLocation> _where;
    private readonly string _path;
    private readonly (double X, double Y)[]? _places;

    private PointRows(string path, IReadOnlyList<string> headings, int count, Func<int, int, string> text,
        Func<int, int, SourceLocation> where, (CoordinateSystem Crs, (double X, double Y)[]? Places) location)
    {
        (_path, Headings, Count, _text, _where) = (path, headings, count, text, where);
        (Crs, _places) = location;
        _places ??= Coordinates();
    }

    public IReadOnlyList<string> Headings { get; }

    public int Count { get; }

    /// <summary>The coordinate system of <see cref="Place"/>.</summary>
    public CoordinateSystem Crs { get; }

    public static PointRows Read(string path, PointReadingOptions options)
    {
        CoordinateSystem? crs = options.Crs is null ? null : GdalCoordinateSystems.Find(options.Crs);
        if (!s_vectors.Contains(Path.GetExtension(path).ToLowerInvariant()))
        {
            CsvTable table = CsvTable.Read(path);
            return new PointRows(path, table.Headings, table.RowCount, table.Text, table.Where,
                (crs ?? CoordinateSystem.LongitudeLatitude, null));
        }

        VectorPoints points = ReaderFaults.WithFlags(() => VectorPoints.Read(path, options.Layer, crs, options.Encoding),
            option => $"--point.{option}");
        return new PointRows(path, points.Fields, points.Points.Length, (row, column) => points.Points[row].Texts[column].Trim(),
            (row, column) => new SourceLocation(path, Variable: $"feature {row + 1}, {points.Fields[column]}"),
            (points.Crs, [.. points.Points.Select(point => (point.X, point.Y))]));
    }

    public (double X, double Y) Place(int row) => _places![row];

    public string Text(int row, int column) => column < 0 ? "" : _text(row, column);

    public SourceLocation Where(int row, int column) => _where(row, column);

    /// <summary>The column with one of these names, apart from a unit in brackets or at the end; -1 for none.</summary>
    public int Find(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            for (int column = 0; column < Headings.Count; column++)
                if (Plain(Headings[column]) == name) return column;
        return -1;
    }

    /// <summary>A column named by the user.</summary>
    public int Named(string name)
    {
        for (int column = 0; column < Headings.Count; column++)
            if (Headings[column].Equals(name, StringComparison.OrdinalIgnoreCase) || Plain(Headings[column]) == Plain(name)) return column;
        throw Spelling.Unknown("column", name, Headings, new SourceLocation(_path, 1));
    }

    /// <summary>The unit in the heading of a column: in brackets, or at the end as in <c>capacity_mw</c>.</summary>
    public string? UnitText(int column)
    {
        string heading = Headings[column];
        if (heading.IndexOfAny(['[', '(']) is > 0 and int open) return heading[(open + 1)..].TrimEnd(']', ')', ' ');
        return heading.ToLowerInvariant() switch
        {
            string text when text.EndsWith("_mw", StringComparison.Ordinal) => "MW",
            string text when text.EndsWith("_kw", StringComparison.Ordinal) => "kW",
            string text when text.EndsWith("_gw", StringComparison.Ordinal) => "GW",
            _ => null,
        };
    }

    /// <summary>A number of 0 or more; null for an empty cell.</summary>
    public double? Amount(int row, int column)
    {
        if (column < 0 || Text(row, column) is not { Length: > 0 } text) return null;
        if (text.ToLowerInvariant() is "na" or "nan" or "-") return null;
        return Number(row, column, text) is >= 0 and double value ? value
            : throw new DataFormatException(new Fault("A number in the table is negative.", Where(row, column), "0 or more", $"'{text}'",
                "Correct the cell."));
    }

    /// <summary>The first year that is written in a cell, such as 1996 of 1996-2006; null for none.</summary>
    public int? Year(int row, int column)
    {
        string text = Text(row, column);
        for (int at = 0; at + 4 <= text.Length; at++)
            if (int.TryParse(text.AsSpan(at, 4), NumberStyles.None, CultureInfo.InvariantCulture, out int year)
                && year is > 1800 and < 2200)
                return year;
        return null;
    }

    private (double X, double Y)[] Coordinates()
    {
        int x = Find("longitude", "lon", "lng", "long", "x", "easting"), y = Find("latitude", "lat", "y", "northing");
        if (x < 0 || y < 0)
            throw new SchemaMismatchException(new Fault("The columns with the coordinates of the point sources cannot be identified.",
                new SourceLocation(_path, 1), "columns longitude and latitude", string.Join(", ", Headings), "Rename the columns."));
        if (!Crs.IsGeographic && Plain(Headings[x]) is "longitude" or "lon" or "lng" or "long")
            throw new GridMismatchException(new Fault("The coordinates of the point sources are degrees, by their headings.",
                new SourceLocation(_path, 1, x + 1), $"columns x and y for {Crs}", $"{Headings[x]}, {Headings[y]}",
                "Leave out --point.crs, or rename the columns to x and y."));
        return [.. Enumerable.Range(0, Count).Select(row => (Coordinate(row, x, 360), Coordinate(row, y, 90)))];
    }

    private double Coordinate(int row, int column, double largest)
    {
        if (Text(row, column) is not { Length: > 0 } text) return double.NaN;
        double value = Number(row, column, text);
        return !Crs.IsGeographic || Math.Abs(value) <= largest ? value
            : throw new DataFormatException(new Fault("A coordinate is not on the Earth.", Where(row, column),
                FormattableString.Invariant($"-{largest} to {largest} degrees"), text,
                "Check the order of longitude and latitude, or give the system of the coordinates by --point.crs."));
    }

    private double Number(int row, int column, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value
            : throw new DataFormatException(new Fault("A number is expected in this cell.", Where(row, column),
                "a finite number with a decimal point", $"'{text}'", "Correct the cell; leave it empty if the value is unknown."));

    private static string Plain(string heading)
    {
        string name = heading.IndexOfAny(['[', '(']) is > 0 and int open ? heading[..open] : heading;
        name = name.Trim().ToLowerInvariant().Replace(' ', '_');
        return name.EndsWith("_mw", StringComparison.Ordinal) || name.EndsWith("_kw", StringComparison.Ordinal)
            || name.EndsWith("_gw", StringComparison.Ordinal) ? name[..^3] : name;
    }
}
