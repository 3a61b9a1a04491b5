using Kaya.Torch;

namespace Kaya.Inversion.Tests;

public sealed class DifferentiableTests : TensorTest
{
    private static readonly HourStretch s_target = new(0, 0, 30, 9);

    [Fact]
    public void Predict_EmissionsOfTheRun_EqualsThePlainForecast()
    {
        using SurrogateData data = SmallCase.World.Data();
        SurrogateModel model = SmallCase.Tiny.Fit(data, SmallCase.Context);
        float[] expected = new float[9 * 4 * data.Cells];
        model.Predict(data, s_target, expected, TestContext.Current.CancellationToken);
        float[] found = model.Differentiate(data, surrogate =>
        {
            using TensorScope scope = new();
            return surrogate.Predict(surrogate.Emissions(s_target), s_target, new RollOut()).Clamp(0).ToArray<float>();
        });
        for (int i = 0; i < found.Length; i++) Assert.Equal(expected[i], found[i], 1e-4 * (1 + Math.Abs(expected[i])));
    }

    // Independent source: central differences of the forecast itself.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Predict_GradientAlongADirection_EqualsFiniteDifferences(bool rolls)
    {
        using SurrogateData data = SmallCase.World.Data();
        SurrogateModel model = SmallCase.Tiny.Fit(data, SmallCase.Context);
        model.Differentiate(data, surrogate =>
        {
            using TensorScope scope = new();
            Tensor emissions = surrogate.Emissions(s_target);
            RandomSequence random = new RandomSource(9).Sequence();
            float[] direction = [.. Enumerable.Range(0, (int)emissions.Count).Select(_ => (float)random.NextDouble())];
            Tensor along = Tensor.From(direction, emissions.Shape) * emissions;
            Tensor seed = Tensor.From([.. Enumerable.Range(0, 9 * 4 * data.Cells).Select(_ => (float)random.NextDouble())],
                9, 4, data.Grid.Rows, data.Grid.Columns);
            Tensor Sum(Tensor at) => surrogate.Predict(at, s_target, new RollOut(rolls, 3)) * seed;
            const double reach = 0.1;
            const int points = 16;
            // Cell by cell: the sums are so large that single precision would lose their difference.
            double expected = (Sum(emissions + (along * reach)) - Sum(emissions - (along * reach))).Sum().Item();
            // The gradient added up along the way: rectifiers and maxima have kinks, where a gradient at one point says little.
            double found = 0;
            for (int i = 0; i < points; i++)
            {
                using TensorScope point = new();
                Tensor at = (emissions + (along * (reach * (((2 * i) + 1.0) / points - 1)))).Detach();
                at.RequiresGradient = true;
                found += (2 * reach / points) * (Autograd.Gradients(Sum(at).Sum(), [at])[0]!.Value * along).Sum().Item();
            }

            Assert.True(Math.Abs(found - expected) < 0.01 * Math.Abs(expected), $"{found} beside {expected}");
            return true;
        });
    }

    [Fact]
    public void Predict_SegmentsOfOtherLength_SameGradient()
    {
        using SurrogateData data = SmallCase.World.Data();
        SurrogateModel model = SmallCase.Tiny.Fit(data, SmallCase.Context);
        float[] Gradient(RollOut rollOut) => model.Differentiate(data, surrogate =>
        {
            using TensorScope scope = new();
            Tensor emissions = surrogate.Emissions(s_target);
            emissions.RequiresGradient = true;
            return Autograd.Gradients(surrogate.Predict(emissions, s_target, rollOut).Sum(), [emissions])[0]!.Value.ToArray<float>();
        });

        foreach (bool rolls in (bool[])[false, true])
        {
            float[] once = Gradient(new RollOut(rolls, 4)), parts = Gradient(new RollOut(rolls, 2));
            double size = once.Max(value => Math.Abs(value));
            Assert.True(size > 0);
            Assert.True(once.Zip(parts).Max(pair => Math.Abs(pair.First - pair.Second)) < 1e-5 * size);
        }
    }

    // The window before is the network's own answer, so it answers to emissions that the fixed form does not see.
    [Fact]
    public void Predict_RolledOut_SeesEmissionsBeforeTheHistory()
    {
        using SurrogateData data = SmallCase.World.Data();
        SurrogateModel model = SmallCase.Tiny.Fit(data, SmallCase.Context);
        double First(bool rolls) => model.Differentiate(data, surrogate =>
        {
            using TensorScope scope = new();
            Tensor emissions = surrogate.Emissions(s_target);
            emissions.RequiresGradient = true;
            Tensor last = surrogate.Predict(emissions, s_target, new RollOut(rolls, 4)).Select(0, 8);
            return Autograd.Gradients(last.Sum(), [emissions])[0]!.Value.Select(0, 0).Abs().Sum().Item();
        });

        Assert.Equal(0, First(rolls: false));
        Assert.True(First(rolls: true) > 0);
    }

    [Fact]
    public void GradientOf_OneCell_IsThatOfTheWholeForecast()
    {
        using SurrogateData data = SmallCase.World.Data();
        SurrogateModel model = SmallCase.Tiny.Fit(data, SmallCase.Context);
        float[] gradient = model.GradientOf(data, new HourStretch(0, 1, 40, 1), Pollutant.Pm25, 4, 5);
        Assert.Equal(4 * 5 * data.Cells, gradient.Length);
        Assert.Contains(gradient, value => value != 0);
        GradientComparison comparison = GradientComparison.Empty.With(Pollutant.Pm25, gradient, gradient, 4);
        Assert.Equal(1, comparison.MedianCorrelation(Pollutant.Pm25, EmittedSpecies.Pm25), 1e-9);
        Assert.True(double.IsNaN(comparison.MedianCorrelation(Pollutant.O3, EmittedSpecies.Pm25)));
    }
}
