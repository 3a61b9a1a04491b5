using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion.Tests.Update;

/// <summary>A network as the forward model of an update.</summary>
public sealed class NetworkForwardTests(ITestOutputHelper output) : TensorTest
{
    private static readonly ImmutableArray<EmittedSpecies> s_species = [EmittedSpecies.Nox, EmittedSpecies.Pm25];

    // Independent source: the plain forecast of the network.
    [Fact]
    public void Predict_FactorsOfOne_EqualsThePlainForecast()
    {
        using SurrogateData data = SmallCase.World.Data();
        SurrogateModel network = SmallCase.Tiny.Fit(data, SmallCase.Context);
        NetworkForwardModel model = Model(data, network);
        using IPrediction prediction = model.Predict(CorrectionFactors.Ones(model.Layout).Values, 2);
        HourStretch day = new(0, 0, 48, 24);
        float[] expected = new float[24 * 4 * data.Cells];
        network.Predict(data, day, expected, TestContext.Current.CancellationToken);
        ReadOnlySpan<ObservationPoint> points = model.Observations.PointsOf(2);
        Assert.Equal(24 * 4 * 3, points.Length);
        for (int k = 0; k < points.Length; k++)
        {
            float value = expected[((((points[k].Hour - 48) * 4) + (int)points[k].Pollutant) * data.Cells) + points[k].Cell];
            Assert.Equal(value, Math.Max(0, prediction.Values[k]), 1e-4 * (1 + Math.Abs(value)));
        }

        Assert.Equal([1], model.BlocksOf(3));
        // The history of the day reaches into the block before.
        Assert.Equal([0, 1], model.BlocksOf(2));
    }

    // Independent source: the gradient of single concentrations by the emissions of each hour, added up over the hours of a block.
    [Fact]
    public void AddGradient_SomePoints_EqualsTheGradientsByHourlyEmissions()
    {
        using SurrogateData data = SmallCase.World.Data();
        SurrogateModel network = SmallCase.Tiny.Fit(data, SmallCase.Context);
        NetworkForwardModel model = Model(data, network);
        double[] found = new double[model.Layout.Count], expected = new double[found.Length], derivatives = new double[24 * 4 * 3];
        float[] prior = new float[network.HistoryHours * 5 * data.Cells];
        // The first point lies in the first hour of the day, so that its history reaches into the block before.
        foreach (int k in (int[])[1, 100, 255])
        {
            ObservationPoint point = model.Observations.PointsOf(2)[k];
            derivatives[k] = 1 + k;
            (int row, int column) = Math.DivRem(point.Cell, data.Grid.Columns);
            float[] slopes = network.GradientOf(data, new HourStretch(0, 0, point.Hour, 1), point.Pollutant, row, column);
            int first = point.Hour - network.HistoryHours + 1;
            data.ReadEmissions(new HourStretch(0, 0, first, network.HistoryHours), prior);
            for (int i = 0; i < slopes.Length; i++)
            {
                EmittedSpecies species = (EmittedSpecies)(i / data.Cells % 5);
                if (!s_species.Contains(species)) continue;
                int block = (first + (i / (5 * data.Cells))) / 48;
                expected[model.Layout.FieldAt(block, species) + (i % data.Cells)] += derivatives[k] * prior[i] * slopes[i];
            }
        }

        using IPrediction prediction = model.Predict(CorrectionFactors.Ones(model.Layout).Values, 2);
        prediction.AddGradient(derivatives, found);
        double size = expected.Max(Math.Abs), worst = found.Zip(expected).Max(pair => Math.Abs(pair.First - pair.Second)) / size;
        output.WriteLine(FormattableString.Invariant($"largest derivative {size:G3}, differences at most {worst:G2} of it"));
        Assert.True(size > 0 && expected.Take(model.Layout.BlockLength).Any(value => value != 0));
        Assert.True(worst < 1e-4, $"{worst}");
    }

    // More emissions, other concentrations: by as much as the gradient says, as far as single precision shows it.
    [Fact]
    public void Predict_OtherFactors_ChangesAlongTheGradient()
    {
        using SurrogateData data = SmallCase.World.Data();
        NetworkForwardModel model = Model(data, SmallCase.Tiny.Fit(data, SmallCase.Context));
        double[] more = [.. Enumerable.Repeat(1.1, model.Layout.Count)], less = [.. Enumerable.Repeat(0.9, model.Layout.Count)];
        double[] gradient = new double[model.Layout.Count];
        double[] changes = [.. At(more).Zip(At(less), (high, low) => (high - low) / 0.2)];
        // Weighted by the changes themselves, nothing cancels.
        using IPrediction prediction = model.Predict(CorrectionFactors.Ones(model.Layout).Values, 2);
        prediction.AddGradient(changes, gradient);
        (double exact, double found) = (gradient.Sum(), changes.Sum(change => change * change));
        output.WriteLine(FormattableString.Invariant($"{exact:G7} beside {found:G7}, {Math.Abs((found / exact) - 1):G2}"));
        Assert.True(Math.Abs(found - exact) < 0.05 * exact, $"{exact} {found}");

        double[] At(double[] factors)
        {
            using IPrediction moved = model.Predict(factors, 2);
            return moved.Values.ToArray();
        }
    }

    // Rolled out, the first hours still start from the run; later ones from the network, and answer to emissions of all hours before.
    [Fact]
    public void Predict_RolledOut_AnswersToEmissionsOfAllHoursBefore()
    {
        using SurrogateData data = SmallCase.World.Data();
        SurrogateModel network = SmallCase.Tiny.Fit(data, SmallCase.Context);
        NetworkForwardModel rolled = Model(data, network, rolls: true), plain = Model(data, network);
        double[] ones = CorrectionFactors.Ones(rolled.Layout).Values.ToArray();
        using IPrediction one = rolled.Predict(ones, 0), other = plain.Predict(ones, 1);
        int same = network.HistoryHours * 4 * 3;
        Assert.Equal(other.Values[..same].ToArray(), one.Values[..same].ToArray(), (x, y) => Math.Abs(x - y) <= 1e-4 * (1 + Math.Abs(y)));
        Assert.NotEqual(other.Values[same..].ToArray(), one.Values[same..other.Values.Length].ToArray());
        double[] slopes = new double[one.Values.Length], gradient = new double[rolled.Layout.Count];
        slopes[^1] = 1;
        one.AddGradient(slopes, gradient);
        // The last hour is of the second block; the emissions of the first act on it through the hours between.
        Assert.Contains(gradient[..rolled.Layout.BlockLength], value => value != 0);
    }

    [Fact]
    public void Constructor_PointsWithoutHistory_AreRefused()
    {
        using SurrogateData data = SmallCase.World.Data();
        SurrogateModel network = SmallCase.Tiny.Fit(data, SmallCase.Context);
        Assert.Throws<ArgumentException>(() => Model(data, network, firstHour: 0));
    }

    private static NetworkForwardModel Model(SurrogateData data, SurrogateModel network, int firstHour = 24, bool rolls = false)
    {
        float[] values = new float[96];
        UpdateObservations observations = UpdateObservations.Of(
            [new ObservedSite("a", 14, "a"), new ObservedSite("b", 40, "b"), new ObservedSite("c", 77, "c")],
            (pollutant, site) => values, 96, firstHour, rolls ? 96 : 24);
        return new NetworkForwardModel(network, data,
            new FactorLayout(TimeBlocks.Days(data.TimeOf(0, 0), 96, 2), s_species, data.Grid.Horizontal), observations,
            new NetworkForwardOptions(Rolls: rolls));
    }
}
