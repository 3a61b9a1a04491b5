using Kaya.Inversion;

namespace Kaya.Samples.Tests.Atmosphere;

[Collection("sample atmosphere")]
public sealed class SampleAtmosphereTests(SampleAtmosphereFixture fixture)
{
    private readonly SampleAtmosphere _atmosphere = fixture.Atmosphere;

    [Fact]
    public void TrueEmissions_Year_AddUpToTheTotalsOfChinaByPopulation()
    {
        // Population of the country from its towns' own raster, totals of China in 2015 and 1.37e9 people: paper 003, section 3.1.
        double population = _atmosphere.Country.Second.Population.Values().ToArray().Where(double.IsFinite).Sum();
        (EmittedSpecies Species, double Tonnes)[] expected =
        [
            (EmittedSpecies.Nox, 20e6), (EmittedSpecies.Nh3, 10e6), (EmittedSpecies.So2, 14e6), (EmittedSpecies.Voc, 18.4e6),
            (EmittedSpecies.Pm25, 7e6),
        ];
        foreach ((EmittedSpecies species, double tonnes) in expected)
        {
            double total = tonnes * 1000 * population / 1.37e9, sum = 0;
            Assert.Equal(total, _atmosphere.AnnualTotal(species), 1e-6 * total);
            // Every 11th hour of the year: hours of the day and days of the week come equally often.
            IHourlyFields<EmittedSpecies> year = _atmosphere.TrueEmissions(SampleAtmosphere.Months[0], 365 * 24);
            int read = 0;
            for (int hour = 0; hour < year.Hours; hour += 11, read++) sum += Read(year, species, hour).Sum(value => (double)value);
            Assert.Equal(total, sum / read * 365 * 86400, 0.02 * total);
            TestContext.Current.TestOutputHelper!.WriteLine(
                FormattableString.Invariant($"{species}: {total / 1e6:F0} kt a-1 of {population / 1e6:F1} million people"));
        }
    }

    [Fact]
    public void TrueEmissions_FinerGrid_AddUpToTheCoarseCells()
    {
        SampleAtmosphere fine = SampleAtmosphere.Create(
            new SampleAtmosphereOptions { Rows = 96, Columns = 96, CellSize = 4.5 }, _atmosphere.Country);
        foreach (EmittedSpecies species in AtmosphericSpecies.Emitted)
        {
            float[] coarse = Read(_atmosphere.TrueEmissions(SampleAtmosphere.Months[0], 24), species, 9);
            float[] small = Read(fine.TrueEmissions(SampleAtmosphere.Months[0], 24), species, 9);
            for (int at = 0; at < coarse.Length; at++)
            {
                int layer = at / (48 * 48), row = at / 48 % 48, column = at % 48, corner = (((layer * 96) + (2 * row)) * 96) + (2 * column);
                double sum = (double)small[corner] + small[corner + 1] + small[corner + 96] + small[corner + 97];
                Assert.Equal(sum, coarse[at], 1e-5 * sum);
            }
        }
    }

    [Fact]
    public void PriorEmissions_EveryCell_AreTheTrueOnesTimesKnownRatios()
    {
        SampleInventoryError error = _atmosphere.InventoryError;
        int cells = 48 * 48;
        foreach (EmittedSpecies species in AtmosphericSpecies.Emitted)
        {
            double[] ratios = [.. Enumerable.Range(0, 12).Select(province => error.PriorRatio(species, province))];
            Assert.All(ratios, ratio => Assert.InRange(ratio, 0.7, 1.4));
            // The whole range is used: 12 draws, one in each twelfth.
            Assert.True(ratios.Min() < 0.76 && ratios.Max() > 1.34);
            float[] truth = Read(_atmosphere.TrueEmissions(SampleAtmosphere.Months[0], 24), species, 14);
            float[] prior = Read(_atmosphere.PriorEmissions(SampleAtmosphere.Months[0], 24), species, 14);
            for (int at = 0; at < prior.Length; at++)
            {
                int province = error.ProvinceOf[at % cells];
                if (province > 0) Assert.Equal(truth[at] * ratios[province - 1], prior[at], 1e-6 * truth[at]);
                else Assert.Equal(truth[at], prior[at]);
                Assert.Equal(truth[at], prior[at] * error.TrueFactors.Span[((int)species * cells) + (at % cells)], 1e-6 * truth[at]);
            }
        }
    }

    [Fact]
    public void PriorEmissions_WithSmoothError_KeepTheirSpread()
    {
        SampleAtmosphere smooth = SampleAtmosphere.Create(
            new SampleAtmosphereOptions { SmoothErrorDeviation = 0.2, SmoothErrorLength = 60 }, _atmosphere.Country);
        float[] with = smooth.InventoryError.PriorRatios.ToArray(), without = _atmosphere.InventoryError.PriorRatios.ToArray();
        double[] logs = [.. with.Zip(without, (a, b) => Math.Log(a / b))];
        Assert.InRange(Math.Sqrt(logs.Average(value => value * value)), 0.15, 0.25);
        // Smooth: neighbours differ by far less than cells do.
        Assert.True(Enumerable.Range(0, logs.Length - 1).Where(at => at % 48 < 47).Average(at => Math.Abs(logs[at + 1] - logs[at])) < 0.09);
    }

    [Fact]
    public void PerturbedEmissions_Members_AreLogUniformByRegionAndDifferent()
    {
        ReadOnlySpan<float> first = _atmosphere.PerturbationFactors(1).Span, second = _atmosphere.PerturbationFactors(2).Span;
        Assert.Equal(first, _atmosphere.PerturbationFactors(1).Span);
        Assert.NotEqual(first.ToArray(), second.ToArray());
        Assert.Equal(24 * 5, first.ToArray().Distinct().Count());
        List<double> all = [];
        for (int member = 0; member < 20; member++)
            all.AddRange(_atmosphere.PerturbationFactors(member).ToArray().Distinct().Select(value => Math.Log(value)));
        Assert.InRange(all.Min(), Math.Log(0.4) - 1e-6, Math.Log(0.4) + 0.05);
        Assert.InRange(all.Max(), Math.Log(2.5) - 0.05, Math.Log(2.5) + 1e-6);
        Assert.InRange(all.Average(), -0.06, 0.06);
        float[] prior = Read(_atmosphere.PriorEmissions(SampleAtmosphere.Months[0], 3), EmittedSpecies.So2, 2);
        float[] perturbed = Read(_atmosphere.PerturbedEmissions(SampleAtmosphere.Months[0], 3, 1), EmittedSpecies.So2, 2);
        for (int at = 0; at < prior.Length; at++)
            Assert.Equal(prior[at] * first[(2 * 48 * 48) + (at % (48 * 48))], perturbed[at], 1e-5 * prior[at]);
    }

    [Fact]
    public void Profiles_LocalTime_RushHoursAtTwoHoursBehindUtc()
    {
        // Thursday 15 January 2015.
        DateTimeOffset day = new(2015, 1, 15, 0, 0, 0, SampleAtmosphere.UtcOffset);
        double[] traffic = [.. Enumerable.Range(0, 24).Select(h => SampleSectors.Profile(SampleSector.Transport, day.AddHours(h)))];
        Assert.Equal(8, Array.IndexOf(traffic[..12], traffic[..12].Max()));
        Assert.Equal(17, Array.IndexOf(traffic, traffic.Max()));
        Assert.Equal(traffic.Average(), SampleSectors.Profile(SampleSector.Transport, day) / traffic[0] * traffic.Average(), 12);
        // NOx of the most built-up cell, read by UTC: the morning peak of 8 h local is the hour 10 of a day that begins at 0 UTC.
        IHourlyFields<EmittedSpecies> emissions = _atmosphere.TrueEmissions(new DateTimeOffset(2015, 1, 15, 0, 0, 0, TimeSpan.Zero), 24);
        int town = Enumerable.Range(0, 48 * 48).MaxBy(cell => _atmosphere.Geography[5].Span[cell]);
        float[] morning = [.. Enumerable.Range(0, 14).Select(hour => Read(emissions, EmittedSpecies.Voc, hour)[town])];
        Assert.InRange(Array.IndexOf(morning, morning.Max()), 9, 11);
        foreach (SampleSector sector in SampleSectors.All)
        {
            // Sunday 18 January against Thursday.
            double sunday = SampleSectors.Profile(sector, day.AddDays(3).AddHours(12));
            double thursday = SampleSectors.Profile(sector, day.AddHours(12));
            if (sector is SampleSector.Transport or SampleSector.Industry) Assert.True(sunday < 0.85 * thursday);
            double year = Enumerable.Range(0, 8760).Average(h => SampleSectors.Profile(sector, day.AddDays(-14).AddHours(h)));
            Assert.Equal(1, year, 0.01);
        }

        Assert.Equal(1, SampleSectors.All.Sum(sector => SampleSectors.Share(sector, EmittedSpecies.Nox)), 12);
    }

    [Fact]
    public void TrueEmissions_PowerPlants_AreInTheSecondLayer()
    {
        float[] so2 = Read(_atmosphere.TrueEmissions(SampleAtmosphere.Months[0], 12), EmittedSpecies.So2, 11);
        float[] nh3 = Read(_atmosphere.TrueEmissions(SampleAtmosphere.Months[0], 12), EmittedSpecies.Nh3, 11);
        Assert.InRange(so2.Skip(48 * 48).Sum() / so2.Sum(), 0.3, 0.7);
        Assert.True(nh3.Skip(48 * 48).Sum() < 0.05 * nh3.Sum());
        // Stacks stand in a few cells.
        Assert.InRange(so2.Skip(48 * 48).Count(value => value > 0), 20, 120);
        Assert.All(so2, value => Assert.True(value >= 0 && float.IsFinite(value)));
    }

    [Fact]
    public void NaturalEmissions_SummerNoonAndWinterNight_FollowWarmthAndLight()
    {
        double VocAt(DateTimeOffset time) => Read(_atmosphere.NaturalEmissions(time, 1), EmittedSpecies.Voc, 0).Sum(value => (double)value);
        DateTimeOffset noon = SampleAtmosphere.Months[2].AddDays(9).AddHours(15), night = noon.AddHours(12);
        Assert.True(VocAt(noon) > 3 * VocAt(night));
        Assert.True(VocAt(noon) > 20 * VocAt(SampleAtmosphere.Months[0].AddHours(15)));
        double people = _atmosphere.AnnualTotal(EmittedSpecies.Voc) / 365 / 86400;
        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(
            $"VOC at noon in July: plants {VocAt(noon):F2} kg s-1, people {people:F2} kg s-1 in the year's mean"));
        Assert.InRange(VocAt(noon) / people, 0.1, 3);
        Assert.False(_atmosphere.NaturalEmissions(noon, 1).Has(EmittedSpecies.So2));
        Assert.Throws<ArgumentException>(() => _atmosphere.NaturalEmissions(noon, 1).Read(EmittedSpecies.So2, 0, new float[48 * 48]));
    }

    [Fact]
    public void Read_WrongRoomOrHour_Refused()
    {
        IHourlyFields<EmittedSpecies> emissions = _atmosphere.TrueEmissions(SampleAtmosphere.Months[0], 5);
        Assert.Throws<ArgumentException>(() => emissions.Read(EmittedSpecies.Nox, 0, new float[7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => emissions.Read(EmittedSpecies.Nox, 5, new float[2 * 48 * 48]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _atmosphere.Meteorology(SampleAtmosphere.Months[0], 0));
        Assert.Throws<ArgumentException>(
            () => SampleAtmosphere.Create(new SampleAtmosphereOptions { LayerTops = [60, 50] }, _atmosphere.Country));
    }

    private static float[] Read(IHourlyFields<EmittedSpecies> emissions, EmittedSpecies species, int hour)
    {
        float[] values = new float[emissions.LayersOf(species) * emissions.Grid.Rows * emissions.Grid.Columns];
        emissions.Read(species, hour, values);
        return values;
    }
}
