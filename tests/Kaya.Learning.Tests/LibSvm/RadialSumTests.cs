using Kaya.Core;
using Kaya.Learning.LibSvm;

namespace Kaya.Learning.Tests;

/// <summary>The sum of exponentials behind support vector prediction, against Math.Exp.</summary>
public sealed class RadialSumTests
{
    [Fact]
    public void Evaluate_OneVectorAtEveryDistance_IsTheExponential()
    {
        // From 1 down to the smallest number there is, and beyond.
        RandomSequence random = new RandomSource(1).Sequence();
        double[] exponents = [
            0, 1e-300, 1e-17, 1e-9, 0.5, 1, 707.9, .. Enumerable.Range(0, 100_000).Select(_ => 708 * random.NextDouble()),
            .. Enumerable.Range(0, 1000).Select(i => i / 1000.0)];
        foreach (double exponent in exponents)
        {
            double expected = Math.Exp(-exponent), found = At(exponent);
            Assert.True(Math.Abs(found - expected) <= 1e-12 * expected,
                FormattableString.Invariant($"exp(-{exponent:R}): {found:R}, not {expected:R}"));
        }
    }

    [Theory]
    [InlineData(708.5)]
    [InlineData(720)]
    [InlineData(744.4)]
    [InlineData(746)]
    [InlineData(1e6)]
    [InlineData(1e100)]
    public void Evaluate_TooSmallForAFullNumber_GoesToZero(double exponent) =>
        Assert.Equal(Math.Exp(-exponent), At(exponent), 1e-12 * 2.3e-308);

    [Fact]
    public void Evaluate_DistanceBeyondTheLargestNumber_IsZero() => Assert.Equal(0, new RadialSum([0], [1], 0.5, 1).Evaluate([1e200]));

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(300)]
    public void Evaluate_ManyVectors_IsTheirSum(int count)
    {
        const int dimensions = 3;
        RandomSequence random = new RandomSource(2).Derive($"{count}").Sequence();
        double[] vectors = [.. Enumerable.Range(0, count * dimensions).Select(_ => (4 * random.NextDouble()) - 2)];
        double[] coefficients = [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)], row = [0.3, -0.7, 1.1];
        double expected = 0, size = 0;
        for (int vector = 0; vector < count; vector++)
        {
            double distance = Enumerable.Range(0, dimensions).Sum(d => Math.Pow(vectors[(vector * dimensions) + d] - row[d], 2));
            expected += coefficients[vector] * Math.Exp(-0.7 * distance);
            size += Math.Abs(coefficients[vector]);
        }

        RadialSum sum = new(vectors, coefficients, 0.7, dimensions);
        Assert.Equal(expected, sum.Evaluate(row), 1e-12 * size);
        // Processors without wide vectors come to the same.
        Assert.Equal(expected, sum.EvaluateAnywhere(row), 1e-12 * size);
    }

    [Fact]
    public void Evaluate_LargeCoordinatesNearEachOther_LosesNothing()
    {
        // |x|^2 + |s|^2 - 2 x s would give 0 or 2 instead of the difference squared, 1/4.
        RadialSum sum = new([1e8 + 0.5], [1], 1, 1);
        Assert.Equal(Math.Exp(-0.25), sum.Evaluate([1e8]), 1e-12);
    }

    private static double At(double exponent) => new RadialSum([0], [1], exponent > 0 ? exponent : 1, 1).Evaluate([exponent > 0 ? 1 : 0]);
}
