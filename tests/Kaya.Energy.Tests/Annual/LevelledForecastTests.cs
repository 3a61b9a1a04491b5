using Kaya.Core;
using Kaya.Energy.Tests.Clean;
using Kaya.Learning;

namespace Kaya.Energy.Tests.Annual;

[Collection("native")]
public sealed class LevelledForecastTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-levels-").FullName;
    private readonly SampleModel _sample;
    private readonly CleanModel _model;
    private readonly EnergyDataset _days = MadeUpCountries.Days();

    public LevelledForecastTests(SampleModel sample)
    {
        _sample = sample;
        // Country 3 has no published total.
        AnnualTotals totals = AnnualTotals.Read(MadeUpCountries.WriteTotals(Path.Combine(_folder, "totals.csv"), country => country != 3));
        CountryStatistics statistics = CountryStatistics.Read(MadeUpCountries.WriteStatistics(Path.Combine(_folder, "statistics.csv")));
        AnnualKnowledge knowledge = AnnualKnowledge.Fit(sample.Training, _days, totals, statistics);
        _model = CleanModel.FromState(sample.Model.With(knowledge).ToState());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Of_UncoveredCountry_DaysHaveTheLevelOfTheAnnualModel()
    {
        EnergyDataset country = _days.ForRegions("Country 03");
        LevelledForecast levelled = LevelledForecast.Of(_model, country, new LevelSources { Days = country });
        RegionLevel level = Assert.Single(levelled.Levels);
        Assert.Equal(LevelOrigin.AnnualModel, level.Origin);
        Assert.Null(level.Published);
        Assert.Equal(level.Annual!.Total, level.Total);
        Assert.Equal(level.Total, levelled.Forecast.Totals().Sum(), 1e-6 * level.Total);
        // The part of power is the annual model's, and the interval of a day is wider than that of the year.
        double power = Enumerable.Range(0, country.Count).Sum(row => levelled.Forecast.Part(row, (int)Sector.Power));
        Assert.Equal(level.Annual.Power, power, 0.02 * power);
        Interval day = levelled.Forecast[0].Interval(0.8), year = level.Annual.Interval(0.8);
        Assert.True(day.Upper / levelled.Forecast.Total(0) > year.Upper / level.Total);
        Assert.All(levelled.Applicability, result => Assert.NotEqual(ApplicabilityClass.Inside, result.Flag));
    }

    [Fact]
    public void Of_SomeOfTheKnownDays_AreThoseOfAllDays()
    {
        EnergyDataset known = _days.ForRegions("Country 03", "Country 04");
        LevelSources sources = new() { Days = known };
        ProfileForecast all = LevelledForecast.Of(_model, known, sources).Forecast;
        int[] rows = [370, 5, 380];
        LevelledForecast some = LevelledForecast.Of(_model, known.Select(rows), sources);
        for (int i = 0; i < rows.Length; i++)
        {
            // Networks work in single precision, and in another order for another number of days.
            Assert.Equal(all.Total(rows[i]), some.Forecast.Total(i), 1e-6);
            Assert.Equal(all.Part(rows[i], 2), some.Forecast.Part(i, 2), 1e-6);
            Assert.Equal(all[rows[i]].Interval(0.8).Upper, some.Forecast[i].Interval(0.8).Upper, 1e-6);
        }

        Assert.Equal(["Country 04", "Country 03"], some.Levels.Select(level => level.Region));
        Assert.Contains("known days", Assert.Throws<ArgumentException>(() => LevelledForecast.Of(_model, known,
            new LevelSources { Days = known.Between(known.Days[0], known.Days[9]) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_TrainingRegion_StaysAsTheNetworksSay()
    {
        EnergyDataset covered = _sample.Training.ForRegions("Arvania").WithoutEmission();
        LevelledForecast levelled = LevelledForecast.Of(_model, covered, new LevelSources { Days = covered });
        Assert.Equal(_sample.Model.PredictEmission(covered).Totals(), levelled.Forecast.Totals(), new Within(1e-12));
        Assert.Equal(LevelOrigin.Networks, Assert.Single(levelled.Levels).Origin);
        Assert.Equal(_sample.Model.PredictEmission(covered)[9].Intervals.Select(own => own.Upper),
            levelled.Forecast[9].Intervals.Select(own => own.Upper), new Within(1e-12));
    }

    [Fact]
    public void Of_Anchored_SumIsThePublishedTotalAndGoesOnWithTheGeneration()
    {
        // The same days in 2023 and 2024, with 20 GWh of coal a day more in 2024.
        EnergyDataset one = _days.ForRegions("Country 07");
        EnergyDataset two = EnergyDataset.From(Enumerable.Range(0, one.Count).Select(row => one[row]).SelectMany(day => new[]
        {
            day,
            new RegionDay(day.Region, day.Day.AddYears(1),
                new EnergyProfile([day.Energy[EnergySource.Coal] + 20, .. day.Energy.Generation[1..]])),
        }));
        LevelledForecast levelled = LevelledForecast.Of(_model, two, new LevelSources { Days = two, Anchor = true });
        (RegionLevel first, RegionLevel second) = (levelled.Levels[0], levelled.Levels[1]);
        double published = MadeUpCountries.Total(7);
        Assert.Equal(published, first.Total, 1e-9 * published);
        Assert.Equal(published, Enumerable.Range(0, 365).Sum(row => levelled.Forecast.Total(row)), 1e-6 * published);
        Assert.Equal(first.Total, first.Intervals[1].Upper);
        // 20 GWh a day x 366 days x 0.95 Mt per TWh, times the ratio of power emissions to direct factors.
        double added = second.Total - first.Total;
        Assert.Equal(20 * 366 * 0.95 / 1000 * _model.Annual!.PowerFactor, added, 1e-6);
        Assert.Equal(2023, second.Published!.Year);
        // All countries of the table grow by 2 % a year.
        Assert.Equal(second.Total * 1.02, second.Intervals[1].Upper, 1e-6 * second.Total);
    }

    [Fact]
    public void Of_AnchoredWithoutTotal_SaysSo()
    {
        EnergyDataset country = _days.ForRegions("Country 03");
        LevelSources sources = new() { Days = country, Anchor = true };
        Assert.Contains("tie the days", Assert.Throws<DataNotFoundException>(() => LevelledForecast.Of(_model, country,
            sources)).Fault.What,
            StringComparison.Ordinal);
        EnergyDataset both = _days.ForRegions("Country 03", "Country 04");
        LevelledForecast levelled = LevelledForecast.Of(_model, both, sources with { Days = both });
        Assert.Equal([LevelOrigin.AnnualModel, LevelOrigin.Published], levelled.Levels.Select(level => level.Origin));
        Assert.Contains("no published total", Assert.Single(levelled.Levels[0].Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Intervals_DaysFarFromTraining_AreWiderAndMarked()
    {
        // Trained on 2023: tested up to a quarter of a year away.
        EnergyDataset near = _sample.World.Dataset.ForRegions("Arvania").Between(new DateOnly(2024, 3, 1), new DateOnly(2024, 3, 1));
        EnergyDataset far = EnergyDataset.From([near[0] with { Day = new DateOnly(2030, 3, 1) }]);
        double Width(EnergyDataset data)
        {
            ProfileForecast forecast = _sample.Model.PredictEmission(data);
            return Math.Log(forecast[0].Interval(0.8).Upper / forecast.Total(0));
        }

        Assert.True(Width(far) > 1.3 * Width(near));
        Assert.Equal(ApplicabilityClass.Outside, _sample.Model.MeasureApplicability(far)[0].Flag);
        Assert.Equal(0, _sample.Model.MeasureApplicability(_sample.Training)[0].DaysAway);
        Assert.True(_sample.Model.MeasureApplicability(near)[0].DaysAway is > 0 and < 91);
    }

    private sealed class Within(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance * Math.Abs(x);

        public int GetHashCode(double value) => 0;
    }
}
