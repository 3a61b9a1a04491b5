using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Conformance.Tests;

/// <summary>Rules about fitting.</summary>
internal static class FitRules
{
    public static void IsRepeatable(EstimatorCase subject)
    {
        (IFittedModel first, object data) = subject.Fit();
        (IFittedModel second, _) = subject.Fit();
        Assert.Equal(subject.Answer(first, data), subject.Answer(second, data));
    }

    public static void LeavesInputsAlone(EstimatorCase subject)
    {
        object data = subject.MakeData(), estimator = subject.MakeEstimator();
        double[] before = subject.Numbers(data);
        string? options = estimator.ToString();
        subject.Answer(subject.Fit(estimator, data, EstimatorCase.Context), data);
        Assert.Equal(before, subject.Numbers(data));
        Assert.Equal(options, estimator.ToString());
    }

    public static void ReturnsAnotherType(EstimatorCase subject)
    {
        object data = subject.MakeData(), estimator = subject.MakeEstimator();
        IFittedModel first = subject.Fit(estimator, data, EstimatorCase.Context);
        Assert.False(
            Array.Exists(first.GetType().GetInterfaces(), type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(
            IEstimator<,>)),
            "a fitted model is no estimator");
        Assert.False(first is IDisposable, "a fitted model has nothing to dispose of");
        // Fitting again, on other data, is nothing to the model that is there.
        double[] before = subject.Answer(first, data);
        IFittedModel second = subject.Fit(estimator, subject.MakeData(DataForm.Part), EstimatorCase.Context);
        Assert.NotSame(first, second);
        Assert.Equal(before, subject.Answer(first, data));
    }

    public static void HonoursCancellation(EstimatorCase subject)
    {
        object data = subject.MakeData();
        long before = subject.LiveHandles();
        FitContext cancelled = EstimatorCase.Context with { Cancellation = new CancellationToken(canceled: true) };
        Assert.ThrowsAny<OperationCanceledException>(() => subject.Fit(subject.MakeEstimator(), data, cancelled));

        // One that tells of several steps can be stopped after the first.
        CountingProgress counted = new();
        subject.Fit(subject.MakeEstimator(), data, EstimatorCase.Context with { Progress = counted });
        if (counted.Count < 2) return;
        using CancellationTokenSource source = new();
        CountingProgress stopping = new(source);
        FitContext stopped = EstimatorCase.Context with { Cancellation = source.Token, Progress = stopping };
        Exception? thrown = Record.Exception(() => subject.Fit(subject.MakeEstimator(), data, stopped));
        // Reports are some time apart: on a busy machine the first one may be that of the last step.
        Assert.True(thrown is OperationCanceledException || (thrown is null && stopping.IsAtEnd),
            $"{thrown?.GetType().Name ?? "no exception"}");
        Assert.Equal(before, subject.LiveHandles());
    }

    public static void LeavesNoNativeObjects(EstimatorCase subject)
    {
        long before = subject.LiveHandles();
        (IFittedModel model, object data) = subject.Fit();
        subject.Answer(model, data);
        // No collector is called: what is alive now was not given back. Native copies of networks, which go with their model, are counted
        // apart.
        Assert.Equal(before, subject.LiveHandles());
        GC.KeepAlive(model);
    }

    private sealed class CountingProgress(CancellationTokenSource? source = null) : IProgress<WorkProgress>
    {
        private int _count;

        public int Count => _count;

        /// <summary>Whether the last report said that all is done.</summary>
        public bool IsAtEnd { get; private set; }

        public void Report(WorkProgress value)
        {
            Interlocked.Increment(ref _count);
            IsAtEnd = value.Done >= value.Total;
            source?.Cancel();
        }
    }
}
