using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>Score of a refinement method on a known map.</summary>
/// <param name="Method">Such as <c>super-resolution</c>.</param>
/// <param name="LogError">Root mean square error of ln(1 + density), densities per km2 in the unit of the map, over all cells with
/// data.</param>
/// <param name="LogErrorWhereEmitting">The same over the cells whose true value is above 0.</param>
public sealed record DetailScore(string Method, double LogError, double LogErrorWhereEmitting);

/// <summary>A test of super-resolution: a known map is aggregated to cells twice as large, refined again, and compared with the
/// original.</summary>
/// <remarks>The networks only see the aggregated map. Every method is adjusted to the totals of blocks before it is compared, so all use
/// the
/// same totals.</remarks>
/// <param name="Scores">Super-resolution first, then the reference methods.</param>
/// <param name="Refined">The fine map of super-resolution, consistent with the aggregated map.</param>
/// <param name="Truth">The known map, without an odd last row or column.</param>
public sealed record DetailTest(ImmutableArray<DetailScore> Scores, ExtensiveRaster Refined, ExtensiveRaster Truth)
{
    private const int Factor = 2;
    private static readonly Unit s_squareKilometre = Unit.Parse("km2");

    /// <summary>Runs the test.</summary>
    /// <param name="known">Cell totals of the known map.</param>
    /// <param name="areasOf">Areas of the cells of a grid.</param>
    /// <param name="superResolution">The estimator.</param>
    /// <param name="options">Treatment of point sources; the factor is 2.</param>
    /// <param name="context">Randomness, progress, cancellation.</param>
    /// <returns>Scores and maps.</returns>
    /// <exception cref="DataFormatException">The map is too small or has a negative value.</exception>
    public static DetailTest Run(
        ExtensiveRaster known, Func<Grid, CellAreas> areasOf, ZeroShotSuperResolution superResolution, DownscalingOptions options,
            FitContext context)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(areasOf);
        ArgumentNullException.ThrowIfNull(superResolution);
        Window even = new(0, 0, known.Grid.Rows / Factor * Factor, known.Grid.Columns / Factor * Factor);
        ExtensiveRaster truth = (ExtensiveRaster)known.ReadWindow(0, even);
        ExtensiveRaster coarse = new ConservativeRegridding(truth.Grid, truth.Grid.Coarsen(Factor)).Apply(truth);
        CellAreas areas = areasOf(truth.Grid);
        IntensiveRaster densities = SpatialDownscaling.Densities(coarse, areasOf(coarse.Grid));
        SpatialDownscaling downscaling = new((options ?? new DownscalingOptions()) with { Factor = Factor });
        SuperResolutionModel model = superResolution.Fit(densities, context);
        ExtensiveRaster refined = downscaling.AddUp(model.Refine(densities, Factor, context).Density.TimesArea(areas, s_squareKilometre),
            coarse).Map;
        SpatialDownscaling plain = new(downscaling.Options with { PointSourceRatio = double.PositiveInfinity });
        ExtensiveRaster Plain(IntensiveRaster fine) => plain.AddUp(fine.TimesArea(areas, s_squareKilometre), coarse).Map;
        ExtensiveRaster nearest = Plain(new ConservativeRegridding(densities.Grid, truth.Grid).Apply(densities));
        IntensiveRaster bilinear = Interpolation.Double(densities, value => value, value => value);
        IntensiveRaster logarithmic = Interpolation.Double(densities, value => Math.Log(1 + value), value => Math.Exp(value) - 1);
        return new DetailTest(
        [
            Score("super-resolution", refined, truth, areas), Score("nearest cell", nearest, truth, areas),
                Score("bilinear", bilinear.TimesArea(areas, s_squareKilometre), truth, areas),
            Score("bilinear, adding up", Plain(bilinear), truth, areas),
                Score("bilinear of logarithms, adding up", Plain(logarithmic), truth, areas),
        ], refined, truth);
    }

    private static DetailScore Score(string method, ExtensiveRaster map, ExtensiveRaster truth, CellAreas areas)
    {
        IntensiveRaster by = map.PerArea(areas, s_squareKilometre), of = truth.PerArea(areas, s_squareKilometre);
        (double all, long count, double emitting, long positive) = (0, 0, 0, 0);
        for (int cell = 0; cell < of.Values().Length; cell++)
        {
            double value = of.Values()[cell];
            if (double.IsNaN(value)) continue;
            double square = Math.Pow(Math.Log(1 + by.Values()[cell]) - Math.Log(1 + value), 2);
            (all, count) = (all + square, count + 1);
            if (value > 0) (emitting, positive) = (emitting + square, positive + 1);
        }

        return new DetailScore(method, Math.Sqrt(all / count), Math.Sqrt(emitting / positive));
    }
}
