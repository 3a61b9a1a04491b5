using System.Runtime.CompilerServices;
using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Conserves totals: adjusts fine cells to their coarse cell, and cells to the statistic of their zone.</summary>
public static class Conservation
{
    /// <summary>Distributes each zone's statistic over its cells in proportion to weights: CE_c = SC_n CW_c / CW_n.</summary>
    /// <remarks>
    /// A border cell belongs to each zone by its covered share and receives the sum of the contributions. Sums have 32 digits, and the
    /// residual of
    /// rounding
    /// is added to the zone's largest cell, so the zone's total equals its statistic to 1 ulp. Equation 3 of the spatialisation method
    /// (SVR-ZSSR).
    /// </remarks>
    /// <param name="weights">At least 0 in every cell; no-data cells are outside the mask and get nothing.</param>
    /// <param name="coverage">Zones on the grid of the weights.</param>
    /// <param name="statistics">Total of each zone by code, at least 0; NaN counts as missing.</param>
    /// <param name="unit">Unit of the statistics and of the map.</param>
    /// <param name="options">Treatment of zones and statistics that do not match.</param>
    /// <returns>The map, its certificate, and zones treated specially.</returns>
    /// <exception cref="GridMismatchException">Weights and zones are on different grids.</exception>
    /// <exception cref="DataNotFoundException">A zone without a statistic, or a statistic without a zone.</exception>
    /// <exception cref="DataFormatException">A negative statistic or weight, or a zone without any cell that has data.</exception>
    /// <exception cref="NonFiniteException">An infinite statistic or weight.</exception>
    // Fully optimised at once, so that the weights can be collected before the certificate is computed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Apportionment ToZones(ExtensiveRaster weights, ZoneCoverage coverage, IReadOnlyDictionary<string, double> statistics,
        Unit unit, ApportionmentOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(coverage);
        ArgumentNullException.ThrowIfNull(statistics);
        ArgumentNullException.ThrowIfNull(unit);
        coverage.Grid.RequireMatch(weights.Grid, "Apportionment");
        options ??= new ApportionmentOptions();
        MatchedStatistics matched = MatchedStatistics.Of(coverage.Codes, statistics, options);
        ZoneShares shares = new(weights, coverage, matched.Values, GivenAmounts.Of(options.Given, coverage));
        ExtensiveRaster map = new(weights.Grid, unit, ["emission"], (_, cells) => shares.Fill(cells));
        ConservationCertificate certificate = ConservationCertificate.For(map, shares.Balances(coverage.Codes), shares.Membership());
        return new Apportionment(map, certificate, [.. shares.EqualWeightZones.Select(zone => coverage.Codes[zone])], matched.LeftOutZones,
            matched.LeftOutStatistics);
    }

    /// <summary>Refuses zones and statistics that do not match, as <see cref="ToZones"/> does, before any work.</summary>
    /// <param name="codes">Codes of the zones.</param>
    /// <param name="statistics">Total of each zone by code, at least 0; NaN counts as missing.</param>
    /// <param name="options">What may be left out.</param>
    /// <exception cref="DataNotFoundException">A zone without a statistic, or a statistic without a zone.</exception>
    /// <exception cref="DataFormatException">A negative statistic.</exception>
    /// <exception cref="NonFiniteException">An infinite statistic.</exception>
    public static void RequireMatch(ImmutableArray<string> codes, IReadOnlyDictionary<string, double> statistics,
        ApportionmentOptions options)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        ArgumentNullException.ThrowIfNull(options);
        MatchedStatistics.Of(codes, statistics, options);
    }

    /// <summary>Scales every block of factor x factor fine cells so that it sums to its coarse cell.</summary>
    /// <param name="fine">Weights at least 0 on the grid of <paramref name="coarse"/> refined by the factor; no-data gets nothing.</param>
    /// <param name="coarse">Totals; the block of a no-data total is no-data.</param>
    /// <param name="factor">Fine cells along one side of a coarse cell.</param>
    /// <returns>The map in the unit of <paramref name="coarse"/>, and the number of blocks with all weights 0, which were distributed
    /// evenly.</returns>
    /// <exception cref="GridMismatchException">The fine grid is not the coarse one refined.</exception>
    /// <exception cref="DataFormatException">A coarse cell with a total has no fine cell with data, or a weight or total is
    /// negative.</exception>
    public static (ExtensiveRaster Map, int EqualWeightBlocks) ToBlocks(ExtensiveRaster fine, ExtensiveRaster coarse, int factor)
    {
        ArgumentNullException.ThrowIfNull(fine);
        ArgumentNullException.ThrowIfNull(coarse);
        coarse.Grid.Refine(factor).RequireMatch(fine.Grid, "Conservation of blocks");
        int equal = 0;
        ExtensiveRaster map = new(fine.Grid, coarse.Unit, fine.BandNames, (band, cells) =>
        {
            BlockShares block = new(fine, band, factor);
            for (int row = 0; row < coarse.Grid.Rows; row++)
                for (int column = 0; column < coarse.Grid.Columns; column++)
                    if (block.Fill(row, column, coarse[band, row, column], cells)) equal++;
        });
        return (map, equal);
    }

    internal static void RequireWeight(double weight, Grid grid, long cell)
    {
        if (weight >= 0 && double.IsFinite(weight)) return;
        Fault fault = new(
            "A weight is not valid.", new SourceLocation(Variable: $"row {cell / grid.Columns}, column {cell % grid.Columns}"),
            "a finite number, 0 or more", FormattableString.Invariant($"{weight}"),
                "Set negative predictions to 0 and infinite ones to no-data.");
        throw double.IsFinite(weight) ? new DataFormatException(fault) : new NonFiniteException(fault);
    }
}
