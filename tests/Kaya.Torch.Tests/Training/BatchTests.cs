namespace Kaya.Torch.Tests;

public sealed class BatchTests(ITestOutputHelper output) : NativeTest
{
    private const int Tiles = 50, Length = 4 * 4 * 3;

    private static readonly byte[] Block = [.. Enumerable.Range(0, Tiles * Length).Select(i => (byte)(i * 7 % 251))];

    [Fact]
    public void Gather_RowsOfABlock_AreTheBytesOfTheBlock()
    {
        using TensorScope scope = new();
        using Batch batch = new([new BatchArray(TensorType.UInt8, 4, 4, 4, 3)]);
        batch.Gather<byte>(0, Block, [7, 0, 49, 7]);
        Assert.Equal((byte[])[.. Row(7), .. Row(0), .. Row(49), .. Row(7)], batch[0].ToArray<byte>());
        Assert.Equal(Row(49).Select(value => (float)value), batch[0].Select(0, 2).To(TensorType.Float32).ToArray<float>());
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Gather<byte>(0, Block, [0, 1, 2, 50]));
        Assert.Throws<ArgumentException>(() => batch.Gather<byte>(0, Block, [0, 1, 2]));
        Assert.Throws<ArgumentException>(() => batch.Values<float>(0).Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_BatchesAhead_AreThoseMadeInTurn(int ahead)
    {
        float[] inTurn = Train(new TrainerOptions { Steps = 60, ValidateEvery = 0 }, prepared: false);
        float[] made = Train(new TrainerOptions { Steps = 60, ValidateEvery = 0, BatchesAhead = ahead }, prepared: true);
        Assert.Equal(inTurn, made);
    }

    [Fact]
    public void Run_BatchesAheadCancelledAndResumed_GivesTheSameBytes()
    {
        string folder = Directory.CreateTempSubdirectory("kaya-batches").FullName;
        TrainerOptions options = new()
        {
            Steps = 60, ValidateEvery = 0, BatchesAhead = 3, Accumulate = 2,
            CheckpointPath = Path.Combine(folder, "checkpoint.safetensors"), Identity = new TrainingIdentity("", ""),
        };
        float[] whole = Train(options with { CheckpointPath = null }, prepared: true);
        foreach (int cancelAt in new[] { 13, 62 })
        {
            using CancellationTokenSource source = new();
            Assert.Throws<OperationCanceledException>(() => Train(options, prepared: true, source, cancelAt));
        }

        Assert.Equal(whole, Train(options, prepared: true));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Run_BatchThatCannotBeMade_FailsWithItsException()
    {
        InvalidDataException failure = Assert.Throws<InvalidDataException>(
            () => Train(new TrainerOptions { Steps = 60, ValidateEvery = 0 }, prepared: true, failAt: 20));
        Assert.Equal("tile 20", failure.Message);
    }

    [Fact]
    public void Run_GradientsOfFourParts_AreThoseOfTheWholeBatch()
    {
        float[] whole = Train(new TrainerOptions { Steps = 20, ValidateEvery = 0 }, prepared: true, rows: 32);
        float[] parts = Train(new TrainerOptions { Steps = 20, ValidateEvery = 0, Accumulate = 4 }, prepared: true);
        AssertClose(whole, parts, 1e-5);
    }

    [Fact]
    public void Run_LossesLookedAtRarely_GivesTheSameBytes()
    {
        float[] often = Train(new TrainerOptions { Steps = 60, ValidateEvery = 0, LossEvery = 1 }, prepared: true);
        Assert.Equal(often, Train(new TrainerOptions { Steps = 60, ValidateEvery = 0, LossEvery = 1000 }, prepared: true));
    }

    [Fact]
    public void Run_SteadyState_NeverWaitsForTheDeviceAndAllocatesLessThanAKilobyteAStep()
    {
        const int steps = 3000, warmup = 1000;
        using TensorScope scope = new();
        using Problem problem = new(8, prepared: true) { MeasureFrom = warmup, MeasureTo = steps - 1 };
        using Adam adam = new(problem.Model) { Clip = new GradientClip(1) };
        new Trainer(problem, adam, new TrainerOptions { Steps = steps, ValidateEvery = 0, LossEvery = steps, BatchesAhead = 3 })
            .Run(new FitContext(Random));
        Assert.Equal(0, problem.Reads);
        double perStep = (double)problem.Allocated / (steps - 1 - warmup);
        output.WriteLine(FormattableString.Invariant($"{perStep:0} bytes a step on the managed side"));
        Assert.InRange(perStep, 1, 1024);
    }

    private static IEnumerable<byte> Row(int row) => Block.Skip(row * Length).Take(Length);

    private static float[] Train(TrainerOptions options, bool prepared, CancellationTokenSource? source = null, int cancelAt = -1,
        int failAt = -1, int rows = 8)
    {
        using TensorScope scope = new();
        using Problem problem = new(rows, prepared) { Source = source, CancelAt = cancelAt, FailAt = failAt };
        using Adam adam = new(problem.Model, new AdamOptions(0.01));
        new Trainer(problem, adam, options).Run(new FitContext(Random, Cancellation: source?.Token ?? default));
        return [.. problem.Model.ToState().SelectMany(pair => pair.Value.As<float>().ToArray())];
    }

    /// <summary>Learns the mean of the bytes of a tile; batch n has the tiles from n times its size on.</summary>
    private sealed class Problem(int rows, bool prepared) : ITrainingProblem, IBatchSource, IDisposable
    {
        private readonly Sequential _network = new(new Linear(Length, 16, Random.Derive("a")), new Activation(ActivationKind.Relu),
            new Linear(16, 1, Random.Derive("b")));
        private readonly long[] _rows = new long[rows];
        private long _made, _used;

        public CancellationTokenSource? Source { get; init; }

        public int CancelAt { get; init; } = -1;

        public int FailAt { get; init; } = -1;

        public long MeasureFrom { get; init; } = -1;

        public long MeasureTo { get; init; } = -1;

        public long Reads { get; private set; }

        public long Allocated => _made + _used;

        public Module Model => _network;

        public int Members => 1;

        public IBatchSource? Batches => prepared ? this : null;

        public IReadOnlyList<BatchArray> Arrays { get; } = [new BatchArray(TensorType.UInt8, rows, Length),
            new BatchArray(TensorType.Float32, rows, 1)];

        public void Fill(long number, RandomSource random, Batch batch)
        {
            if (number == FailAt) throw new InvalidDataException($"tile {number}");
            for (int i = 0; i < rows; i++) _rows[i] = ((number * rows) + i) % Tiles;
            batch.Gather<byte>(0, Block, _rows);
            Span<float> targets = batch.Values<float>(1);
            for (int i = 0; i < rows; i++)
            {
                float sum = 0;
                foreach (byte value in Block.AsSpan((int)_rows[i] * Length, Length)) sum += value;
                targets[i] = sum / Length / 255;
            }

            Count(ref _made, number);
        }

        public Tensor Loss(TrainingStep step)
        {
            if (step.Number == CancelAt) Source!.Cancel();
            Batch batch = step.Batch ?? InTurn(step);
            Tensor loss = _network.Forward(batch[0].To(TensorType.Float32) / 255.0).MeanSquaredLoss(batch[1]);
            Count(ref _used, step.Number);
            if (step.Number == MeasureFrom) Reads = -TorchRuntime.HostReads;
            if (step.Number == MeasureTo) Reads += TorchRuntime.HostReads;
            return loss;
        }

        public double[] Validate() => [];

        public void Dispose()
        {
            _network.Dispose();
            _inTurn?.Dispose();
        }

        private Batch? _inTurn;

        private Batch InTurn(TrainingStep step)
        {
            _inTurn ??= new Batch(Arrays);
            Fill(step.Number, step.Random, _inTurn);
            return _inTurn;
        }

        // Both threads count what they themselves have allocated.
        private void Count(ref long total, long number)
        {
            if (number == MeasureFrom) total = -GC.GetAllocatedBytesForCurrentThread();
            if (number == MeasureTo) total += GC.GetAllocatedBytesForCurrentThread();
        }
    }
}
