using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>A network that has learnt vectors of images by comparing cells: Tile2Vec or PG-SimCLR. Immutable.</summary>
public sealed class PairedImageModel : IUrbanModel
{
    /// <summary>Kind of the stored state.</summary>
    public const string Kind = "urban-paired-images";

    internal const string Weights = "network/";
    private const string Images = "images";
    private const int ImagesAtOnce = 32;

    private readonly CellFeatures _features;
    private readonly int _imageSize;
    private readonly IReadOnlyDictionary<string, StateArray> _weights;
    private readonly NetworkCopy<PairedImageNetwork> _network;

    internal PairedImageModel(PairedImageEstimator estimator, CellFeatures features, int imageSize,
        IReadOnlyDictionary<string, StateArray> weights, EmissionScale scale, int zeroCells)
    {
        (Estimator, _features, _imageSize, _weights, Scale, ZeroCells) = (estimator, features, imageSize, weights, scale, zeroCells);
        _network = new NetworkCopy<PairedImageNetwork>(Build);
    }

    /// <summary>Directions of the vectors of a frozen encoder; null where the network of the images has learnt.</summary>
    internal PrincipalComponents? Components { get; init; }

    /// <summary>The options it was trained with.</summary>
    public PairedImageEstimator Estimator { get; }

    /// <summary>From what the network says to tonnes.</summary>
    public EmissionScale Scale { get; }

    /// <summary>Number of training and validation cells that were left out because they emit nothing.</summary>
    public int ZeroCells { get; }

    /// <inheritdoc/>
    public ImmutableArray<UrbanModality> Modalities => Estimator.Modalities;

    /// <inheritdoc/>
    public UrbanPrediction Predict(UrbanDataset data, IReadOnlyList<int> cells, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(context);
        _features.Require(data, cells);
        new OpenCarbonSchema([], [], _imageSize, false, "").Require(data, cells, [UrbanModality.Image]);
        context.Cancellation.ThrowIfCancellationRequested();
        if (cells.Count == 0) return new UrbanPrediction { Cells = [], LogEmission = [], Emission = [] };
        TileInputs inputs = Inputs(data, _imageSize, Components is null ? null
            : new FrozenTiles(Components, new CellVectors(data, Estimator.FrozenImages, _imageSize, context)), readsAgain: false);
        (ImmutableArray<float> Scaled, ImmutableArray<float> Vectors) answer = _network.Use(context.Device,
            network => Ask(network, inputs, _features, cells, context));
        return BaselineCells.Told(cells, [.. answer.Scaled.Select(z => (double)z)], Scale) with { Representation = answer.Vectors };
    }

    /// <inheritdoc/>
    public ModelState ToState()
    {
        JsonObject description = new()
        {
            ["options"] = JsonSerializer.SerializeToNode(Estimator),
            ["imageSize"] = _imageSize,
            ["scale"] = JsonSerializer.SerializeToNode(Scale),
            ["zeroCells"] = ZeroCells,
            ["hasFrozenImages"] = Components is not null,
        };
        Dictionary<string, StateArray> arrays = new(_weights, StringComparer.Ordinal);
        _features.Save(description, arrays);
        Components?.Save(arrays);
        if (Components is not null) NestedState.Add(Estimator.FrozenImages!.ToState(), description, arrays, Images);
        return new ModelState(Kind, 1, description, arrays);
    }

    /// <summary>Reads what <see cref="ToState"/> gave.</summary>
    /// <param name="state">The model as plain data.</param>
    /// <param name="catalog">Not needed for this kind.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Another kind or version, or a part is missing or of another form.</exception>
    public static PairedImageModel FromState(ModelState state, PredictorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Require(Kind, 1);
        Description said = state.Described<Description>();
        try
        {
            ImageEncoder? frozen = said.HasFrozenImages ? ImageEncoder.FromState(NestedState.Take(state, Images)) : null;
            PairedImageModel model = new(said.Options with { FrozenImages = frozen }, CellFeatures.Load(state, catalog), said.ImageSize,
                state.ArraysUnder(Weights), said.Scale, said.ZeroCells)
            {
                Components = frozen is null ? null : PrincipalComponents.Load(state, frozen.Width),
            };
            return model._network.Use(_ => model);
        }
        catch (Exception cause) when (cause is ArgumentException or OverflowException)
        {
            throw StateDescription.Unreadable(state, cause);
        }
    }

    internal static TileInputs Inputs(UrbanDataset data, int imageSize, FrozenTiles? frozen, bool readsAgain) =>
        new(data, new OpenCarbonShape([UrbanModality.Image], 0, 1, 0, false, frozen?.Count ?? 0), imageSize, null, frozen, readsAgain);

    /// <summary>z and vectors of cells.</summary>
    internal static (ImmutableArray<float> Scaled, ImmutableArray<float> Vectors) Ask(PairedImageNetwork network, TileInputs inputs,
        CellFeatures features, IReadOnlyList<int> cells, FitContext context)
    {
        ImmutableArray<float>.Builder scaled = ImmutableArray.CreateBuilder<float>(), vectors = ImmutableArray.CreateBuilder<float>();
        CellVectors none = new(inputs.Data, null, 0, context);
        using TensorScope scope = new(context.Device);
        using NoGradient still = new();
        for (int start = 0; start < cells.Count; start += ImagesAtOnce)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using TensorScope part = new();
            int[] some = [.. cells.Skip(start).Take(ImagesAtOnce)];
            float[] points = [.. features.OwnMatrix(none, some).Select(value => (float)value)];
            Tensor found = network.Encode(inputs.Read(UrbanModality.Image, some));
            scaled.AddRange(network.Predict(found, Tensor.From(points, some.Length, features.Own)).ToArray<float>());
            vectors.AddRange(found.ToArray<float>());
            context.Progress?.Report(new WorkProgress("predict cells", start + some.Length, cells.Count));
        }

        return (scaled.ToImmutable(), vectors.ToImmutable());
    }

    private PairedImageNetwork Build()
    {
        Estimator.Require();
        return StoredNetwork.Filled(new PairedImageNetwork(Estimator, _features.Own, Components?.Count ?? 0, new RandomSource(0)),
            _weights, Weights);
    }

    private sealed record Description(PairedImageEstimator Options, int ImageSize, EmissionScale Scale, int ZeroCells,
        bool HasFrozenImages = false);
}
