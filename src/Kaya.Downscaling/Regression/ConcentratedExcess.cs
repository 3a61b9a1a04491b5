using System.Collections.Immutable;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>A zone that emits more than its drivers explain.</summary>
/// <param name="Zone">Its code.</param>
/// <param name="Ratio">Statistic over the sum of the weights of its cells, above 1.</param>
/// <param name="Excess">What the drivers do not explain, in the unit of the statistic.</param>
/// <param name="Cells">Number of cells it was put on.</param>
public sealed record ExcessZone(string Zone, double Ratio, double Excess, int Cells);

/// <summary>Puts what a zone emits beyond the model on few of its cells: the mark of power plants and works that no driver shows.</summary>
/// <remarks>
/// Spread evenly, one steel works would double every street of its district. The excess of a zone's statistic over the sum of its cells' predicted
/// emission goes to the zone's heaviest cells instead, in proportion to their weights; the other cells keep what the model gives them. Where the
/// works really lie is not known: these cells stand for them, and are marked uncertain. Zones below the model are left to be scaled. Ours.
/// </remarks>
/// <param name="Weights">The weights with excesses, in the unit of the statistics.</param>
/// <param name="Zones">The zones that had one, the largest ratio first.</param>
public sealed record ConcentratedExcess(ExtensiveRaster Weights, ImmutableArray<ExcessZone> Zones)
{
    /// <summary>The share of a zone's cells that its excess is put on when nothing else is said.</summary>
    public const double DefaultShare = 0.01;

    /// <summary>Concentrates the excess of every zone.</summary>
    /// <param name="weights">Predicted emission of cells, as <see cref="SpatialModel.Weights"/> gives it.</param>
    /// <param name="coverage">Zones on the grid of the weights.</param>
    /// <param name="statistics">Emission by code, in the unit of the weights; zones without one keep their weights.</param>
    /// <param name="share">Share of a zone's cells that get the excess, one cell at least; above 0 and at most 1.</param>
    /// <returns>New weights, to be apportioned, and the zones.</returns>
    /// <exception cref="Kaya.Core.GridMismatchException">Weights and zones are on different grids.</exception>
    public static ConcentratedExcess Of(ExtensiveRaster weights, ZoneCoverage coverage, IReadOnlyDictionary<string, double> statistics, double share = DefaultShare)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(coverage);
        ArgumentNullException.ThrowIfNull(statistics);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        coverage.Grid.RequireMatch(weights.Grid, "Concentrating excesses");
        List<ExcessZone> zones = [];
        ILookup<int, CoverageRun> runs = coverage.Runs.ToLookup(run => run.Zone);
        ExtensiveRaster concentrated = new(weights.Grid, weights.Unit, [weights.Bands[0].Name], (_, cells) =>
        {
            weights.Values().CopyTo(cells);
            for (int zone = 0; zone < coverage.Codes.Length; zone++)
                if (statistics.TryGetValue(coverage.Codes[zone], out double statistic) && Add(weights, runs[zone], statistic, share, cells) is { } excess)
                    zones.Add(excess with { Zone = coverage.Codes[zone] });
        });
        return new ConcentratedExcess(concentrated, [.. zones.OrderByDescending(zone => zone.Ratio)]);
    }

    private static ExcessZone? Add(ExtensiveRaster weights, IEnumerable<CoverageRun> runs, double statistic, double share, Span<double> cells)
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

        double explained = sum.Value, excess = statistic - explained;
        if (!(explained > 0 && excess > 0)) return null;
        // A cell that belongs mostly to a neighbour must not carry this zone's works.
        double least = Math.Min(0.5, parts.Max(part => part.Fraction));
        (int Cell, double Fraction, double Weight)[] heaviest = [.. parts.Where(part => part.Fraction >= least).OrderByDescending(part => part.Weight)
            .ThenBy(part => part.Cell).Take(Math.Max(1, (int)Math.Round(share * parts.Count)))];
        double total = heaviest.Sum(part => part.Fraction * part.Weight);
        if (!(total > 0)) return null;
        foreach ((int cell, _, double weight) in heaviest) cells[cell] += excess * weight / total;
        return new ExcessZone("", statistic / explained, excess, heaviest.Length);
    }
}
