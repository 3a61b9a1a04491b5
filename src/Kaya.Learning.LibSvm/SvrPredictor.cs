using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Learning.LibSvm;

/// <summary>Fitted support vector machines, one per target; their vectors are copied from libsvm and evaluated in managed code, many at a
/// time.</summary>
public sealed class SvrPredictor : IPredictor
{
    /// <summary>The kind of its saved state.</summary>
    public const string Kind = "support-vector-regression";

    private const int BatchSize = 256;
    private readonly KernelMachine[] _machines;

    internal SvrPredictor(FeatureSchema features, FeatureSchema targets, KernelMachine[] machines) =>
        (Features, Targets, _machines) = (features, targets, machines);

    /// <inheritdoc/>
    public FeatureSchema Features { get; }

    /// <inheritdoc/>
    public FeatureSchema Targets { get; }

    /// <summary>Number of support vectors of each target.</summary>
    public IReadOnlyList<int> VectorCounts => [.. _machines.Select(machine => machine.Count)];

    /// <summary>Reads a saved model; libsvm is not needed for it.</summary>
    /// <param name="state">Output of <see cref="ToState"/>.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Wrong kind, a newer version, or a damaged state.</exception>
    public static SvrPredictor FromState(ModelState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Require(Kind, 1);
        FeatureSchema features = FeatureSchema.FromJson(state.Description["features"]);
        FeatureSchema targets = FeatureSchema.FromJson(state.Description["targets"]);
        if (!Enum.TryParse(state.Description["kernel"]?.GetValue<string>(), out SvrKernel kernel))
            throw new ModelFormatException(new Fault("The model has an unknown kernel.", Expected: "Linear or Rbf",
                Found: state.Description["kernel"]?.ToString(), Remedy: "Train the model again."));
        double gamma = state.Numbers<double>("gamma", 1)[0];
        double[] constants = state.Numbers<double>("constants", targets.Count);
        return new SvrPredictor(features, targets, [.. Enumerable.Range(0, targets.Count).Select(target =>
        {
            double[] coefficients = state.Numbers<double>($"target{target}/coefficients", -1);
            double[] vectors = state.Numbers<double>($"target{target}/vectors", coefficients.Length, features.Count);
            return new KernelMachine(kernel, gamma, vectors, coefficients, constants[target]);
        })]);
    }

    /// <inheritdoc/>
    public FeatureTable Predict(FeatureTable features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Features.Require(features.Schema);
        return FeatureTable.Create(Targets, features.RowCount, answers =>
            RowBatches.Run(features.RowCount, BatchSize, (start, end) =>
            {
                Span<double> given = answers.Span;
                for (int row = start; row < end; row++)
                    for (int target = 0; target < _machines.Length; target++)
                        given[(row * _machines.Length) + target] = _machines[target].Evaluate(features.Row(row));
            }));
    }

    /// <inheritdoc/>
    public ModelState ToState()
    {
        Dictionary<string, StateArray> arrays = new()
        {
            ["gamma"] = StateArray.Of([_machines[0].Gamma]),
            ["constants"] = StateArray.Of([.. _machines.Select(machine => machine.Constant)]),
        };
        for (int target = 0; target < _machines.Length; target++)
        {
            KernelMachine machine = _machines[target];
            arrays.Add($"target{target}/vectors", StateArray.Of(machine.Vectors.Span, machine.Count, Features.Count));
            arrays.Add($"target{target}/coefficients", StateArray.Of(machine.Coefficients.Span));
        }

        return new ModelState(Kind, 1, new JsonObject
        {
            ["features"] = Features.ToJson(),
            ["targets"] = Targets.ToJson(),
            ["kernel"] = _machines[0].Kernel.ToString(),
        }, arrays);
    }
}
