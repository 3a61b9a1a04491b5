using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>The training rows of a nearest-neighbour model, prepared for search.</summary>
public sealed class KnnPredictor : IPredictor
{
    /// <summary>The kind of its saved state.</summary>
    public const string Kind = "knn-regression";

    private const int BatchSize = 128;
    private readonly FeatureTable _features;
    private readonly FeatureTable _targets;
    private readonly NeighbourSearch _search;

    internal KnnPredictor(FeatureTable features, FeatureTable targets, int neighbours, NeighbourWeights weights)
    {
        (_features, _targets, Neighbours, Weights) = (features, targets, neighbours, weights);
        _search = new NeighbourSearch(features.Values.Span, features.RowCount, features.ColumnCount);
    }

    /// <inheritdoc/>
    public FeatureSchema Features => _features.Schema;

    /// <inheritdoc/>
    public FeatureSchema Targets => _targets.Schema;

    /// <summary>Number of neighbours k.</summary>
    public int Neighbours { get; }

    /// <summary>Weights of the neighbours.</summary>
    public NeighbourWeights Weights { get; }

    /// <summary>Reads a saved model.</summary>
    /// <param name="state">Output of <see cref="ToState"/>.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Wrong kind, a newer version, or a damaged state.</exception>
    public static KnnPredictor FromState(ModelState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Require(Kind, 1);
        FeatureSchema features = FeatureSchema.FromJson(state.Description["features"]);
        FeatureSchema targets = FeatureSchema.FromJson(state.Description["targets"]);
        double[] x = state.Numbers<double>("features", -1, features.Count);
        double[] y = state.Numbers<double>("targets", x.Length / features.Count, targets.Count);
        int neighbours = state.Description["neighbours"]?.GetValue<int>() ?? 0;
        if (neighbours < 1 || neighbours > x.Length / features.Count
            || !Enum.TryParse(state.Description["weights"]?.GetValue<string>(), out NeighbourWeights weights))
            throw new ModelFormatException(new Fault("The model's number of neighbours or their weights are not valid.",
                Expected: $"1 to {x.Length / features.Count}, Uniform or Distance",
                Found: $"{neighbours}, {state.Description["weights"]}", Remedy: "The model file is damaged: train it again."));
        return new KnnPredictor(new FeatureTable(features, x), new FeatureTable(targets, y), neighbours, weights);
    }

    /// <inheritdoc/>
    /// <remarks>At equal distance the earlier training row comes first.</remarks>
    public FeatureTable Predict(FeatureTable features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Features.Require(features.Schema);
        return FeatureTable.Create(Targets, features.RowCount, answers =>
            RowBatches.Run(features.RowCount, BatchSize, (start, end) => PredictBatch(features, answers, start, end)));
    }

    /// <inheritdoc/>
    public ModelState ToState() => new(Kind, 1,
        new JsonObject
        {
            ["features"] = Features.ToJson(),
            ["targets"] = Targets.ToJson(),
            ["neighbours"] = Neighbours,
            ["weights"] = Weights.ToString(),
        },
        new Dictionary<string, StateArray>
        {
            ["features"] = StateArray.Of(_features.Values.Span, _features.RowCount, _features.ColumnCount),
            ["targets"] = StateArray.Of(_targets.Values.Span, _targets.RowCount, _targets.ColumnCount),
        });

    private void PredictBatch(FeatureTable features, Memory<double> answers, int start, int end)
    {
        ReadOnlySpan<double> queries = features.Values.Span[(start * Features.Count)..(end * Features.Count)];
        double[] distances = new double[(end - start) * Neighbours];
        int[] rows = new int[distances.Length];
        _search.Find(queries, Neighbours, distances, rows);
        for (int query = 0; query < end - start; query++)
        {
            Span<double> weights = distances.AsSpan(query * Neighbours, Neighbours);
            if (rows[query * Neighbours + Neighbours - 1] < 0) throw TooFar(features, start + query);
            ToWeights(weights);
            Average(rows.AsSpan(query * Neighbours, Neighbours), weights,
                answers.Span.Slice((start + query) * Targets.Count, Targets.Count));
        }
    }

    /// <summary>Turns squared distances into weights, in place.</summary>
    private void ToWeights(Span<double> squaredDistances)
    {
        bool touches = squaredDistances[0] == 0;
        foreach (ref double value in squaredDistances)
            value = Weights == NeighbourWeights.Uniform ? 1 : touches ? (value == 0 ? 1 : 0) : 1 / Math.Sqrt(value);
    }

    private void Average(ReadOnlySpan<int> rows, ReadOnlySpan<double> weights, Span<double> answer)
    {
        double total = 0;
        foreach (double weight in weights) total += weight;
        for (int target = 0; target < answer.Length; target++)
        {
            double sum = 0;
            for (int i = 0; i < rows.Length; i++) sum += weights[i] * _targets[rows[i], target];
            answer[target] = sum / total;
        }
    }

    private NonFiniteException TooFar(FeatureTable features, int row)
    {
        int widest = Enumerable.Range(0, Features.Count).MaxBy(column => Math.Abs(features[row, column]));
        return new NonFiniteException(new Fault($"The distance of row {row} from the training rows overflows.",
            new SourceLocation(Variable: Features[widest].Name), Found: $"{features[row, widest]:G6}",
                Remedy: "Check the unit of this column."));
    }
}
