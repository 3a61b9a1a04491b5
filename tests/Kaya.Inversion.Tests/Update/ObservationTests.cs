using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion.Tests.Update;

public sealed class ObservationTests
{
    private static readonly ImmutableArray<ObservedSite> s_sites =
        [new("a", 4, "north"), new("b", 4, "north"), new("c", 7, "south"), new("d", 9, "east"), new("e", 11, "west")];

    [Fact]
    public void CellObservations_SeveralSitesInACell_AreAveragedAndGapsLeftOut()
    {
        // The published code let the last site of a cell overwrite the others.
        float nan = float.NaN;
        float[][] series = [[10, nan, nan, 4], [20, 6, nan, nan], [1, 2, 3, 4], [nan, nan, nan, nan], []];
        SiteSeries ozone = (pollutant, site) => pollutant == Pollutant.O3 ? series[site] : [];
        UpdateObservations observations = UpdateObservations.Of(s_sites, ozone, 4, 0, 2);
        Assert.Equal([new(0, 4, Pollutant.O3), new(0, 7, Pollutant.O3), new(1, 4, Pollutant.O3), new(1, 7, Pollutant.O3),
            new(2, 7, Pollutant.O3), new(3, 4, Pollutant.O3), new ObservationPoint(3, 7, Pollutant.O3)], observations.Points.ToArray());
        Assert.Equal([15, 1, 6, 2, 3, 4, 4], observations.Values.ToArray());
        Assert.Equal([2, 1, 1, 1, 1, 1, 1], observations.Sites.ToArray());
        Assert.Equal(2, observations.Parts);
        Assert.Equal((0, 4), observations.RangeOf(0));
        Assert.Equal((4, 3), observations.RangeOf(1));
        UpdateObservations later = UpdateObservations.Of(s_sites, ozone, 4, 2, 2);
        Assert.Equal((0, 0), later.RangeOf(0));
        Assert.Equal(3, later.Count);
    }

    [Fact]
    public void CellObservations_AllMissing_SaysThatNothingCanBeLearnt()
    {
        float[] none = [float.NaN, float.NaN];
        DataNotFoundException thrown = Assert.Throws<DataNotFoundException>(() => UpdateObservations.Of(s_sites, (_, _) => none, 2));
        Assert.Contains("nothing can be learnt", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HoldOut_Shares_TakeWholeClustersAndTheSameBySeed()
    {
        ToyModel model = ToyModel.Create(3, new ToyShape { Sites = 20, Rows = 9, Columns = 9 });
        UpdateObservations observations = model.Observations;
        ImmutableArray<bool> heldOut = observations.HoldOut(0.2, new RandomSource(1));
        Assert.Equal(heldOut, observations.HoldOut(0.2, new RandomSource(1)));
        Assert.InRange(heldOut.Count(isOut => isOut), 1, observations.Count / 2);
        // A cell is held out in all hours and pollutants or in none.
        foreach (var cell in observations.Points.ToArray().Zip(heldOut).GroupBy(pair => pair.First.Cell))
            Assert.Single(cell.Select(pair => pair.Second).Distinct());
        Assert.DoesNotContain(true, observations.HoldOut(0, new RandomSource(1)));
        Assert.Throws<DataNotFoundException>(() => ObservationLoss.Of(
            observations, null, observations.HoldOut(observations.Clusters.ToHashSet())));
    }

    [Fact]
    public void Loss_Pooled_IsTheMeanAbsoluteErrorOfEquationFive()
    {
        ToyModel model = ToyModel.Create(5);
        ObservationLoss loss = ObservationLoss.Of(model.Observations,
            new ObservationLossOptions { Shape = LossShape.Absolute, Weighting = LossWeighting.Pooled });
        double[] predicted = [.. model.Observations.Values.ToArray().Select((value, n) => value + (n % 2 == 0 ? 3 : -1))];
        double expected = predicted.Zip(model.Observations.Values.ToArray(), (a, b) => Math.Abs(a - b)).Average();
        Assert.Equal(expected, Total(loss, predicted), 1e-12);
        Assert.Equal(expected, loss.MeanAbsoluteErrors(predicted).Average(pair => pair.Value), 0.3);
    }

    [Fact]
    public void Loss_EqualByPollutant_DoesNotDependOnTheUnitOfAPollutant()
    {
        float[] small = [1, 2, 4, 3, 1, 5], large = [100, 300, 100, 500, 200, 900];
        UpdateObservations Of(float factor) => UpdateObservations.Of([new("a", 0, "x")], (pollutant, _) => pollutant switch
        {
            Pollutant.So2 => small, Pollutant.Pm25 => large.Select(value => value * factor).ToArray(), _ => [],
        }, 6);
        double[] Predicted(UpdateObservations observations, double factor) => [.. observations.Points.ToArray()
            .Zip(observations.Values.ToArray(), (point, value) => value + (point.Pollutant == Pollutant.So2 ? 0.5 : 40 * factor))];
        double first = Total(ObservationLoss.Of(Of(1)), Predicted(Of(1), 1));
        double second = Total(ObservationLoss.Of(Of(8)), Predicted(Of(8), 8));
        Assert.Equal(first, second, 1e-9);
        // Half of the loss is that of each pollutant, over its spread.
        double Spread(float[] values) => Math.Sqrt(values.Average(value => Math.Pow(value - values.Average(), 2)));
        Assert.Equal((0.5 / Spread(small) / 2) + (40 / Spread(large) / 2), first, 1e-6);
    }

    [Theory]
    [InlineData(LossShape.Absolute, LossWeighting.Pooled)]
    [InlineData(LossShape.Absolute, LossWeighting.EqualByPollutant)]
    [InlineData(LossShape.Squared, LossWeighting.EqualByPollutant)]
    [InlineData(LossShape.Squared, LossWeighting.ByError)]
    [InlineData(LossShape.Huber, LossWeighting.ByError)]
    [InlineData(LossShape.Huber, LossWeighting.Pooled)]
    public void Loss_Derivatives_AgreeWithDifferences(LossShape shape, LossWeighting weighting)
    {
        ToyModel model = ToyModel.Create(8);
        RandomSequence sequence = new RandomSource(2).Sequence();
        ImmutableArray<bool> masked = model.Observations.Mark(point => point.Hour % 3 == 0);
        ObservationLoss loss = ObservationLoss.Of(
            model.Observations, new ObservationLossOptions { Shape = shape, Weighting = weighting, HuberWidth = 0.7 }, masked);
        double[] predicted = [.. model.Observations.Values.ToArray().Select(value => value + (4 * sequence.NextGaussian()))];
        for (int part = 0; part < model.Observations.Parts; part++)
        {
            (int first, int count) = model.Observations.RangeOf(part);
            double[] own = predicted[first..(first + count)], derivatives = new double[count];
            loss.Of(part, own, derivatives);
            for (int k = 0; k < count; k++)
            {
                double here = own[k];
                own[k] = here + 1e-5;
                double above = loss.Of(part, own, []);
                own[k] = here - 1e-5;
                double below = loss.Of(part, own, []);
                own[k] = here;
                Assert.Equal((above - below) / 2e-5, derivatives[k], 1e-7);
                if (masked[first + k]) Assert.Equal(0, derivatives[k]);
            }

            if (count == 0) continue;
            own[0] = double.NaN;
            if (masked[first]) Assert.True(double.IsFinite(loss.Of(part, own, derivatives)));
            else Assert.Throws<NonFiniteException>(() => loss.Of(part, own, derivatives));
        }
    }

    [Fact]
    public void RunningMeans_WithGaps_AreThoseOfTheHoursAround()
    {
        RandomSequence sequence = new RandomSource(6).Sequence();
        float[][] series = [.. Enumerable.Range(0, 8).Select(_ => Enumerable.Range(0, 90).Select(_ =>
            sequence.NextDouble() < 0.3 ? float.NaN : (float)(20 * sequence.NextDouble())).ToArray())];
        UpdateObservations observations = UpdateObservations.Of(s_sites, (pollutant, site) => pollutant switch
        {
            Pollutant.O3 => site < 4 ? series[site] : [], Pollutant.Pm25 => site < 4 ? series[4 + site] : [], _ => [],
        }, 90);
        double[] means = observations.RunningMeans(10);
        ObservationPoint[] points = observations.Points.ToArray();
        for (int n = 0; n < means.Length; n++)
            Assert.Equal(Enumerable.Range(0, points.Length).Where(k => points[k].Cell == points[n].Cell
                && points[k].Pollutant == points[n].Pollutant && Math.Abs(points[k].Hour - points[n].Hour) <= 10)
                .Average(k => observations.Values[k]), means[n], 1e-9);
        Assert.Equal(observations.Values.ToArray(), observations.RunningMeans(0));
    }

    [Fact]
    public void Loss_ByError_RelativeErrorsDoNotDrawPredictionsBelowTheTruth()
    {
        // Errors of a third of the value: weights by the values themselves would put the best prediction at 68.
        RandomSequence sequence = new RandomSource(9).Sequence();
        float[] values = [.. Enumerable.Range(0, 2000).Select(_ => (float)(100 * Math.Max(0.1, 1 + (0.3 * sequence.NextGaussian()))))];
        UpdateObservations observations = UpdateObservations.Of(
            [new("a", 0, "x")], (pollutant, _) => pollutant == Pollutant.No2 ? values : [], values.Length, 0, values.Length);
        ObservationLoss loss = ObservationLoss.Of(observations, ObservationLossOptions.Likelihood with { RelativeError = 0.3 });
        // The loss is quadratic in one prediction for all hours: two derivatives give its minimum.
        double SlopeAt(double prediction)
        {
            double[] slopes = new double[values.Length];
            loss.Of(0, [.. Enumerable.Repeat(prediction, values.Length)], slopes);
            return slopes.Sum();
        }

        double atHundred = SlopeAt(100), best = 100 - (atHundred / (SlopeAt(101) - atHundred));
        // Mean of 2,000 values with a deviation of 30: within four times 30 / sqrt(2000).
        Assert.Equal(100, best, 4 * 30 / Math.Sqrt(values.Length));
    }

    private static double Total(ObservationLoss loss, double[] predicted)
    {
        double sum = 0;
        for (int part = 0; part < loss.Observations.Parts; part++)
        {
            (int first, int count) = loss.Observations.RangeOf(part);
            sum += loss.Of(part, predicted.AsSpan(first, count), []);
        }

        return sum;
    }
}
