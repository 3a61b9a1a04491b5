using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>How a regression of zones answers for cells whose drivers lie outside the range of the zones.</summary>
public enum Extrapolation
{
    /// <summary>As the model says: right for a mixture, which is linear and goes through the origin; for others only as a
    /// comparison.</summary>
    AsFitted,

    /// <summary>As the model says at the nearest point of the range, times the mean ratio of the drivers to that point: with 0 drivers, 0
    /// emission.</summary>
    /// <remarks>
    /// A tree stays at its last leaf in a city centre 100 times denser than any zone, a support vector machine falls back to its
    /// constant in the desert, an intercept emits where nobody lives. Going on in proportion is what all of them can be trusted with.
    /// </remarks>
    Proportional,
}

/// <summary>A regression of zones: how it learns emission from drivers, what it sees of them, and how it goes on where zones end.</summary>
/// <param name="Name">Name in tables and on the command line, such as <c>svr</c>.</param>
/// <param name="Estimator">How it learns emission from drivers; features are scaled inside it, so that no fold sees another.</param>
public sealed record SpatialRegression(string Name, IEstimator Estimator) : IEstimator<ZonalTable, SpatialModel>
{
    /// <summary>What it answers outside the range of the zones.</summary>
    public Extrapolation Extrapolation { get; init; } = Extrapolation.Proportional;

    /// <summary>What it sees: densities, or raw sums.</summary>
    public ZonalScale Scale { get; init; }

    /// <summary>The default: a mixture of the drivers in nearly equal shares, which means the same for a zone and for its cells.</summary>
    public static SpatialRegression Mixture { get; } = new("mixture", new ProportionalMixture()) { Extrapolation = Extrapolation.AsFitted };

    /// <summary>Fits the regression to zones.</summary>
    /// <param name="data">Zones x drivers with their emission.</param>
    /// <param name="context">Randomness, cancellation.</param>
    /// <returns>The fitted model.</returns>
    /// <exception cref="ArgumentException">Too few zones for the estimator.</exception>
    /// <exception cref="DataNotFoundException">Densities were asked for and the areas are not known.</exception>
    /// <exception cref="NonFiniteException">A number has no logarithm in a model of logarithms: a driver below 0.</exception>
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

    // Where nothing is emitted, or nothing is of any driver, a zone says nothing of what a driver emits.
    private static int[] Telling(ZonalTable table) => [.. Enumerable.Range(0, table.Codes.Length)
        .Where(zone => table.Statistics[zone] > 0 && table.Totals.Row(zone).ContainsAnyExcept(0))];
}
