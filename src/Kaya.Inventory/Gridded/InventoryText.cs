using System.Globalization;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Inventory;

/// <summary>Reads emission inventories in plain text files.</summary>
public static class InventoryText
{
    private const int Rows = 180;
    private const int Columns = 360;

    /// <summary>Reads a CDIAC gridcar file: 64,800 numbers, one or several per line, from 90 N 180 W eastwards, then southwards.</summary>
    /// <param name="path">The file.</param>
    /// <returns>t of C per year in each cell of 1 degree.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">Not exactly 64,800 numbers.</exception>
    public static ExtensiveRaster ReadCdiac(string path)
    {
        double[] values = new double[Rows * Columns];
        int count = 0;
        foreach ((string line, long number) in Lines(path))
            foreach (string field in line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                if (count == values.Length) throw Wrong(path, number, "64,800 numbers", "more");
                values[count++] = Number(path, number, field) * InventoryFormat.Cdiac.Multiplier;
            }

        if (count != values.Length) throw Wrong(path, null, "64,800 numbers", $"{count}: the file is incomplete");
        return ExtensiveRaster.Of(Grid.InDegrees(-180, 90, 1, Rows, Columns), InventoryFormat.Cdiac.Unit, values, "carbon");
    }

    /// <summary>Reads an EDGAR text file: lines of latitude, longitude and emission, separated by semicolons, after a header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="registration">The reference point of the coordinates: corners in EDGAR's own text files.</param>
    /// <param name="step">Size of a cell, degrees.</param>
    /// <returns>t per year in each cell of the globe; cells that are not listed have no emissions.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">Not such a table, a cell listed twice, or coordinates that are not on the
    /// grid.</exception>
    public static ExtensiveRaster ReadEdgar(string path, CellRegistration registration = CellRegistration.Corner, double step = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        int rows = (int)Math.Round(180 / step), columns = (int)Math.Round(360 / step);
        Grid grid = Grid.InDegrees(-180, 90, step, rows, columns);
        double[] values = new double[grid.CellCount];
        bool[] seen = new bool[grid.CellCount];
        int read = 0;
        foreach ((string line, long number) in Lines(path))
        {
            string[] fields = line.Split([';', ',', '\t'], StringSplitOptions.TrimEntries);
            // Titles and column names precede the numbers.
            if (read == 0
                && (fields.Length < 3 || !double.TryParse(fields[0], NumberStyles.Float, CultureInfo.InvariantCulture, out _))) continue;
            if (line.Length == 0) continue;
            if (fields.Length < 3) throw Wrong(path, number, "latitude; longitude; emissions", line);
            int cell = EdgarCell(path, number, Number(path, number, fields[0]), Number(path, number, fields[1]),
                (registration, step, rows, columns));
            if (seen[cell]) throw Wrong(path, number, "each cell once", "a duplicate cell");
            (seen[cell], values[cell]) = (true, Number(path, number, fields[2]));
            read++;
        }

        if (read == 0) throw Wrong(path, null, "lines of latitude; longitude; emissions", "none");
        return ExtensiveRaster.Of(grid, InventoryFormat.EdgarText.Unit, values, "emission");
    }

    private static int EdgarCell(string path, long line, double latitude, double longitude,
        (CellRegistration Registration, double Step, int Rows, int Columns) grid)
    {
        // The lower left corner is half a cell south and west of the centre.
        double half = grid.Registration == CellRegistration.Corner ? 0.5 : 0;
        double row = ((90 - latitude) / grid.Step) - 0.5 - half,
            column = ((longitude >= 180 ? longitude - 360 : longitude) + 180) / grid.Step - 0.5 + half;
        int r = (int)Math.Round(row), c = (int)Math.Round(column);
        if (Math.Abs(row - r) > 0.1 || Math.Abs(column - c) > 0.1 || r < 0 || c < 0 || r >= grid.Rows || c >= grid.Columns)
            throw Wrong(
                path, line,
                $"{(half > 0 ? "lower left corners" : "centres")} of cells of {grid.Step.ToString(CultureInfo.InvariantCulture)} degrees",
                FormattableString.Invariant(
                    $"latitude {latitude}, longitude {longitude}; is it {(half > 0 ? "the centre" : "the corner")} of a cell?"));
        return (r * grid.Columns) + c;
    }

    private static IEnumerable<(string Line, long Number)> Lines(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new DataNotFoundException(new Fault("The file does not exist.", new SourceLocation(path), Remedy: "Check the path."));
        return File.ReadLines(path).Select((line, index) => (line.Trim(), index + 1L));
    }

    private static double Number(string path, long line, string field) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value
            : throw Wrong(path, line, "a number", $"'{field}'");

    private static DataFormatException Wrong(string path, long? line, string expected, string found) =>
        new(new Fault("The inventory does not have the expected format.",
        new SourceLocation(path, line), expected, found, "Give the right inventory format, or download the file again."));
}
