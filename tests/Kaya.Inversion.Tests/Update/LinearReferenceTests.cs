using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion.Tests.Update;

/// <summary>Linear models with normal errors, whose posterior is known: <see cref="LinearAnalysis"/> by dense matrices.</summary>
public sealed class LinearReferenceTests
{
    // Bounds far away: the analytic posterior knows none.
    private static readonly EmissionUpdateOptions s_options = EmissionUpdateOptions.Variational with
    {
        Tolerance = 1e-11, InnerIterations = 400, HeldOutShare = 0.2,
        Constraints = new FactorConstraintOptions { Smallest = 1e-6, LargestChange = 1e6 },
        // Errors that do not depend on the values are the same for the twin and for the update.
        Loss = ObservationLossOptions.Likelihood with { RelativeError = 0 },
        Prior = new PriorCovarianceOptions { Shape = CorrelationShape.Exponential, LengthInCells = 2 },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void LinearAnalysis_OneFactorAndObservation_IsTheFormulaOfTwoVariances()
    {
        // y = 2 f, prior 1 +- 0.5, y = 3 +- 0.4: gain 0.25 * 2 / (4 * 0.25 + 0.16).
        LinearAnalysis exact = LinearAnalysis.Of([2.0], [1.0], [0.25], [3.0], [0.16]);
        double gain = 0.5 / 1.16;
        Assert.Equal(1 + gain, exact.Mean[0], 1e-14);
        Assert.Equal(2 * gain, exact.DegreesOfFreedom, 1e-14);
        Assert.Equal(0.25 * (1 - (2 * gain)), exact.Covariance[0], 1e-14);
    }

    [Theory]
    [InlineData(UpdateMethod.GaussNewton, ControlKind.Linear)]
    [InlineData(UpdateMethod.Lbfgs, ControlKind.Linear)]
    [InlineData(UpdateMethod.GaussNewton, ControlKind.Factors)]
    public void Run_LinearModel_FindsThePosteriorMean(UpdateMethod method, ControlKind control)
    {
        (ToyModel model, EmissionUpdate update) = Problem(s_options with { Method = method, Control = control, Iterations = 500 });
        UpdateResult result = update.Run(new FitContext(new RandomSource(1)));
        LinearAnalysis exact = Exact(model, update);
        Assert.True(result.Iterations > 0);
        for (int at = 0; at < model.Layout.Count; at++) Assert.Equal(Math.Max(1e-6, exact.Mean[at]), result.Factors.Values[at], 1e-6);
    }

    [Theory]
    [InlineData(UpdateMethod.GaussNewton)]
    [InlineData(UpdateMethod.Lbfgs)]
    public void Run_SomeFactorsHeld_FindsThePosteriorMeanOfTheOthers(UpdateMethod method)
    {
        (ToyModel model, EmissionUpdate all) = Problem(s_options);
        int n = model.Layout.Count;
        ImmutableArray<bool> held = [.. Enumerable.Range(0, n).Select(at => at % 3 == 0)];
        EmissionUpdate update = new(model, new RandomSource(7), s_options with
        {
            Method = method, Iterations = 500, Constraints = s_options.Constraints with { Held = held },
        });
        UpdateResult result = update.Run(new FitContext(new RandomSource(1)));
        // The others have their own part of the prior covariance, and the observations less what the held ones give.
        int[] free = [.. Enumerable.Range(0, n).Where(at => !held[at])];
        int[] used = [.. Enumerable.Range(0, model.Observations.Count).Where(at => all.Loss.Weights[at] > 0)];
        double[] covariance = DenseCovariance(all);
        double[] left = [.. used.Select(row => all.Loss.Observed[row]
            - Enumerable.Range(0, n).Where(at => held[at]).Sum(at => model.Matrix[(row * n) + at]))];
        LinearAnalysis exact = LinearAnalysis.Of([.. used.SelectMany(row => free.Select(at => model.Matrix[(row * n) + at]))],
            [.. free.Select(_ => 1.0)], [.. free.SelectMany(i => free.Select(j => covariance[(i * n) + j]))], left,
            [.. used.Select(row => all.Loss.Scales[row] * all.Loss.Scales[row])]);
        for (int k = 0; k < free.Length; k++) Assert.Equal(Math.Max(1e-6, exact.Mean[k]), result.Factors.Values[free[k]], 1e-5);
        Assert.All(Enumerable.Range(0, n).Where(at => held[at]), at => Assert.Equal(1, result.Factors.Values[at]));
    }

    [Fact]
    public void InformationContent_WrittenAndRead_IsTheSameAndBelongsToItsPriorAlone()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("kaya-directions").FullName, "directions.safetensors");
        (ToyModel model, EmissionUpdate update) = Problem(s_options);
        InformationContent made = InformationContent.Of(update, 5, new FitContext(new RandomSource(2)));
        made.Write(path);
        InformationContent read = InformationContent.Read(path, update.Prior!);
        Assert.Equal(made.Eigenvalues, read.Eigenvalues);
        Assert.Equal(made.Deviations, read.Deviations);
        Assert.Equal(made.AveragingKernelDiagonal, read.AveragingKernelDiagonal);
        PriorCovariance other = new(model.Layout, update.Options.Prior! with { LengthInCells = 3 });
        Assert.Contains("prior", Assert.Throws<SchemaMismatchException>(() => InformationContent.Read(path, other)).Message,
            StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void InformationContent_LinearModel_IsThatOfTheDensePosterior()
    {
        (ToyModel model, EmissionUpdate update) = Problem(s_options);
        InformationContent information = InformationContent.Of(update, 1000, new FitContext(new RandomSource(2)));
        LinearAnalysis exact = Exact(model, update);
        int n = model.Layout.Count;
        Assert.Equal(exact.DegreesOfFreedom, information.DegreesOfFreedom, 1e-6);
        for (int at = 0; at < n; at++)
        {
            Assert.Equal(exact.AveragingKernel[(at * n) + at], information.AveragingKernelDiagonal[at], 1e-6);
            Assert.Equal(Math.Sqrt(exact.Covariance[(at * n) + at]), information.Deviations[at], 1e-6);
        }

        // A sum of factors, such as the emissions of a region; and the part of each species.
        double[] weights = [.. Enumerable.Range(0, n).Select(at => at % 30 < 7 ? 1.0 + (at % 3) : 0)], covariance = DenseCovariance(update);
        double Of(ReadOnlySpan<double> matrix)
        {
            double sum = 0;
            for (int i = 0; i < n; i++) sum += weights[i] * CholeskyFactor.Dot(matrix.Slice(i * n, n), weights);
            return Math.Sqrt(sum);
        }

        (double before, double after) = information.DeviationsOfSum(weights);
        Assert.Equal(Of(covariance), before, 1e-8);
        Assert.Equal(Of(exact.Covariance), after, 1e-6);
        Assert.Equal(information.DegreesOfFreedom, model.Layout.Species.Sum(information.DegreesOfFreedomOf), 1e-9);
        // Fewer directions never say more in all.
        InformationContent few = InformationContent.Of(update, 8, new FitContext(new RandomSource(2)));
        Assert.True(few.DegreesOfFreedom < information.DegreesOfFreedom);
        Assert.True(few.DegreesOfFreedom > 4);
        Assert.True(few.Eigenvalues.Zip(information.Eigenvalues, (less, more) => less <= more * (1 + 1e-9)).All(isLess => isLess));
    }

    [Fact]
    public void Run_LbfgsThatKnowsTheCurvature_IsThereInAStepOrTwo()
    {
        (ToyModel model, EmissionUpdate update) = Problem(s_options with { Method = UpdateMethod.Lbfgs, Iterations = 500,
            Tolerance = 1e-8 });
        InformationContent information = InformationContent.Of(update, 1000, new FitContext(new RandomSource(2)));
        UpdateResult quick = update.Run(new FitContext(new RandomSource(1)), information);
        LinearAnalysis exact = Exact(model, update);
        Assert.True(quick.IsConverged && quick.Iterations <= 4, $"{quick.Iterations}");
        Assert.True(update.Run(new FitContext(new RandomSource(1))).Iterations > 3 * quick.Iterations);
        for (int at = 0; at < model.Layout.Count; at++) Assert.Equal(Math.Max(1e-6, exact.Mean[at]), quick.Factors.Values[at], 1e-5);
    }

    [Fact]
    public void InformationContent_InterruptedAndResumed_GivesTheSameBits()
    {
        (_, EmissionUpdate update) = Problem(s_options);
        string folder = Directory.CreateTempSubdirectory("kaya-directions-").FullName;
        FitContext kept = new FitContext(new RandomSource(2)) with { CheckpointFolder = folder };
        InformationContent whole = InformationContent.Of(update, 12, new FitContext(new RandomSource(2)));
        InformationContent.Of(update, 5, kept);
        InformationContent resumed = InformationContent.Of(update, 12, kept);
        Assert.Equal(whole.Eigenvalues, resumed.Eigenvalues);
        Assert.Equal(whole.Deviations, resumed.Deviations);
        // Directions of another update are refused.
        (_, EmissionUpdate other) = Problem(s_options with { PriorWeight = 2 });
        Assert.Throws<ModelFormatException>(() => InformationContent.Of(other, 12, kept));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void PosteriorEnsemble_LinearModel_HasTheSpreadOfThePosterior()
    {
        (ToyModel model, EmissionUpdate update) = Problem(s_options with { Tolerance = 1e-6 });
        PosteriorEnsemble ensemble = PosteriorEnsemble.Run(update, 300, new FitContext(new RandomSource(3)));
        LinearAnalysis exact = Exact(model, update);
        int n = model.Layout.Count;
        double ratio = Enumerable.Range(0, n).Average(at => ensemble.Deviations[at] / Math.Sqrt(exact.Covariance[(at * n) + at]));
        Assert.Equal(1, ratio, 0.03);
        // 300 members: standard error of a standard deviation 4 %.
        for (int at = 0; at < n; at++)
            Assert.InRange(ensemble.Deviations[at] / Math.Sqrt(exact.Covariance[(at * n) + at]), 0.83, 1.17);
        Assert.Equal(exact.DegreesOfFreedom, ensemble.DegreesOfFreedom, 0.1 * exact.DegreesOfFreedom);
        double[] weights = [.. Enumerable.Range(0, n).Select(at => at < 30 ? 1.0 : 0)];
        double prior = 0, posterior = 0;
        double[] covariance = DenseCovariance(update);
        for (int i = 0; i < 30; i++)
            for (int j = 0; j < 30; j++)
                (prior, posterior) = (prior + covariance[(i * n) + j], posterior + exact.Covariance[(i * n) + j]);
        Assert.Equal(1 - (posterior / prior), ensemble.VarianceReduction(weights), 0.15 * (posterior / prior) + 0.02);
        // The diagonal of the averaging kernel over all members, in the mean.
        double kernel = Enumerable.Range(0, n).Sum(at => exact.AveragingKernel[(at * n) + at]);
        Assert.Equal(kernel, ensemble.AveragingKernelDiagonal().Sum(), 0.1 * kernel);
    }

    [Fact]
    public void Interval_ManyTwins_HoldTheTruthAsOftenAsTheySay()
    {
        int inside = 0, count = 0;
        for (ulong seed = 0; seed < 12; seed++)
        {
            (ToyModel model, EmissionUpdate update) = Problem(s_options with { Tolerance = 1e-5, HeldOutShare = 0 }, seed, drawTruth: true);
            PosteriorEnsemble ensemble = PosteriorEnsemble.Run(update, 40, new FitContext(new RandomSource(seed)));
            double[] truth = Truth(model, update, seed);
            for (int at = 0; at < truth.Length; at++)
            {
                (double low, double high) = ensemble.Interval(at);
                if (truth[at] < 0.02) continue;
                count++;
                if (truth[at] >= low && truth[at] <= high) inside++;
            }
        }

        Assert.InRange(inside / (double)count, 0.72, 0.88);
    }

    [Fact]
    public void Run_WithoutObservationsNearby_KeepsThePriorThere()
    {
        ToyModel model = ToyModel.Create(12, new ToyShape { Rows = 20, Columns = 20, Sites = 2, Days = 2 });
        EmissionUpdate update = new(model, new RandomSource(1), s_options with
        {
            HeldOutShare = 0, Prior = new PriorCovarianceOptions { Shape = CorrelationShape.ExponentialByAxis, LengthInCells = 1 },
        });
        UpdateResult result = update.Run(new FitContext(new RandomSource(1)));
        int[] observed = [.. model.Observations.Points.ToArray().Select(point => point.Cell).Distinct()];
        int far = Enumerable.Range(0, 400).MaxBy(
            cell => observed.Min(other => Math.Abs((cell / 20) - (other / 20)) + Math.Abs((cell % 20) - (other % 20))));
        Assert.Equal(1, result.Factors.Values[far], 0.05);
        Assert.True(Math.Abs(result.Factors.Values[observed[0]] - 1) > 0.1);
        InfluenceMap influence = InfluenceMap.Of(model, update.Loss, CorrectionFactors.Ones(model.Layout), Stop);
        Assert.True(influence.Values[observed[0]] > 50 * influence.Values[far]);
    }

    private static (ToyModel Model, EmissionUpdate Update) Problem(EmissionUpdateOptions options, ulong seed = 7, bool drawTruth = false)
    {
        ToyModel model = ToyModel.Create(seed);
        EmissionUpdate update = new(model, new RandomSource(seed), options);
        double[] truth = drawTruth ? Truth(model, update, seed) : [.. Enumerable.Repeat(1.2, model.Layout.Count)];
        ToyModel observed = model.WithObservationsOf(truth, update.Loss, new RandomSource(seed).Derive("noise"));
        return (observed, new EmissionUpdate(observed, new RandomSource(seed), options));
    }

    private static double[] Truth(ToyModel model, EmissionUpdate update, ulong seed)
    {
        double[] numbers = update.Prior!.Draw(new RandomSource(seed).Derive("truth"));
        update.Prior.ApplyRoot(numbers);
        return [.. numbers.Select(number => 1 + number)];
    }

    private static double[] DenseCovariance(EmissionUpdate update)
    {
        int n = update.Control.Layout.Count;
        double[] covariance = new double[n * n];
        for (int j = 0; j < n; j++)
        {
            covariance[(j * n) + j] = 1;
            update.Prior!.Apply(covariance.AsSpan(j * n, n));
        }

        return covariance;
    }

    private static LinearAnalysis Exact(ToyModel model, EmissionUpdate update)
    {
        int n = model.Layout.Count;
        int[] used = [.. Enumerable.Range(0, model.Observations.Count).Where(at => update.Loss.Weights[at] > 0)];
        double[] matrix = [.. used.SelectMany(at => model.Matrix.Slice(at * n, n).ToArray())];
        double[] observed = [.. used.Select(at => update.Loss.Observed[at])];
        double[] variances = [.. used.Select(at => update.Loss.Scales[at] * update.Loss.Scales[at])];
        return LinearAnalysis.Of(matrix, [.. Enumerable.Repeat(1.0, n)], DenseCovariance(update), observed, variances);
    }
}
