using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>Shape of a network of vectors.</summary>
/// <param name="Hidden">Widths of the hidden layers.</param>
/// <param name="HasGraph">Whether layers see the cells around.</param>
internal sealed record VectorNetworkShape(ImmutableArray<int> Hidden, bool HasGraph);

/// <summary>A network of vectors that has learnt: BPNN or CarbonGCN. Immutable.</summary>
public sealed class VectorNetworkModel : IUrbanModel
{
    /// <summary>Kind of the stored state.</summary>
    public const string Kind = "urban-vector-network";

    internal const string Weights = "network/";

    private readonly CellFeatures _features;
    private readonly VectorNetworkShape _shape;
    private readonly IReadOnlyDictionary<string, StateArray> _weights;
    private readonly NetworkCopy<VectorNetwork> _network;

    internal VectorNetworkModel(string name, CellFeatures features, VectorNetworkShape shape,
        IReadOnlyDictionary<string, StateArray> weights, EmissionScale scale, int zeroCells)
    {
        (Name, _features, _shape, _weights, Scale, ZeroCells) = (name, features, shape, weights, scale, zeroCells);
        _network = new NetworkCopy<VectorNetwork>(Build);
    }

    /// <summary>Name in tables.</summary>
    public string Name { get; }

    /// <summary>From what the model learns to tonnes.</summary>
    public EmissionScale Scale { get; }

    /// <summary>Number of training and validation cells that were left out because they emit nothing.</summary>
    public int ZeroCells { get; }

    /// <inheritdoc/>
    public ImmutableArray<UrbanModality> Modalities => _features.Modalities;

    /// <inheritdoc/>
    public UrbanPrediction Predict(UrbanDataset data, IReadOnlyList<int> cells, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(context);
        _features.Require(data, cells);
        context.Cancellation.ThrowIfCancellationRequested();
        if (cells.Count == 0) return new UrbanPrediction { Cells = [], LogEmission = [], Emission = [] };
        // With a graph an answer depends on the cells around: as many rings of them as there are hidden layers.
        bool IsUsable(int cell) => NeighbourCells.HasAll(data, cell, Modalities);
        int[] nodes = !_shape.HasGraph ? [.. cells]
            : [.. cells.SelectMany(cell => NeighbourCells.Around(data, cell, _shape.Hidden.Length, IsUsable).Prepend(cell))
                .Distinct().Order()];
        CellVectors vectors = _features.Vectors(data, context);
        vectors.Encode(nodes);
        float[] inputs = [.. _features.Table(vectors, nodes, _ => true).Values.ToArray().Select(value => (float)value)];
        CellGraph? graph = _shape.HasGraph ? new CellGraph(data, nodes, IsUsable) : null;
        float[] scaled = _network.Use(network =>
        {
            using TensorScope scope = new();
            using NoGradient none = new();
            return network.Forward(Tensor.From(inputs, nodes.Length, _features.Columns.Count), graph).ToArray<float>();
        });
        if (!_shape.HasGraph) return BaselineCells.Told(cells, [.. scaled.Select(z => (double)z)], Scale);
        Dictionary<int, float> found = nodes.Zip(scaled).ToDictionary(pair => pair.First, pair => pair.Second);
        return BaselineCells.Told(cells, [.. cells.Select(cell => (double)found[cell])], Scale);
    }

    /// <inheritdoc/>
    public ModelState ToState()
    {
        JsonObject description = new()
        {
            ["name"] = Name,
            ["shape"] = JsonSerializer.SerializeToNode(_shape),
            ["scale"] = JsonSerializer.SerializeToNode(Scale),
            ["zeroCells"] = ZeroCells,
        };
        Dictionary<string, StateArray> arrays = new(_weights, StringComparer.Ordinal);
        _features.Save(description, arrays);
        return new ModelState(Kind, 1, description, arrays);
    }

    /// <summary>Reads what <see cref="ToState"/> gave.</summary>
    /// <param name="state">The model as plain data.</param>
    /// <param name="catalog">Reads the encoder: see <see cref="UrbanBaselines.Catalog"/>.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Another kind or version, or a part is missing or of another form.</exception>
    public static VectorNetworkModel FromState(ModelState state, PredictorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(catalog);
        state.Require(Kind, 1);
        Description said = state.Described<Description>();
        try
        {
            VectorNetworkModel model = new(said.Name, CellFeatures.Load(state, catalog), said.Shape,
                state.ArraysUnder(Weights), said.Scale, said.ZeroCells);
            return model._network.Use(_ => model);
        }
        catch (Exception cause) when (cause is ArgumentException or OverflowException)
        {
            throw StateDescription.Unreadable(state, cause);
        }
    }

    private VectorNetwork Build()
    {
        return StoredNetwork.Filled(new VectorNetwork(_features.Columns.Count, _shape.Hidden, 0, new RandomSource(0)), _weights, Weights);
    }

    private sealed record Description(string Name, VectorNetworkShape Shape, EmissionScale Scale, int ZeroCells);
}
