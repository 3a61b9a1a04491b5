using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Urban;

/// <summary>A model with what tells how far it may be trusted: intervals of cells and of sums, and its nearness to the training
/// cells.</summary>
public sealed class CalibratedUrbanModel : IFittedModel
{
    /// <summary>Kind of its state.</summary>
    public const string Kind = "urban";

    private const int StateVersion = 1;

    private CalibratedUrbanModel(IUrbanModel model, string name, ConformalIntervals intervals, BlockErrors errors,
        CellApplicability applicability) =>
        (Model, Name, Intervals, Errors, Applicability) = (model, name, intervals, errors, applicability);

    /// <summary>The model itself.</summary>
    public IUrbanModel Model { get; }

    /// <summary>Name of its estimator.</summary>
    public string Name { get; }

    /// <summary>Intervals of ln t, from cells of the validation.</summary>
    public ConformalIntervals Intervals { get; }

    /// <summary>Errors by block, for intervals of sums.</summary>
    public BlockErrors Errors { get; }

    /// <summary>The training cells.</summary>
    public CellApplicability Applicability { get; }

    /// <summary>Fits an estimator and calibrates it on the validation cells.</summary>
    /// <param name="estimator">The estimator.</param>
    /// <param name="data">Cells and split.</param>
    /// <param name="context">Randomness, progress, device, cancellation, checkpoints.</param>
    /// <param name="blockSize">Rows and columns of blocks of errors that go together.</param>
    /// <returns>The model.</returns>
    public static CalibratedUrbanModel Fit(IUrbanEstimator estimator, UrbanTrainingData data, FitContext context, int blockSize = 4)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        UrbanFit fit = estimator.FitAndValidate(data, context);
        return Of(fit.Model, estimator.Name, data, [fit.Validation], context, blockSize);
    }

    /// <summary>A fitted model, calibrated with predictions of cells that were not trained on.</summary>
    /// <param name="model">The fitted model.</param>
    /// <param name="name">Name of its estimator.</param>
    /// <param name="data">What it was trained on.</param>
    /// <param name="leftOut">Predictions of cells that were not trained on, by this model or by those of folds.</param>
    /// <param name="context">Cancellation.</param>
    /// <param name="blockSize">Rows and columns of blocks of errors that go together.</param>
    /// <returns>The calibrated model.</returns>
    /// <exception cref="DataNotFoundException">Too few cells for an interval.</exception>
    public static CalibratedUrbanModel Of(IUrbanModel model, string name, UrbanTrainingData data, IReadOnlyList<UrbanPrediction> leftOut,
        FitContext context, int blockSize = 4)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(leftOut);
        ArgumentNullException.ThrowIfNull(context);
        UrbanPrediction all = Joined(leftOut);
        int[] used = [.. Enumerable.Range(0, all.Cells.Length).Where(i => data.Cells.Target(all.Cells[i]) > 0)];
        double[] levels = [.. ConformalIntervals.StandardLevels.Where(level => used.Length >= Math.Ceiling(level / (1 - level)))];
        if (levels.Length == 0)
            throw new DataNotFoundException(new Fault("There are too few cells to calibrate intervals.",
                new SourceLocation(data.Cells.Path),
                "a validation cell with emissions", $"{used.Length}", "Give more cells, or a larger share for validation."));
        ConformalIntervals intervals = ConformalIntervals.Calibrate(new ConformalRows
        {
            Observed = used.Select(i => Math.Log(data.Cells.Target(all.Cells[i]))).ToArray(),
            Predicted = used.Select(i => all.LogEmission[i]).ToArray(),
        }, levels);
        return new CalibratedUrbanModel(model, name, intervals, BlockErrors.Of(data.Cells, all, blockSize),
            CellApplicability.Of(data, model.Modalities, context));
    }

    /// <summary>Predicts cells with intervals.</summary>
    /// <param name="data">The cells.</param>
    /// <param name="cells">Which of them, with all inputs that the model needs.</param>
    /// <param name="level">Probability of the intervals, one of the calibrated ones.</param>
    /// <param name="context">Progress, device, cancellation.</param>
    /// <returns>The forecast.</returns>
    public UrbanForecast Forecast(UrbanDataset data, IReadOnlyList<int> cells, double level, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(context);
        return Of(data, Model.Predict(data, cells, context), level, context);
    }

    /// <summary>As <see cref="Forecast"/>, part by part: memory does not grow with the number of cells, if they come row by row.</summary>
    /// <param name="data">The cells.</param>
    /// <param name="cells">Which of them, with all inputs that the model needs.</param>
    /// <param name="level">Probability of the intervals, one of the calibrated ones.</param>
    /// <param name="context">Progress, device, cancellation.</param>
    /// <param name="take">Takes the forecast of some cells, in their order.</param>
    public void ForecastInParts(UrbanDataset data, IReadOnlyList<int> cells, double level, FitContext context, Action<UrbanForecast> take)
    {
        ArgumentNullException.ThrowIfNull(take);
        Model.PredictInParts(data, cells, context, part => take(Of(data, part, level, context)));
    }

    /// <summary>Predictions of this model with their intervals.</summary>
    /// <param name="data">The cells.</param>
    /// <param name="prediction">Predictions of <see cref="Model"/>.</param>
    /// <param name="level">Probability of the intervals, one of the calibrated ones.</param>
    /// <param name="context">Cancellation.</param>
    /// <returns>The forecast.</returns>
    public UrbanForecast Of(UrbanDataset data, UrbanPrediction prediction, double level, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(context);
        double[] distances = Applicability.Distances(data, prediction.Cells, Model.Modalities, context.Cancellation);
        double factor = Math.Exp(Intervals.Radius(level));
        return new UrbanForecast(prediction, level)
        {
            Lower = [.. prediction.LogEmission.Select(log => Math.Exp(log) / factor)],
            Upper = [.. prediction.LogEmission.Select(log => Math.Exp(log) * factor)],
            Distance = [.. distances],
            Nearness = [.. distances.Select(Applicability.Nearness)],
        };
    }

    /// <summary>The calibrated level that comes nearest to a wanted one from below.</summary>
    /// <param name="wanted">Probability of intervals.</param>
    /// <returns>That of the intervals that there are.</returns>
    public double LevelFor(double wanted) => Intervals.Levels.LastOrDefault(known => known <= wanted + 1e-9, Intervals.Levels[0]);

    /// <inheritdoc/>
    public ModelState ToState()
    {
        JsonObject description = new() { ["name"] = Name, ["intervals"] = Intervals.ToJson() };
        Dictionary<string, StateArray> arrays = [];
        NestedState.Add(Model.ToState(), description, arrays);
        foreach ((string name, StateArray array) in Errors.ToArrays()) arrays.Add($"calibration/{name}", array);
        foreach ((string name, StateArray array) in Applicability.ToArrays()) arrays.Add($"applicability/{name}", array);
        return new ModelState(Kind, StateVersion, description, arrays);
    }

    /// <summary>Reads the output of <see cref="ToState"/>.</summary>
    /// <param name="state">The state.</param>
    /// <param name="catalog">The kinds of models that it may hold.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Another kind, a newer version, or a damaged state.</exception>
    public static CalibratedUrbanModel FromState(ModelState state, PredictorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(catalog);
        state.Require(Kind, StateVersion);
        return new CalibratedUrbanModel(catalog.Load<IUrbanModel>(NestedState.Take(state)),
            state.Description["name"]?.GetValue<string>() ?? "", ConformalIntervals.FromJson(state.Description["intervals"]),
            BlockErrors.FromArrays(name => state.Array($"calibration/{name}")),
            CellApplicability.FromArrays(name => state.Array($"applicability/{name}")));
    }

    private static UrbanPrediction Joined(IReadOnlyList<UrbanPrediction> parts) => new()
    {
        Cells = [.. parts.SelectMany(part => part.Cells)],
        LogEmission = [.. parts.SelectMany(part => part.LogEmission)],
        Emission = [.. parts.SelectMany(part => part.Emission)],
    };
}

/// <summary>Predictions of cells with their intervals.</summary>
/// <param name="Prediction">The predictions.</param>
/// <param name="Level">Probability of the intervals.</param>
public sealed record UrbanForecast(UrbanPrediction Prediction, double Level)
{
    /// <summary>[n] lower limit in t of the emission of a cell that emits.</summary>
    public required ImmutableArray<double> Lower { get; init; }

    /// <summary>[n] upper limit in t.</summary>
    public required ImmutableArray<double> Upper { get; init; }

    /// <summary>[n] distance to the nearest training cell: see <see cref="CellApplicability"/>.</summary>
    public required ImmutableArray<double> Distance { get; init; }

    /// <summary>[n] the word for the distance.</summary>
    public required ImmutableArray<CellNearness> Nearness { get; init; }
}
