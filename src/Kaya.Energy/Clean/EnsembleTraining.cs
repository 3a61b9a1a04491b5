using System.Text.Json;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Energy;

/// <summary>Trains the networks of several training sets as one batch, then separates them.</summary>
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
    private readonly EnsembleShard _shard;
    private readonly string _data;

    /// <summary>Prepares the networks of a shard, with initial values, and their training rows.</summary>
    public EnsembleTraining(CleanOptions options, IReadOnlyList<EnergyDataset> sets, EnsembleShard shard, FitContext context)
    {
        (_options, _shard) = (options with { Members = shard.Members }, shard);
        int[] own = [.. Enumerable.Range(shard.FirstSet, shard.SetCount)];
        EnergyRows[] real = [.. own.Select(i => EnergyRows.Of(sets[i]))];
        EnergyRows?[] synthetic = [.. own.Select(i => options.SyntheticRegions == 0 ? null : EnergyRows.Of(Densification.Of(
            sets[i], options.SyntheticRegions, context.Random.Derive(FormattableString.Invariant($"set{i}"))).Synthesized))];
        DataDigest digest = new();
        foreach (EnergyRows rows in real) digest.Add(rows.Values).Add(rows.Region);
        _data = digest.Finish();
        _network = new DualNetwork(_options, [.. real.Select(rows => NetworkConstants.Of(rows, options))],
            context.Random.Derive($"network/{shard.Name}"));
        if (context.Device is { } device) _network.MoveTo(device);
        _loss = new CycleLoss(_network, _options);
        _batches = new TrainingBatches(_options, real, synthetic, context.Random.Derive($"batches/{shard.Name}"));
    }

    /// <inheritdoc/>
    public Module Model => _network;

    /// <inheritdoc/>
    public int Members => _batches.NetworkCount;

    /// <summary>Trains one model for each set; the stage names the training in progress reports and checkpoints.</summary>
    public static IReadOnlyList<CleanModel> Run(
        CleanOptions options, IReadOnlyList<EnergyDataset> sets, IReadOnlyList<ModelCalibration> calibration, string stage,
            FitContext context)
    {
        IReadOnlyList<EnsembleShard> shards = EnsembleShard.Of(sets.Count, options.Members, context.Device);
        EnsembleWeights[][] trained = WorkerThreads.Run(shards.Count, context, (shard, own) =>
        {
            using EnsembleTraining training = new(options, sets, shards[shard], own);
            training.Train(stage, own);
            return training.Weights();
        });
        EnsembleWeights[] weights = sets.Count == 1 ? [EnsembleWeights.Join([.. trained.Select(shard => shard[0])])]
            : [.. trained.SelectMany(shard => shard)];
        return [.. sets.Select((set, i) => new CleanModel(options, weights[i].Arrays, set.Regions, calibration[i])
            { Transfer = options.UseBaseline ? TransferBaseline.Of(EnergyRows.Of(set)) : null })];
    }

    /// <summary>All steps, from the checkpoint of the context if there is one.</summary>
    public TrainingReport Train(string stage, FitContext context)
    {
        using AdamW optimiser = new(
            _network, new AdamOptions(_options.LearningRate, SquareDecay: SquareDecay, WeightDecay: _options.WeightDecay));
        return new Trainer(this, optimiser, new TrainerOptions
        {
            Stage = stage,
            Steps = _options.Steps,
            ValidateEvery = 0,
            Schedule = () => new CosineSchedule(_options.Steps, Math.Min(WarmupSteps, _options.Steps / 4), FinalRate),
            CheckpointPath = context.CheckpointFolder is { } folder ? Path.Combine(folder, $"{_shard.Name}.safetensors") : null,
            CheckpointEvery = StepsBetweenCheckpoints,
            Identity = new TrainingIdentity($"{stage} {_shard} " + JsonSerializer.Serialize(_options), _data),
        }).Run(context);
    }

    /// <summary>The current networks, separately for each set.</summary>
    public EnsembleWeights[] Weights()
    {
        (ModuleTensor Tensor, StateArray Values)[] all = [.. _network.NamedTensors().Select(tensor => (tensor, tensor.Tensor.ToState()))];
        return [.. Enumerable.Range(0, _shard.SetCount).Select(set => EnsembleWeights.Of(all, set, _shard.Members))];
    }

    /// <inheritdoc/>
    public Tensor Loss(TrainingStep step) => _loss.Of(
        Tensor.From(_batches.At(step.Number), _batches.NetworkCount, _batches.BatchSize, EnergyRows.Width), _batches.ChangedRows);

    /// <inheritdoc/>
    public double[] Validate() => [];

    public void Dispose() => _network.Dispose();
}

/// <summary>Some of the networks of a training. Networks are independent, so shards train in parallel, one thread each.</summary>
/// <remarks>
/// Small operators do not use two cores fully; two halves of the networks do. The division does not depend on the
/// number of threads, only on the number of networks.
/// </remarks>
/// <param name="Name">Name for its random numbers and its checkpoint.</param>
/// <param name="FirstSet">First training set.</param>
/// <param name="SetCount">Number of training sets.</param>
/// <param name="Members">Networks of each set.</param>
internal sealed record EnsembleShard(string Name, int FirstSet, int SetCount, int Members)
{
    /// <summary>Two halves: of the sets if there are several, otherwise of the members; one shard on a GPU.</summary>
    public static IReadOnlyList<EnsembleShard> Of(int sets, int members, ComputeDevice? device)
    {
        if (device?.CudaIndex is not null || (sets == 1 && members == 1)) return [new EnsembleShard("all", 0, sets, members)];
        if (sets > 1) return [new EnsembleShard("first", 0, (sets + 1) / 2, members),
            new EnsembleShard("second", (sets + 1) / 2, sets / 2, members)];
        return [new EnsembleShard("first", 0, 1, (members + 1) / 2), new EnsembleShard("second", 0, 1, members / 2)];
    }
}

/// <summary>The arrays of the networks of one training set, by name; those with a first axis over networks are named.</summary>
internal sealed record EnsembleWeights(IReadOnlyDictionary<string, StateArray> Arrays, IReadOnlySet<string> ByMember)
{
    /// <summary>Extracts the networks of one set, which are adjacent on the first axis of every array.</summary>
    public static EnsembleWeights Of(IReadOnlyList<(ModuleTensor Tensor, StateArray Values)> all, int set, int members)
    {
        Dictionary<string, StateArray> arrays = [];
        foreach ((ModuleTensor tensor, StateArray values) in all)
        {
            if (tensor.Members == 0)
            {
                arrays[tensor.Name] = values;
                continue;
            }

            int bytes = checked((int)(values.Bytes.Length / values.Shape[0]));
            arrays[tensor.Name] = new StateArray(values.Type, [members, .. values.Shape[1..]],
                values.Bytes.Slice(set * members * bytes, members * bytes));
        }

        return new EnsembleWeights(arrays, all.Where(pair => pair.Tensor.Members > 0).Select(pair => pair.Tensor.Name).ToHashSet());
    }

    /// <summary>Concatenates the networks of several parts.</summary>
    public static EnsembleWeights Join(IReadOnlyList<EnsembleWeights> parts)
    {
        if (parts.Count == 1) return parts[0];
        Dictionary<string, StateArray> arrays = new(parts[0].Arrays);
        foreach (string name in parts[0].ByMember)
        {
            StateArray[] own = [.. parts.Select(part => part.Arrays[name])];
            arrays[name] = new StateArray(own[0].Type, [own.Sum(array => array.Shape[0]), .. own[0].Shape[1..]],
                own.SelectMany(array => array.Bytes.ToArray()).ToArray());
        }

        return parts[0] with { Arrays = arrays };
    }
}
