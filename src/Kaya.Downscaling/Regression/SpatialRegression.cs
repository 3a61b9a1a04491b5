using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>Extrapolation of a zone regression to cells with drivers outside the range of the zones.</summary>
public enum Extrapolation
{
    /// <summary>The prediction of the model: suitable for a mixture, which is linear through the origin; for others only as a
    /// comparison.</summary>
    AsFitted,

    /// <summary>The prediction at the nearest point of the range, times the mean ratio of the drivers to that point: with 0 drivers, 0
    /// emissions.</summary>
    /// <remarks>
    /// A tree keeps the value of its last leaf in a city centre 100 times denser than any zone, a support vector machine returns its
    /// constant in deserts, an intercept gives emissions in unpopulated areas. Proportional extrapolation is safe for all models.
    /// </remarks>
    Proportional,
}

/// <summary>A zone regression: its estimator of emissions from drivers, the scale of its variables, and its extrapolation.</summary>
/// <param name="Name">Name in tables and on the command line, such as <c>svr</c>.</param>
/// <param name="Estimator">The estimator of emissions from drivers; it scales features itself, so that folds are independent.</param>
public sealed record SpatialRegression(string Name, IEstimator Estimator) : IEstimator<ZonalTable, SpatialModel>
{
    /// <summary>Its extrapolation outside the range of the zones.</summary>
    public Extrapolation Extrapolation { get; init; } = Extrapolation.Proportional;

    /// <summary>The scale of its variables: densities, or raw sums.</summary>
    public ZonalScale Scale { get; init; }

    /// <summary>The default: a mixture of the drivers in nearly equal shares, with the same meaning for a zone and for its cells.</summary>
    public static SpatialRegression Mixture { get; } = new("mixture", new ProportionalMixture()) { Extrapolation = Extrapolation.AsFitted };

    /// <summary>Fits the regression to zones.</summary>
    /// <param name="data">Zones x drivers with their emissions.</param>
    /// <param name="context">Randomness, cancellation.</param>
    /// <returns>The fitted model.</returns>
    /// <exception cref="ArgumentException">Too few zones for the estimator.</exception>
    /// <exception cref="DataNotFoundException">Densities were requested and the areas are unknown.</exception>
    /// <exception cref="NonFiniteException">A model of logarithms has a negative driver.</exception>
    public SpatialModel Fit(ZonalTable data, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(data);
        ZonalTable used = Estimator is ProportionalMixture ? data.WithZones(Telling(data)) : data;
        FeatureTable features = used.Features(Scale);
        IPredictor predictor = Estimator.Fit(features, used.Targets(Scale), context);
        return new SpatialModel(
            this, predictor, [.. features.Schema.Columns.Select((column, i) => DriverRange.Of(column.Name, features.Column(i)))],
            data.Unit);
    }

    // A zone without emissions or with all drivers 0 gives no information on the drivers.
    private static int[] Telling(ZonalTable table) => [.. Enumerable.Range(0, table.Codes.Length)
        .Where(zone => table.Statistics[zone] > 0 && table.Totals.Row(zone).ContainsAnyExcept(0))];
}
