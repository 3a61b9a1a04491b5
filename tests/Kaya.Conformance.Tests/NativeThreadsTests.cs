using Kaya.Core;
using Kaya.Learning;
using Kaya.Learning.XGBoost;
using Kaya.Torch;

namespace Kaya.Conformance.Tests;

/// <summary>Native libraries share OpenMP: what one sets must not slow another down.</summary>
public sealed class NativeThreadsTests
{
    [Fact]
    public void Fit_XGBoostOnOneThread_LeavesTorchItsThreads()
    {
        TorchRuntime.SetThreads(2);
        FeatureTable rows = FeatureTable.FromColumns((new FeatureColumn("x", Unit.One), [1.0, 2, 3, 4, 5, 6, 7, 8]));
        FeatureTable targets = FeatureTable.FromColumns((new FeatureColumn("y", Unit.One), [1.0, 4, 9, 16, 25, 36, 49, 64]));
        new GradientBoosting { Rounds = 3, Threads = 1 }.Fit(rows, targets, new FitContext(new RandomSource(1)));
        Assert.Equal(2, TorchRuntime.Threads);
    }
}
