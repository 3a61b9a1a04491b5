using Kaya.Core;
using Kaya.Energy.Tests.Clean;

namespace Kaya.Energy.Tests.Scenarios;

[Collection("native")]
public sealed class MixSearchTests(SampleModel sample)
{
    private RegionDay At(string region) => sample.Training[sample.Training.RowOf(region, new DateOnly(2023, 5, 17))];

    private double Emission(RegionDay day, EnergyProfile energy) =>
        sample.Model.PredictEmission(EnergyDataset.From([day with { Energy = energy, Emission = null }])).Total(0);

    private static double Change(EnergyProfile before, EnergyProfile after) =>
        before.Shares().Zip(after.Shares(), (a, b) => (a - b) * (a - b)).Sum();

    [Theory]
    [InlineData("Arvania", "-3%")]
    [InlineData("Arvania", "-10%")]
    [InlineData("Belmora", "-1%")]
    [InlineData("Corsund", "+1%")]
    [InlineData("Hestmark", "-5%")]
    [InlineData("Drevia", "+2%")]
    public void Reach_TargetInReach_IsReachedByTheSmallestChange(string region, string target)
    {
        RegionDay day = At(region);
        EnergyProfile after = MixSearch.Reach(sample.Model, day, EmissionTarget.Parse(target), [EnergySource.Nuclear, EnergySource.Hydro],
            EnergySources.All);
        double wanted = EmissionTarget.Parse(target).Of(Emission(day, day.Energy));
        Assert.Equal(wanted, Emission(day, after), 1.5e-4 * wanted);
        Assert.Equal(1, after.Shares().Sum(), 1e-12);
        Assert.Equal(day.Energy.Total, after.Total, 1e-9 * day.Energy.Total);
        foreach (EnergySource pinned in (EnergySource[])[EnergySource.Nuclear, EnergySource.Hydro]) Assert.Equal(
            day.Energy.Share(pinned), after.Share(pinned), 1e-12);
        // The naive way to the same emission: one source alone for another, found by bisection.
        foreach (string pair in (string[])["coal:wind", "gas:solar", "coal:gas", "wind:coal", "solar:gas"])
            if (Naive(day, pair, wanted) is { } naive) Assert.True(Change(day.Energy, after) <= Change(day.Energy, naive) + 1e-6, pair);
    }

    [Fact]
    public void Reach_TargetIsWhereItIs_ChangesNothing()
    {
        RegionDay day = At("Arvania");
        Assert.Equal(0, Change(day.Energy, MixSearch.Reach(sample.Model, day, EmissionTarget.Parse("0%"), [], [])), 1e-12);
    }

    [Fact]
    public void Reach_OutOfReach_NamesTheNearest()
    {
        Fault fault = Assert.Throws<ConvergenceException>(() => MixSearch.Reach(sample.Model, At("Arvania"), EmissionTarget.Parse("-95%"),
            [], []))
            .Fault;
        Assert.Contains("at closest", fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Reach_EverySourcePinned_Refuses() => Assert.Throws<ConvergenceException>(
        () => MixSearch.Reach(sample.Model, At("Arvania"), EmissionTarget.Parse("-3%"), [.. EnergySources.All], []));

    [Theory]
    [InlineData("Arvania")]
    [InlineData("Ivaria")]
    public void Slope_AlongTheSimplex_AgreesWithFiniteDifferences(string region)
    {
        RegionDay day = At(region);
        (double level, double[] gradient) = MixSearch.Slope(sample.Model, day, day.Energy.Shares());
        Assert.Equal(Math.Log(Emission(day, day.Energy)), level, 1e-5);
        // Single precision in the networks: a step of 0.002 leaves rounding of about 1e-4 in the quotient.
        const double Step = 0.002;
        foreach (
            (EnergySource from, EnergySource to) in ((EnergySource, EnergySource)[])[
            (EnergySource.Gas, EnergySource.Wind), (EnergySource.Gas, EnergySource.Coal), (EnergySource.Wind, EnergySource.Hydro)])
        {
            double Along(double step)
            {
                double[] shares = day.Energy.Shares();
                (shares[(int)from], shares[(int)to]) = (shares[(int)from] - step, shares[(int)to] + step);
                return Math.Log(Emission(day, EnergyProfile.FromShares(shares, day.Energy.Total)));
            }

            double expected = (Along(Step) - Along(-Step)) / (2 * Step);
            Assert.Equal(expected, gradient[(int)to] - gradient[(int)from], 0.005 + 0.01 * Math.Abs(expected));
        }
    }

    private EnergyProfile? Naive(RegionDay day, string pair, double wanted)
    {
        double most = day.Energy.Share(Enum.Parse<EnergySource>(pair.Split(':')[0], ignoreCase: true)) * 100;
        EnergyProfile Moved(double points) =>
            SourceMove.Parse(FormattableString.Invariant($"{pair}:{points:0.############}pp")).Apply(day.Energy);
        double start = Emission(day, day.Energy), end = Emission(day, Moved(most * 0.999));
        if ((wanted - start) * (wanted - end) > 0) return null;
        double low = 0, high = most * 0.999;
        for (int i = 0; i < 30; i++)
        {
            double middle = (low + high) / 2;
            if ((Emission(day, Moved(middle)) - wanted) * (start - wanted) > 0) low = middle;
            else high = middle;
        }

        return Moved(high);
    }
}
