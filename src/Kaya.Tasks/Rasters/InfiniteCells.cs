using System.Globalization;
using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>Names infinite cells: divisions by zero of an earlier program.</summary>
internal static class InfiniteCells
{
    private const int MostNamed = 4;

    /// <summary>Refuses results of zones that hold infinite cells, with their places.</summary>
    /// <param name="raster">The raster.</param>
    /// <param name="coverage">The zones.</param>
    /// <param name="table">Zone and result; only where a result is not a number are cells looked at again.</param>
    /// <exception cref="NonFiniteException">An infinite cell lies in a zone.</exception>
    public static void Refuse(OpenedRaster raster, ZoneCoverage coverage, ResultTable table)
    {
        if (Enumerable.Range(0, table.RowCount).All(row => double.IsFinite(table.Number(row, 1)) || table.Number(row, 3) == 0)) return;
        List<string> cells = [];
        HashSet<string> zones = [];
        long count = 0;
        double[] values = new double[raster.Grid.Columns];
        for (int row = 0; row < raster.Grid.Rows; row++)
        {
            if (coverage.RunsOf(row, 1).IsEmpty) continue;
            raster.Read(0, new Window(row, 0, 1, values.Length), values);
            foreach (CoverageRun run in coverage.RunsOf(row, 1))
                for (int column = run.Column; column < run.Column + run.Length; column++)
                {
                    if (!double.IsInfinity(values[column])) continue;
                    count++;
                    zones.Add(coverage.Codes[run.Zone]);
                    if (cells.Count < MostNamed) cells.Add(Place(raster.Grid, row, column));
                }
        }

        if (count == 0) return;
        throw new NonFiniteException(new Fault("Cells of the raster are infinite.",
            new SourceLocation(raster.Input.Path, Variable: raster.Description.Name), "finite numbers",
            $"{count} infinite cells in {string.Join(", ", zones.Take(MostNamed))}: {string.Join("; ", cells)}"
                + (count > MostNamed ? "; ..." : ""),
            "Correct the raster, or read infinite cells as no-data: FILE@no-data=inf."));
    }

    /// <summary>Refuses values of a raster, also on another grid, of which some are infinite.</summary>
    /// <param name="raster">The raster.</param>
    /// <param name="values">Its values.</param>
    /// <exception cref="NonFiniteException">One is.</exception>
    public static void Refuse(OpenedRaster raster, IReadOnlyList<double> values) => Refuse(raster, values.Count(double.IsInfinity));

    /// <summary>Refuses a raster that has infinite cells.</summary>
    /// <param name="raster">The raster.</param>
    /// <exception cref="NonFiniteException">It has.</exception>
    public static void Refuse(OpenedRaster raster)
    {
        if (raster.Description.Stored is ElementType.F32 or ElementType.F64) Refuse(raster, BandStatistics.Of(raster).Infinite);
    }

    private static void Refuse(OpenedRaster raster, long count)
    {
        if (count > 0) throw new NonFiniteException(new Fault("Cells of the raster are infinite.",
            new SourceLocation(raster.Input.Path, Variable: raster.Description.Name), "finite numbers",
            $"{count} infinite cells; in the file the first is {First(raster)}",
            "Correct the raster, or read infinite cells as no-data: FILE@no-data=inf."));
    }

    /// <summary>The place of the first infinite cell of a raster that has one.</summary>
    public static string First(IRasterSource raster)
    {
        double[] values = new double[raster.Grid.Columns];
        for (int row = 0; row < raster.Grid.Rows; row++)
        {
            raster.Read(0, new Window(row, 0, 1, values.Length), values);
            if (Array.FindIndex(values, double.IsInfinity) is >= 0 and int column) return Place(raster.Grid, row, column);
        }

        return "none";
    }

    /// <summary>Such as <c>row 4, column 5 (x 5.5, y 5.5)</c>.</summary>
    public static string Place(Grid grid, int row, int column)
    {
        (double x, double y) = grid.CentreOf(row, column);
        return string.Create(CultureInfo.InvariantCulture, $"row {row}, column {column} (x {x:G8}, y {y:G8})");
    }
}
