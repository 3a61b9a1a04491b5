using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion.Tests.Update;

public sealed class PriorTests
{
    private static readonly FactorLayout s_layout = new(TimeBlocks.EveryHour(new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.Zero), 2),
        [EmittedSpecies.Nox, EmittedSpecies.Voc], Plane.Grid(6, 5));

    [Theory]
    [InlineData(CorrelationShape.Gaussian)]
    [InlineData(CorrelationShape.ExponentialByAxis)]
    [InlineData(CorrelationShape.Exponential)]
    [InlineData(CorrelationShape.None)]
    public void Apply_UnitVectors_GiveTheCovarianceOfTheFormula(CorrelationShape shape)
    {
        AssertCovariance(Prior(shape), (a, b) =>
        {
            double dy = Math.Abs((a / 5) - (b / 5)), dx = Math.Abs((a % 5) - (b % 5)), length = 2.5;
            return a == b ? 1 : shape switch
            {
                CorrelationShape.Gaussian => Math.Exp(-((dx * dx) + (dy * dy)) / (2 * length * length)),
                CorrelationShape.ExponentialByAxis => Math.Exp(-(dx + dy) / length),
                CorrelationShape.Exponential => Math.Exp(-Math.Sqrt((dx * dx) + (dy * dy)) / length),
                _ => 0,
            };
        });
    }

    // Cells of one field are correlated, fields are not.
    private static void AssertCovariance(PriorCovariance prior, Func<int, int, double> correlation)
    {
        for (int j = 0; j < s_layout.Count; j++)
        {
            double[] column = new double[s_layout.Count];
            column[j] = 1;
            prior.Apply(column);
            for (int i = 0; i < s_layout.Count; i++)
            {
                double expected = i / 30 != j / 30 ? 0 : correlation(i % 30, j % 30);
                double deviation = i / 30 % 2 == 0 ? 0.4 : 0.5, other = j / 30 % 2 == 0 ? 0.4 : 0.5;
                // The part that is not correlated is 1e-4 of the variance.
                Assert.Equal(expected * deviation * other, column[i], 1e-4);
            }
        }
    }

    // Regions of columns: 0 and 1 are one, 3 and 4 another, 2 belongs to none.
    [Fact]
    public void Apply_ErrorsOfRegions_AreTheFormula()
    {
        AssertCovariance(Regional(0.6), (a, b) =>
        {
            double near = a == b ? 1 : Math.Exp(-(Math.Abs((a / 5) - (b / 5)) + Math.Abs((a % 5) - (b % 5))) / 2.5);
            int one = Region(a), other = Region(b);
            double part = (one < 0 ? 1 : Math.Sqrt(0.4)) * (other < 0 ? 1 : Math.Sqrt(0.4));
            return (part * near) + (one >= 0 && one == other ? 0.6 : 0);
        });
    }

    private static int Region(int cell) => cell % 5 < 2 ? 0 : cell % 5 > 2 ? 1 : -1;

    private static PriorCovariance Regional(double share) => new(s_layout, new PriorCovarianceOptions
    {
        Shape = CorrelationShape.ExponentialByAxis, LengthInCells = 2.5, RegionShare = share,
        Regions = [.. Enumerable.Range(0, s_layout.Cells).Select(Region)],
    });

    [Theory]
    [InlineData(CorrelationShape.Gaussian, 0)]
    [InlineData(CorrelationShape.ExponentialByAxis, 0)]
    [InlineData(CorrelationShape.Exponential, 0)]
    [InlineData(CorrelationShape.ExponentialByAxis, 0.5)]
    public void Root_AnyVectors_IsAdjointAndInverted(CorrelationShape shape, double share)
    {
        PriorCovariance prior = share > 0 ? Regional(share) : Prior(shape);
        RandomSequence sequence = new RandomSource(6).Sequence();
        double[] x = [.. Enumerable.Range(0, s_layout.Count).Select(_ => sequence.NextGaussian())];
        double[] y = [.. Enumerable.Range(0, s_layout.Count).Select(_ => sequence.NextGaussian())];
        double[] rootX = [.. x], adjointY = [.. y], back = [.. x], solved = [.. x], transposed = [.. x];
        prior.ApplyRoot(rootX);
        prior.ApplyRootTransposed(adjointY);
        Assert.Equal(CholeskyFactor.Dot(rootX, y), CholeskyFactor.Dot(x, adjointY), 1e-10);
        prior.ApplyRoot(back);
        prior.SolveRoot(back);
        prior.Solve(solved);
        prior.Apply(solved);
        prior.SolveRootTransposed(transposed);
        prior.ApplyRootTransposed(transposed);
        for (int at = 0; at < x.Length; at++)
        {
            Assert.Equal(x[at], back[at], 1e-9);
            Assert.Equal(x[at], solved[at], 1e-8);
            Assert.Equal(x[at], transposed[at], 1e-9);
        }
    }

    [Fact]
    public void Penalty_Derivatives_AgreeWithDifferences()
    {
        PriorCovariance prior = Prior(CorrelationShape.ExponentialByAxis);
        RandomSequence sequence = new RandomSource(9).Sequence();
        double[] factors = [.. Enumerable.Range(0, s_layout.Count).Select(_ => 1 + (0.3 * sequence.NextGaussian()))];
        double[] gradient = new double[factors.Length];
        Assert.Equal(0, prior.Penalty([.. Enumerable.Repeat(1.0, s_layout.Count)], [], []));
        prior.Penalty(factors, [], gradient, 2);
        for (int at = 0; at < factors.Length; at += 7)
        {
            double here = factors[at];
            factors[at] = here + 1e-5;
            double above = prior.Penalty(factors, [], [], 2);
            factors[at] = here - 1e-5;
            double below = prior.Penalty(factors, [], [], 2);
            factors[at] = here;
            Assert.Equal((above - below) / 2e-5, gradient[at], 1e-5 * (1 + Math.Abs(gradient[at])));
        }
    }

    [Fact]
    public void Create_LargeGridOrNoError_Refused()
    {
        FactorLayout large = new(s_layout.Blocks, [EmittedSpecies.Nox], Plane.Grid(182, 232));
        Assert.Throws<ResourceException>(
            () => new PriorCovariance(large, new PriorCovarianceOptions { Shape = CorrelationShape.Exponential }));
        Assert.Equal(0.4, new PriorCovariance(large).DeviationOf(0));
        Assert.Throws<ArgumentException>(() => new PriorCovariance(s_layout,
            new PriorCovarianceOptions { RelativeErrors = ImmutableDictionary<EmittedSpecies, double>.Empty }));
        Assert.Throws<ArgumentException>(() => new PriorCovariance(s_layout, new PriorCovarianceOptions { RegionShare = 0.5 }));
        Assert.Throws<ArgumentException>(() => Regional(1));
    }

    private static PriorCovariance Prior(CorrelationShape shape) =>
        new(s_layout, new PriorCovarianceOptions { Shape = shape, LengthInCells = 2.5 });
}
