using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Conformance.Tests;

/// <summary>Rules about fitting.</summary>
internal static class FitRules
{
    public static void IsRepeatable(EstimatorCase subject)
    {
        (IPredictor first, FeatureTable features, _) = subject.Fit();
        (IPredictor second, _, _) = subject.Fit();
        Assert.Equal(first.Predict(features).Values.ToArray(), second.Predict(features).Values.ToArray());
    }

    public static void LeavesInputsAlone(EstimatorCase subject)
    {
        (FeatureTable features, FeatureTable targets) = subject.Data();
        (double[] x, double[] y) = (features.Values.ToArray(), targets.Values.ToArray());
        IEstimator estimator = subject.Make();
        string? options = estimator.ToString();
        estimator.Fit(features, targets, EstimatorCase.Context).Predict(features);
        Assert.Equal(x, features.Values.ToArray());
        Assert.Equal(y, targets.Values.ToArray());
        Assert.Equal(options, estimator.ToString());
    }

    public static void ReturnsAnotherType(EstimatorCase subject)
    {
        (FeatureTable features, FeatureTable targets) = subject.Data();
        IEstimator estimator = subject.Make();
        IPredictor first = estimator.Fit(features, targets, EstimatorCase.Context);
        Assert.False(first is IEstimator, "a predictor is no estimator");
        Assert.Equal(features.Schema, first.Features);
        Assert.Equal(targets.Schema, first.Targets);
        // Fitting again, on other rows, is nothing to the predictor that is there.
        double[] before = first.Predict(features).Values.ToArray();
        int[] some = [.. Enumerable.Range(0, features.RowCount * 2 / 3)];
        IPredictor second = estimator.Fit(features.SelectRows(some), targets.SelectRows(some), EstimatorCase.Context);
        Assert.NotSame(first, second);
        Assert.Equal(before, first.Predict(features).Values.ToArray());
    }

    public static void HonoursCancellation(EstimatorCase subject)
    {
        (FeatureTable features, FeatureTable targets) = subject.Data();
        long before = subject.LiveHandles();
        FitContext cancelled = EstimatorCase.Context with { Cancellation = new CancellationToken(canceled: true) };
        Assert.ThrowsAny<OperationCanceledException>(() => subject.Make().Fit(features, targets, cancelled));

        // One that tells of several steps can be stopped after the first.
        CountingProgress counted = new();
        subject.Make().Fit(features, targets, EstimatorCase.Context with { Progress = counted });
        if (counted.Count < 2) return;
        using CancellationTokenSource source = new();
        FitContext stopped = EstimatorCase.Context with { Cancellation = source.Token, Progress = new CountingProgress(source) };
        Assert.ThrowsAny<OperationCanceledException>(() => subject.Make().Fit(features, targets, stopped));
        Assert.Equal(before, subject.LiveHandles());
    }

    public static void LeavesNoNativeObjects(EstimatorCase subject)
    {
        long before = subject.LiveHandles();
        (IPredictor predictor, FeatureTable features, _) = subject.Fit();
        predictor.Predict(features);
        (predictor as IDisposable)?.Dispose();
        // No collector is called: what is alive now was not given back.
        Assert.Equal(before, subject.LiveHandles());
    }

    private sealed class CountingProgress(CancellationTokenSource? source = null) : IProgress<WorkProgress>
    {
        private int _count;

        public int Count => _count;

        public void Report(WorkProgress value)
        {
            Interlocked.Increment(ref _count);
            source?.Cancel();
        }
    }
}
