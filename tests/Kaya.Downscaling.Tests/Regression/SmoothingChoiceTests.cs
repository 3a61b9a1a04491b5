namespace Kaya.Downscaling.Tests;

public sealed class SmoothingChoiceTests
{
    // By hand: the sums of a (4 and 4) divided by b are 2, 2 | 1, 3 instead of 1, 3 | 2, 2: 4 of 2 x 8. And the reverse alike.
    [Fact]
    public void Of_TwoZonesOfTwoCells_MisplacesTheLeftOutDriverByHand()
    {
        Grid grid = Plane.Grid(1, 4);
        DriverSet drivers = new(CellAreas.Of(grid), new Driver("a", Plane.Densities(grid, 1, 3, 2, 2)),
            new Driver("b", Plane.Totals(grid, 2, 2, 1, 3)));
        SmoothingChoice choice = SmoothingChoice.Of(drivers, Plane.Zones(grid, 1, 1, 2, 2), Statistics(1, 2),
            TestContext.Current.CancellationToken);
        Assert.Equal([0.25, 0.25], choice.Trials[0].Misplaced.Select(share => Math.Round(share, 12)));
    }

    // Activity of single cells. Drivers that show it where it is predict each other best as they are; drivers that show it up to two
    // cells aside, each elsewhere, predict each other better when smoothed.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 1)]
    public void Of_DriversDisplacedByCells_AreSmoothedOnlyIfTheyAre(int displacement, double atLeast)
    {
        const int side = 48;
        Grid grid = Plane.Grid(side, side);
        RandomSequence random = new RandomSource(5).Sequence();
        double[] first = new double[side * side], second = new double[side * side];
        for (int place = 0; place < 500; place++)
        {
            (int row, int column, double amount) = (random.NextInt32(side), random.NextInt32(side), Math.Exp(random.NextGaussian()));
            foreach (double[] driver in new[] { first, second })
            {
                int down = Math.Clamp(row + random.NextInt32((2 * displacement) + 1) - displacement, 0, side - 1);
                int right = Math.Clamp(column + random.NextInt32((2 * displacement) + 1) - displacement, 0, side - 1);
                driver[(down * side) + right] += amount;
            }
        }

        int[] zones = [.. Enumerable.Range(0, side * side).Select(cell => 1 + (cell / side / 24 * 2) + (cell % side / 24))];
        DriverSet drivers = new(CellAreas.Of(grid), new Driver("a", Plane.Densities(grid, first)),
            new Driver("b", Plane.Densities(grid, second)));
        SmoothingChoice choice = SmoothingChoice.Of(drivers, Plane.Zones(grid, zones), Statistics(1, 2, 3, 4),
            TestContext.Current.CancellationToken);
        if (atLeast == 0) Assert.Equal(0, choice.Kilometres);
        else Assert.True(choice.Kilometres >= atLeast, $"{choice.Kilometres} km");
    }

    [Fact]
    public void Of_SingleDriver_IsNotSmoothed()
    {
        Grid grid = Plane.Grid(1, 4);
        DriverSet drivers = new(CellAreas.Of(grid), new Driver("a", Plane.Densities(grid, 1, 3, 2, 2)));
        SmoothingChoice choice = SmoothingChoice.Of(drivers, Plane.Zones(grid, 1, 1, 2, 2), Statistics(1, 2),
            TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), (choice.Kilometres, choice.Trials.Length));
    }

    private static ZoneStatistics Statistics(params double[] values) =>
        new(values.Select((value, zone) => (Code: $"z{zone + 1}", value)).ToDictionary(pair => pair.Code, pair => pair.value), Plane.Tonne);
}
