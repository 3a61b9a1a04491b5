using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion.Tests.Update;

public sealed class ObservationErrorTests
{
    private const int Cells = 40, Hours = 200;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 3)]
    [InlineData(0.7, 17 / 3.0)]
    public void Estimate_ErrorsThatFadeFromHourToHour_FindsTheirSizeAndHowManyHoursAreAlike(double fading, double alike)
    {
        // A process of first order: n hours tell as much as n (1 - r) / (1 + r) independent ones. The true error is 0.8 of the assumed.
        ObservationLoss loss = Loss(out UpdateObservations observations);
        RandomSequence random = new RandomSource(5).Sequence();
        double[] prior = new double[observations.Count], updated = new double[observations.Count];
        foreach (IGrouping<int, int> station in Enumerable.Range(0, observations.Count).GroupBy(n => observations.Points[n].Cell))
        {
            double error = 0;
            bool isFirst = true;
            foreach (int n in station.OrderBy(n => observations.Points[n].Hour))
            {
                double fresh = 0.8 * random.NextGaussian();
                error = isFirst ? fresh : (fading * error) + (Math.Sqrt(1 - (fading * fading)) * fresh);
                isFirst = false;
                // The prior errs too, in its own way: that part must not count.
                updated[n] = observations.Values[n] - (error * loss.Scales[n]);
                prior[n] = updated[n] - (random.NextGaussian() * loss.Scales[n]);
            }
        }

        ObservationErrorEstimate found = Assert.Single(ObservationErrors.Estimate(loss, prior, updated));
        Assert.Equal(Pollutant.No2, found.Pollutant);
        Assert.Equal(observations.Count, found.Count);
        Assert.Equal(0.8, found.Error, 0.03);
        Assert.Equal(alike, found.Hours, 0.15 * alike);
        Assert.Equal(0.8 * Math.Sqrt(alike), found.Factor, 0.1 * Math.Sqrt(alike));
    }

    [Fact]
    public void Estimate_FewObservationsOrAnUpdateWorseThanThePrior_SaysNothing()
    {
        ObservationLoss loss = Loss(out UpdateObservations observations);
        double[] above = [.. observations.Values.ToArray().Select(value => value + 1)];
        double[] below = [.. observations.Values.ToArray().Select(value => value - 1)];
        Assert.Empty(ObservationErrors.Estimate(loss, above, below));
        ImmutableArray<bool> nearlyAll = [.. Enumerable.Range(0, observations.Count).Select(n => n >= ObservationErrors.Fewest - 1)];
        Assert.Empty(ObservationErrors.Estimate(
            ObservationLoss.Of(observations, ObservationLossOptions.Likelihood, nearlyAll), above, above));
        Assert.Throws<ArgumentException>(() => ObservationErrors.Estimate(loss, [1.0], above));
    }

    private static ObservationLoss Loss(out UpdateObservations observations)
    {
        RandomSequence random = new RandomSource(6).Sequence();
        float[] series = [.. Enumerable.Range(0, Hours).Select(_ => 5 + (float)random.NextDouble())];
        observations = UpdateObservations.Of(
            [.. Enumerable.Range(0, Cells).Select(cell => new ObservedSite($"site {cell}", cell, $"cluster {cell}"))],
            (pollutant, _) => pollutant == Pollutant.No2 ? series : [], Hours, 0, Hours);
        return ObservationLoss.Of(observations, ObservationLossOptions.Likelihood);
    }
}
