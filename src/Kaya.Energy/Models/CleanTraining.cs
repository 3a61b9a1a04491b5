using System.Text.Json;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Energy;

/// <summary>What a training is called, and where its checkpoint lies.</summary>
internal sealed record CleanStage(string Name, string? Checkpoint);

/// <summary>Trains the networks of several training sets at once and takes them apart again.</summary>
internal sealed class CleanTraining : ITrainingProblem, IDisposable
{
    private const int WarmupSteps = 50;
    private const int StepsBetweenCheckpoints = 100;
    private const double FinalRate = 0.01;
    private const double SquareDecay = 0.98;

    private readonly CleanNetwork _network;
    private readonly CleanLoss _loss;
    private readonly CleanBatches _batches;

    private readonly CleanOptions _options;
    private readonly IReadOnlyList<EnergyDataset> _sets;

    /// <summary>Prepares the networks, with first values, and the rows they learn from.</summary>
    public CleanTraining(CleanOptions options, IReadOnlyList<EnergyDataset> sets, FitContext context)
    {
        (_options, _sets) = (options, sets);
        EnergyRows[] real = [.. sets.Select(EnergyRows.Of)];
        EnergyRows?[] synthetic = [.. sets.Select((set, i) => options.SyntheticRegions == 0 ? null
            : EnergyRows.Of(Densification.Of(set, options.SyntheticRegions, context.Random.Derive(FormattableString.Invariant($"set{i}"))).Synthesized))];
        _network = new CleanNetwork(options, [.. real.Select(rows => CleanNetwork.Constants(rows, options))], context.Random.Derive("network"));
        if (context.Device is { } device) _network.MoveTo(device);
        _loss = new CleanLoss(_network, options);
        _batches = new CleanBatches(options, real, synthetic, context.Random.Derive("batches"));
    }

    /// <inheritdoc/>
    public Module Model => _network;

    /// <inheritdoc/>
    public int Members => _batches.NetworkCount;

    /// <summary>Trains one model for each set.</summary>
    public static IReadOnlyList<CleanModel> Run(
        CleanOptions options, IReadOnlyList<EnergyDataset> sets, IReadOnlyList<CleanKnowledge> knowledge, CleanStage stage, FitContext context)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sets.Count, nameof(sets));
        foreach (EnergyDataset set in sets)
            if (!set.HasEmission || set.Count == 0) throw new ArgumentException("a training set needs rows with emission", nameof(sets));
        using CleanTraining training = new(options, sets, context);
        training.Train(stage, context);
        return training.Models(knowledge);
    }

    /// <summary>All steps, from the checkpoint of the stage if there is one.</summary>
    public TrainingReport Train(CleanStage stage, FitContext context)
    {
        using AdamW optimiser = new(_network, new AdamOptions(_options.LearningRate, SquareDecay: SquareDecay, WeightDecay: _options.WeightDecay));
        return new Trainer(this, optimiser, new TrainerOptions
        {
            Stage = stage.Name,
            Steps = _options.Steps,
            ValidateEvery = 0,
            Schedule = new CosineSchedule(_options.Steps, Math.Min(WarmupSteps, _options.Steps / 4), FinalRate),
            CheckpointPath = stage.Checkpoint,
            CheckpointEvery = StepsBetweenCheckpoints,
            Identity = stage.Name + JsonSerializer.Serialize(_options),
        }).Run(context);
    }

    /// <summary>The networks as they are now, one model for each set.</summary>
    public IReadOnlyList<CleanModel> Models(IReadOnlyList<CleanKnowledge> knowledge) =>
        [.. _sets.Select((set, i) => new CleanModel(_options, Weights(i, _options.Members), set.Regions, knowledge[i]))];

    /// <inheritdoc/>
    public Tensor Loss(TrainingStep step) => _loss.Of(
        Tensor.From(_batches.At(step.Number), _batches.NetworkCount, _batches.BatchSize, EnergyRows.Width), _batches.ChangedRows);

    /// <inheritdoc/>
    public double[] Validate() => [];

    public void Dispose() => _network.Dispose();

    // The networks of one set are neighbours on the first axis of every array.
    private Dictionary<string, StateArray> Weights(int set, int members)
    {
        Dictionary<string, StateArray> weights = [];
        foreach (ModuleTensor tensor in _network.NamedTensors())
        {
            StateArray all = tensor.Tensor.ToState();
            if (tensor.Members == 0)
            {
                weights[tensor.Name] = all;
                continue;
            }

            long[] shape = all.Shape.ToArray();
            int bytes = checked((int)(all.Bytes.Length / shape[0]));
            shape[0] = members;
            weights[tensor.Name] = new StateArray(all.Type, shape, all.Bytes.Slice(set * members * bytes, members * bytes));
        }

        return weights;
    }
}
