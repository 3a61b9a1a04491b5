using System.Text.Json;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Downscaling;

/// <summary>Trains one network on pairs from the map.</summary>
internal sealed class SuperResolutionTraining : ITrainingProblem, IDisposable
{
    private const int StepsBetweenChecks = 20;
    private const int ChecksInLine = 6;
    private const int HeldOutCrops = 8;

    private readonly ZeroShotSuperResolution _options;
    private readonly DensityMap _map;
    private readonly CropPairs _pairs;
    private readonly SuperResolutionNetwork _network;
    private readonly CropBatch _heldOut;
    private readonly string _name;

    public SuperResolutionTraining(DensityMap map, ZeroShotSuperResolution options, LogScale scale, int member, FitContext context)
    {
        (_options, _map, _name) = (options, map, FormattableString.Invariant($"member{member}"));
        _pairs = new CropPairs(map, options, scale, member);
        _network = new SuperResolutionNetwork(options, context.Random.Derive($"network/{_name}"));
        if (context.Device is { } device) _network.MoveTo(device);
        _heldOut = _pairs.HeldOut(context.Random.Derive($"held-out/{_name}"), HeldOutCrops);
    }

    /// <inheritdoc/>
    public Module Model => _network;

    /// <inheritdoc/>
    public int Members => 1;

    /// <summary>All steps, from the checkpoint of the context if there is one.</summary>
    public TrainingReport Train(FitContext context)
    {
        using Adam optimiser = new(_network, new AdamOptions(_options.LearningRate));
        return new Trainer(this, optimiser, new TrainerOptions
        {
            Stage = "learn the map's own detail",
            Steps = _options.Steps,
            ValidateEvery = StepsBetweenChecks,
            Schedule = () => new TrendSchedule(ChecksInLine, _options.LowestRate / _options.LearningRate),
            CheckpointPath = context.CheckpointFolder is { } folder ? Path.Combine(folder, $"super-resolution-{_name}.safetensors") : null,
            CheckpointEvery = StepsBetweenChecks,
            Identity = new TrainingIdentity($"zssr/{_name}/{JsonSerializer.Serialize(_options)}", _map.Digest()),
        }).Run(context.Derive(_name));
    }

    /// <inheritdoc/>
    public Tensor Loss(TrainingStep step) => Loss(_pairs.Draw(step.Random));

    /// <inheritdoc/>
    public double[] Validate() => [Loss(_heldOut).Item()];

    public void Dispose() => _network.Dispose();

    // Mean absolute difference of the valid cells: equation 2 of the spatialisation paper.
    private Tensor Loss(CropBatch batch)
    {
        int crop = _pairs.Crop, side = crop + (2 * _options.Reach), size = batch.Coarse.Length / (side * side);
        Tensor given = _network.Forward(Tensor.From(batch.Coarse, size, 1, side, side));
        double count = Math.Max(1, batch.Weights.Sum(weight => (double)weight));
        return ((given - Tensor.From(batch.Residuals, size, 4, crop, crop)).Abs() * Tensor.From(batch.Weights, size, 4, crop, crop))
            .Sum() / count;
    }
}
