namespace Kaya.Downscaling.Tests;

public sealed class RegressionComparisonTests
{
    private static readonly ZonalTable s_table = Plane.Table([3, 5, 8, 9, 14], ("x", [1.0, 2, 3, 4, 6]));

    // numpy.polyfit with each point left out in turn.
    [Fact]
    public void LeaveOneZoneOut_Line_AgreesWithNumpy()
    {
        RegressionComparison comparison = new([Line]);
        RegressionResult result = comparison.LeaveOneZoneOut(s_table, Plane.Context)[0];
        double[] expected = [3.02857142857, 5.26923076923, 7.20338983051, 9.71428571429, 13.6];
        for (int zone = 0; zone < 5; zone++) Assert.Equal(expected[zone], result.Predicted[zone], 1e-9);
        Assert.Equal(0.980535404274, result.Score.RSquared!.Value, 1e-9);
        Assert.Equal(0.524993976613, result.Score.RootMeanSquaredError, 1e-9);
        Assert.Equal(RegressionComparison.LeaveOneZoneOutTest, result.Test);
    }

    [Fact]
    public void YearToYear_SameYear_IsTheFitItself()
    {
        RegressionResult result = new RegressionComparison([Line]).YearToYear(s_table, s_table, "2010 -> 2010", Plane.Context)[0];
        // Slope and intercept by numpy.polyfit.
        Assert.Equal(2.17567567568 + 0.837837837838, result.Predicted[0], 1e-9);
        Assert.Equal((6 * 2.17567567568) + 0.837837837838, result.Predicted[4], 1e-9);
    }

    [Fact]
    public void Choose_WithinOnePercent_TakesTheSimpler()
    {
        SpatialRegression[] models = [new("simple", new LinearRegression()), new("middle", new LinearRegression()),
            new("large", new LinearRegression())];
        RegressionComparison comparison = new(models);
        Assert.Equal("simple", comparison.Choose([Result("simple", 1.009), Result("middle", 1.2), Result("large", 1)]).Name);
        Assert.Equal("large", comparison.Choose([Result("simple", 1.02), Result("middle", 1.2), Result("large", 1)]).Name);
    }

    [Fact]
    public void LeaveOneZoneOut_ZoneWithoutEmission_HasNoLogarithm()
    {
        RegressionResult result = new RegressionComparison([Line with { Scale = ZonalScale.RawSum }]).LeaveOneZoneOut(
            Plane.Table([0, 5, 8, 9], ("x", [1.0, 2, 3, 4])), Plane.Context)[0];
        Assert.Null(result.LogRmse);
        Assert.All(result.Predicted, value => Assert.True(value >= 0));
    }

    private static SpatialRegression Line => new("line", new LinearRegression()) { Extrapolation = Extrapolation.AsFitted };

    private static RegressionResult Result(string name, double error) =>
        new(name, "test", RegressionScore.Of([0, 1], [error, 1 + error]), null, [error, 1 + error]);
}
