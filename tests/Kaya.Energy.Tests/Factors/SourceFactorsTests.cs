using Kaya.Core;
using Kaya.Energy.Tests.Data;
using Kaya.Learning;
using Kaya.Samples;

namespace Kaya.Energy.Tests.Factors;

/// <summary>Emission factors and physical what-ifs against the known truth of sample worlds, and against held-out years of real
/// data.</summary>
public sealed class SourceFactorsTests(ITestOutputHelper output)
{
    private static readonly EnergySource[] s_from = [EnergySource.Coal, EnergySource.Gas, EnergySource.Oil];

    [Fact]
    public void Fit_SampleWorld_FindsTheTrueFactors()
    {
        SampleEnergy world = SampleEnergy.Create();
        SourceFactors factors = SourceFactors.Fit(world.Dataset);
        foreach (SampleRegion region in world.Regions)
            foreach (EnergySource source in s_from)
                Assert.Equal(region.EmissionFactor(source) / 1000, factors.Of(region.Name).Of(source),
                    source == EnergySource.Oil ? 1e-2 : 1e-4);
        Assert.Equal(FactorOrigin.OtherRegions, factors.Of("Quessia").Origin);
    }

    // 400 GWh of coal: average plants emit 0.97 t/MWh (IPCC 2006 content, 35 %) = 0.389 Mt, with a tenth of standard deviation between
    // countries; the reports count 1.3 times as much. The ends are 3 standard deviations apart; quantiles by SciPy's brentq on
    // norm.cdf(z + 3) - norm.cdf(-z) = level: 0.003347, 0.841839, 1.644870.
    [Fact]
    public void Of_ReportsThatCountMoreThanElectricity_ReachFromPlantsToReports()
    {
        RegionFactors factors = new(FactorOrigin.OwnData, [.. WorldFactors.Means.Select(mean => 1.3 * mean)], [.. new double[16]], 1000, 0,
            0, 700);
        double[] before = new double[8], after = new double[8];
        before[(int)EnergySource.Coal] = after[(int)EnergySource.Wind] = 400;
        PowerChange change = PhysicalWhatIf.Of(factors, before, after, 0.6, 0);
        Assert.True(change.CountsMoreThanElectricity);
        Assert.Equal(-0.506, change.Difference, 3);
        foreach ((Interval interval, double quantile) in change.Differences.Zip([0.003347, 0.841839, 1.644870]))
        {
            Assert.Equal(-0.4 * 1.3 * 94.6 * 3.6 / 0.35 / 1000, interval.Lower, 9);
            Assert.Equal(-0.4 * 94.6 * 3.6 / 0.35 / 1000 * (1 - 0.1 * quantile), interval.Upper, 6);
        }

        PowerChange plain = PhysicalWhatIf.Of(factors with { Means = WorldFactors.Means }, before, after, 0.6, 0);
        Assert.False(plain.CountsMoreThanElectricity);
        Assert.Equal(plain.Difference, plain.Differences[1].Upper, 12);
    }

    // Noise of the reports: none but the rounding of the files, or 2 % of each day; the truth has none.
    [Theory]
    [InlineData(0)]
    [InlineData(0.02)]
    public void Of_RandomMoves_AreTheTruthWithinTheirIntervals(double noise)
    {
        double[] errors = [], covered = new double[3], elsewhere = new double[3];
        int own = 0, other = 0;
        foreach (ulong seed in (ulong[])[SampleEnergy.DefaultSeed, 2, 3, 4])
        {
            SampleEnergy world = SampleEnergy.Create(seed);
            RandomSequence random = new RandomSource(seed).Derive("what-ifs").Sequence();
            SourceFactors factors = SourceFactors.Fit(Noisy(world.Dataset, noise, random));
            for (int i = 0; i < 200; i++)
            {
                EnergyDataset rows = i % 4 == 0 ? world.UncoveredTruth : world.Dataset;
                RegionDay day = rows[random.NextInt32(rows.Count)];
                EnergySource from = s_from[random.NextInt32(3)], to = (EnergySource)random.NextInt32(8);
                if (day.Energy[from] <= 0 || from == to) continue;
                EnergyProfile after = new SourceMove(from, to, new ChangeAmount(1 + 99 * random.NextDouble(), ChangeBasis.PercentOfPart))
                    .Apply(day.Energy);
                double truth = world.TrueEmission(day.Region, day.Day, after).Total
                    - world.TrueEmission(day.Region, day.Day, day.Energy).Total;
                PowerChange change = PhysicalWhatIf.Of(factors.Of(day.Region), day.Energy.Generation, after.Generation,
                    day.Emission![Sector.Power], i % 4 == 0 ? 0 : 1);
                double[] inside = [.. change.Differences.Select(interval => interval.Contains(truth) ? 1.0 : 0)];
                for (int level = 0; level < 3; level++) (i % 4 == 0 ? elsewhere : covered)[level] += inside[level];
                if (i % 4 == 0) other++;
                else (own, errors) = (own + 1, [.. errors, Math.Abs(change.Difference / truth - 1)]);
            }
        }

        Array.Sort(errors);
        output.WriteLine(FormattableString.Invariant($"{own} moves: median error {errors[own / 2]:0.0e0}; coverage ")
            + string.Join(" ", covered.Select(number => FormattableString.Invariant($"{number / own:P1}"))) + "; other regions "
            + string.Join(" ", elsewhere.Select(number => FormattableString.Invariant($"{number / other:P1}"))));
        Assert.InRange(errors[own / 2], 0, 0.1);
        // The moves of one region share its factors: 48 regions give a coverage a standard error of about 7 points; this is
        // two of them.
        for (int level = 0; level < 3; level++)
            Assert.InRange(covered[level] / own, ConformalIntervals.StandardLevels[level] - 0.14,
                Math.Min(1, ConformalIntervals.StandardLevels[level] + 0.14));
    }

    [Fact]
    public void Fit_RealData_PredictsTheChangeOfHeldOutYears()
    {
        EnergyData data = EnergyData.Load(ProviderFiles.RealFile("carbon-monitor-GLOBAL.csv"),
            ProviderFiles.RealFile("carbon-monitor-power.csv"));
        EnergyDataset first = data.Dataset.Between(new DateOnly(2023, 1, 1), new DateOnly(2023, 12, 31));
        SourceFactors factors = SourceFactors.Fit(first);
        SourceFactors all = SourceFactors.Fit(data.Dataset);
        double[] inside = new double[3];
        List<double> errors = [];
        foreach (string region in data.Dataset.Regions)
        {
            RegionFactors own = factors.Of(region), whole = all.Of(region);
            output.WriteLine($"{region}: " + string.Join("  ", WorldFactors.EmittingSources.Select((source,
                i) => FormattableString.Invariant(
                $"{source} {whole.Means[i]:0.000}+-{whole.DeviationOf(source):0.000}"))) + FormattableString.Invariant(
                $"  drift {whole.Drift:0.0000} noise {whole.Noise:0.00000} dof {whole.DegreesOfFreedom:0}"));
            EnergyDataset rows = data.Dataset.ForRegions(region);
            foreach (int row in Enumerable.Range(0, rows.Count).Where(row => rows.Day[row].Year > 2023 && rows.Day[row].Day % 5 == 0))
            {
                if (rows.TryRowOf(region, rows.Day[row].AddYears(-(rows.Day[row].Year - 2023))) is not { } before) continue;
                double change = rows.Emission(Sector.Power)[row] - rows.Emission(Sector.Power)[before];
                PowerChange predicted = PhysicalWhatIf.Of(own, rows[before].Energy.Generation, rows[row].Energy.Generation,
                    rows.Emission(Sector.Power)[before], 1);
                // The report of the later day has noise and a lasting deviation of its own; neither is part of the interval of a what-if.
                double reports = Math.Sqrt(2 * own.Noise * own.Noise + Math.Pow(own.Drift * rows.Emission(Sector.Power)[row], 2));
                for (int level = 0; level < 3; level++)
                {
                    double half = (predicted.Differences[level].Upper - predicted.Differences[level].Lower) / 2;
                    double wide = Math.Sqrt(half * half + Math.Pow(own.Quantiles[level] * reports, 2));
                    if (Math.Abs(change - predicted.Difference) <= wide) inside[level]++;
                }

                errors.Add(Math.Abs(change - predicted.Difference) / rows.Emission(Sector.Power)[before]);
            }
        }

        errors.Sort();
        output.WriteLine(FormattableString.Invariant($"{errors.Count} changes from 2023: median error {errors[errors.Count / 2]:P2} ")
            + "of the power sector; coverage " + string.Join(" ",
                inside.Select(number => FormattableString.Invariant($"{number / errors.Count:P1}"))));
        RegionDay germany = data.Dataset[data.Dataset.RowOf("Germany", new DateOnly(2025, 3, 1))];
        EnergyProfile wind = SourceMove.Parse("coal:wind:100%").Apply(germany.Energy);
        PowerChange fall = PhysicalWhatIf.Of(all.Of("Germany"), germany.Energy.Generation, wind.Generation,
            germany.Emission![Sector.Power], 1);
        output.WriteLine(FormattableString.Invariant($"Germany, coal to wind: {fall.Difference:0.0000} of {fall.Before:0.0000} Mt, 80 % ")
            + FormattableString.Invariant($"{fall.Differences[1].Lower:0.0000} to {fall.Differences[1].Upper:0.0000}; ")
            + FormattableString.Invariant($"at world factors {fall.AtWorldFactors:0.0000}"));
        Assert.InRange(errors[errors.Count / 2], 0, 0.05);
        Assert.InRange(fall.After, 0, fall.Before);
    }

    private static EnergyDataset Noisy(EnergyDataset data, double noise, RandomSequence random) => noise == 0 ? data
        : EnergyDataset.From(Enumerable.Range(0, data.Count).Select(row => data[row]).Select(row => row with
        {
            Emission = new EmissionProfile([.. Sectors.All.Select(sector => row.Emission![sector]
                * (sector == Sector.Power ? Math.Exp(noise * random.NextGaussian()) : 1))]),
        }));
}
