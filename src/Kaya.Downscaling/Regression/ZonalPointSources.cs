using System.Collections.Immutable;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>A zone with higher emissions than its drivers explain.</summary>
/// <param name="Zone">Its code.</param>
/// <param name="Ratio">Statistic / sum of the weights of its cells, above 1.</param>
/// <param name="Amount">Emissions not explained by the drivers, in the unit of the statistic.</param>
/// <param name="Cells">The cells that stand for the unknown location, with their parts of this amount.</param>
public sealed record PointSourceResidual(string Zone, double Ratio, double Amount, ImmutableArray<GivenAmount> Cells);

/// <summary>Places the emissions of a zone beyond the model on few of its cells, as a proxy of power plants and factories that no driver
/// shows.</summary>
/// <remarks>
/// A proportional division would spread the emissions of one steel works over its whole district. The residual of a zone's statistic over
/// the sum of
/// the predicted emissions of its cells is therefore placed on the cells with the highest weights, in proportion; the other cells keep
/// the predictions of the model. The true locations of the plants are unknown: these cells represent them and are marked uncertain. Zones
/// below the
/// model are scaled. Our method.
/// </remarks>
/// <param name="Weights">The weights with point sources, in the unit of the statistics.</param>
/// <param name="Zones">The zones with a residual, largest ratio first.</param>
public sealed record ZonalPointSources(ExtensiveRaster Weights, ImmutableArray<PointSourceResidual> Zones)
{
    /// <summary>Places the point-source residual of every zone on its cells with the highest weights.</summary>
    /// <param name="weights">Predicted emissions of cells, as <see cref="SpatialModel.Weights"/> gives it.</param>
    /// <param name="coverage">Zones on the grid of the weights.</param>
    /// <param name="statistics">Emissions by code, in the unit of the weights; zones without a statistic keep their weights.</param>
    /// <param name="share">Share of a zone's cells that receive the residual, at least one cell; above 0 and at most 1.</param>
    /// <returns>New weights, to be apportioned, and the zones.</returns>
    /// <exception cref="Kaya.Core.GridMismatchException">Weights and zones are on different grids.</exception>
    public static ZonalPointSources Of(ExtensiveRaster weights, ZoneCoverage coverage, IReadOnlyDictionary<string, double> statistics,
        double share)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(coverage);
        ArgumentNullException.ThrowIfNull(statistics);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        coverage.Grid.RequireMatch(weights.Grid, "Point sources of zones");
        List<PointSourceResidual> zones = [];
        ILookup<int, CoverageRun> runs = coverage.Runs.ToLookup(run => run.Zone);
        ExtensiveRaster concentrated = new(weights.Grid, weights.Unit, [weights.Bands[0].Name], (_, cells) =>
        {
            weights.Values().CopyTo(cells);
            for (int zone = 0; zone < coverage.Codes.Length; zone++)
                if (statistics.TryGetValue(coverage.Codes[zone], out double statistic)
                    && Add(weights, runs[zone], statistic, share, cells) is { } residual)
                    zones.Add(residual with { Zone = coverage.Codes[zone],
                        Cells = [.. residual.Cells.Select(cell => cell with { Zone = coverage.Codes[zone] })] });
        });
        return new ZonalPointSources(concentrated, [.. zones.OrderByDescending(zone => zone.Ratio)]);
    }

    private static PointSourceResidual? Add(ExtensiveRaster weights, IEnumerable<CoverageRun> runs, double statistic, double share,
        Span<double> cells)
    {
        List<(int Cell, double Fraction, double Weight)> parts = [];
        CompensatedSum sum = default;
        foreach (CoverageRun run in runs)
            for (int column = run.Column; column < run.Column + run.Length; column++)
            {
                int cell = (run.Row * weights.Grid.Columns) + column;
                double weight = weights.Values()[cell];
                if (double.IsNaN(weight)) continue;
                parts.Add((cell, run.Fraction, weight));
                sum.Add(run.Fraction * weight);
            }

        double explained = sum.Value, residual = statistic - explained;
        if (!(explained > 0 && residual > 0)) return null;
        // A cell mostly inside a neighbouring zone must not receive this zone's residual.
        double least = Math.Min(0.5, parts.Max(part => part.Fraction));
        (int Cell, double Fraction, double Weight)[] heaviest = [
            .. parts.Where(part => part.Fraction >= least).OrderByDescending(part => part.Weight)
            .ThenBy(part => part.Cell).Take(Math.Max(1, (int)Math.Round(share * parts.Count)))];
        double total = heaviest.Sum(part => part.Fraction * part.Weight);
        if (!(total > 0)) return null;
        foreach ((int cell, _, double weight) in heaviest) cells[cell] += residual * weight / total;
        return new PointSourceResidual("", statistic / explained, residual, [.. heaviest.Select(part => new GivenAmount("",
            part.Cell / weights.Grid.Columns, part.Cell % weights.Grid.Columns, residual * part.Weight / total))]);
    }
}
