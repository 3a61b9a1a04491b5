namespace Kaya.Learning.Tests;

public sealed class MetricsTests
{
    // numpy.median of the same numbers.
    [Fact]
    public void Median_OddEvenAndNone_IsTheMiddle()
    {
        Assert.Equal(3, Metrics.Median([9, 3, -1]));
        Assert.Equal(2.5, Metrics.Median([4, 1, 9, -2]));
        Assert.Throws<ArgumentException>(() => Metrics.Median([]));
    }

    [Fact]
    public void MeanAbsolutePercentageError_ByHand_IsAFraction() =>
        // |10-11|/10 = 0.1, |20-15|/20 = 0.25: mean 0.175.
        Assert.Equal(0.175, Metrics.MeanAbsolutePercentageError([10, 20], [11, 15]), 1e-15);

    [Fact]
    public void MeanAbsolutePercentageError_ObservedZero_NamesTheRow() =>
        Assert.Contains("observation 1", Assert.Throws<ArgumentException>(() => Metrics.MeanAbsolutePercentageError([1, 0], [1, 1]))
            .Message, StringComparison.Ordinal);

    [Fact]
    public void Bias_TooHigh_IsPositive() => Assert.Equal(2, Metrics.Bias([1, 2], [3, 4]));

    [Fact]
    public void RegressionScore_ConstantOrZero_LeavesMeasuresOut()
    {
        RegressionScore score = RegressionScore.Of([0, 0, 0], [1, 2, 3]);
        Assert.Null(score.MeanAbsolutePercentageError);
        Assert.Null(score.RSquared);
        Assert.Null(score.Spearman);
        Assert.Equal(2, score.MeanAbsoluteError);
    }

    [Fact]
    public void Spearman_Monotone_IsOne() => Assert.Equal(1, Metrics.Spearman([1, 2, 3, 4], [1, 8, 27, 64]));

    [Fact]
    public void EveryMeasure_NoOrUnequalNumbers_Refuses()
    {
        Assert.Throws<ArgumentException>(() => RegressionScore.Of(ReadOnlySpan<double>.Empty, []));
        Assert.Throws<ArgumentException>(() => Metrics.RSquared([1, 2], [1]));
    }

    [Fact]
    public void RegressionScore_OfTables_ScoresEachTarget()
    {
        FeatureTable observed = Tabulated.Random("y", 30, 2, 1);
        FeatureTable predicted = Tabulated.Random("y", 30, 2, 2);
        Assert.Equal(Metrics.Bias(observed.Column(1).AsSpan(), predicted.Column(1).AsSpan()), RegressionScore.Of(observed, predicted)[1]
            .Bias);
        Assert.Throws<SchemaMismatchException>(() => RegressionScore.Of(observed, predicted.SelectColumns("y0")));
    }
}
