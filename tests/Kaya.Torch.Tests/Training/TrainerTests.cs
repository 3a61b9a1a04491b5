namespace Kaya.Torch.Tests;

public sealed class TrainerTests : NativeTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-trainer").FullName;

    private static readonly TrainingIdentity Identity = new("settings", "data");

    private string CheckpointPath => Path.Combine(_folder, "checkpoint.safetensors");

    public override void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(60)]
    [InlineData(118)]
    public void Run_CancelledAndResumed_GivesTheSameBytes(int cancelAt)
    {
        Outcome whole = Train(new TrainerOptions { Steps = 120, ValidateEvery = 20, Schedule = () => new CosineSchedule(120, 10) });
        using CancellationTokenSource source = new();
        TrainerOptions options = new()
        {
            Steps = 120, ValidateEvery = 20, Schedule = () => new CosineSchedule(120, 10), CheckpointPath = CheckpointPath,
                Identity = Identity, CheckpointEvery = 50,
        };
        Assert.Throws<OperationCanceledException>(() => Train(options, source, cancelAt));
        Outcome resumed = Train(options);
        Assert.Equal(whole.Weights, resumed.Weights);
        Assert.Equal(whole.Report.History, resumed.Report.History);
        Assert.Equal(whole.Report.BestSteps, resumed.Report.BestSteps);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_KilledBetweenCheckpoints_GivesTheSameBytes(bool byTime)
    {
        TrainerOptions options = new() { Steps = 120, ValidateEvery = 20, Schedule = () => new TrendSchedule(3),
            CheckpointPath = CheckpointPath, Identity = Identity, CheckpointEvery = byTime ? 1000 : 35,
            CheckpointAfter = byTime ? TimeSpan.FromTicks(1) : TimeSpan.MaxValue };
        Outcome whole = Train(options with { CheckpointPath = null });
        // A failure without warning: nothing is written at step 100, the checkpoint of step 70 is what remains.
        Assert.Throws<InvalidOperationException>(() => Train(options, failAt: 100));
        Assert.True(File.Exists(CheckpointPath));
        Outcome resumed = Train(options);
        Assert.Equal(whole.Weights, resumed.Weights);
        Assert.Equal(whole.Report.History, resumed.Report.History);
        // Once finished, running again changes nothing.
        Assert.Equal(whole.Weights, Train(options).Weights);
    }

    [Fact]
    public void Run_ErrorsThatRise_StopsEarlyWithEachMembersBest()
    {
        // Member 0 is best after 20 steps, member 1 after 40; both may wait for two validations.
        double[][] errors = [[5, 9], [3, 8], [4, 7], [4, 6], [1, 6], [1, 7], [1, 7], [1, 5]];
        Outcome outcome = Train(new TrainerOptions { Steps = 1000, ValidateEvery = 10, Patience = 2 }, errors: errors);
        Assert.Equal(TrainingEnd.EarlyStop, outcome.Report.End);
        Assert.Equal(60, outcome.Report.Steps);
        // Member 0 had run out of patience before its error fell to 1.
        Assert.Equal([3.0, 6.0], outcome.Report.BestErrors);
        Assert.Equal([20L, 40L], outcome.Report.BestSteps);
        float[] at20 = Train(new TrainerOptions { Steps = 20, ValidateEvery = 0 }).Member(0),
            at40 = Train(new TrainerOptions { Steps = 40, ValidateEvery = 0 }).Member(1);
        Assert.Equal(at20, outcome.Member(0));
        Assert.Equal(at40, outcome.Member(1));
    }

    [Fact]
    public void Run_LossThatIsNaN_StopsAndNamesTheStep()
    {
        NonFiniteException exception = Assert.Throws<NonFiniteException>(() => Train(new TrainerOptions { Steps = 50 }, nanAt: 7));
        Assert.Contains("step 7", exception.Fault.Where!.Variable, StringComparison.Ordinal);
        Assert.Equal("NaN", exception.Fault.Found);
    }

    [Fact]
    public void Run_WallTimeOver_WritesACheckpointAndSaysSo()
    {
        TrainerOptions options = new() { Steps = 30, ValidateEvery = 10, CheckpointPath = CheckpointPath, Identity = Identity };
        Outcome whole = Train(options with { CheckpointPath = null });
        Assert.Throws<ResourceException>(() => Train(options with { WallTime = TimeSpan.Zero }));
        Assert.True(File.Exists(CheckpointPath));
        Assert.Equal(whole.Weights, Train(options).Weights);
    }

    [Fact]
    public void Run_CheckpointOfAnotherTraining_IsRefused()
    {
        TrainerOptions options = new() { Steps = 10, CheckpointPath = CheckpointPath, Identity = new TrainingIdentity("a", "1") };
        Train(options);
        foreach (
            (string what, TrainingIdentity other) in new[] { ("settings", new TrainingIdentity("b", "1")),
            ("data", new TrainingIdentity("a", "2")) })
        {
            ModelFormatException exception = Assert.Throws<ModelFormatException>(() => Train(options with { Identity = other }));
            Assert.Equal(what, exception.Fault.Where!.Variable);
        }

        Train(options with { Identity = new TrainingIdentity("b", "1"), Resume = false });
        Assert.Throws<ArgumentException>(() => Train(options with { Identity = null }));
    }

    [Fact]
    public void DataDigest_OfArrays_IsSha256OverLengthsAndElements()
    {
        // Independent source: python3 -c "import hashlib,struct; print(hashlib.sha256(struct.pack('
        // q2fq3i',2,1.5,-2,3,1,2,3)).hexdigest())"
        Assert.Equal("8144c132625ec32c2251f770d43866a5370bbfbff359ad7e0336486a24332c4f", new DataDigest().Add<float>([1.5f, -2]).Add<int>(
            [1, 2, 3]).Finish());
        Assert.NotEqual(new DataDigest().Add<int>([1]).Add<int>([2]).Finish(), new DataDigest().Add<int>([1, 2]).Add<int>([]).Finish());
    }

    [Fact]
    public void Run_CheckpointOfOtherKernels_IsRefusedWithTheWayOut()
    {
        TrainerOptions options = new() { Steps = 10, CheckpointPath = CheckpointPath, Identity = Identity };
        Train(options);
        SafetensorsFile file = Safetensors.Read(CheckpointPath);
        Dictionary<string, string> metadata = new(file.Metadata) { ["kernels"] = "Prescott, AVX2" };
        Safetensors.Write(CheckpointPath, file.Arrays, metadata);
        ModelFormatException exception = Assert.Throws<ModelFormatException>(() => Train(options));
        Assert.Equal("kernels", exception.Fault.Where!.Variable);
        Assert.Equal(TorchRuntime.Kernels, exception.Fault.Expected);
        Assert.Contains("OPENBLAS_CORETYPE=Prescott and ATEN_CPU_CAPABILITY=avx2", exception.Fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_InBFloat16_LearnsAlmostTheSame()
    {
        Outcome exact = Train(new TrainerOptions { Steps = 60, ValidateEvery = 20 });
        Outcome half = Train(new TrainerOptions { Steps = 60, ValidateEvery = 20, Precision = Precision.BFloat16 });
        Assert.Equal(exact.Report.History[^1].Error, half.Report.History[^1].Error, 0.1 * exact.Report.History[^1].Error);
        // Parameters stay 32-bit floats.
        Assert.All(half.State.Values, array => Assert.Equal(ElementType.F32, array.Type));
    }

    [Fact]
    public void Of_BFloat16_RoundsProductsAndEnds()
    {
        using TensorScope scope = new();
        Tensor a = Tensor.From(Draw("a", 64 * 64), 64, 64), b = Tensor.From(Draw("b", 64 * 64), 64, 64);
        float[] exact = a.MatMul(b).ToArray<float>();
        using (MixedPrecision? half = MixedPrecision.Of(Precision.BFloat16))
        {
            Tensor product = a.MatMul(b);
            Assert.Equal(TensorType.BFloat16, product.Type);
            // 8 bits: the product of 64 terms is off by some 2^-8 of their size. On processors without AVX-512, libtorch 1.13 rounds each
            // product and each sum besides.
            float[] found = product.To(TensorType.Float32).ToArray<float>();
            if (BlasKernels.Processor == KernelLevel.Avx512
                || !found.SequenceEqual(RoundedTermByTerm(Draw("a", 64 * 64), Draw("b", 64 * 64), 64)))
                AssertClose(exact, found, 0.1);
        }

        Assert.Equal(TensorType.Float32, a.MatMul(b).Type);
        Assert.Null(MixedPrecision.Of(Precision.Float32));
    }

    private static float[] RoundedTermByTerm(float[] a, float[] b, int size)
    {
        // The nearest number of 8 bits, of two as near the even one.
        float Rounded(float value)
        {
            uint bits = BitConverter.SingleToUInt32Bits(value);
            return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
        }

        float[] sums = new float[size * size];
        for (int row = 0; row < size; row++)
            for (int column = 0; column < size; column++)
                for (int i = 0; i < size; i++)
                {
                    float product = Rounded(Rounded(a[(row * size) + i]) * Rounded(b[(i * size) + column]));
                    sums[(row * size) + column] = Rounded(sums[(row * size) + column] + product);
                }

        return sums;
    }

    [Fact]
    public void Run_WithProgress_ReportsTheEnd()
    {
        List<WorkProgress> seen = [];
        Train(new TrainerOptions { Steps = 25, ValidateEvery = 10, Stage = "train it" }, progress: new Collector(seen));
        Assert.Equal(("train it", 25L, 25L), (seen[^1].Stage, seen[^1].Done, seen[^1].Total!.Value));
        Assert.All(seen, progress => Assert.True(double.IsFinite(progress.Figures!["loss"])));
        Assert.True(seen[^1].Figures!["validation error"] > 0);
    }

    private static Outcome Train(TrainerOptions options, CancellationTokenSource? source = null, int cancelAt = -1, int failAt = -1,
        int nanAt = -1, double[][]? errors = null, IProgress<WorkProgress>? progress = null)
    {
        using TensorScope scope = new();
        RandomSource random = new(99);
        using Problem problem = new(random) { Errors = errors, Source = source, CancelAt = cancelAt, FailAt = failAt, NanAt = nanAt };
        using AdamW adam = new(problem.Model, new AdamOptions(0.02)) { Clip = new GradientClip(1, 2) };
        Trainer trainer = new(problem, adam, options);
        TrainingReport report = trainer.Run(new FitContext(random, progress, Cancellation: source?.Token ?? default));
        return new Outcome(report, problem.Model.ToState());
    }

    private sealed class Collector(List<WorkProgress> seen) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => seen.Add(value);
    }

    private sealed record Outcome(TrainingReport Report, Dictionary<string, StateArray> State)
    {
        public byte[] Weights => [.. State.SelectMany(pair => pair.Value.Bytes.ToArray())];

        public float[] Member(int member) => [.. State.Where(pair => pair.Key.EndsWith("weight", StringComparison.Ordinal))
            .SelectMany(pair => pair.Value.As<float>().ToArray().Chunk(pair.Value.As<float>().Length / 2).ElementAt(member))];
    }

    /// <summary>Two members, each fitting a noisy line through dropout.</summary>
    private sealed class Problem : ITrainingProblem, IDisposable
    {
        private readonly Sequential _network;
        private readonly BatchSampler _sampler;
        private readonly float[] _x = Draw("x", 64 * 3), _y = Draw("y", 64);
        private int _validations;

        public Problem(RandomSource random)
        {
            _network = new Sequential(new MemberLinear(2, 3, 16, random.Derive("a")), new Activation(ActivationKind.Relu), new Dropout(0.2),
                new MemberLinear(2, 16, 1, random.Derive("b")));
            _sampler = new BatchSampler(64, 16, random.Derive("batches"), members: 2);
        }

        public double[][]? Errors { get; init; }

        public CancellationTokenSource? Source { get; init; }

        public int CancelAt { get; init; }

        public int FailAt { get; init; }

        public int NanAt { get; init; }

        public Module Model => _network;

        public int Members => 2;

        public Tensor Loss(TrainingStep step)
        {
            if (step.Number == CancelAt) Source!.Cancel();
            if (step.Number == FailAt) throw new InvalidOperationException("killed");
            Tensor rows = Tensor.From(_sampler.Rows(step.Number));
            Tensor x = Tensor.From(_x, 64, 3).IndexSelect(0, rows).Reshape(2, 16, 3);
            Tensor y = Tensor.From(_y, 64, 1).IndexSelect(0, rows).Reshape(2, 16, 1);
            double noise = step.Random.Sequence().NextGaussian() * 0.01;
            Tensor loss = (_network.Forward(x) - y + noise).Square().Mean([1, 2]).Sum();
            return step.Number == NanAt ? loss * double.NaN : loss;
        }

        public double[] Validate() => Errors?[_validations++]
            ?? (_network.Forward(Tensor.From(_x, 64, 3)) - Tensor.From(_y, 64, 1)).Square().Mean([1, 2]).ToArray<float>()
                .Select(e => (double)e).ToArray();

        public void Dispose() => _network.Dispose();
    }
}
