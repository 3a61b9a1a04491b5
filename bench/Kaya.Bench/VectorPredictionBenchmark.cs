using System.Globalization;
using System.Runtime.InteropServices;
using Kaya.Core;
using Kaya.Learning;
using Kaya.Learning.LibSvm;

namespace Kaya.Bench;

/// <summary>Weights of cells by epsilon-SVR with 300 support vectors: ours, and SVR.predict of scikit-learn with the same
/// machine.</summary>
internal sealed class VectorPredictionBenchmark : IDisposable
{
    private const int Vectors = 300, Drivers = 3;
    private readonly string _exchange = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");
    private readonly string _answers = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".bin");
    private readonly FeatureSchema _schema = new(
        Enumerable.Range(1, Drivers).Select(driver => new FeatureColumn($"driver{driver}", Unit.One)));
    private readonly SvrPredictor _machine;
    private readonly FeatureTable _cells;

    private VectorPredictionBenchmark(int cells)
    {
        FeatureTable train = Table(Vectors, "train");
        double[] emission = [.. Enumerable.Range(0, Vectors).Select(row => Math.Sin(2 * train[row, 0]) + (train[row, 1] * train[row, 2]))];
        // A tube of no width: every row supports the machine.
        SupportVectorRegression estimator = new() { Cost = 1, Epsilon = 0, Gamma = 0.5, Tolerance = 1e-9 };
        _machine = (SvrPredictor)estimator.Fit(train, FeatureTable.FromColumns((new FeatureColumn("emission", Unit.One), emission)),
            new FitContext(new RandomSource(1)));
        _cells = Table(cells, "cells");
        Safetensors.Write(_exchange, new Dictionary<string, StateArray>
        {
            ["train"] = StateArray.Of(train.Values.Span, Vectors, Drivers), ["emission"] = StateArray.Of(emission),
                ["cells"] = StateArray.Of(_cells.Values.Span, cells, Drivers),
        });
    }

    /// <summary>Pairs over some cells, and a whole map of ours alone.</summary>
    public static PartFindings Run(int pairs, int cells, int all, TextWriter progress)
    {
        using VectorPredictionBenchmark benchmark = new(cells);
        return benchmark.Run(pairs, all, progress);
    }

    public void Dispose()
    {
        File.Delete(_exchange);
        File.Delete(_answers);
    }

    private PartFindings Run(int pairs, int all, TextWriter progress)
    {
        using PythonPeer peer = new("svr.py", 1, _exchange, _answers);
        FeatureTable ours = _machine.Predict(_cells);
        double[] first = peer.Ask("predict");
        BenchmarkPart part = BenchmarkPart.Pairs($"epsilon-SVR, {Vectors} support vectors, {Drivers} drivers",
            $"{_cells.RowCount:N0} cells", pairs,
            () => Work.Measure(() => ours = _machine.Predict(_cells)), () => Timing.Of(peer.Ask("predict")), progress) with
                { Peer = "sklearn", Goal = 20 };
        FeatureTable map = Table(all, "map");
        Timing whole = Work.Measure(() => _machine.Predict(map));
        return new PartFindings($"{peer.Name}, one thread: it has no more", [part],
        [
            new BenchmarkFigure("SVR: support vectors", _machine.VectorCounts[0], first[4]),
            new BenchmarkFigure("SVR: largest difference of predictions, part of their size", Difference(ours.Values.Span)),
            new BenchmarkFigure(string.Create(CultureInfo.InvariantCulture, $"SVR: seconds for {all:N0} cells (peer: in proportion)"),
                whole.Wall, part.PeerWall * all / _cells.RowCount),
        ]);
    }

    private double Difference(ReadOnlySpan<double> ours)
    {
        ReadOnlySpan<double> theirs = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(_answers));
        (double most, double size) = (0, 0);
        for (int row = 0; row < ours.Length; row++) (most, size) = (Math.Max(most, Math.Abs(ours[row] - theirs[row])),
            Math.Max(size, Math.Abs(theirs[row])));
        return most / size;
    }

    private FeatureTable Table(int rows, string name)
    {
        RandomSequence random = new RandomSource(1).Derive(name).Sequence();
        return FeatureTable.Create(_schema, rows, memory =>
        {
            Span<double> values = memory.Span;
            for (int i = 0; i < values.Length; i++) values[i] = (4 * random.NextDouble()) - 2;
        });
    }
}
