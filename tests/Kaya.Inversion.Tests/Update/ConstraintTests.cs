using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion.Tests.Update;

public sealed class ConstraintTests
{
    [Fact]
    public void Project_HundredRandomProblems_KeepsEveryConstraintAndIsTheNearestPoint()
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            RandomSequence sequence = new RandomSource(seed).Sequence();
            FactorLayout layout = new(
                TimeBlocks.EveryHour(new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.Zero), 1 + sequence.NextInt32(3)),
                [EmittedSpecies.Nox, EmittedSpecies.So2], Plane.Grid(1 + sequence.NextInt32(5), 1 + sequence.NextInt32(5)));
            double[] emissions = [.. Enumerable.Range(0, layout.Count)
                .Select(_ => sequence.NextDouble() < 0.2 ? 0 : Math.Exp(3 * sequence.NextGaussian()))];
            FactorConstraints constraints = new(layout, new FactorConstraintOptions
            {
                Smallest = 0.05, LargestChange = 0.2 + (2 * sequence.NextDouble()),
                TotalCaps = ImmutableDictionary<EmittedSpecies, double>.Empty.Add(EmittedSpecies.So2, 1 + (0.5 * sequence.NextDouble())),
                Held = seed % 3 == 0 ? [.. Enumerable.Range(0, layout.Count).Select(_ => sequence.NextDouble() < 0.3)] : [],
            }, emissions);
            double[] free = [.. Enumerable.Range(0, layout.Count).Select(_ => 1 + (2 * sequence.NextGaussian()))], kept = [.. free];
            constraints.Project(kept);
            Assert.True(constraints.AreKept(kept), $"seed {seed}");
            for (int at = 0; at < constraints.Options.Held.Length; at++)
                if (constraints.Options.Held[at]) Assert.Equal(1, kept[at]);
            double[] again = [.. kept];
            constraints.Project(again);
            for (int at = 0; at < kept.Length; at++) Assert.Equal(kept[at], again[at], 1e-9);
            // The nearest point of a convex set: (free - kept)'(other - kept) <= 0 for every other point of it.
            for (int trial = 0; trial < 20; trial++)
            {
                double[] other = [.. kept.Select(value => value + sequence.NextGaussian())];
                constraints.Project(other);
                double along = Enumerable.Range(0, kept.Length).Sum(at => (free[at] - kept[at]) * (other[at] - kept[at]));
                Assert.True(along <= 1e-6, $"seed {seed}: {along}");
            }
        }
    }

    [Fact]
    public void TimesDerivative_AnyDirection_AgreesWithDifferencesOfTheProjection()
    {
        RandomSequence sequence = new RandomSource(31).Sequence();
        FactorLayout layout = new(
            TimeBlocks.Whole(new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.Zero), 5), [EmittedSpecies.So2], Plane.Grid(6, 6));
        double[] emissions = [.. Enumerable.Range(0, 36).Select(_ => sequence.NextDouble())];
        FactorConstraints constraints = new(layout, new FactorConstraintOptions
        {
            TotalCaps = ImmutableDictionary<EmittedSpecies, double>.Empty.Add(EmittedSpecies.So2, 0.9),
            Held = [.. Enumerable.Range(0, 36).Select(at => at % 7 == 0)],
        }, emissions);
        double[] free = [.. Enumerable.Range(0, 36).Select(_ => 1.3 + (1.2 * sequence.NextGaussian()))];
        double[] direction = [.. Enumerable.Range(0, 36).Select(_ => sequence.NextGaussian())], derivative = [.. direction];
        constraints.TimesDerivative(free, derivative);
        double[] above = [.. free.Zip(direction, (f, d) => f + (1e-6 * d))], below = [.. free.Zip(direction, (f, d) => f - (1e-6 * d))];
        constraints.Project(above);
        constraints.Project(below);
        for (int at = 0; at < 36; at++) Assert.Equal((above[at] - below[at]) / 2e-6, derivative[at], 1e-5);
    }

    [Fact]
    public void Create_ImpossibleConstraints_Refused()
    {
        FactorLayout layout = new(
            TimeBlocks.Whole(new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.Zero), 5), [EmittedSpecies.So2], Plane.Grid(2, 2));
        ImmutableDictionary<EmittedSpecies, double> cap = ImmutableDictionary<EmittedSpecies, double>.Empty.Add(EmittedSpecies.So2, 0.5);
        Assert.Throws<ArgumentException>(() => new FactorConstraints(layout, new FactorConstraintOptions { TotalCaps = cap }));
        Assert.Throws<ArgumentException>(() => new FactorConstraints(
            layout, new FactorConstraintOptions { Smallest = 0.6, TotalCaps = cap }, new double[] { 1, 1, 1, 1 }));
        Assert.Throws<ArgumentException>(() => new FactorConstraints(layout, new FactorConstraintOptions { Smallest = 0 }));
        Assert.Throws<ArgumentException>(
            () => new FactorConstraints(layout, new FactorConstraintOptions { TotalCaps = cap }, new double[] { 1, -1, 1, 1 }));
        FactorConstraints paper = new(layout);
        Assert.Equal((0.01, 3), (paper.Lower, paper.Upper));
    }
}
