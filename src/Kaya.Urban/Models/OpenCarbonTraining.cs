using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>The training of one network of <see cref="OpenCarbonEstimator"/>.</summary>
internal sealed class OpenCarbonTraining : ITrainingProblem, IDisposable
{
    private readonly UrbanTrainingData _data;
    private readonly OpenCarbonEstimator _estimator;
    private readonly FitContext _context;
    private readonly UrbanBatches _batches;
    private readonly OpenCarbonEvaluation _evaluation;
    private readonly BlockPlan _plan;
    private readonly ImmutableArray<int> _validation;
    private readonly ResNetWeights? _weights;
    private readonly ResidentTiles? _resident;

    /// <param name="data">Cells and their roles.</param>
    /// <param name="estimator">Options.</param>
    /// <param name="context">Randomness, device and the like.</param>
    /// <param name="keepsTiles">Whether tiles lie on the device all the time; null: on a GPU they do.</param>
    internal OpenCarbonTraining(UrbanTrainingData data, OpenCarbonEstimator estimator, FitContext context, bool? keepsTiles = null)
    {
        (_data, _estimator, _context) = (data, estimator, context with { Progress = null });
        UrbanDataset cells = data.Cells;
        ImmutableArray<int> training = data.Split.Of(CellRole.Training);
        _validation = data.Split.Of(CellRole.Validation);
        Scale = EmissionScale.Of(training.Select(cells.Target));
        if (estimator.Modalities.Contains(UrbanModality.Covariates)) Covariates = CovariateScale.Of(cells, training);
        Shape = new OpenCarbonShape([.. estimator.Modalities.Order()], cells.Tables.Categories.Length,
            cells.Tables.HasPositions ? estimator.Network.Points.RasterSize : 1, Covariates?.Count ?? 0,
            training.Any(cell => cells.Target(cell) == 0));
        ImageSize = !estimator.Modalities.Contains(UrbanModality.Image) ? 0
            : estimator.Network.ImageSize > 0 && estimator.FrozenImages is null ? estimator.Network.ImageSize : cells.Tables.PixelSize;
        if (ImageSize > 0 && estimator.FrozenImages is { } encoder)
        {
            Frozen = FrozenTiles.Of(new CellVectors(cells, encoder, ImageSize, context), training, encoder.Width,
                estimator.Network.ImageComponents);
            Frozen.Encode(Enumerable.Range(0, cells.Count).Where(cell => MaySee(cell) && cells.Has(cell, UrbanModality.Image)));
            Shape = Shape with { ImageVectors = Frozen.Count };
        }

        TileInputs inputs = new(cells, Shape, ImageSize, Covariates, Frozen, readsAgain: true);
        _plan = new BlockPlan(cells, training, estimator.Training, context.Random.Derive("plan"));
        if (estimator.ImageWeights is { } path && estimator.Modalities.Contains(UrbanModality.Image))
        {
            _weights = ResNetWeights.Read(path);
            _weights.Require(estimator.Network.Image, path);
        }

        int size = estimator.Network.Neighbourhood;
        ComputeDevice device = context.Device ?? ComputeDevice.Cpu;
        TorchRuntime.RequireDevice(device);
        // Tensors from here on: what fails must free them.
        try
        {
            if (keepsTiles ?? device.CudaIndex is not null)
                _resident = ResidentTiles.Of(inputs, [.. Enumerable.Range(0, cells.Count).Where(MaySee)], device);
            _batches = new UrbanBatches(inputs, _plan, new WindowIndex(cells, size, MaySee), Scale, estimator.Training, _resident);
            Network = new OpenCarbonNetwork(estimator.Network, Shape, context.Random.Derive("network"));
            if (Network.Image is { } image) _weights?.Load(image);
            if (device.CudaIndex is not null) Network.MoveTo(device);
            _evaluation = new OpenCarbonEvaluation(Network, inputs, size, MaySee, _resident);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal OpenCarbonNetwork Network { get; }

    internal OpenCarbonShape Shape { get; }

    internal EmissionScale Scale { get; }

    internal CovariateScale? Covariates { get; }

    internal int ImageSize { get; }

    /// <summary>Vectors that stand for images; null where the network of the images learns.</summary>
    internal FrozenTiles? Frozen { get; }

    internal BlockPlan Plan => _plan;

    /// <inheritdoc/>
    public Module Model => Network;

    /// <inheritdoc/>
    public int Members => 1;

    /// <inheritdoc/>
    public IBatchSource Batches => _batches;

    /// <summary>Whether a cell may be in the window of a training or validation cell: all but those of the test.</summary>
    internal bool MaySee(int cell) => _data.Split.Roles[cell] != CellRole.Test;

    internal TrainingReport Train(FitContext context)
    {
        OpenCarbonTrainingOptions options = _estimator.Training;
        long steps = (long)options.Epochs * _plan.StepsPerEpoch;
        using Adam optimiser = new(Network, new AdamOptions(options.LearningRate, WeightDecay: options.WeightDecay));
        string? checkpoint = context.CheckpointFolder is { } folder ? Path.Combine(folder, "opencarbon.safetensors") : null;
        return new Trainer(this, optimiser, new TrainerOptions
        {
            Stage = $"train {_estimator.Name}",
            Steps = steps,
            ValidateEvery = (long)options.ValidateEvery * _plan.StepsPerEpoch,
            Patience = options.Patience,
            Schedule = () => options.FinalRate < 1 ? new CosineSchedule(steps, 0, options.FinalRate) : Schedule.Constant,
            CheckpointPath = checkpoint,
            CheckpointEvery = options.CheckpointEvery,
            Identity = checkpoint is null ? null : Identity(context.Cancellation),
        }).Run(context);
    }

    /// <inheritdoc/>
    public Tensor Loss(TrainingStep step)
    {
        OpenCarbonTrainingOptions options = _estimator.Training;
        bool contrasts = options.ContrastiveWeight > 0 && step.Number / _plan.StepsPerEpoch >= options.ContrastiveFrom;
        return Loss(Network, options, _batches.Read(step.Batch!), contrasts);
    }

    /// <summary>Equation 8 of paper 001, as means over targets where the paper has sums.</summary>
    internal static Tensor Loss(OpenCarbonNetwork network, OpenCarbonTrainingOptions options, UrbanBatch batch, bool contrasts)
    {
        OpenCarbonOutput output = network.Forward(batch, options.ImagesAtOnce);
        Tensor loss = ((output.Scaled - batch.Scaled).Abs() * batch.Present).Sum() / batch.Present.Sum().Clamp(1);
        if (output.Presence is { } presence) loss = loss + (presence.BinaryCrossEntropyLoss(batch.Present) * options.PresenceWeight);
        for (int i = 0; contrasts && i < output.Cells.Count; i++)
            for (int j = i + 1; j < output.Cells.Count; j++)
                loss = loss + (ContrastiveLoss.Between(output.Cells[i], output.Cells[j], options.Temperature) * options.ContrastiveWeight);
        return loss;
    }

    /// <summary>Mean absolute error of z, and the loss of the presence where the network says it.</summary>
    public double[] Validate()
    {
        CellAnswers answers = _evaluation.Run(_validation, _context);
        double sum = 0, presence = 0;
        int count = 0;
        for (int i = 0; i < _validation.Length; i++)
        {
            double tonnes = _data.Cells.Target(_validation[i]);
            if (answers.Presence.Count > 0)
                presence += SoftPlus(tonnes > 0 ? -answers.Presence[i] : answers.Presence[i]) / _validation.Length;
            if (!(tonnes > 0)) continue;
            sum += Math.Abs(answers.Scaled[i] - Scale.ToScaled(tonnes));
            count++;
        }

        return [(sum / Math.Max(1, count)) + (_estimator.Training.PresenceWeight * presence)];
    }

    /// <summary>Answers for the validation cells, whose windows hold no test cell.</summary>
    internal CellAnswers Validated() => _evaluation.Run(_validation, _context);

    /// <summary>The scale with the smearing factor of the validation cells.</summary>
    internal EmissionScale Smeared(CellAnswers validated) =>
        Scale.WithSmearing([.. _validation.Select(_data.Cells.Target)], [.. validated.Scaled.Select(z => Scale.ToLog(z))]);

    public void Dispose()
    {
        Network?.Dispose();
        _resident?.Dispose();
    }

    private TrainingIdentity Identity(CancellationToken cancellation)
    {
        string roles = new DataDigest().Add<int>(MemoryMarshal.Cast<CellRole, int>(_data.Split.Roles.AsSpan())).Finish();
        return new TrainingIdentity($"opencarbon {JsonSerializer.Serialize(_estimator with { ImageWeights = null })}",
            $"{_data.Cells.Digest(cancellation)} {roles} {_weights?.Digest()}"
                + (Frozen is null ? "" : $" {_estimator.FrozenImages!.Digest()}"));
    }

    private static double SoftPlus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
