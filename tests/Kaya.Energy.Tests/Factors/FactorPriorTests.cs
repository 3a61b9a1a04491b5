using Kaya.Learning;

namespace Kaya.Energy.Tests.Factors;

/// <summary>The population of factors, and the days that calibrate a model of little more than a year.</summary>
public sealed class FactorPriorTests
{
    // Means and deviations by NumPy: the same hierarchy summed over a fine grid of spread and mean (4,000 x 20,001 points).
    [Fact]
    public void Of_FourRegions_IsTheHierarchySummedOverAGrid()
    {
        double[][] means = [[1.0, 0.45, 0.75, 0], [1.1, 0.50, 0.80, 0], [0.95, 0.42, 0.70, 0], [1.05, 0.47, 0.78, 0]];
        double[] variances = [1e-4, 1e-4, 0.04, 0];
        FactorPrior prior = FactorPrior.Of([.. means.Select(own => new RegionFactors(FactorOrigin.OwnData, [.. own],
            [.. Enumerable.Range(0, 16).Select(k => k / 4 == k % 4 ? variances[k / 4] : 0)], 100, 0, 0, 700))], FactorPrior.World);
        foreach ((int source, double mean, double deviation) in (IEnumerable<(int, double, double)>)
            [(0, 1.0227, 0.1011), (1, 0.4595, 0.0468), (2, 0.774, 0.1478)])
        {
            Assert.Equal(mean, prior.Means[source], 2e-3);
            Assert.Equal(deviation, prior.Deviations[source], 2e-3);
        }

        Assert.Equal([4, 4, 0, 4], prior.Regions);
    }

    [Fact]
    public void Of_NoRegion_IsTheWorld()
    {
        FactorPrior prior = FactorPrior.Of([], FactorPrior.World);
        for (int source = 0; source < 4; source++)
        {
            Assert.Equal(WorldFactors.Means[source], prior.Means[source], 1e-9);
            Assert.Equal(WorldFactors.Deviations[source], prior.Deviations[source], 0.01 * WorldFactors.Deviations[source]);
        }
    }

    [Theory]
    [InlineData(730, false)]
    [InlineData(704, false)]
    [InlineData(520, true)]
    [InlineData(366, true)]
    [InlineData(200, false)]
    public void Fortnights_OnlyWhereBlocksLackSeasons_HoldEachDayOnce(int days, bool lacksSeasons)
    {
        EnergyDataset data = EnergyDataset.From(Enumerable.Range(0, days).Select(day => new RegionDay("A",
            new DateOnly(2023, 3, 1).AddDays(day), new EnergyProfile([1, 1, 1, 1, 1, 1, 1, 1]), new EmissionProfile([1, 1, 1, 1, 1, 1]))));
        Assert.Equal(lacksSeasons, CalibrationFolds.LackSeasons(data));
        IReadOnlyList<CalibrationFold> folds = CalibrationFolds.Fortnights(data);
        Assert.Equal(data.Days, folds.SelectMany(fold => fold.Test.Days).Order());
        Assert.All(folds, fold => Assert.Empty(fold.Test.Days.Intersect(fold.Train.Days)));
        if (!lacksSeasons) return;
        TimeDrift drift = TimeDrift.BetweenDays(data);
        // Half a year and a sixth of a year away: 4.3 % a year (generation 5.8 %) times the root of the sum. Quantiles of five degrees of
        // freedom from tables of Student's t.
        double root = Math.Sqrt((183 + 61) / 365.25);
        DateOnly end = data.Days[^1], asked = end.AddDays(183);
        foreach ((double level, double quantile) in ConformalIntervals.StandardLevels.Zip([0.7267, 1.4759, 2.5706]))
        {
            Assert.Equal(quantile * 0.043 * root, drift.Radius(Direction.EnergyToEmission, asked, level), 1e-5);
            Assert.Equal(quantile * 0.058 * root, drift.Radius(Direction.EmissionToEnergy, asked, level), 1e-5);
            Assert.Equal(drift.Radius(Direction.EmissionToEnergy, data.Days[0].AddDays(-183), level),
                drift.Radius(Direction.EmissionToEnergy, asked, level), 1e-12);
            // Evenly from 0 up to half a year (generation: a sixth of one).
            Assert.Equal(quantile * 0.043 * root / 3, drift.Radius(Direction.EnergyToEmission, end.AddDays(61), level), 1e-5);
            Assert.Equal(quantile * 0.058 * Math.Sqrt(2 * 61 / 365.25) * 20 / 61, drift.Radius(Direction.EmissionToEnergy, end.AddDays(20),
                level), 1e-5);
            Assert.Equal((0, 0), (drift.Radius(Direction.EnergyToEmission, end, level), drift.Radius(Direction.EmissionToEnergy, end,
                level)));
        }

        // As stored before: normal, with the same variance.
        TimeDrift stored = new(drift.First, drift.Last, drift.TestedDays, drift.VariancePerYear);
        Assert.Equal(1.2816 * 0.043 * Math.Sqrt(5.0 / 3) * root,
            stored.Radius(Direction.EnergyToEmission, asked, ConformalIntervals.StandardLevels[1]), 1e-5);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimeDrift(drift.First, drift.Last, 0, drift.VariancePerYear, 2));
    }
}
