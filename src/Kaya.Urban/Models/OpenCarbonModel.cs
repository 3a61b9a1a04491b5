using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>A network that has learnt the emission of cells. Immutable.</summary>
public sealed class OpenCarbonModel : IUrbanModel
{
    /// <summary>Kind of the stored state.</summary>
    public const string Kind = "opencarbon";

    internal const string Weights = "network/";
    private const string Images = "images";

    private const int Version = 1;

    private readonly OpenCarbonShape _shape;
    private readonly OpenCarbonSchema _schema;
    private readonly CovariateScale? _covariates;
    private readonly IReadOnlyDictionary<string, StateArray> _weights;
    private readonly NetworkCopy<OpenCarbonNetwork> _network;

    internal OpenCarbonModel(OpenCarbonEstimator estimator, OpenCarbonShape shape, OpenCarbonSchema schema, EmissionScale scale,
        CovariateScale? covariates, IReadOnlyDictionary<string, StateArray> weights)
    {
        (Estimator, _shape, _schema, Scale, _covariates, _weights) = (estimator, shape, schema, scale, covariates, weights);
        _network = new NetworkCopy<OpenCarbonNetwork>(Build);
    }

    /// <summary>Directions of the vectors of a frozen encoder; null where the network of the images has learnt.</summary>
    internal PrincipalComponents? Components { get; init; }

    /// <summary>The options it was trained with.</summary>
    public OpenCarbonEstimator Estimator { get; }

    /// <inheritdoc/>
    public ImmutableArray<UrbanModality> Modalities => _shape.Modalities;

    /// <summary>From what the network says to tonnes.</summary>
    public EmissionScale Scale { get; }

    /// <summary>What the emission is and of which period, as the training data name it.</summary>
    public string TargetName => _schema.TargetName;

    /// <summary>Number of numbers that were learnt.</summary>
    public long ParameterCount => _network.Use(network => network.Parameters().Sum(parameter => parameter.Count));

    /// <inheritdoc/>
    public UrbanPrediction Predict(UrbanDataset data, IReadOnlyList<int> cells, FitContext context)
    {
        CellAnswers all = new(Modalities.Length);
        Ask(data, cells, context, (_, part) => all.Add(part));
        return Told(cells, all);
    }

    /// <inheritdoc/>
    public void PredictInParts(UrbanDataset data, IReadOnlyList<int> cells, FitContext context, Action<UrbanPrediction> take)
    {
        ArgumentNullException.ThrowIfNull(take);
        Ask(data, cells, context, (some, answers) => take(Told(some, answers)));
    }

    /// <inheritdoc/>
    public ModelState ToState()
    {
        Dictionary<string, StateArray> arrays = new(_weights, StringComparer.Ordinal);
        _covariates?.Save(arrays);
        JsonObject description = new()
        {
            ["options"] = JsonSerializer.SerializeToNode(Estimator),
            ["shape"] = JsonSerializer.SerializeToNode(_shape),
            ["schema"] = JsonSerializer.SerializeToNode(_schema),
            ["scale"] = JsonSerializer.SerializeToNode(Scale),
        };
        Components?.Save(arrays);
        if (Components is not null) NestedState.Add(Estimator.FrozenImages!.ToState(), description, arrays, Images);
        return new ModelState(Kind, Version, description, arrays);
    }

    /// <summary>Reads what <see cref="ToState"/> gave.</summary>
    /// <param name="state">The model as plain data.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Another kind or version, or a part is missing or of another form.</exception>
    public static OpenCarbonModel FromState(ModelState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Require(Kind, Version);
        Description said = state.Described<Description>();
        try
        {
            ImageEncoder? frozen = said.Shape.ImageVectors > 0 ? ImageEncoder.FromState(NestedState.Take(state, Images)) : null;
            OpenCarbonModel model = new(said.Options with { FrozenImages = frozen }, said.Shape, said.Schema, said.Scale,
                said.Shape.Covariates > 0 ? CovariateScale.Load(state, said.Shape.Covariates) : null,
                state.ArraysUnder(Weights))
            {
                Components = frozen is null ? null : PrincipalComponents.Load(state, frozen.Width),
            };
            // Weights that do not fit the options are refused here, not at the first question.
            return model._network.Use(_ => model);
        }
        catch (Exception cause) when (cause is ArgumentException or OverflowException or InvalidOperationException)
        {
            throw StateDescription.Unreadable(state, cause);
        }
    }

    /// <summary>What predicting cells takes: tiles that are encoded, and most vectors that are kept at once.</summary>
    internal (long Encoded, int MostKept) Encoded(UrbanDataset data, IReadOnlyList<int> cells, FitContext context) =>
        Ask(data, cells, context, (_, _) => { });

    private (long Encoded, int MostKept) Ask(UrbanDataset data, IReadOnlyList<int> cells, FitContext context,
        Action<int[], CellAnswers> take)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(context);
        _schema.Require(data, cells, Modalities);
        context.Cancellation.ThrowIfCancellationRequested();
        if (cells.Count == 0) return default;
        FrozenTiles? frozen = Components is null ? null
            : new FrozenTiles(Components, new CellVectors(data, Estimator.FrozenImages, _schema.ImageSize, context));
        TileInputs inputs = new(data, _shape, _schema.ImageSize, _covariates, frozen, readsAgain: false);
        return _network.Use(context.Device, network =>
        {
            OpenCarbonEvaluation evaluation = new(network, inputs, Estimator.Network.Neighbourhood, _ => true);
            evaluation.Run(cells, context, take);
            return (evaluation.Encoded, evaluation.MostKept);
        });
    }

    internal UrbanPrediction Told(IReadOnlyList<int> cells, CellAnswers answers)
    {
        double[] logs = [.. answers.Scaled.Select(z => Scale.ToLog(z))];
        double Presence(int i) => answers.Presence.Count == 0 ? 1 : 1 / (1 + Math.Exp(-answers.Presence[i]));
        ImmutableSortedDictionary<string, ImmutableArray<double>> ByModality(List<float> weights) => weights.Count == 0
            ? ImmutableSortedDictionary<string, ImmutableArray<double>>.Empty
            : Modalities.Select((modality, k) => KeyValuePair.Create(modality.ToString(), answers.Column(weights, k)))
                .ToImmutableSortedDictionary(StringComparer.Ordinal);
        return new UrbanPrediction
        {
            Cells = [.. cells],
            LogEmission = [.. logs],
            Emission = [.. logs.Select((log, i) => Scale.ToTonnes(log, Presence(i)))],
            CellAttention = ByModality(answers.CellWeights),
            NeighbourhoodAttention = ByModality(answers.NeighbourhoodWeights),
            Representation = [.. answers.Representation],
        };
    }

    private OpenCarbonNetwork Build()
    {
        Estimator.Network.Require();
        return StoredNetwork.Filled(new OpenCarbonNetwork(Estimator.Network, _shape, new RandomSource(0)), _weights, Weights);
    }

    /// <summary>What the description of a stored model must have.</summary>
    private sealed record Description(OpenCarbonEstimator Options, OpenCarbonShape Shape, OpenCarbonSchema Schema, EmissionScale Scale);
}
