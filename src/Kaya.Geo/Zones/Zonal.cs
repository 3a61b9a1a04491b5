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

/// <summary>Totals or means of zones, and the areas that they stand for.</summary>
/// <param name="Values">Totals of an extensive band, means of an intensive one; NaN for a zone without data.</param>
/// <param name="Areas">True areas of the zones on the grid, in m2.</param>
/// <param name="KnownAreas">The parts of them that lie on cells with data, in m2.</param>
public sealed record ZonalSummary(ZonalValues Values, ZonalValues Areas, ZonalValues KnownAreas);

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
        ZoneAccumulator sums = Run(coverage, source, band, null, adds: true);
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
        ZoneAccumulator sums = Run(coverage, source, band, areas, adds: false);
        return new ZonalValues(coverage.Codes, sums.Means(), description.Unit);
    }

    /// <summary>The total or the mean of each zone, with its area and the area with data, in one pass over the source.</summary>
    /// <param name="coverage">Zones on the grid of the source.</param>
    /// <param name="source">The source.</param>
    /// <param name="areas">Areas of the cells.</param>
    /// <param name="band">An extensive or intensive band, from 0.</param>
    /// <returns>Totals of an extensive band, means of an intensive one, and areas.</returns>
    /// <exception cref="GridMismatchException">The source or the areas are on another grid.</exception>
    /// <exception cref="UnitMismatchException">The band has codes.</exception>
    public static ZonalSummary Summary(ZoneCoverage coverage, IRasterSource source, CellAreas areas, int band = 0)
    {
        ArgumentNullException.ThrowIfNull(areas);
        ArgumentNullException.ThrowIfNull(source);
        bool adds = source.Bands[band].Kind == QuantityKind.Extensive;
        BandDescription description = Check(coverage, source, band, adds ? QuantityKind.Extensive : QuantityKind.Intensive,
            adds ? "Sums of zones" : "Means of zones");
        coverage.Grid.RequireMatch(areas.Grid, "Areas of zones");
        ZoneAccumulator sums = Run(coverage, source, band, areas, adds);
        return new ZonalSummary(new ZonalValues(coverage.Codes, adds ? sums.Totals() : sums.Means(), description.Unit),
            Areas(coverage, areas), new ZonalValues(coverage.Codes, sums.KnownAreas(), RasterExtensions.SquareMetres));
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
            sums[run.Zone].Add(run.Fraction * areas.Sum(run.Row, run.Column, run.Length));
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
    private static ZoneAccumulator Run(ZoneCoverage coverage, IRasterSource source, int band, CellAreas? areas, bool adds)
    {
        Window[] blocks = [.. coverage.Grid.All.Tiles(RowsAtOnce, coverage.Grid.Columns)
            .Where(block => coverage.RunsOf(block.Row, block.Rows).Length > 0)];
        ZoneAccumulator[] parts = new ZoneAccumulator[blocks.Length];
        if (source is Raster raster)
            Parallel.For(0, blocks.Length, at =>
            {
                (Window block, int columns) = (blocks[at], raster.Grid.Columns);
                parts[at] = Block(coverage, raster.Values(band).Slice(block.Row * columns, (int)block.CellCount), block, areas, adds);
            });
        else
        {
            // Each thread reads blocks that follow one another: tiles of the file that lie in two of them are still in its cache.
            int threads = source.IsThreadSafe ? Math.Min(Environment.ProcessorCount, blocks.Length) : 1;
            Chunks.Run(threads, source.IsThreadSafe, thread =>
            {
                (int from, int to) = (blocks.Length * thread / threads, blocks.Length * (thread + 1) / threads);
                double[] values = from == to ? [] : new double[blocks[from..to].Max(block => block.CellCount)];
                for (int block = from; block < to; block++)
                {
                    Span<double> read = values.AsSpan(0, (int)blocks[block].CellCount);
                    source.Read(band, blocks[block], read);
                    parts[block] = Block(coverage, read, blocks[block], areas, adds);
                }
            });
        }

        ZoneAccumulator total = new(coverage.Codes.Length);
        foreach (ZoneAccumulator part in parts) total.Add(part);
        return total;
    }

    private static ZoneAccumulator Block(ZoneCoverage coverage, ReadOnlySpan<double> values, Window block, CellAreas? areas, bool adds)
    {
        ZoneAccumulator sums = new(coverage.Codes.Length);
        foreach (ref readonly CoverageRun run in coverage.RunsOf(block.Row, block.Rows))
        {
            ReadOnlySpan<double> cells = values.Slice(((run.Row - block.Row) * block.Columns) + run.Column, run.Length);
            if (adds) sums.AddTotals(run, cells, areas);
            else sums.AddMeans(run, cells, areas!);
        }

        return sums;
    }
}
