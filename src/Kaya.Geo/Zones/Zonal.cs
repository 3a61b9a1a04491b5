using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>One number for each zone.</summary>
/// <param name="Codes">Codes of the zones.</param>
/// <param name="Values">As many values; NaN for a zone without data.</param>
/// <param name="Unit">Of every value.</param>
public sealed record ZonalValues(ImmutableArray<string> Codes, ImmutableArray<double> Values, Unit Unit)
{
    /// <summary>The value of a zone.</summary>
    /// <param name="code">A code of the set.</param>
    /// <returns>Its value.</returns>
    /// <exception cref="DataFormatException">No such zone.</exception>
    public double this[string code]
    {
        get
        {
            int index = Codes.IndexOf(code);
            return index >= 0 ? Values[index] : throw Spelling.Unknown("zone", code, Codes);
        }
    }
}

/// <summary>Sums and means of rasters over zones; border cells count by their covered share.</summary>
public static class Zonal
{
    private const int RowsAtOnce = 256;

    /// <summary>The total of each zone: extensive values weighted by covered share.</summary>
    /// <param name="coverage">Zones on the grid of the source.</param>
    /// <param name="source">The source.</param>
    /// <param name="band">An extensive band, from 0.</param>
    /// <returns>Totals in the unit of the band; NaN for a zone without any data.</returns>
    /// <exception cref="GridMismatchException">The source is on another grid.</exception>
    /// <exception cref="UnitMismatchException">The band is not extensive.</exception>
    public static ZonalValues Sums(ZoneCoverage coverage, IRasterSource source, int band = 0)
    {
        BandDescription description = Check(coverage, source, band, QuantityKind.Extensive, "Sums of zones");
        ZoneAccumulator sums = Run(coverage, source, band, null);
        return new ZonalValues(coverage.Codes, sums.Totals(), description.Unit);
    }

    /// <summary>The mean of each zone: intensive values weighted by covered area.</summary>
    /// <param name="coverage">Zones on the grid of the source.</param>
    /// <param name="source">The source.</param>
    /// <param name="areas">Areas of the cells.</param>
    /// <param name="band">An intensive band, from 0.</param>
    /// <returns>Means in the unit of the band; NaN for a zone without any data.</returns>
    /// <exception cref="GridMismatchException">The source or the areas are on another grid.</exception>
    /// <exception cref="UnitMismatchException">The band is not intensive.</exception>
    public static ZonalValues Means(ZoneCoverage coverage, IRasterSource source, CellAreas areas, int band = 0)
    {
        ArgumentNullException.ThrowIfNull(areas);
        BandDescription description = Check(coverage, source, band, QuantityKind.Intensive, "Means of zones");
        coverage.Grid.RequireMatch(areas.Grid, "Means of zones");
        ZoneAccumulator sums = Run(coverage, source, band, areas);
        return new ZonalValues(coverage.Codes, sums.Means(), description.Unit);
    }

    /// <summary>The true area of each zone on its grid.</summary>
    /// <param name="coverage">Zones on a grid.</param>
    /// <param name="areas">Areas of the cells.</param>
    /// <returns>Areas in m2.</returns>
    public static ZonalValues Areas(ZoneCoverage coverage, CellAreas areas)
    {
        ArgumentNullException.ThrowIfNull(coverage);
        ArgumentNullException.ThrowIfNull(areas);
        coverage.Grid.RequireMatch(areas.Grid, "Areas of zones");
        CompensatedSum[] sums = new CompensatedSum[coverage.Codes.Length];
        foreach (CoverageRun run in coverage.Runs)
            for (int column = run.Column; column < run.Column + run.Length; column++)
                sums[run.Zone].Add(run.Fraction * areas.At(run.Row, column));
        return new ZonalValues(coverage.Codes, [.. sums.Select(sum => sum.Value)], RasterExtensions.SquareMetres);
    }

    private static BandDescription Check(ZoneCoverage coverage, IRasterSource source, int band, QuantityKind kind, string what)
    {
        ArgumentNullException.ThrowIfNull(coverage);
        ArgumentNullException.ThrowIfNull(source);
        coverage.Grid.RequireMatch(source.Grid, what);
        BandDescription description = source.Bands[band];
        if (description.Kind != kind)
            throw new UnitMismatchException(new Fault($"{what} need {kind.ToString().ToLowerInvariant()} values.",
                new SourceLocation(Variable: description.Name), kind.ToString().ToLowerInvariant(),
                description.Kind.ToString().ToLowerInvariant(),
                "Convert with the areas of the cells: densities to totals or the reverse."));
        return description;
    }

    // Blocks of rows are summed separately and combined in order, so that the result does not depend on threads.
    private static ZoneAccumulator Run(ZoneCoverage coverage, IRasterSource source, int band, CellAreas? areas)
    {
        Window[] blocks = [.. coverage.Grid.All.Tiles(RowsAtOnce, coverage.Grid.Columns)
            .Where(block => coverage.RunsOf(block.Row, block.Rows).Length > 0)];
        ZoneAccumulator[] parts = new ZoneAccumulator[blocks.Length];
        if (source is Raster raster)
            Parallel.For(0, blocks.Length, at =>
            {
                (Window block, int columns) = (blocks[at], raster.Grid.Columns);
                parts[at] = Block(coverage, raster.Values(band).Slice(block.Row * columns, (int)block.CellCount), block, areas);
            });
        else
        {
            double[] values = blocks.Length == 0 ? [] : new double[blocks.Max(block => block.CellCount)];
            for (int block = 0; block < blocks.Length; block++)
            {
                Span<double> read = values.AsSpan(0, (int)blocks[block].CellCount);
                source.Read(band, blocks[block], read);
                parts[block] = Block(coverage, read, blocks[block], areas);
            }
        }

        ZoneAccumulator total = new(coverage.Codes.Length);
        foreach (ZoneAccumulator part in parts) total.Add(part);
        return total;
    }

    private static ZoneAccumulator Block(ZoneCoverage coverage, ReadOnlySpan<double> values, Window block, CellAreas? areas)
    {
        ZoneAccumulator sums = new(coverage.Codes.Length);
        foreach (ref readonly CoverageRun run in coverage.RunsOf(block.Row, block.Rows))
        {
            ReadOnlySpan<double> cells = values.Slice(((run.Row - block.Row) * block.Columns) + run.Column, run.Length);
            if (areas is null) sums.AddTotals(run, cells);
            else sums.AddMeans(run, cells, areas);
        }

        return sums;
    }
}
