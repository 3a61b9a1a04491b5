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

    private static CleanModel Fit(EnergyDataset data, CleanOptions options, ulong seed = 3, IntervalCalibration calibration = IntervalCalibration.None) =>
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
        using CleanModel first = Fit(Year, Short, calibration: IntervalCalibration.Full), second = Fit(Year, Short, calibration: IntervalCalibration.Full), other = Fit(Year, Short, 4);
        Assert.Equal(Bytes(first), Bytes(second));
        Assert.NotEqual(first.PredictEmission(Year).Totals(), other.PredictEmission(Year).Totals());
    }

    [Fact]
    public void Fit_SeveralSetsAtOnce_EachIsItsOwn()
    {
        EnergyDataset left = Year.ForRegions("Arvania", "Belmora"), right = Year.ForRegions("Corsund", "Drevia");
        IReadOnlyList<CleanModel> both = new CleanEstimator(Short) { Calibration = IntervalCalibration.None }.Fit([left, right], SampleModel.Context(3));
        Assert.Equal(["Arvania", "Belmora"], both[0].TrainingRegions);
        Assert.Equal(["Corsund", "Drevia"], both[1].TrainingRegions);
        // The constants of a network are those of its own set: the scale of inputs in the stored weights differs.
        Assert.NotEqual(both[0].ToState().Arrays["log-energy-mean"].As<float>()[0], both[1].ToState().Arrays["log-energy-mean"].As<float>()[0]);
        foreach (CleanModel model in both) model.Dispose();
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
            Assert.Equal(Year.Count, split == SplitKind.LeaveRegionOut ? train.Count + test.Count : recorder.Folds.Sum(fold => fold.Train.Count + fold.Test.Count));
        }
    }

    [Fact]
    public void Calibration_EveryKind_HoldsOutWhatItSays()
    {
        foreach (CalibrationFold fold in CalibrationFolds.LeaveRegionOut(Year)) Assert.Empty(fold.Train.Regions.Intersect(fold.Test.Regions));
        IReadOnlyList<CalibrationFold> rolling = CalibrationFolds.RollingOrigin(Year);
        foreach (CalibrationFold fold in rolling) Assert.True(fold.Train.Days[^1] < fold.Test.Days[0]);
        // Two blocks of a quarter: days 184 to 274 and 275 to 365 of the year.
        Assert.Equal([new DateOnly(2023, 7, 3), new DateOnly(2023, 10, 2)], rolling.Select(fold => fold.Test.Days[0]));
        foreach (CalibrationFold fold in CalibrationFolds.Random(Year, new RandomSource(1))) Assert.Empty(Keys(fold.Train).Intersect(Keys(fold.Test)));
    }

    [Fact]
    public void FromState_Stored_PredictsEqual()
    {
        using CleanModel back = CleanModel.FromState(sample.Model.ToState());
        Assert.Equal(sample.Model.PredictEmission(Year).Totals(), back.PredictEmission(Year).Totals());
        Assert.Equal(sample.Model.PredictGeneration(Year).Totals(), back.PredictGeneration(Year).Totals());
        ProfileForecast forecast = back.PredictEmission(Year);
        Assert.Equal(sample.Model.TotalIntervals(Direction.EnergyToEmission, Year, 7, forecast), back.TotalIntervals(Direction.EnergyToEmission, Year, 7, forecast));
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
        foreach (EnergyDataset data in (EnergyDataset[])[Year, sample.World.UncoveredTruth.Between(new DateOnly(2024, 1, 1), new DateOnly(2024, 2, 28))])
        {
            ProfileForecast forecast = emission ? sample.Model.PredictEmission(data) : sample.Model.PredictGeneration(data);
            for (int row = 0; row < data.Count; row += 5)
            {
                Ordered(sample.Model.TotalIntervals(direction, data, row, forecast), forecast.Total(row));
                for (int part = 0; part < forecast.PartCount; part++)
                    Ordered(sample.Model.PartIntervals(direction, data, row, forecast, part), forecast.Part(row, part));
                Assert.Equal(1, Enumerable.Range(0, forecast.PartCount).Sum(part => forecast.Share(row, part)), 1e-5);
            }
        }

        static void Ordered(IReadOnlyList<Interval> intervals, double center)
        {
            Assert.Equal([0.5, 0.8, 0.95], intervals.Select(interval => interval.Level));
            Assert.All(intervals, interval => Assert.True(interval.Contains(center) && interval.Lower >= 0));
            for (int i = 1; i < intervals.Count; i++) Assert.True(intervals[i].Lower <= intervals[i - 1].Lower && intervals[i].Upper >= intervals[i - 1].Upper);
        }
    }

    [Fact]
    public void Applicability_TrainingMix_IsInside_AbsurdMixIsOutside()
    {
        IReadOnlyList<ApplicabilityResult> own = sample.Model.MeasureApplicability(Year);
        Assert.True(own.Count(result => result.Flag == ApplicabilityClass.Inside) >= 0.98 * Year.Count);
        EnergyDataset oil = EnergyDataset.From([new RegionDay("Nowhere", new DateOnly(2023, 3, 1), new EnergyProfile([0, 0, 500, 0, 0, 0, 0, 0]), null)]);
        ApplicabilityResult far = Assert.Single(sample.Model.MeasureApplicability(oil));
        Assert.Equal(ApplicabilityClass.Outside, far.Flag);
        // Two mixes without a common source are the square root of 2 apart.
        Assert.InRange(far.Distance, 0.7, Math.Sqrt(2) + 1e-6);
    }

    [Fact]
    public void Fit_Densified_LearnsFromOtherRows()
    {
        using CleanModel plain = Fit(Year, Short), dense = Fit(Year, Short with { SyntheticRegions = 5 });
        double[] totals = dense.PredictEmission(Year).Totals();
        Assert.All(totals, total => Assert.True(double.IsFinite(total) && total > 0));
        Assert.NotEqual(plain.PredictEmission(Year).Totals(), totals);
        Assert.Equal(Year.Regions, dense.TrainingRegions);
    }

    [Fact]
    public void Fit_Cancelled_ThrowsAndLeavesACheckpoint()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("kaya-energy-");
        using CancellationTokenSource source = new();
        source.Cancel();
        CleanEstimator estimator = new(Short) { Calibration = IntervalCalibration.None, CheckpointFolder = folder.FullName };
        Assert.Throws<OperationCanceledException>(() => estimator.Fit(Year, SampleModel.Context(3) with { Cancellation = source.Token }));
        using CleanModel resumed = estimator.Fit(Year, SampleModel.Context(3)), whole = Fit(Year, Short);
        Assert.Equal(Bytes(whole), Bytes(resumed));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Fit_CheckpointOfOtherData_IsRefused()
    {
        string folder = Directory.CreateTempSubdirectory("kaya-energy-").FullName;
        CleanEstimator estimator = new(Short) { Calibration = IntervalCalibration.None, CheckpointFolder = folder };
        estimator.Fit(Year, SampleModel.Context(3)).Dispose();
        // As many rows of as many regions, and one number that differs: the shapes of all tensors stay.
        RegionDay[] days = [.. Enumerable.Range(0, Year.Count).Select(row => Year[row])];
        EnergyProfile energy = days[10].Energy;
        double[] generation = energy.Generation.ToArray();
        generation[0] *= 1.01;
        days[10] = days[10] with { Energy = new EnergyProfile(generation) };
        ModelFormatException refused = Assert.Throws<ModelFormatException>(
            () => estimator.Fit(EnergyDataset.From(days), SampleModel.Context(3)).Dispose());
        Assert.Equal("data", refused.Fault.Where!.Variable);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Fit_SeveralSetsCalibratedWithCheckpoints_GivesTheSameModels()
    {
        string folder = Directory.CreateTempSubdirectory("kaya-energy-").FullName;
        EnergyDataset[] sets = [Year.ForRegions("Arvania", "Belmora", "Corsund"), Year.ForRegions("Drevia", "Hestmark", "Ivaria")];
        CleanEstimator plain = new(Short) { Calibration = IntervalCalibration.Full };
        CleanEstimator stored = plain with { CheckpointFolder = folder };
        IReadOnlyList<CleanModel> expected = plain.Fit(sets, SampleModel.Context(3)), found = stored.Fit(sets, SampleModel.Context(3));
        IReadOnlyList<CleanModel> again = stored.Fit(sets, SampleModel.Context(3));
        Assert.Equal(expected.Select(Bytes), found.Select(Bytes));
        Assert.Equal(expected.Select(Bytes), again.Select(Bytes));
        foreach (CleanModel model in (CleanModel[])[.. expected, .. found, .. again]) model.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void FitPredictDispose_Ledger_IsBackAtItsStart()
    {
        _ = sample.Model.PredictEmission(Year);
        long before = TorchRuntime.LiveTensors;
        using (CleanModel model = Fit(Year, Short, calibration: IntervalCalibration.RollingOrigin))
        {
            model.PredictEmission(Year);
            model.PredictGeneration(Year);
            RegionDay day = Year[0];
            WhatIf.Emission(model, day, SourceMove.Parse("coal:gas:10%").Apply(day.Energy));
            MixSearch.Reach(model, day, EmissionTarget.Parse("-0.5%"));
        }

        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void Fit_RealData_BeatsTheLinearBaselineOnTheLastDays()
    {
        EnergyDataset data = EnergyData.Load(ProviderFiles.RealFile("carbon-monitor-GLOBAL.csv"), ProviderFiles.RealFile("carbon-monitor-power.csv")).Dataset;
        CleanEstimator clean = new(CleanOptions.Mlp with { Members = 2, Steps = 300, BatchSize = 128, HiddenSize = 48, Harmonics = 1 }) { Calibration = IntervalCalibration.None };
        double Mape(IEnergyEstimator estimator) => EnergyEvaluation.Score(data, SplitKind.LastDays, estimator, 0, SampleModel.Context(1))[0].Mape;
        double ours = Mape(clean), linear = Mape(new TabularEnergyEstimator(new LinearRegression()));
        output.WriteLine($"emission MAPE on the last 20 % of days: CLEAN {ours:0.0000}, linear {linear:0.0000}");
        Assert.True(ours < linear, $"CLEAN {ours:0.0000}, linear {linear:0.0000}");
    }

    private static IEnumerable<(string, DateOnly)> Keys(EnergyDataset data) => Enumerable.Range(0, data.Count).Select(row => (data.RegionOf(row), data.Day[row]));

    /// <summary>Notes what it is given to learn from, and what it is asked for.</summary>
    private sealed class Recorder : IEnergyEstimator
    {
        public List<(EnergyDataset Train, EnergyDataset Test)> Folds { get; } = [];

        public string Name => "recorder";

        public IReadOnlyList<IEnergyPredictor> Fit(IReadOnlyList<EnergyDataset> trainingSets, FitContext context) =>
            [.. trainingSets.Select(set => new Asked(this, set))];

        private sealed class Asked(Recorder recorder, EnergyDataset train) : IEnergyPredictor
        {
            public ProfileForecast PredictEmission(EnergyDataset energy)
            {
                recorder.Folds.Add((train, energy));
                return Ones(energy.Count, 6);
            }

            public ProfileForecast PredictGeneration(EnergyDataset emission) => Ones(emission.Count, 8);

            private static ProfileForecast Ones(int rows, int parts) => new(1, rows, parts, new double[rows], new double[rows * parts]);
        }
    }
}
