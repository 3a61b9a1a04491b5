using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>A regression fitted to zones that gives weights to cells.</summary>
/// <remarks>Immutable; negative predictions become 0, and cells in which every driver is 0 get 0 in any model.</remarks>
public sealed class SpatialModel : IPredictor
{
    /// <summary>Kind of the stored state.</summary>
    public const string Kind = "spatial-regression";

    internal SpatialModel(SpatialRegression regression, IPredictor predictor, ImmutableArray<DriverRange> ranges, Unit unit)
        : this(regression.Name, regression.Extrapolation, regression.Scale, predictor, ranges, unit)
    {
    }

    private SpatialModel(
        string name, Extrapolation extrapolation, ZonalScale scale, IPredictor predictor, ImmutableArray<DriverRange> ranges, Unit unit) =>
        (Name, Extrapolation, Scale, Predictor, Ranges, Unit) = (name, extrapolation, scale, predictor, ranges, unit);

    /// <summary>Name of the model that was fitted, such as <c>svr</c>.</summary>
    public string Name { get; }

    /// <summary>Its extrapolation outside the range of the zones.</summary>
    public Extrapolation Extrapolation { get; }

    /// <summary>The scale of its variables: densities, or raw sums.</summary>
    public ZonalScale Scale { get; }

    /// <summary>The predictor of emissions from drivers, on that scale.</summary>
    public IPredictor Predictor { get; }

    /// <summary>Smallest and largest value of each driver among the zones, on that scale.</summary>
    public ImmutableArray<DriverRange> Ranges { get; }

    /// <summary>Unit of the emissions of a cell.</summary>
    public Unit Unit { get; }

    /// <inheritdoc/>
    public FeatureSchema Features => Predictor.Features;

    /// <inheritdoc/>
    public FeatureSchema Targets => Predictor.Targets;

    /// <summary>Reads what <see cref="ToState"/> gave.</summary>
    /// <param name="state">The model as plain data.</param>
    /// <param name="catalog">The known kinds of predictors.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Another kind or version, a predictor that is not on the list, or a damaged state.</exception>
    public static SpatialModel FromState(ModelState state, PredictorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(catalog);
        state.Require(Kind, 1);
        IPredictor predictor = catalog.Load<IPredictor>(NestedState.Take(state));
        Description said = state.Described<Description>();
        try
        {
            if (said.Ranges.Count != predictor.Features.Count)
                throw new ArgumentException($"{said.Ranges.Count} ranges of {predictor.Features.Count} drivers");
            return new SpatialModel(said.Model, Enum.Parse<Extrapolation>(said.Extrapolation), Enum.Parse<ZonalScale>(said.Scale),
                predictor,
                [.. said.Ranges], Unit.Parse(said.Unit));
        }
        catch (Exception cause) when (cause is ArgumentException or DataFormatException)
        {
            throw StateDescription.Unreadable(state, cause);
        }
    }

    /// <inheritdoc/>
    public ModelState ToState()
    {
        JsonObject description = new()
        {
            ["model"] = Name, ["extrapolation"] = Extrapolation.ToString(), ["scale"] = Scale.ToString(), ["unit"] = Unit.ToString(),
            ["ranges"] = new JsonArray([.. Ranges.Select(range =>
                new JsonObject { ["driver"] = range.Driver, ["lowest"] = range.Lowest, ["highest"] = range.Highest })]),
        };
        Dictionary<string, StateArray> arrays = [];
        NestedState.Add(Predictor.ToState(), description, arrays);
        return new ModelState(Kind, 1, description, arrays);
    }

    /// <summary>Emissions of zones or cells, on the scale of the model.</summary>
    /// <param name="features">Row x driver, on the scale of the model.</param>
    /// <returns>Row x 1, 0 or more.</returns>
    /// <exception cref="SchemaMismatchException">Different drivers or units.</exception>
    public FeatureTable Predict(FeatureTable features)
    {
        ArgumentNullException.ThrowIfNull(features);
        bool proportional = Extrapolation == Extrapolation.Proportional;
        FeatureTable predicted = Predictor.Predict(proportional ? Within(features) : features);
        return FeatureTable.Create(predicted.Schema, predicted.RowCount, memory =>
        {
            Span<double> values = memory.Span;
            predicted.Values.Span.CopyTo(values);
            for (int row = 0; row < values.Length; row++)
            {
                ReadOnlySpan<double> drivers = features.Row(row);
                if (!(values[row] > 0) || !drivers.ContainsAnyExcept(0)) values[row] = 0;
                else if (proportional) values[row] *= Math.Max(0, Ratio(drivers));
            }
        });
    }

    /// <summary>The weight of each cell: its predicted emissions. Computed by windows while it is read.</summary>
    /// <param name="drivers">The same drivers, on any grid.</param>
    /// <returns>One extensive band <c>weight</c> in the unit of the statistics; no-data where a driver has no data.</returns>
    /// <exception cref="SchemaMismatchException">Different drivers or units.</exception>
    public IRasterSource Weights(DriverSet drivers)
    {
        ArgumentNullException.ThrowIfNull(drivers);
        Predictor.Features.Require(drivers.Schema(Scale), "drivers");
        return new CellPredictions(drivers, Scale, new BandDescription("weight", Unit, QuantityKind.Extensive),
            (cells, squareKilometres, weights) =>
        {
            ReadOnlySpan<double> predicted = Predict(cells).Values.Span;
            for (int row = 0; row < weights.Length; row++)
                weights[row] = predicted[row] * (Scale == ZonalScale.Density ? squareKilometres(row) : 1);
        });
    }

    private FeatureTable Within(FeatureTable features) => FeatureTable.Create(features.Schema, features.RowCount, memory =>
    {
        Span<double> values = memory.Span;
        for (int i = 0; i < values.Length; i++)
        {
            DriverRange range = Ranges[i % Ranges.Length];
            values[i] = Math.Clamp(features.Values.Span[i], range.Lowest, range.Highest);
        }
    });

    // The mean, not a product: a cell without lights but with population still has emissions.
    private double Ratio(ReadOnlySpan<double> drivers)
    {
        double sum = 0;
        for (int i = 0; i < drivers.Length; i++)
        {
            double within = Math.Clamp(drivers[i], Ranges[i].Lowest, Ranges[i].Highest);
            sum += within == 0 ? 1 : drivers[i] / within;
        }

        return sum / drivers.Length;
    }

    /// <summary>What the description of a stored model must have.</summary>
    private sealed record Description(string Model, string Extrapolation, string Scale, string Unit, IReadOnlyList<DriverRange> Ranges);
}
