using System.Text.Json;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Energy;

/// <summary>What a training is called, and where its checkpoint lies.</summary>
internal sealed record TrainingStage(string Name, string? Checkpoint);

/// <summary>Trains the networks of several training sets at once and takes them apart again.</summary>
internal sealed class EnsembleTraining : ITrainingProblem, IDisposable
{
    private const int WarmupSteps = 50;
    private const int StepsBetweenCheckpoints = 100;
    private const double FinalRate = 0.01;
    private const double SquareDecay = 0.98;

    private readonly DualNetwork _network;
    private readonly CycleLoss _loss;
    private readonly TrainingBatches _batches;

    private readonly CleanOptions _options;
    private readonly EnsembleShard _part;
    private readonly string _data;

    /// <summary>Prepares the networks of a part, with first values, and the rows they learn from.</summary>
    public EnsembleTraining(CleanOptions options, IReadOnlyList<EnergyDataset> sets, EnsembleShard part, FitContext context)
    {
        (_options, _part) = (options with { Members = part.Members }, part);
        int[] own = [.. Enumerable.Range(part.FirstSet, part.SetCount)];
        EnergyRows[] real = [.. own.Select(i => EnergyRows.Of(sets[i]))];
        EnergyRows?[] synthetic = [.. own.Select(i => options.SyntheticRegions == 0 ? null
            : EnergyRows.Of(Densification.Of(sets[i], options.SyntheticRegions, context.Random.Derive(FormattableString.Invariant($"set{i}"))).Synthesized))];
        DataDigest digest = new();
        foreach (EnergyRows rows in real) digest.Add(rows.Values).Add(rows.Region);
        _data = digest.Finish();
        _network = new DualNetwork(_options, [.. real.Select(rows => DualNetwork.Constants(rows, options))], context.Random.Derive($"network/{part.Name}"));
        if (context.Device is { } device) _network.MoveTo(device);
        _loss = new CycleLoss(_network, _options);
        _batches = new TrainingBatches(_options, real, synthetic, context.Random.Derive($"batches/{part.Name}"));
    }

    /// <inheritdoc/>
    public Module Model => _network;

    /// <inheritdoc/>
    public int Members => _batches.NetworkCount;

    /// <summary>Trains one model for each set.</summary>
    public static IReadOnlyList<CleanModel> Run(
        CleanOptions options, IReadOnlyList<EnergyDataset> sets, IReadOnlyList<ModelCalibration> calibration, TrainingStage stage, FitContext context)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sets.Count, nameof(sets));
        foreach (EnergyDataset set in sets)
            if (!set.HasEmission || set.Count == 0) throw new ArgumentException("a training set needs rows with emission", nameof(sets));
        IReadOnlyList<EnsembleShard> parts = EnsembleShard.Of(sets.Count, options.Members, context.Device);
        EnsembleWeights[][] trained = EnsembleShard.Run(parts, context, (part, own) =>
        {
            using EnsembleTraining training = new(options, sets, part, own);
            training.Train(stage, own);
            return training.Weights();
        });
        EnsembleWeights[] weights = sets.Count == 1 ? [EnsembleWeights.Join([.. trained.Select(part => part[0])])] : [.. trained.SelectMany(part => part)];
        return [.. sets.Select((set, i) => new CleanModel(options, weights[i].Arrays, set.Regions, calibration[i]))];
    }

    /// <summary>All steps, from the checkpoint of the stage if there is one.</summary>
    public TrainingReport Train(TrainingStage stage, FitContext context)
    {
        using AdamW optimiser = new(_network, new AdamOptions(_options.LearningRate, SquareDecay: SquareDecay, WeightDecay: _options.WeightDecay));
        return new Trainer(this, optimiser, new TrainerOptions
        {
            Stage = stage.Name,
            Steps = _options.Steps,
            ValidateEvery = 0,
            Schedule = () => new CosineSchedule(_options.Steps, Math.Min(WarmupSteps, _options.Steps / 4), FinalRate),
            CheckpointPath = stage.Checkpoint is null ? null : $"{stage.Checkpoint}-{_part.Name}",
            CheckpointEvery = StepsBetweenCheckpoints,
            Identity = new TrainingIdentity($"{stage.Name} {_part} " + JsonSerializer.Serialize(_options), _data),
        }).Run(context);
    }

    /// <summary>The networks as they are now, for each set its own.</summary>
    public EnsembleWeights[] Weights()
    {
        (ModuleTensor Tensor, StateArray Values)[] all = [.. _network.NamedTensors().Select(tensor => (tensor, tensor.Tensor.ToState()))];
        return [.. Enumerable.Range(0, _part.SetCount).Select(set => EnsembleWeights.Of(all, set, _part.Members))];
    }

    /// <inheritdoc/>
    public Tensor Loss(TrainingStep step) => _loss.Of(
        Tensor.From(_batches.At(step.Number), _batches.NetworkCount, _batches.BatchSize, EnergyRows.Width), _batches.ChangedRows);

    /// <inheritdoc/>
    public double[] Validate() => [];

    public void Dispose() => _network.Dispose();
}
