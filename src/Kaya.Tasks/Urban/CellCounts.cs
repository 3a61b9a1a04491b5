using System.Globalization;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Counts of points per cell and category, from a table or from bands of a raster.</summary>
internal sealed record CellCounts(string Path, IReadOnlyList<string> Categories, IReadOnlyList<double[]> Rows, Func<Grid, int[]> Places,
    Grid Grid)
{
    private const double MostPoints = 1e7;

    public static CellCounts Read(UrbanPrepareOptions options)
    {
        string first = options.Counts![0];
        CellCounts counts = System.IO.Path.GetExtension(first.Split('#')[0]).ToLowerInvariant() is ".csv" or ".txt"
            ? OfTable(first, options) : OfBands(options);
        return options.CountCategories is not { } names ? counts : names.Count == counts.Categories.Count
            ? counts with { Categories = names }
            : throw new DataFormatException(new Fault("The number of names of categories is another than that of counts.",
                new SourceLocation(first), counts.Categories.Count.ToString(CultureInfo.InvariantCulture), $"{names.Count}",
                "Correct --count-categories."));
    }

    private static CellCounts OfTable(string path, UrbanPrepareOptions options)
    {
        CellPlaces places = new(options.Image);
        if (options.CountTiles is { } file)
        {
            IReadOnlyList<TileNumber> tiles = places.Tiles(Names(file), file);
            double[][] rows = [.. File.ReadLines(path).Where(line => line.Length > 0).Select((line, at) => Numbers(line, at, path))];
            if (rows.Length != tiles.Count)
                throw Wrong(path, "The table of counts has another number of lines than the list of tiles.", $"{tiles.Count}",
                    $"{rows.Length}",
                    "Give the list that belongs to the table.");
            return new CellCounts(path, [.. Enumerable.Range(1, rows[0].Length).Select(number => $"category {number}")], rows,
                grid => CellPlaces.Of(tiles, grid, file), CellPlaces.GridOf(tiles));
        }

        CsvTable table = CsvTable.Read(path);
        int tile = CellPlaces.TileColumn(table);
        string[] of = ["row", "column", "col", "lon", "lng", "longitude", "lat", "latitude", "x", "y"];
        int[] columns = [.. Enumerable.Range(0, table.Headings.Count).Where(column => column != tile
            && !of.Contains(table.Headings[column].ToLowerInvariant()))];
        return new CellCounts(path, [.. columns.Select(column => table.Headings[column])],
            [.. Enumerable.Range(0, table.RowCount).Select(row => columns.Select(column => table.RequiredAmount(row, column)).ToArray())],
            grid => places.Of(table, grid, path), tile < 0 ? Grid.InDegrees(0, 0, 1, 1, 1) : CellPlaces.GridOf(places.Tiles(
                Enumerable.Range(0, table.RowCount).Select(row => table.Text(row, tile)), path))) { HasGrid = tile >= 0 };
    }

    /// <summary>Whether the counts say what the cells are.</summary>
    public bool HasGrid { get; private init; } = true;

    private static CellCounts OfBands(UrbanPrepareOptions options)
    {
        string path = RasterInput.Parse(options.Counts![0]).Path;
        // Other bands of the file, such as light, are no counts.
        using RasterFile file = RasterFile.Open(path, new RasterReadOptions { Unit = Unit.One, Kind = QuantityKind.Extensive,
            Override = true });
        List<int> bands = [];
        foreach (string text in options.Counts)
        {
            RasterInput input = RasterInput.Parse(text);
            string band = input.Band ?? "*";
            int[] found = [.. Enumerable.Range(0, file.Bands.Count).Where(index => band.EndsWith('*')
                ? file.Bands[index].Name.StartsWith(band[..^1], StringComparison.Ordinal)
                : file.Bands[index].Name == band || (index + 1).ToString(CultureInfo.InvariantCulture) == band)];
            if (input.Path != path) throw Wrong(path, "Counts are bands of one file.", path, input.Path, "Stack them to one file first.");
            if (found.Length == 0) throw Spelling.Unknown("band", band, file.Bands.Select(one => one.Name), new SourceLocation(path));
            bands.AddRange(found);
        }

        double[][] values = [.. bands.Select(band =>
        {
            double[] all = new double[file.Grid.CellCount];
            file.Read(band, file.Grid.All, all);
            return all;
        })];
        int[] cells = [.. Enumerable.Range(0, (int)file.Grid.CellCount).Where(cell => values.All(band => !double.IsNaN(band[cell])))];
        Grid own = file.Grid;
        return new CellCounts(path, [.. bands.Select(band => file.Bands[band].Name)],
            [.. cells.Select(cell => values.Select(band => band[cell]).ToArray())], grid => On(grid, own, cells, path), own);
    }

    // Counts cannot be split: cells must be the same, though there may be fewer of them.
    private static int[] On(Grid grid, Grid own, int[] cells, string path) => [.. cells.Select(cell =>
    {
        (double x, double y) = own.CentreOf(cell / own.Columns, cell % own.Columns);
        if (!grid.Crs.Equals(own.Crs) || Math.Abs(grid.Affine.StepX - own.Affine.StepX) > 1e-3 * Math.Abs(own.Affine.StepX))
            throw new GridMismatchException(new Fault("The counts are of other cells.", new SourceLocation(path), grid.ToString(),
                own.ToString(), $"Give the grid of the counts: --grid {path}; counts without places cannot be moved to other cells."));
        (double column, double row) = grid.Affine.Inverse().Apply(x, y);
        if (Math.Abs(column - Math.Floor(column) - 0.5) > 1e-2 || Math.Abs(row - Math.Floor(row) - 0.5) > 1e-2)
            throw new GridMismatchException(new Fault("The counts are of shifted cells.", new SourceLocation(path), grid.ToString(),
                own.ToString(), $"Give the grid of the counts: --grid {path}."));
        return row < 0 || column < 0 || row >= grid.Rows || column >= grid.Columns ? -1 : ((int)row * grid.Columns) + (int)column;
    })];

    /// <summary>A line of counts as points without places.</summary>
    public IEnumerable<PointOfInterest> PointsOf(int row)
    {
        double[] counts = Rows[row];
        for (int category = 0; category < counts.Length; category++)
        {
            double count = counts[category];
            if (!(count >= 0 && count <= MostPoints) || count != Math.Round(count))
                throw Wrong(Path, "A count is not a whole number of 0 or more.", "such as 0 or 12",
                    $"{count.ToString("R", CultureInfo.InvariantCulture)} of {Categories[category]}, line {row + 1}", "Correct it.");
            for (int point = 0; point < (int)count; point++) yield return new PointOfInterest(0, 0, (ushort)category);
        }
    }

    private static IEnumerable<string> Names(string path)
    {
        string[] lines = [.. File.ReadLines(path).Select(line => line.Split(',')[0].Trim().Trim('\uFEFF')).Where(line => line.Length > 0)];
        return lines.Length > 0 && !char.IsAsciiDigit(lines[0][0]) ? lines.Skip(1) : lines;
    }

    private static double[] Numbers(string line, int at, string path) => [.. line.Split([' ', '\t', ',', ';'],
        StringSplitOptions.RemoveEmptyEntries).Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture,
            out double value) ? value : throw Wrong(path, "A count is not a number.", "a number", $"'{text}', line {at + 1}",
                "Correct it."))];

    private static DataFormatException Wrong(string path, string what, string expected, string found, string remedy) =>
        new(new Fault(what, new SourceLocation(path), expected, found, remedy));
}
