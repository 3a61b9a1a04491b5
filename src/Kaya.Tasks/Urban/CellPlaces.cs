using System.Globalization;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Finds the cell of each line of a table: by a tile, by row and column, or by longitude and latitude.</summary>
internal sealed class CellPlaces(UrbanImageOptions tiles)
{
    /// <summary>The column with tiles (x_y); -1 where there is none.</summary>
    public static int TileColumn(CsvTable table) => Enumerable.Range(0, table.Headings.Count)
        .FirstOrDefault(column => PictureListing.TileOf(table.Text(0, column), new UrbanImageOptions { Zoom = 24 }) is not null, -1);

    /// <summary>The tiles of lines of text.</summary>
    public IReadOnlyList<TileNumber> Tiles(IEnumerable<string> names, string path)
    {
        if (tiles.Zoom is null)
            throw Wrong(path, "The zoom of the tiles is not known.", "--image.zoom", "nothing", "Give it, such as --image.zoom 15.");
        return [.. names.Select((name, line) => PictureListing.TileOf(name, tiles)
            ?? throw Wrong(path, "A tile cannot be read.", $"x_y of zoom {tiles.Zoom}", $"'{name}'", $"Correct entry {line + 1}."))];
    }

    /// <summary>The grid of tiles.</summary>
    public static Grid GridOf(IReadOnlyCollection<TileNumber> all)
    {
        TileNumber first = all.First();
        return MercatorTiles.GridOf(first with { X = all.Min(tile => tile.X), Y = all.Min(tile => tile.Y) },
            first with { X = all.Max(tile => tile.X), Y = all.Max(tile => tile.Y) });
    }

    /// <summary>The cells of tiles.</summary>
    /// <returns>Place of each in the grid; -1 outside.</returns>
    public static int[] Of(IReadOnlyList<TileNumber> all, Grid grid, string path)
    {
        return [.. all.Select(tile =>
        {
            Bounds bounds = MercatorTiles.BoundsOf(tile);
            double size = bounds.East - bounds.West;
            if (!grid.Crs.Equals(MercatorTiles.Crs) || Math.Abs(grid.Affine.StepX - size) > 1e-6 * size)
                throw new GridMismatchException(new Fault("The table is of other cells.", new SourceLocation(path), grid.ToString(),
                    $"tiles of zoom {tile.Zoom}", "Prepare the tiles themselves, without --grid and --cell-size."));
            return grid.CellAt((bounds.West + bounds.East) / 2, (bounds.South + bounds.North) / 2) is { } place
                ? (place.Row * grid.Columns) + place.Column : -1;
        })];
    }

    /// <summary>The cells of the lines of a table.</summary>
    /// <returns>Place of each in the grid; -1 outside.</returns>
    public int[] Of(CsvTable table, Grid grid, string path)
    {
        int tile = TileColumn(table);
        if (tile >= 0) return Once(Of(Tiles(Enumerable.Range(0, table.RowCount).Select(row => table.Text(row, tile)), path), grid, path),
            path);
        (int row, int column) = (table.Find("row"), table.Find("column", "col"));
        if (row >= 0 && column >= 0) return Once([.. Enumerable.Range(0, table.RowCount).Select(line =>
        {
            (double r, double c) = (Number(table, line, row), Number(table, line, column));
            return r >= 0 && c >= 0 && r < grid.Rows && c < grid.Columns ? ((int)r * grid.Columns) + (int)c : -1;
        })], path);
        (int x, int y) = (table.Find("lon", "lng", "longitude", "x"), table.Find("lat", "latitude", "y"));
        if (x < 0 || y < 0)
            throw Wrong(path, "The cell of a line cannot be found.", "columns row and column, lon and lat, or a tile (x_y)",
                string.Join(", ", table.Headings), "Add such columns.");
        double[] xs = [.. Enumerable.Range(0, table.RowCount).Select(line => Number(table, line, x))];
        double[] ys = [.. Enumerable.Range(0, table.RowCount).Select(line => Number(table, line, y))];
        if (!table.Headings[x].Equals("x", StringComparison.OrdinalIgnoreCase) && !grid.Crs.Equals(CoordinateSystem.LongitudeLatitude))
        {
            using GdalTransformation forth = new(CoordinateSystem.LongitudeLatitude, grid.Crs);
            forth.Transform(xs, ys);
        }

        return Once([.. xs.Zip(ys).Select(at => grid.CellAt(at.First, at.Second) is { } place ? (place.Row * grid.Columns) + place.Column
            : -1)], path);
    }

    private static int[] Once(int[] places, string path)
    {
        HashSet<int> seen = [];
        int twice = Array.FindIndex(places, place => place >= 0 && !seen.Add(place));
        return twice < 0 ? places : throw Wrong(path, "Two lines are of one cell.", "one line a cell", $"line {twice + 2}",
            "Sum them first, or choose smaller cells.");
    }

    private static double Number(CsvTable table, int row, int column) =>
        double.TryParse(table.Text(row, column), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
        : throw new DataFormatException(new Fault("A coordinate is not a number.", table.Where(row, column), "a number",
            $"'{table.Text(row, column)}'", "Correct the line."));

    private static DataFormatException Wrong(string path, string what, string expected, string found, string remedy) =>
        new(new Fault(what, new SourceLocation(path), expected, found, remedy));
}
