namespace Kaya.Downscaling.Tests;

public sealed class SmoothingChoiceTests
{
    private const int Side = 48;

    // By hand: the sums of a (4 and 4) divided by b are 2, 2 | 1, 3 instead of 1, 3 | 2, 2: 4 of 2 x 8. And the reverse alike.
    [Fact]
    public void Of_TwoZonesOfTwoCells_MisplacesTheLeftOutDriverByHand()
    {
        Grid grid = Plane.Grid(1, 4);
        DriverSet drivers = new(CellAreas.Of(grid), new Driver("a", Plane.Densities(grid, 1, 3, 2, 2)),
            new Driver("b", Plane.Totals(grid, 2, 2, 1, 3)));
        SmoothingChoice choice = SmoothingChoice.Of(drivers, Plane.Zones(grid, 1, 1, 2, 2), Statistics(1, 2),
            TestContext.Current.CancellationToken);
        Assert.Equal([0.25, 0.25], choice.Before.Select(share => Math.Round(share, 12)));
    }

    // Activity of single cells. Drivers that show it where it is predict each other best as they are; drivers that show it up to two
    // cells aside, each elsewhere, predict each other better when smoothed.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 1)]
    public void Of_DriversDisplacedByCells_AreSmoothedOnlyIfTheyAre(int displacement, double atLeast)
    {
        RandomSequence random = new RandomSource(5).Sequence();
        double[] first = new double[Side * Side], second = new double[Side * Side];
        for (int place = 0; place < 500; place++)
        {
            (int row, int column, double amount) = (random.NextInt32(Side), random.NextInt32(Side), Math.Exp(random.NextGaussian()));
            foreach (double[] driver in new[] { first, second })
            {
                int down = Math.Clamp(row + random.NextInt32((2 * displacement) + 1) - displacement, 0, Side - 1);
                int right = Math.Clamp(column + random.NextInt32((2 * displacement) + 1) - displacement, 0, Side - 1);
                driver[(down * Side) + right] += amount;
            }
        }

        double[] widths = Chosen(first, second);
        if (atLeast == 0) Assert.Equal([0, 0], widths);
        else Assert.True(widths.Min() >= atLeast, string.Join(", ", widths));
    }

    // One driver shows each place where it is, the other blurred: the sharp one has to be smoothed to predict the blurred one, and not
    // the reverse.
    [Fact]
    public void Of_OneBlurredDriver_SmoothsTheSharpOne()
    {
        RandomSequence random = new RandomSource(6).Sequence();
        double[] sharp = new double[Side * Side], blurred = new double[Side * Side];
        for (int place = 0; place < 60; place++)
        {
            (int row, int column, double amount) = (random.NextInt32(Side), random.NextInt32(Side), Math.Exp(random.NextGaussian()));
            sharp[(row * Side) + column] += amount;
            for (int cell = 0; cell < blurred.Length; cell++)
            {
                (int down, int right) = ((cell / Side) - row, (cell % Side) - column);
                blurred[cell] += amount * Math.Exp(-((down * down) + (right * right)) / 8.0);
            }
        }

        Assert.Equal([2, 0], Chosen(sharp, blurred));
    }

    [Fact]
    public void Of_SingleDriver_IsNotSmoothed()
    {
        Grid grid = Plane.Grid(1, 4);
        DriverSet drivers = new(CellAreas.Of(grid), new Driver("a", Plane.Densities(grid, 1, 3, 2, 2)));
        SmoothingChoice choice = SmoothingChoice.Of(drivers, Plane.Zones(grid, 1, 1, 2, 2), Statistics(1, 2),
            TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), (choice.Drivers.Drivers[0].SmoothingKilometres, choice.Before.Length));
    }

    // Two drivers on a square of four zones.
    private static double[] Chosen(double[] first, double[] second)
    {
        Grid grid = Plane.Grid(Side, Side);
        int[] zones = [.. Enumerable.Range(0, Side * Side).Select(cell => 1 + (cell / Side / 24 * 2) + (cell % Side / 24))];
        DriverSet drivers = new(CellAreas.Of(grid), new Driver("first", Plane.Densities(grid, first)),
            new Driver("second", Plane.Densities(grid, second)));
        return [.. SmoothingChoice.Of(drivers, Plane.Zones(grid, zones), Statistics(1, 2, 3, 4), TestContext.Current.CancellationToken)
            .Drivers.Drivers.Select(driver => driver.SmoothingKilometres)];
    }

    private static ZoneStatistics Statistics(params double[] values) =>
        new(values.Select((value, zone) => (Code: $"z{zone + 1}", value)).ToDictionary(pair => pair.Code, pair => pair.value), Plane.Tonne);
}
