using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Urban;

/// <summary>A fitted model of tables that predicts cells.</summary>
public sealed class TabularUrbanModel : IUrbanModel
{
    /// <summary>Kind of the stored state.</summary>
    public const string Kind = "urban-tabular";

    private readonly CellFeatures _features;
    private readonly IPredictor _inner;

    internal TabularUrbanModel(string name, CellFeatures features, IPredictor inner, EmissionScale scale, int zeroCells) =>
        (Name, _features, _inner, Scale, ZeroCells) = (name, features, inner, scale, zeroCells);

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
        CellVectors vectors = _features.Vectors(data, context);
        vectors.Encode(cells);
        return BaselineCells.Told(cells, _inner.Predict(_features.Table(vectors, cells, _ => true)).Column(0), Scale);
    }

    /// <inheritdoc/>
    public ModelState ToState()
    {
        JsonObject description = new() { ["name"] = Name, ["scale"] = JsonSerializer.SerializeToNode(Scale), ["zeroCells"] = ZeroCells };
        Dictionary<string, StateArray> arrays = new(StringComparer.Ordinal);
        _features.Save(description, arrays);
        NestedState.Add(_inner.ToState(), description, arrays);
        return new ModelState(Kind, 1, description, arrays);
    }

    /// <summary>Reads what <see cref="ToState"/> gave.</summary>
    /// <param name="state">The model as plain data.</param>
    /// <param name="catalog">Reads the model inside and the encoder: see <see cref="UrbanBaselines.Catalog"/>.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Another kind or version, or a part is missing or of another form.</exception>
    public static TabularUrbanModel FromState(ModelState state, PredictorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(catalog);
        state.Require(Kind, 1);
        Description said = state.Described<Description>();
        CellFeatures features = CellFeatures.Load(state, catalog);
        IPredictor inner = catalog.Load<IPredictor>(NestedState.Take(state));
        features.Columns.Require(inner.Features);
        return new TabularUrbanModel(said.Name, features, inner, said.Scale, said.ZeroCells);
    }

    private sealed record Description(string Name, EmissionScale Scale, int ZeroCells);
}
