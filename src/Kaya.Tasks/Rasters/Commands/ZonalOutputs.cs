using System.Globalization;
using System.Text;
using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>What <c>raster zonal</c> makes of its totals: another unit, totals per area and per head, and the weights.</summary>
internal static class ZonalOutputs
{
    /// <summary>The table in the unit that was asked for, with columns of totals per area and per unit of another raster.</summary>
    /// <param name="table">Zone, total or mean, area in km2, and more.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="raster">The raster.</param>
    /// <param name="coverage">The zones on its grid.</param>
    /// <returns>The same rows.</returns>
    /// <exception cref="UnitMismatchException">Another quantity, or means per area or per head.</exception>
    public static ResultTable Of(ResultTable table, RasterZonalOptions options, OpenedRaster raster, ZoneCoverage coverage)
    {
        SourceLocation where = new(raster.Input.Path, Variable: raster.Description.Name);
        Unit from = raster.Description.Unit, to = OutputUnits.Asked(options.OutputUnit, from, where);
        bool divides = options.PerArea || options.Per is not null;
        if (divides && raster.Description.Kind != QuantityKind.Extensive) throw new UnitMismatchException(new Fault(
            "Means cannot be divided by areas or heads.", where, "an extensive raster", "an intensive one",
            "Leave out --per-area and --per."));
        if (to.Equals(from) && !divides) return table;
        double factor = from.FactorTo(to);
        double[] totals = [.. Enumerable.Range(0, table.RowCount).Select(row => table.Number(row, 1) * factor)];
        List<ResultColumn> columns = [.. table.Columns];
        columns[1] = columns[1] with { Unit = to };
        List<double[]> more = [];
        if (options.PerArea)
        {
            columns.Add(new ResultColumn("per area", to / RasterText.SquareKilometres, Description: "total by the true area on the grid"));
            more.Add([.. totals.Select((total, row) => total / table.Number(row, 2))]);
        }

        if (options.Per is { } per)
        {
            using OpenedRaster heads = per.Open().RequireKind().RequireUnit();
            if (heads.Description.Kind != QuantityKind.Extensive) throw new UnitMismatchException(new Fault(
                "Totals can be divided by totals only.", new SourceLocation(per.Path, Variable: heads.Description.Name), "kind extensive",
                "another", "Give totals of cells, such as people."));
            ZonalValues counts = Zonal.Sums(coverage, heads.Grid.Matches(raster.Grid) ? heads : heads.On(raster.Grid));
            columns.Add(new ResultColumn($"per {heads.Description.Name}", to / heads.Description.Unit,
                Description: $"total by the total of {heads.Label}"));
            more.Add([.. totals.Select((total, row) => counts.Values[row] > 0 ? total / counts.Values[row] : double.NaN)]);
        }

        return new ResultTable(table.Name, columns, Enumerable.Range(0, table.RowCount).Select(row => (IReadOnlyList<object?>)[
            table[row, 0], totals[row], .. Enumerable.Range(2, table.Columns.Count - 2).Select(column => table[row, column]),
            .. more.Select(values => (object)values[row])]), table.Description);
    }

    /// <summary>Writes the covered share of every cell of every zone.</summary>
    /// <param name="path">CSV file.</param>
    /// <param name="coverage">The zones.</param>
    public static void WriteWeights(string path, ZoneCoverage coverage) => AtomicFile.Write(path, stream =>
    {
        using StreamWriter writer = new(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("zone,row,column,share");
        string[] codes = [.. coverage.Codes.Select(code => code.AsSpan().ContainsAny(",\"\r\n")
            ? $"\"{code.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : code)];
        foreach (CoverageRun run in coverage.Runs)
            for (int column = run.Column; column < run.Column + run.Length; column++)
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{codes[run.Zone]},{run.Row},{column},{run.Fraction:R}"));
    });
}
