using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion.Tests.Update;

public sealed class EmissionUpdateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-update").FullName;

    public static TheoryData<UpdateMethod, ControlKind> Ways => new()
    {
        { UpdateMethod.Sgd, ControlKind.Factors }, { UpdateMethod.Adam, ControlKind.Factors }, { UpdateMethod.Adam, ControlKind.Linear },
        { UpdateMethod.Adam, ControlKind.Logarithm }, { UpdateMethod.Lbfgs, ControlKind.Linear },
        { UpdateMethod.Lbfgs, ControlKind.Logarithm }, { UpdateMethod.Lbfgs, ControlKind.Factors },
        { UpdateMethod.GaussNewton, ControlKind.Linear }, { UpdateMethod.GaussNewton, ControlKind.Logarithm },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Ways))]
    public void Run_TwinWithoutNoise_LowersTheErrorsAtHeldOutStations(UpdateMethod method, ControlKind control)
    {
        EmissionUpdateOptions options = Options(method, control);
        (ToyModel model, _) = Twin(21, options);
        EmissionUpdate update = new(model, new RandomSource(2), options);
        UpdateErrors before = update.ErrorsOf(CorrectionFactors.Ones(model.Layout));
        UpdateResult result = update.Run(new FitContext(new RandomSource(2)));
        UpdateErrors after = update.ErrorsOf(result.Factors);
        Assert.NotEmpty(before.HeldOut);
        foreach (Pollutant pollutant in before.Used.Keys)
        {
            Assert.True(after.Used[pollutant] < 0.5 * before.Used[pollutant], $"{pollutant} {after.Used[pollutant]}");
            Assert.True(after.HeldOut[pollutant] < 0.8 * before.HeldOut[pollutant], $"{pollutant} {after.HeldOut[pollutant]}");
        }

        Assert.True(update.Constraints.AreKept(result.Factors.Values));
        Assert.True(result.History[^1].Loss < result.History[0].Loss);
    }

    // SGD remembers nothing: two stretches of steps are one.
    [Fact]
    public void Run_FromWhereAnotherEnded_GoesOn()
    {
        EmissionUpdateOptions options = Options(UpdateMethod.Sgd, ControlKind.Factors) with { Iterations = 9 };
        (ToyModel model, _) = Twin(24, options);
        EmissionUpdate whole = new(model, new RandomSource(2), options);
        UpdateResult first = new EmissionUpdate(model, new RandomSource(2), options with { Iterations = 4 })
            .Run(new FitContext(new RandomSource(2)));
        UpdateResult second = whole.Run(new FitContext(new RandomSource(2)), from: first),
            once = whole.Run(new FitContext(new RandomSource(2)));
        Assert.Equal(9, second.Iterations);
        Assert.Equal(once.Factors.Values, second.Factors.Values);
        Assert.Equal(once.History, second.History);
    }

    // Independent source: what the first step of a method of all parts reports at the prior, and half of the square of one factor's change.
    [Fact]
    public void CostOf_PriorAndOneChange_IsThatOfTheStepsAndOfTheFormula()
    {
        EmissionUpdateOptions options = Options(UpdateMethod.Lbfgs, ControlKind.Linear) with
        {
            Loss = ObservationLossOptions.Likelihood,
            Prior = new PriorCovarianceOptions { LengthInCells = 0, RelativeErrors = AtmosphericSpecies.Emitted.ToImmutableDictionary(
                species => species, _ => 0.3) },
        };
        (ToyModel model, _) = Twin(25, options);
        EmissionUpdate update = new(model, new RandomSource(2), options);
        CorrectionFactors prior = CorrectionFactors.Ones(model.Layout);
        UpdatePoint step = update.Run(new FitContext(new RandomSource(2))).History[0];
        (double observations, double distance) = update.CostOf(prior, update.Predict(prior));
        Assert.Equal(step.Loss, observations, 1e-9 * step.Loss);
        Assert.Equal(0, distance);
        double[] values = prior.Values.ToArray();
        values[7] = 1.6;
        CorrectionFactors moved = new(model.Layout, values);
        Assert.Equal(0.5 * 4, update.CostOf(moved, update.Predict(moved)).Prior, 1e-9);
        Assert.Throws<ArgumentException>(() => update.CostOf(moved, new double[1]));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Run_InterruptedAndResumed_SameBytes(UpdateMethod method, ControlKind control)
    {
        EmissionUpdateOptions options = Options(method, control) with { Iterations = 23, CheckpointEvery = 5, Tolerance = 1e-14 };
        (ToyModel model, _) = Twin(22, options, bend: 0.01);
        UpdateResult whole = new EmissionUpdate(model, new RandomSource(2), options).Run(new FitContext(new RandomSource(2)));
        foreach (int stop in new[] { 2, 7, 16 })
        {
            string folder = Path.Combine(_folder, $"{method}{control}{stop}");
            using CancellationTokenSource source = new();
            FitContext first = new(new RandomSource(2), new Stop(stop, source), null, source.Token) { CheckpointFolder = folder };
            try
            {
                new EmissionUpdate(model, new RandomSource(2), options).Run(first);
            }
            catch (OperationCanceledException)
            {
                Assert.True(File.Exists(Path.Combine(folder, "update.safetensors")));
            }

            UpdateResult resumed = new EmissionUpdate(model, new RandomSource(2), options)
                .Run(new FitContext(new RandomSource(2)) { CheckpointFolder = folder });
            Assert.Equal(whole.Factors.Values, resumed.Factors.Values);
            Assert.Equal(whole.History, resumed.History);
            // Finished: a further run reads its end and predicts nothing.
            int predictions = model.Predictions;
            UpdateResult read = new EmissionUpdate(model, new RandomSource(2), options)
                .Run(new FitContext(new RandomSource(2)) { CheckpointFolder = folder });
            Assert.Equal(whole.Factors.Values, read.Factors.Values);
            Assert.Equal(predictions, model.Predictions);
        }
    }

    [Fact]
    public void Run_CheckpointOfOtherSettings_Refused()
    {
        EmissionUpdateOptions options = Options(UpdateMethod.Adam, ControlKind.Linear) with { Iterations = 3 };
        (ToyModel model, _) = Twin(23, options);
        FitContext context = new(new RandomSource(2)) { CheckpointFolder = _folder };
        new EmissionUpdate(model, new RandomSource(2), options).Run(context);
        Assert.Throws<ModelFormatException>(() => new EmissionUpdate(model, new RandomSource(2), options with { Rate = 0.2 }).Run(context));
        Assert.Throws<ModelFormatException>(() => new EmissionUpdate(model, new RandomSource(3), options).Run(context));
        Assert.Throws<ModelFormatException>(() => new EmissionUpdate(model, new RandomSource(2), options with
        {
            Prior = options.Prior! with { LengthInCells = 1 },
        }).Run(context));
        // More iterations go on from the end.
        Assert.Equal(5, new EmissionUpdate(model, new RandomSource(2), options with { Iterations = 5 }).Run(context).Iterations);
    }

    [Fact]
    public void Run_HundredRandomProblems_NoConstraintIsEverBroken()
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            RandomSequence sequence = new RandomSource(seed).Derive("problem").Sequence();
            UpdateMethod method = (UpdateMethod)(seed % 4);
            // Truths far outside of what is allowed push against the bounds.
            ControlKind control = method == UpdateMethod.Sgd ? ControlKind.Factors : (ControlKind)(seed / 4 % 3);
            EmissionUpdateOptions options = Options(method, control) with
            {
                Iterations = 6, Rate = 0.5, HeldOutShare = 0, Constraints = new FactorConstraintOptions
                {
                    LargestChange = 0.3 + (1.7 * sequence.NextDouble()),
                    TotalCaps =
                        ImmutableDictionary<EmittedSpecies, double>.Empty.Add(EmittedSpecies.Nox, 1 + (0.2 * sequence.NextDouble())),
                },
            };
            ToyModel model = ToyModel.Create(
                seed, new ToyShape { Rows = 3, Columns = 4, Days = 2, DaysOfBlock = 1, Bend = 0.01 * sequence.NextDouble() });
            double[] emissions = [.. Enumerable.Range(0, model.Layout.Count).Select(_ => sequence.NextDouble())];
            Watched watched = new(model);
            EmissionUpdate update = new(watched, new RandomSource(seed), options, emissions);
            watched.Constraints = update.Constraints;
            UpdateResult result = update.Run(new FitContext(new RandomSource(seed)));
            Assert.True(update.Constraints.AreKept(result.Factors.Values), $"seed {seed}: the result");
            // Tangents are differences of a thousandth of a factor and may leave the bounds by as much; other predictions may not.
            if (method != UpdateMethod.GaussNewton) Assert.True(watched.WereKept, $"seed {seed}: on the way");
        }
    }

    [Fact]
    public void Run_PartsOfSeparateBlocks_ChangeNothingOfTheOthers()
    {
        // The published code shares one optimiser between all windows: the moments of one month moved the emissions of the next.
        // Here every step leaves factors, moments and counts of the block that it does not touch as they were, byte by byte.
        EmissionUpdateOptions options =
            Options(UpdateMethod.Adam, ControlKind.Factors) with { Prior = null, Batch = 1, Iterations = 40, HeldOutShare = 0 };
        ToyModel model = ToyModel.Create(5, new ToyShape { DaysOfBlock = 2, Days = 4 });
        UpdateResult both = new EmissionUpdate(model, new RandomSource(1), options).Run(new FitContext(new RandomSource(1)));
        RandomSource parts = new RandomSource(1).Derive("parts");
        EmissionUpdate update = new(model, new RandomSource(1), options);
        UpdateCost cost = update.Cost(update.Loss, update.Control.Origin());
        double[] control = update.Control.Origin(), gradient = new double[control.Length];
        StochasticSteps steps = new(cost, options, parts);
        UpdateState state = new(control);
        int length = model.Layout.BlockLength;
        for (int iteration = 0; iteration < 40; iteration++)
        {
            double[] before = [.. control];
            StateArray[] moments = [steps.ToState()["steps/first"], steps.ToState()["steps/second"], steps.ToState()["steps/number"]];
            state.Iteration = iteration;
            steps.Step(state);
            bool[] changed = [.. Enumerable.Range(0, 2).Select(block =>
                !before.AsSpan(block * length, length).SequenceEqual(control.AsSpan(block * length, length)))];
            int touched = changed[0] ? 0 : 1, other = 1 - touched;
            Assert.True(changed[touched]);
            Assert.False(changed[other]);
            for (int k = 0; k < 2; k++)
                Assert.Equal(moments[k].As<double>().Slice(other * length, length),
                    steps.ToState()[k == 0 ? "steps/first" : "steps/second"].As<double>().Slice(other * length, length));
            Assert.Equal(moments[2].As<long>()[other], steps.ToState()["steps/number"].As<long>()[other]);
        }

        Assert.Equal(both.Factors.Values, control);
    }

    [Fact]
    public void Sample_OverlappingParts_AddUpInTheFactorsTheyShare()
    {
        // In the published code the window that came last overwrote what others had found for the same hours.
        EmissionUpdateOptions options = Options(UpdateMethod.Sgd, ControlKind.Factors) with { Prior = null, HeldOutShare = 0 };
        ToyModel model = ToyModel.Create(6, new ToyShape { DaysOfBlock = 4, Days = 4 });
        EmissionUpdate update = new(model, new RandomSource(1), options);
        UpdateCost cost = update.Cost(update.Loss, update.Control.Origin());
        double[] ones = update.Control.Origin();
        double[] all = new double[ones.Length], sum = new double[ones.Length], one = new double[ones.Length];
        cost.Evaluate(ones, all);
        foreach (int part in cost.ActiveParts)
        {
            cost.Sample(ones, [part], one);
            for (int at = 0; at < sum.Length; at++) sum[at] += one[at] / cost.ActiveParts.Length;
        }

        for (int at = 0; at < sum.Length; at++) Assert.Equal(all[at], sum[at], 1e-12 * (1 + Math.Abs(all[at])));
        cost.Sample(ones, cost.ActiveParts, one);
        for (int at = 0; at < sum.Length; at++) Assert.Equal(all[at], one[at], 1e-12 * (1 + Math.Abs(all[at])));
    }

    [Theory]
    [InlineData(ControlKind.Factors)]
    [InlineData(ControlKind.Linear)]
    [InlineData(ControlKind.Logarithm)]
    public void Cost_Derivatives_AgreeWithDifferences(ControlKind control)
    {
        EmissionUpdateOptions options = Options(UpdateMethod.Lbfgs, control);
        ToyModel model = ToyModel.Create(9, new ToyShape { Bend = 0.02 });
        EmissionUpdate update = new(model, new RandomSource(1), options);
        UpdateCost cost = update.Cost(update.Loss, update.Control.Origin());
        RandomSequence sequence = new RandomSource(4).Sequence();
        double[] x = [.. update.Control.Origin().Select(value => value + (0.3 * sequence.NextGaussian()))], gradient = new double[x.Length];
        if (control == ControlKind.Factors) update.Constraints.Project(x);
        cost.Evaluate(x, gradient);
        for (int at = 0; at < x.Length; at += 5)
        {
            double here = x[at];
            double Value(double moved)
            {
                x[at] = moved;
                (double loss, double penalty) = cost.Evaluate(x, []);
                x[at] = here;
                return loss + penalty;
            }

            Assert.Equal((Value(here + 1e-5) - Value(here - 1e-5)) / 2e-5, gradient[at], 1e-4 * (1e-3 + Math.Abs(gradient[at])) + 1e-6);
        }
    }

    [Fact]
    public void OfPaper_Settings_AreThoseOfThePaper()
    {
        EmissionUpdateOptions paper = EmissionUpdateOptions.OfPaper;
        Assert.Equal((UpdateMethod.Sgd, 0.1, 2, 10_000), (paper.Method, paper.Rate, paper.Batch, paper.Iterations));
        Assert.Equal((LossShape.Absolute, LossWeighting.Pooled), (paper.Loss.Shape, paper.Loss.Weighting));
        Assert.Equal(2, paper.Constraints.LargestChange);
        ToyModel model = ToyModel.Create(1);
        Assert.Throws<ArgumentException>(() => new EmissionUpdate(model, new RandomSource(1), paper with { Control = ControlKind.Linear }));
    }

    private static EmissionUpdateOptions Options(UpdateMethod method, ControlKind control) => new()
    {
        Method = method, Control = control, Loss = ObservationLossOptions.Likelihood, Iterations = method switch
        {
            UpdateMethod.Sgd => 300, UpdateMethod.Adam => 300, UpdateMethod.Lbfgs => 80, _ => 10,
        },
        Rate = method == UpdateMethod.Sgd ? 5e-5 : 0.02,
        Prior = new PriorCovarianceOptions { LengthInCells = 2 },
    };

    private static (ToyModel Model, double[] Truth) Twin(ulong seed, EmissionUpdateOptions options, double bend = 0)
    {
        ToyModel model = ToyModel.Create(seed, new ToyShape { Bend = bend, Sites = 10, Gaps = 0.8 });
        EmissionUpdate update = new(model, new RandomSource(2), options);
        double[] truth = [.. Enumerable.Range(0, model.Layout.Count).Select(at => at % 30 % 6 < 3 ? 1.4 : 1.25)];
        return (model.WithObservationsOf(truth, update.Loss, null), truth);
    }

    private sealed class Stop(int iteration, CancellationTokenSource source) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            if (value.Done == iteration) source.Cancel();
        }
    }

    private sealed class Watched(ToyModel model) : IForwardModel
    {
        public FactorConstraints? Constraints { get; set; }

        public bool WereKept { get; private set; } = true;

        public FactorLayout Layout => model.Layout;

        public UpdateObservations Observations => model.Observations;

        public IReadOnlyList<int> BlocksOf(int part) => model.BlocksOf(part);

        public IPrediction Predict(ReadOnlySpan<double> factors, int part)
        {
            WereKept &= Constraints!.AreKept(factors);
            return model.Predict(factors, part);
        }
    }
}
