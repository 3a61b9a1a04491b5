namespace Kaya.Learning.Tests;

public sealed class NeighbourSearchTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 2, 3)]
    [InlineData(503, 9, 5)]
    [InlineData(2000, 30, 1)]
    public void Find_RandomPoints_AgreesWithASort(int count, int dimensions, int neighbours)
    {
        FeatureTable points = Tabulated.Random("p", count, dimensions, 3), queries = Tabulated.Random("q", 40, dimensions, 4);
        double[] distances = new double[40 * neighbours];
        int[] found = new int[40 * neighbours];
        new NeighbourSearch(points.Values.Span, count, dimensions).Find(queries.Values.Span, neighbours, distances, found);
        for (int query = 0; query < 40; query++)
        {
            int[] expected = [.. Enumerable.Range(0, count).OrderBy(point => Distance(queries, query, points, point)).Take(neighbours)];
            Assert.Equal(expected, found[(query * neighbours)..((query + 1) * neighbours)]);
            Assert.Equal(Distance(queries, query, points, expected[0]), distances[query * neighbours], 1e-12);
        }
    }

    [Fact]
    public void Predict_EqualDistances_TakesTheEarlierRows()
    {
        FeatureTable features = Tabulated.Table("x", [[1], [-1], [1], [-1]]), targets = Tabulated.Table("y", [[1], [2], [3], [4]]);
        IPredictor predictor = new KnnRegression { Neighbours = 2 }.Fit(features, targets, Tabulated.Context());
        Assert.Equal(1.5, predictor.Predict(Tabulated.Table("x", [[0]]))[0, 0]);
    }

    [Fact]
    public void Predict_DistanceWeightsOnATrainingRow_AnswersThatRowsTarget()
    {
        FeatureTable features = Tabulated.Table("x", [[0], [1], [2]]), targets = Tabulated.Table("y", [[10], [20], [30]]);
        IPredictor predictor = new KnnRegression { Neighbours = 3, Weights = NeighbourWeights.Distance }.Fit(
            features, targets, Tabulated.Context());
        Assert.Equal(20, predictor.Predict(Tabulated.Table("x", [[1]]))[0, 0]);
    }

    [Fact]
    public void Predict_DistanceOverflows_NamesTheColumn()
    {
        FeatureTable features = Tabulated.Random("x", 9, 2, 1);
        IPredictor predictor = new KnnRegression().Fit(features, Tabulated.Random("y", 9, 1, 2), Tabulated.Context());
        NonFiniteException error = Assert.Throws<NonFiniteException>(() => predictor.Predict(Tabulated.Table("x", [[0, 1e200]])));
        Assert.Equal("x1", error.Fault.Where!.Variable);
    }

    private static double Distance(FeatureTable queries, int query, FeatureTable points, int point)
    {
        double sum = 0;
        for (int i = 0; i < points.ColumnCount; i++) sum = Math.FusedMultiplyAdd(
            points[point, i] - queries[query, i], points[point, i] - queries[query, i], sum);
        return sum;
    }
}
