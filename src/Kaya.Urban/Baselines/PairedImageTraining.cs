using System.Runtime.InteropServices;
using System.Text.Json;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>The training of one network of <see cref="PairedImageEstimator"/>.</summary>
internal sealed class PairedImageTraining : ITrainingProblem, IDisposable
{
    private readonly PairedImageEstimator _options;
    private readonly BaselineCells _cells;
    private readonly CellFeatures _features;
    private readonly TileInputs _inputs;
    private readonly PairBatches _batches;
    private readonly long _stepsOfEpoch;
    private readonly FitContext _context;

    public PairedImageTraining(PairedImageEstimator options, BaselineCells cells, CellFeatures features, TileInputs inputs,
        FitContext context)
    {
        (_options, _cells, _features, _inputs, _context) = (options, cells, features, inputs, context with { Progress = null });
        CellVectors vectors = new(cells.Data.Cells, null, 0, context);
        double[] PointsOf(int cell) => features.OwnMatrix(vectors, [cell]);
        BatchSampler sampler = new(cells.Training.Length, options.BatchSize, context.Random.Derive("rows"));
        _stepsOfEpoch = cells.Training.Length / sampler.BatchSize;
        Plan = new PairPlan(options, cells, PointsOf, context.Random.Derive("pairs"));
        _batches = new PairBatches(cells, _inputs, Plan, sampler, PointsOf);
        Network = new PairedImageNetwork(options, features.Own, inputs.Shape.ImageVectors, context.Random.Derive("network"));
        if (context.Device is { } device) Network.MoveTo(device);
    }

    public PairedImageNetwork Network { get; }

    internal PairPlan Plan { get; }

    /// <inheritdoc/>
    public Module Model => Network;

    /// <inheritdoc/>
    public int Members => 1;

    /// <inheritdoc/>
    public IBatchSource Batches => _batches;

    public void Train(FitContext context)
    {
        long steps = _options.Epochs * _stepsOfEpoch;
        using Adam optimiser = new(Network, new AdamOptions(_options.LearningRate, WeightDecay: _options.WeightDecay));
        string? checkpoint = context.CheckpointFolder is { } folder ? Path.Combine(folder, "pairs.safetensors") : null;
        new Trainer(this, optimiser, new TrainerOptions
        {
            Stage = $"train {_options.Name}",
            Steps = steps,
            ValidateEvery = _stepsOfEpoch,
            Patience = _options.Patience,
            Schedule = () => new CosineSchedule(steps, 0, 0.01),
            CheckpointPath = checkpoint,
            Identity = checkpoint is null ? null : new TrainingIdentity(
                $"{_options.Name} {JsonSerializer.Serialize(_options)} {_options.FrozenImages?.Digest()}",
                _cells.Data.Cells.Digest(context.Cancellation)
                + new DataDigest().Add<int>(MemoryMarshal.Cast<CellRole, int>(_cells.Data.Split.Roles.AsSpan())).Finish()),
        }).Run(context);
    }

    /// <inheritdoc/>
    public Tensor Loss(TrainingStep step)
    {
        Batch batch = step.Batch!;
        BlockTurn turn = new((int)batch.Values<long>(PairBatches.Turn)[0]);
        Tensor images = batch[PairBatches.Images];
        Tensor vectors = Network.Encode(_inputs.Shape.IsPlane(UrbanModality.Image) ? turn.Apply(images, 1) : images);
        long n = vectors.Length(0) / 3;
        Tensor anchors = vectors.Slice(0, 0, n);
        Tensor loss = Network.Predict(anchors, batch[PairBatches.Points]).MeanAbsoluteLoss(batch[PairBatches.Scaled]);
        if (_options.PairWeight == 0) return loss;
        Tensor all = Network.Compared(vectors), first = all.Slice(0, 0, n), beside = all.Slice(0, n, 2 * n), third = all.Slice(0, 2 * n);
        return loss + ((_options.Pairing == ImagePairing.Tile2Vec ? PairLosses.Triplet(first, beside, third, _options.Margin)
            : PairLosses.Contrast(first, beside, _options.Temperature) + PairLosses.Contrast(first, third, _options.Temperature))
            * _options.PairWeight);
    }

    /// <summary>Mean absolute error of z.</summary>
    public double[] Validate()
    {
        double[] truth = _cells.Scaled(_cells.Validation);
        return [Predict(_cells.Validation).Zip(truth, (z, t) => Math.Abs(z - t)).Average()];
    }

    /// <summary>z of cells, with the weights as they are.</summary>
    public double[] Predict(IReadOnlyList<int> cells) =>
        [.. PairedImageModel.Ask(Network, _inputs, _features, cells, _context).Scaled.Select(z => (double)z)];

    public void Dispose() => Network.Dispose();
}
