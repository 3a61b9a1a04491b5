using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>The training of one network of <see cref="VectorNetworkEstimator"/>: all cells in each step.</summary>
internal sealed class VectorNetworkTraining : ITrainingProblem, IDisposable
{
    private readonly VectorNetworkEstimator _estimator;
    private readonly BaselineCells _cells;
    private readonly Dictionary<int, int> _places;
    private readonly CellGraph? _graph;
    private readonly float[] _inputs, _targets;
    private readonly double[] _validation;
    private readonly FitContext _context;

    public VectorNetworkTraining(VectorNetworkEstimator estimator, BaselineCells cells, IReadOnlyList<int> nodes, float[] inputs,
        FitContext context)
    {
        (_estimator, _cells, _inputs, _context) = (estimator, cells, inputs, context);
        _places = nodes.Select((cell, i) => (cell, i)).ToDictionary(pair => pair.cell, pair => pair.i);
        _graph = estimator.HasGraph ? new CellGraph(cells.Data.Cells, nodes, _places.ContainsKey) : null;
        _targets = [.. cells.Scaled(cells.Training).Select(z => (float)z)];
        _validation = cells.Scaled(cells.Validation);
        Network = new VectorNetwork(inputs.Length / nodes.Count, estimator.Hidden, estimator.Dropout, context.Random.Derive("network"));
        if (context.Device is { } device) Network.MoveTo(device);
    }

    public VectorNetwork Network { get; }

    /// <inheritdoc/>
    public Module Model => Network;

    /// <inheritdoc/>
    public int Members => 1;

    public void Train(FitContext context)
    {
        using Adam optimiser = new(Network, new AdamOptions(_estimator.LearningRate, WeightDecay: _estimator.WeightDecay));
        new Trainer(this, optimiser, new TrainerOptions
        {
            Stage = $"train {_estimator.Name}",
            Steps = _estimator.Steps,
            ValidateEvery = _estimator.ValidateEvery,
            Patience = _estimator.Patience,
        }).Run(context);
    }

    /// <inheritdoc/>
    public Tensor Loss(TrainingStep step) => At(_cells.Training).MeanSquaredLoss(Tensor.From(_targets, _targets.Length));

    /// <inheritdoc/>
    public double[] Validate()
    {
        double[] found = At(_cells.Validation).ToArray<float>().Select(z => (double)z).ToArray();
        return [found.Zip(_validation, (z, truth) => (z - truth) * (z - truth)).Average()];
    }

    /// <summary>z of cells, with the weights as they are.</summary>
    public double[] Predict(ImmutableArray<int> cells)
    {
        using TensorScope scope = new(_context.Device);
        using NoGradient none = new();
        return [.. At(cells).ToArray<float>().Select(z => (double)z)];
    }

    public void Dispose() => Network.Dispose();

    private Tensor At(ImmutableArray<int> cells)
    {
        Tensor all = Network.Forward(Tensor.From(_inputs, _places.Count, _inputs.Length / _places.Count), _graph);
        long[] rows = [.. cells.Select(cell => (long)_places[cell])];
        return all.IndexSelect(0, Tensor.From(rows, rows.Length));
    }
}
