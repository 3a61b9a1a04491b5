using Kaya.Core;
using Kaya.Energy.Tests.Data;
using Kaya.Learning;
using Kaya.Torch;

namespace Kaya.Energy.Tests.Clean;

[Collection("native")]
public sealed class CleanModelTests(SampleModel sample, ITestOutputHelper output)
{
    private static readonly CleanOptions Short = SampleModel.Tiny with { Steps = 20, Members = 2 };

    private EnergyDataset Year => sample.Training;

    private static CleanModel Fit(EnergyDataset data, CleanOptions options, ulong seed = 3,
        IntervalCalibration calibration = IntervalCalibration.None) =>
        new CleanEstimator(options) { Calibration = calibration }.Fit(data, SampleModel.Context(seed));

    private static string Bytes(CleanModel model)
    {
        ModelState state = model.ToState();
        return state.Description.ToJsonString() + string.Join('|', state.Arrays.OrderBy(array => array.Key, StringComparer.Ordinal)
            .Select(array => array.Key + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(array.Value.Bytes.Span))));
    }

    [Fact]
    public void Fit_SameSeed_SameBytes()
    {
        CleanModel first = Fit(Year, Short, calibration: IntervalCalibration.Full),
            second = Fit(Year, Short, calibration: IntervalCalibration.Full), other = Fit(Year, Short, 4);
        Assert.Equal(Bytes(first), Bytes(second));
        Assert.NotEqual(first.PredictEmission(Year).Totals(), other.PredictEmission(Year).Totals());
    }

    [Fact]
    public void FitAll_ThreeSetsOneOfThemOther_LeavesTheOthersAsTheyAre()
    {
        EnergyDataset left = Year.ForRegions("Arvania", "Belmora"), right = Year.ForRegions("Hestmark", "Ivaria");
        EnergyDataset middle = Year.ForRegions("Corsund", "Drevia"),
            other = middle.Between(new DateOnly(2023, 3, 1), new DateOnly(2023, 9, 30));
        CleanEstimator estimator = new(Short) { Calibration = IntervalCalibration.None };
        IReadOnlyList<CleanModel> models = estimator.FitAll([left, middle, right], SampleModel.Context(3));
        IReadOnlyList<CleanModel> changed = estimator.FitAll([left, other, right], SampleModel.Context(3));
        Assert.Equal([["Arvania", "Belmora"], ["Corsund", "Drevia"], ["Hestmark", "Ivaria"]],
            models.Select(model => model.TrainingRegions));
        // Left and middle train in one batched network: not a bit of the one may depend on the other.
        Assert.Equal([true, false, true], models.Select((model, i) => Bytes(model) == Bytes(changed[i])));
        // The scale of inputs is that of the set itself: by hand the mean logarithm of generation in TWh.
        foreach ((CleanModel model, EnergyDataset set) in models.Zip([left, middle, right]))
            Assert.Equal(set.TotalGeneration.ToArray().Average(energy => Math.Log(energy / 1000)),
                model.ToState().Array("log-energy-mean").As<float>()[0], 1e-5);
    }

    [Theory]
    [InlineData(SplitKind.LeaveRegionOut)]
    [InlineData(SplitKind.LastDays)]
    [InlineData(SplitKind.Random)]
    public void Score_EverySplit_TestRowsNeverReachTheEstimator(SplitKind split)
    {
        Recorder recorder = new();
        EnergyEvaluation.Score(Year, split, recorder, 0, SampleModel.Context(5));
        foreach ((EnergyDataset train, EnergyDataset test) in recorder.Folds)
        {
            if (split == SplitKind.LeaveRegionOut) Assert.Empty(train.Regions.Intersect(test.Regions));
            else if (split == SplitKind.LastDays) Assert.True(train.Days[^1] < test.Days[0]);
            else Assert.Empty(Keys(train).Intersect(Keys(test)));
            Assert.Equal(Year.Count, split == SplitKind.LeaveRegionOut ? train.Count + test.Count
                : recorder.Folds.Sum(fold => fold.Train.Count + fold.Test.Count));
        }
    }

    [Fact]
    public void Calibration_EveryKind_HoldsOutWhatItSays()
    {
        foreach (CalibrationFold fold in CalibrationFolds.LeaveRegionOut(Year)) Assert.Empty(
            fold.Train.Regions.Intersect(fold.Test.Regions));
        IReadOnlyList<CalibrationFold> rolling = CalibrationFolds.RollingOrigin(Year);
        foreach (CalibrationFold fold in rolling) Assert.True(fold.Train.Days[^1] < fold.Test.Days[0]);
        // Two blocks of a quarter: days 184 to 274 and 275 to 365 of the year.
        Assert.Equal([new DateOnly(2023, 7, 3), new DateOnly(2023, 10, 2)], rolling.Select(fold => fold.Test.Days[0]));
        foreach (CalibrationFold fold in CalibrationFolds.Random(Year, new RandomSource(1))) Assert.Empty(
            Keys(fold.Train).Intersect(Keys(fold.Test)));
    }

    [Fact]
    public void FromState_Stored_PredictsEqual()
    {
        CleanModel back = CleanModel.FromState(sample.Model.ToState());
        Assert.Equal(sample.Model.PredictEmission(Year).Totals(), back.PredictEmission(Year).Totals());
        Assert.Equal(sample.Model.PredictGeneration(Year).Totals(), back.PredictGeneration(Year).Totals());
        ProfileForecast forecast = back.PredictEmission(Year);
        Assert.Equal(sample.Model.PredictEmission(Year)[7].Intervals, forecast[7].Intervals);
        Assert.Equal(sample.Model.MeasureApplicability(Year), back.MeasureApplicability(Year));
    }

    [Fact]
    public void Predict_RowsAlone_SameAsTogether()
    {
        ProfileForecast all = sample.Model.PredictEmission(Year);
        foreach (int row in (int[])[0, 500, 2000])
            Assert.Equal(all.Total(row), sample.Model.PredictEmission(Year.Select([row])).Total(0), 1e-5 * all.Total(row));
    }

    [Theory]
    [InlineData(Direction.EnergyToEmission)]
    [InlineData(Direction.EmissionToEnergy)]
    public void Intervals_CoveredAndUncovered_AreOrderedAndHoldTheCentre(Direction direction)
    {
        bool emission = direction == Direction.EnergyToEmission;
        foreach (
            EnergyDataset data in (EnergyDataset[])[
            Year, sample.World.UncoveredTruth.Between(new DateOnly(2024, 1, 1), new DateOnly(2024, 2, 28))])
        {
            ProfileForecast forecast = emission ? sample.Model.PredictEmission(data) : sample.Model.PredictGeneration(data);
            for (int row = 0; row < data.Count; row += 5)
            {
                Ordered(forecast[row].Intervals, forecast.Total(row));
                for (int part = 0; part < forecast.PartCount; part++)
                    Ordered(forecast[row].PartIntervals(part), forecast.Part(row, part));
                Assert.Equal(1, Enumerable.Range(0, forecast.PartCount).Sum(part => forecast.Share(row, part)), 1e-5);
            }
        }

        static void Ordered(IReadOnlyList<Interval> intervals, double center)
        {
            Assert.Equal([0.5, 0.8, 0.95], intervals.Select(interval => interval.Level));
            Assert.All(intervals, interval => Assert.True(interval.Contains(center) && interval.Lower >= 0));
            for (int i = 1; i < intervals.Count; i++) Assert.True(
                intervals[i].Lower <= intervals[i - 1].Lower && intervals[i].Upper >= intervals[i - 1].Upper);
        }
    }

    [Fact]
    public void Applicability_TrainingMix_IsInside_AbsurdMixIsOutside()
    {
        IReadOnlyList<ApplicabilityResult> own = sample.Model.MeasureApplicability(Year);
        Assert.True(own.Count(result => result.Flag == ApplicabilityClass.Inside) >= 0.98 * Year.Count);
        EnergyDataset oil = EnergyDataset.From(
            [new RegionDay("Nowhere", new DateOnly(2023, 3, 1), new EnergyProfile([0, 0, 500, 0, 0, 0, 0, 0]), null)]);
        ApplicabilityResult far = Assert.Single(sample.Model.MeasureApplicability(oil));
        Assert.Equal(ApplicabilityClass.Outside, far.Flag);
        // Two mixes without a common source are the square root of 2 apart.
        Assert.InRange(far.Distance, 0.7, Math.Sqrt(2) + 1e-6);
    }

    [Fact]
    public void At_SyntheticRegions_FillTheirPartOfEachBatch()
    {
        EnergyDataset mixtures = Densification.Of(Year, 5, new RandomSource(2)).Synthesized;
        EnergyRows real = EnergyRows.Of(Year), synthetic = EnergyRows.Of(mixtures);
        CleanOptions options = Short with { Members = 2, BatchSize = 20, CounterfactualPart = 0.25, SyntheticPart = 0.5,
            SyntheticRegions = 5 };
        float[] batch = new TrainingBatches(options, [real], [synthetic], new RandomSource(4)).At(7);
        HashSet<string> known = Rows(real), made = Rows(synthetic);
        Assert.Equal(2 * 20 * EnergyRows.Width, batch.Length);
        int changed = 0;
        for (int row = 0; row < 40; row++)
        {
            string values = Text(batch.AsSpan(row * EnergyRows.Width, EnergyRows.Width));
            // Of 20 rows 5 have a changed mix (some by nothing), 10 are of synthetic regions, 5 are as they were read.
            bool isMade = made.Contains(values), isRead = known.Contains(values);
            Assert.Equal(row % 20 is >= 5 and < 15, isMade);
            if (row % 20 >= 15) Assert.True(isRead);
            if (row % 20 < 5 && !isMade && !isRead) changed++;
        }

        Assert.InRange(changed, 5, 10);

        static HashSet<string> Rows(EnergyRows rows) => [.. Enumerable.Range(0, rows.Count).Select(row => Text(rows[row]))];

        static string Text(ReadOnlySpan<float> row) => Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(row));
    }

    [Fact]
    public void Fit_TooFewRegionsOrDays_SaysWhatIsNeeded()
    {
        CleanEstimator estimator = new(Short);
        Fault one = Assert.Throws<DataNotFoundException>(() => estimator.Fit(Year.ForRegions("Arvania"), SampleModel.Context(3))).Fault;
        Assert.Contains("at least 2 regions", one.Expected, StringComparison.Ordinal);
        Assert.Contains("1 region (Arvania)", one.Found, StringComparison.Ordinal);
        EnergyDataset week = Year.ForRegions("Arvania", "Belmora").Between(new DateOnly(2023, 1, 1), new DateOnly(2023, 1, 8));
        Assert.Contains("19 region-days", Assert.Throws<DataNotFoundException>(() => estimator.Fit(week, SampleModel.Context(3)))
            .Fault.Expected, StringComparison.Ordinal);
        EnergyDataset generation = Year.WithoutEmission();
        Assert.Contains("emission", Assert.Throws<SchemaMismatchException>(() => estimator.Fit(generation, SampleModel.Context(3)))
            .Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Interval_LevelOfARow_IsThatOfTheList()
    {
        ProfileForecast forecast = sample.Model.PredictEmission(Year);
        ForecastRow row = forecast[7];
        Assert.Equal((Year.RegionOf(7), Year.Day[7], forecast.Total(7)), (row.Region, row.Day, row.Total));
        Assert.Equal(row.Intervals[1], row.Interval(0.8));
        Assert.Equal(row.PartIntervals(2)[2], row.Interval(0.95, 2));
        Assert.Contains("0.5, 0.8, 0.95", Assert.Throws<ArgumentOutOfRangeException>(() => row.Interval(0.9)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => forecast[Year.Count]);
    }

    [Fact]
    public void Fit_Cancelled_ThrowsAndLeavesACheckpoint()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("kaya-energy-");
        using CancellationTokenSource source = new();
        source.Cancel();
        CleanEstimator estimator = new(Short) { Calibration = IntervalCalibration.None };
        FitContext context = SampleModel.Context(3) with { CheckpointFolder = folder.FullName };
        Assert.Throws<OperationCanceledException>(() => estimator.Fit(Year, context with { Cancellation = source.Token }));
        CleanModel resumed = estimator.Fit(Year, context), whole = Fit(Year, Short);
        Assert.Equal(Bytes(whole), Bytes(resumed));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Fit_CheckpointOfOtherData_IsRefused()
    {
        string folder = Directory.CreateTempSubdirectory("kaya-energy-").FullName;
        CleanEstimator estimator = new(Short) { Calibration = IntervalCalibration.None };
        FitContext context = SampleModel.Context(3) with { CheckpointFolder = folder };
        estimator.Fit(Year, context);
        // As many rows of as many regions, and one number that differs: the shapes of all tensors stay.
        RegionDay[] days = [.. Enumerable.Range(0, Year.Count).Select(row => Year[row])];
        EnergyProfile energy = days[10].Energy;
        double[] generation = energy.Generation.ToArray();
        generation[0] *= 1.01;
        days[10] = days[10] with { Energy = new EnergyProfile(generation) };
        ModelFormatException refused = Assert.Throws<ModelFormatException>(
            () => estimator.Fit(EnergyDataset.From(days), context));
        Assert.Equal("data", refused.Fault.Where!.Variable);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Fit_SeveralSetsCalibratedWithCheckpoints_GivesTheSameModels()
    {
        string folder = Directory.CreateTempSubdirectory("kaya-energy-").FullName;
        EnergyDataset[] sets = [Year.ForRegions("Arvania", "Belmora", "Corsund"), Year.ForRegions("Drevia", "Hestmark", "Ivaria")];
        CleanEstimator estimator = new(Short) { Calibration = IntervalCalibration.Full };
        FitContext plain = SampleModel.Context(3), stored = plain with { CheckpointFolder = folder };
        IReadOnlyList<CleanModel> expected = estimator.FitAll(sets, plain), found = estimator.FitAll(sets, stored);
        IReadOnlyList<CleanModel> again = estimator.FitAll(sets, stored);
        Assert.Equal(expected.Select(Bytes), found.Select(Bytes));
        Assert.Equal(expected.Select(Bytes), again.Select(Bytes));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void FitAndPredict_Ledger_IsBackAtItsStart()
    {
        long before = TorchLedger.LiveWithoutCopies;
        CleanModel model = Fit(Year, Short, calibration: IntervalCalibration.RollingOrigin);
        model.PredictEmission(Year);
        model.PredictGeneration(Year);
        RegionDay day = Year[0];
        WhatIf.Emission(model, day, SourceMove.Parse("coal:gas:10%").Apply(day.Energy));
        MixSearch.Reach(model, day, EmissionTarget.Parse("-0.5%"), [], []);
        Assert.Equal(before, TorchLedger.LiveWithoutCopies);
    }

    [Fact]
    public void Fit_RealData_BeatsTheLinearBaselineOnTheLastDays()
    {
        EnergyDataset data = EnergyData.Load(ProviderFiles.RealFile("carbon-monitor-GLOBAL.csv"),
            ProviderFiles.RealFile("carbon-monitor-power.csv")).Dataset;
        CleanEstimator clean = new(CleanOptions.Mlp with { Members = 2, Steps = 300, BatchSize = 128, HiddenSize = 48, Harmonics = 1 })
            { Calibration = IntervalCalibration.None };
        double Mape(IEnergyEstimator estimator) =>
            EnergyEvaluation.Score(data, SplitKind.LastDays, estimator, 0, SampleModel.Context(1))[0].Mape;
        double ours = Mape(clean), linear = Mape(new TabularEnergyEstimator(new LinearRegression()));
        output.WriteLine($"emission MAPE on the last 20 % of days: CLEAN {ours:0.0000}, linear {linear:0.0000}");
        Assert.True(ours < linear, $"CLEAN {ours:0.0000}, linear {linear:0.0000}");
    }

    private static IEnumerable<(string, DateOnly)> Keys(EnergyDataset data) =>
        Enumerable.Range(0, data.Count).Select(row => (data.RegionOf(row), data.Day[row]));

    /// <summary>Notes what it is given to learn from, and what it is asked for.</summary>
    private sealed class Recorder : IEnergyEstimator
    {
        public List<(EnergyDataset Train, EnergyDataset Test)> Folds { get; } = [];

        public string Name => "recorder";

        public IReadOnlyList<IEnergyPredictor> FitAll(IReadOnlyList<EnergyDataset> trainingSets, FitContext context) =>
            [.. trainingSets.Select(set => new Asked(this, set))];

        private sealed class Asked(Recorder recorder, EnergyDataset train) : IEnergyPredictor
        {
            public ProfileForecast PredictEmission(EnergyDataset energy)
            {
                recorder.Folds.Add((train, energy));
                return Ones(Direction.EnergyToEmission, energy, 6);
            }

            public ProfileForecast PredictGeneration(EnergyDataset emission) => Ones(Direction.EmissionToEnergy, emission, 8);

            public ModelState ToState() => throw new NotSupportedException();

            private static ProfileForecast Ones(Direction direction, EnergyDataset data, int parts) =>
                new(direction, data, new MemberForecasts(1, data.Count, parts), RowIntervals.None);
        }
    }
}
