using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Learning.XGBoost;

/// <summary>Fitted trees: boosted, a forest, or a single one; one ensemble per target.</summary>
/// <remarks>
/// The trees are copied from XGBoost after training and evaluated in managed code: predictions are identical to the library's,
/// no native objects are kept, and a saved model does not need the library.
/// </remarks>
public sealed class TreeEnsemblePredictor : IPredictor
{
    /// <summary>The kind of its saved state.</summary>
    public const string Kind = "tree-ensemble";

    private const int BatchSize = 256;
    private readonly TreeEnsemble[] _ensembles;

    internal TreeEnsemblePredictor(FeatureSchema features, FeatureSchema targets, TreeEnsemble[] ensembles) =>
        (Features, Targets, _ensembles) = (features, targets, ensembles);

    /// <inheritdoc/>
    public FeatureSchema Features { get; }

    /// <inheritdoc/>
    public FeatureSchema Targets { get; }

    /// <summary>Number of trees of each target.</summary>
    public IReadOnlyList<int> TreeCounts => [.. _ensembles.Select(ensemble => ensemble.Roots.Length)];

    /// <summary>Reads models that XGBoost saved, from Python for instance.</summary>
    /// <param name="features">The columns the models were trained with, in their order.</param>
    /// <param name="targets">One column per model.</param>
    /// <param name="models">One model per target, of squared error; JSON is read directly, other formats through the native
    /// library.</param>
    /// <returns>The predictor.</returns>
    /// <exception cref="ModelFormatException">A model of another kind, or for another number of features.</exception>
    /// <exception cref="NativeLoadException">A model is not JSON and the library is not installed.</exception>
    public static TreeEnsemblePredictor FromModels(FeatureSchema features, FeatureSchema targets,
        IReadOnlyList<ReadOnlyMemory<byte>> models)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentOutOfRangeException.ThrowIfNotEqual(models.Count, targets.Count, nameof(models));
        return new TreeEnsemblePredictor(features, targets, [.. models.Select(model => BoosterJson.Read(AsJson(model), features.Count))]);
    }

    /// <summary>Reads a saved model.</summary>
    /// <param name="state">Output of <see cref="ToState"/>.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Wrong kind, a newer version, or a damaged state.</exception>
    public static TreeEnsemblePredictor FromState(ModelState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Require(Kind, 1);
        FeatureSchema features = FeatureSchema.FromJson(state.Description["features"]);
        FeatureSchema targets = FeatureSchema.FromJson(state.Description["targets"]);
        return new TreeEnsemblePredictor(features, targets,
            [.. Enumerable.Range(0, targets.Count).Select(target => ReadEnsemble(state, target, features.Count))]);
    }

    /// <inheritdoc/>
    /// <exception cref="NonFiniteException">A feature is too large for single precision; the message names the column and the
    /// row.</exception>
    public FeatureTable Predict(FeatureTable features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Features.Require(features.Schema);
        float[] rows = SinglePrecision.Of(features);
        return FeatureTable.Create(Targets, features.RowCount, answers =>
            RowBatches.Run(features.RowCount, BatchSize, (start, end) => PredictBatch(rows, answers, start, end)));
    }

    /// <inheritdoc/>
    public ModelState ToState()
    {
        Dictionary<string, StateArray> arrays = [];
        for (int target = 0; target < _ensembles.Length; target++)
        {
            TreeEnsemble ensemble = _ensembles[target];
            TreeNode[] nodes = ensemble.Nodes.ToArray();
            arrays.Add($"target{target}/baseScore", StateArray.Of([ensemble.BaseScore]));
            arrays.Add($"target{target}/roots", StateArray.Of([.. ensemble.Roots.ToArray().Select(root => (long)root)]));
            arrays.Add($"target{target}/features", StateArray.Of([.. nodes.Select(node => (long)node.Feature)]));
            arrays.Add($"target{target}/values", StateArray.Of([.. nodes.Select(node => node.Value)]));
            arrays.Add($"target{target}/rights", StateArray.Of([.. nodes.Select(node => (long)node.Right)]));
        }

        return new ModelState(Kind, 1, new JsonObject { ["features"] = Features.ToJson(), ["targets"] = Targets.ToJson() }, arrays);
    }

    private static TreeEnsemble ReadEnsemble(ModelState state, int target, int featureCount)
    {
        int[] Integers(string name, long length) =>
            [.. state.Numbers<long>($"target{target}/{name}", length).Select(number => number is >= -1 and < int.MaxValue ? (int)number
                : int.MaxValue)];
        float[] values = state.Numbers<float>($"target{target}/values", -1);
        int[] features = Integers("features", values.Length), rights = Integers("rights", values.Length);
        TreeEnsemble ensemble = new(state.Numbers<float>($"target{target}/baseScore", 1)[0], Integers("roots", -1),
            [.. values.Select((value, i) => new TreeNode(features[i], value, rights[i]))]);
        return ensemble.IsSound(featureCount)
            ? ensemble
            : throw new ModelFormatException(
                new Fault("A tree of the model is not valid.", new SourceLocation(Variable: $"target{target}"),
                Remedy: "The model file is damaged: train it again."));
    }

    private static ReadOnlyMemory<byte> AsJson(ReadOnlyMemory<byte> model)
    {
        // JSON opens an object with a key; UBJSON, which opens with a brace too, follows it with the key's length.
        if (model.Span is [(byte)'{', (byte)'"', ..]) return model;
        using Booster booster = new([]);
        booster.Load(model.Span);
        return booster.ToJson();
    }

    private void PredictBatch(float[] rows, Memory<double> answers, int start, int end)
    {
        Span<float> column = stackalloc float[BatchSize];
        for (int target = 0; target < _ensembles.Length; target++)
        {
            Span<float> batch = column[..(end - start)];
            _ensembles[target].Predict(rows.AsSpan(start * Features.Count, batch.Length * Features.Count), Features.Count, batch);
            for (int row = 0; row < batch.Length; row++) answers.Span[(start + row) * Targets.Count + target] = batch[row];
        }
    }
}
