using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Samples;
using Kaya.Torch;
using Kaya.Urban;

namespace Kaya.Bench;

/// <summary>Size of the network and its images. Parts are in proportion: 256 pixels and 64 channels are those of the paper.</summary>
/// <param name="Pixels">Rows and columns of an image, a multiple of 8.</param>
/// <param name="Channels">Channels of the first stage of the residual network, a multiple of 2.</param>
internal sealed record UrbanSize(int Pixels, int Channels)
{
    public static UrbanSize Full { get; } = new(256, 64);

    public OpenCarbonNetworkOptions Network { get; } = new()
    {
        Image = new ResNetOptions { Width = Channels }, ImageSize = Pixels, Width = 2 * Channels, HeadWidth = Channels,
        Points = new PointEncoderOptions { Channels = [Channels / 2, Channels, 2 * Channels], RasterSize = Pixels / 8 },
    };

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pixels} pixels, {Channels} channels");
}

/// <summary>A file of cells of the sample city.</summary>
internal static class UrbanBenchmarkCells
{
    /// <summary>Writes it: 32 columns; where more cells are wanted than the city has, its rows come again from the first.</summary>
    public static void Write(string path, int pixels, int count)
    {
        SampleCity city = SampleCity.Create();
        string small = path + ".city";
        city.Write(small, 1);
        try
        {
            using UrbanDataset data = UrbanDataset.Open(small);
            int all = data.Count, columns = data.Grid.Columns;
            List<PointOfInterest> points = [];
            List<int> starts = [0];
            for (int cell = 0; cell < count; cell++)
            {
                points.AddRange(data.Points(cell % all));
                starts.Add(points.Count);
            }

            ImmutableArray<int> cells = [.. Enumerable.Range(0, count)];
            using UrbanDatasetWriter writer = new(path, data.Tables with
            {
                Grid = new Grid(data.Grid.Crs, data.Grid.Affine, ((count - 1) / columns) + 1, columns),
                Cells = cells, ImageOf = cells, PixelSize = pixels, Points = [.. points], PointStart = [.. starts], HasPoints = [],
                Targets = [.. cells.Select(cell => data.Target(cell % all))], Regions = [], RegionOf = [],
            });
            // Images of the city are painted once.
            Parallel.For(0, Math.Min(all, count), cell =>
            {
                byte[] image = new byte[pixels * pixels * 3];
                city.Paint(cell, pixels, image);
                for (int place = cell; place < count; place += all) writer.WriteImage(place, image);
            });
            writer.Complete();
        }
        finally
        {
            File.Delete(small);
        }
    }
}

/// <summary>Our side: a network, its optimiser, and the cells. Batches are made in the thread that trains, as the peer does.</summary>
internal sealed class UrbanWork : IDisposable
{
    // The upper three quarters of the rows are trained on.
    private const int HeldOutFrom = 3, Of = 4;

    private readonly UrbanDataset _data;
    private readonly OpenCarbonEstimator _estimator;
    private readonly OpenCarbonTraining _training;
    private readonly Adam _optimiser;
    private readonly Batch _batch;
    private readonly TileInputs _inputs;

    /// <param name="data">The cells; not disposed.</param>
    /// <param name="size">Size of the network.</param>
    /// <param name="training">How it is trained; the contrastive loss counts in every step, mirror images are left out.</param>
    public UrbanWork(UrbanDataset data, UrbanSize size, OpenCarbonTrainingOptions training)
    {
        (_data, Size) = (data, size);
        HeldOut = data.Count * HeldOutFrom / Of / data.Grid.Columns * data.Grid.Columns;
        _estimator = new OpenCarbonEstimator
        {
            Network = size.Network,
            Training = training with { Epochs = 40, Turns = false, ContrastiveFrom = 0, FinalRate = 1 },
        };
        UrbanSplit split = new("lower quarter", [.. Enumerable.Range(0, data.Count).Select(cell => cell < HeldOut
            ? CellRole.Training : CellRole.Validation)]);
        _training = new OpenCarbonTraining(new UrbanTrainingData(data, split), _estimator, new FitContext(new RandomSource(1)));
        _optimiser = new Adam(_training.Network, new AdamOptions(training.LearningRate, WeightDecay: training.WeightDecay));
        _batch = new Batch(_training.Batches.Arrays);
        _inputs = new TileInputs(data, _training.Shape, _training.ImageSize, null, null, readsAgain: true);
    }

    public UrbanSize Size { get; }

    /// <summary>First cell that is not trained on.</summary>
    public int HeldOut { get; }

    public int Cells => _data.Count;

    public long Parameters => _training.Network.Parameters().Sum(parameter => parameter.Count);

    /// <summary>The target cells of a step.</summary>
    public int[] Targets(long step) => _training.Plan.Targets(step);

    /// <summary>Trains; the loss is that of the last step.</summary>
    public Timing Train(long first, int steps)
    {
        UrbanBatches batches = (UrbanBatches)_training.Batches;
        _training.Network.SetTraining(true);
        double loss = 0;
        Timing timing = Work.Measure(() =>
        {
            for (long step = first; step < first + steps; step++)
            {
                using TensorScope scope = new();
                batches.Fill(step, new RandomSource(1), _batch);
                Tensor value = OpenCarbonTraining.Loss(_training.Network, _estimator.Training, batches.Read(_batch), contrasts: true);
                _optimiser.Minimise(value);
                loss = value.Item();
            }
        });
        return timing with { Loss = loss };
    }

    /// <summary>Predicts cells; the loss is the mean absolute error over those that are held out.</summary>
    public Timing Evaluate(int first, int count)
    {
        _training.Network.SetTraining(false);
        CellAnswers? answers = null;
        int[] cells = [.. Enumerable.Range(first, count)];
        Timing timing = Work.Measure(() => answers = new OpenCarbonEvaluation(_training.Network, _inputs, Size.Network.Neighbourhood,
            _ => true).Run(cells, new FitContext(new RandomSource(1))));
        double[] errors = [.. cells.Where(cell => cell >= HeldOut && _data.Target(cell) > 0)
            .Select(cell => Math.Abs(answers!.Scaled[cell - first] - _training.Scale.ToScaled(_data.Target(cell))))];
        return timing with { Loss = errors.Length > 0 ? errors.Average() : 0 };
    }

    /// <summary>Starts a peer from the weights that this has now.</summary>
    /// <param name="form">published or ours.</param>
    /// <param name="threads">Its threads.</param>
    /// <param name="folder">Where the file of the weights is put.</param>
    public PythonPeer Peer(string form, int threads, string folder)
    {
        string weights = Path.Combine(folder, "weights.safetensors");
        Safetensors.Write(weights, _training.Network.ToState());
        (OpenCarbonNetworkOptions network, OpenCarbonTrainingOptions training) = (Size.Network, _estimator.Training);
        PythonPeer peer = new("urban.py", threads, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["cells"] = _data.Path, ["weights"] = weights, ["form"] = form, ["columns"] = _data.Grid.Columns, ["held_out"] = HeldOut,
            ["mean"] = _training.Scale.Mean, ["spread"] = _training.Scale.Spread, ["alpha"] = training.ContrastiveWeight,
            ["temperature"] = training.Temperature, ["rate"] = training.LearningRate, ["decay"] = training.WeightDecay,
            ["batch"] = training.BatchSize, ["pixels"] = Size.Pixels, ["raster"] = network.Points.RasterSize,
            ["modalities"] = _training.Shape.Modalities.Select(modality => modality.ToString()),
            ["blocks"] = network.Image.Blocks, ["image_width"] = network.Image.Width,
            ["categories"] = _training.Shape.Categories, ["width"] = network.Width, ["neighbourhood"] = network.Neighbourhood,
            ["tokens"] = network.Tokens.ToString(), ["heads"] = network.Heads, ["head_width"] = network.HeadWidth,
            ["presence"] = _training.Shape.HasPresence,
            ["points"] = new Dictionary<string, object>
            {
                ["channels"] = network.Points.Channels, ["scale"] = network.Points.SqueezeExcitation,
                ["compression"] = network.Points.Compression, ["adds_counts"] = network.Points.AddsCounts,
            },
        }));
        double theirs = peer.Ask("parameters")[3];
        if (theirs != Parameters) throw new InvalidOperationException($"{theirs} parameters there, {Parameters} here: another network");
        return peer;
    }

    public void Dispose()
    {
        _batch.Dispose();
        _optimiser.Dispose();
        _training.Dispose();
    }
}
