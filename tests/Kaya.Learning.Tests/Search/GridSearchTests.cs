namespace Kaya.Learning.Tests;

public sealed class GridSearchTests
{
    private readonly FeatureTable _features = Tabulated.Random("x", 120, 3, 1);

    private FeatureTable Targets => FeatureTable.Create(Tabulated.Schema("y", 1), 120, memory =>
    {
        for (int row = 0; row < 120; row++) memory.Span[row] = 2 * _features[row, 0] - _features[row, 2];
    });

    [Fact]
    public void Run_LinearTruth_FindsTheLinearModelAndKeepsTheTable()
    {
        IEstimator[] candidates = [new KnnRegression { Neighbours = 1 }, new LinearRegression(), new KnnRegression { Neighbours = 9 }];
        List<WorkProgress> told = [];
        GridSearchResult result = Search(candidates).Run(_features, Targets, Tabulated.Context() with { Progress = new Listener(told) });
        Assert.Equal(candidates, result.Tries.Select(t => t.Estimator));
        Assert.IsType<LinearRegression>(result.Best.Estimator);
        Assert.True(result.Best.Loss < 1e-10);
        Assert.Equal([1L, 2, 3], told.Select(p => p.Done));
    }

    [Fact]
    public void Run_Cancelled_Stops() => Assert.Throws<OperationCanceledException>(() =>
        Search([new LinearRegression()]).Run(_features, Targets, Tabulated.Context() with { Cancellation = new CancellationToken(true) }));

    private static GridSearch Search(IReadOnlyList<IEstimator> candidates) => new(candidates, Split.Random(120, 0.25, new RandomSource(5)),
        (observed, predicted) => Metrics.RootMeanSquaredError(observed.Column(0).AsSpan(), predicted.Column(0).AsSpan()));

    private sealed class Listener(List<WorkProgress> told) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => told.Add(value);
    }
}
