using System.Collections.Immutable;
using Kaya.Torch;

namespace Kaya.Inversion.Tests;

public sealed class TrainingTests : TensorTest
{
    // Time leakage, a fault of the public code: whatever stands in test hours, and within a history of them, nothing learnt changes.
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Fit_OtherNumbersInTestHoursAndNearThem_SameBytes(bool together, bool taught)
    {
        SurrogateEstimator estimator = taught ? Taught : SmallCase.Tiny;
        estimator = estimator with { Training = estimator.Training with { SharesStart = together } };
        int history = estimator.Network.HistoryHours, firstTest = 6 * 24;
        SyntheticWorld world = SmallCase.World with { HasAir = taught };
        using SurrogateData data = world.Data();
        using SurrogateData other = (world with
        {
            Edit = (what, hour, cell, value) => what != "height" && hour >= firstTest - history ? (3 * value) + 7 : value,
        }).Data();
        Assert.NotEqual(data.Digest, other.Digest);
        Assert.Equal(SmallCase.BytesOf(estimator.Fit(data, SmallCase.Context).ToState()),
            SmallCase.BytesOf(estimator.Fit(other, SmallCase.Context).ToState()));
    }

    // Out of sample: whatever stands in a month or a quarter of the grid that is kept back, nothing learnt changes.
    [Theory]
    [InlineData("", GridQuarter.SouthEast)]
    [InlineData("2015-02", GridQuarter.None)]
    public void Fit_OtherNumbersWhereNothingIsLearnt_SameBytes(string month, GridQuarter quarter)
    {
        SurrogateEstimator estimator = SmallCase.Tiny with
        {
            Split = SmallCase.Tiny.Split with { UnseenMonths = month.Length > 0 ? [month] : [], UnseenQuarter = quarter },
            Training = SmallCase.Tiny.Training with { CropSize = 5 },
        };
        SyntheticWorld january = SmallCase.World, february = january with { Month = 2 };
        byte[] Learnt(Func<SyntheticWorld, SyntheticWorld> changed)
        {
            using SurrogateData data = SurrogateData.Create(january.Geography(),
                [(month.Length == 0 ? changed(january) : january).Period(), changed(february).Period()]);
            return SmallCase.BytesOf(estimator.Fit(data, SmallCase.Context).ToState());
        }

        // Winds lie on faces; emissions but those of VOC are carried out of the quarter by the recursion.
        bool IsLocal(string what) => !what.StartsWith("Wind", StringComparison.Ordinal)
            && (what.StartsWith("emission of Voc", StringComparison.Ordinal) || !what.StartsWith("emission", StringComparison.Ordinal));
        bool IsKept(string what, int cell) => month.Length > 0 || (IsLocal(what) && cell % 110 / 11 >= 5 && cell % 11 >= 5);
        Assert.Equal(Learnt(world => world), Learnt(world => world with
        {
            Edit = (what, hour, cell, value) => what != "height" && IsKept(what, cell) ? (3 * value) + 7 : value,
        }));
    }

    [Theory]
    [InlineData(24, 22, 8, 1, 48)]
    [InlineData(4, 6, 3, 2, 12)]
    public void RolesOf_Hours_WindowsOfTwoRolesNeverMeet(int history, int train, int test, int blocks, int length)
    {
        using SurrogateData data = new SyntheticWorld { Rows = 4, Columns = 4, Hours = 31 * 24, Runs = 1 }.Data();
        HourRole[] roles = new SurrogateSplit(train, test, blocks, length).RolesOf(data, 0, history);
        HashSet<int> Reads(HourRole role) => [.. SurrogateSplit.Targets(roles, role, history)
            .SelectMany(hour => Enumerable.Range(hour - history, history + 1))];
        HashSet<int> learnt = Reads(HourRole.Training);
        int[] validation = [.. SurrogateSplit.Targets(roles, HourRole.Validation, history)];
        int[] tested = [.. SurrogateSplit.Targets(roles, HourRole.Test, history)];
        Assert.Equal(blocks * length, validation.Length);
        Assert.Equal(test * 24, tested.Length);
        Assert.True(learnt.Count > 0);
        Assert.Empty(learnt.Intersect(Reads(HourRole.Validation)));
        Assert.Empty(learnt.Intersect(Reads(HourRole.Test)));
        foreach (int hour in (int[])[.. validation, .. tested]) Assert.DoesNotContain(learnt, near => Math.Abs(near - hour) <= history);
        Assert.All(learnt, hour => Assert.True(data.TimeOf(0, hour).Day <= train));
        Assert.Empty(validation.Intersect(tested));
    }

    // A moving normalisation, a fault of the public code: an answer may not depend on which other hours lie in the data.
    [Fact]
    public void Predict_FewerHoursOfOtherSize_SameAnswer()
    {
        using SurrogateData data = SmallCase.World.Data();
        SurrogateModel model = SmallCase.Tiny.Fit(data, SmallCase.Context);
        using SurrogateData few = (SmallCase.World with { Hours = 30, Runs = 1 }).Data();
        float[] expected = new float[4 * data.Cells], found = new float[4 * data.Cells];
        model.Predict(data, new HourStretch(0, 0, 20, 1), expected, TestContext.Current.CancellationToken);
        model.Predict(few, new HourStretch(0, 0, 20, 1), found, TestContext.Current.CancellationToken);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void Normalisation_TrainingHours_IsTheirMeanAndSpread()
    {
        using SurrogateData data = SmallCase.World.Data();
        HourRole[] roles = SmallCase.Tiny.Split.RolesOf(data, 0, 4);
        SurrogateNormalisation normalisation = SurrogateNormalisation.Of(data, [roles], TestContext.Current.CancellationToken);
        List<double> seen = [];
        float[] values = new float[4 * data.Cells];
        for (int hour = 0; hour < roles.Length; hour++)
            for (int run = 0; run < 2 && roles[hour] == HourRole.Training; run++)
            {
                data.ReadConcentrations(new HourStretch(0, run, hour, 1), values);
                seen.AddRange(values.Take(data.Cells).Select(value => (double)value));
            }

        double mean = seen.Average();
        Assert.Equal(mean, normalisation.Concentrations[0].Mean, 1e-4);
        Assert.Equal(Math.Sqrt(seen.Average(value => (value - mean) * (value - mean))), normalisation.Concentrations[0].Deviation, 1e-4);
        Assert.Equal(normalisation.Meteorology[0], normalisation.Meteorology[1]);
    }

    // The validation error written out: absolute errors as parts of the means over the training hours, over all spreads as such parts.
    [Fact]
    public void Fit_LossInMeans_CountsPollutantsByTheirErrorsInPercent()
    {
        using SurrogateData data = SmallCase.World.Data();
        SurrogateEstimator estimator = SmallCase.Tiny with
        {
            Training = SmallCase.Tiny.Training with { LossUnit = LossUnit.Mean, ValidationWindows = int.MaxValue },
        };
        (SurrogateModel model, TrainingReport report) = estimator.FitAndReport(data, SmallCase.Context);
        HourRole[] roles = estimator.Split.RolesOf(data, 0, 4);
        IReadOnlyList<int> training = [.. roles.Index().Where(one => one.Item == HourRole.Training).Select(one => one.Index)];
        float[] known = new float[4 * data.Cells], given = new float[4 * data.Cells];
        double[] sums = new double[4], squares = new double[4], errors = new double[4];
        IEnumerable<HourStretch> Known(IReadOnlyList<int> hours)
        {
            foreach (HourStretch one in hours.SelectMany(hour => new[] { 0, 1 }.Select(run => new HourStretch(0, run, hour, 1))))
            {
                data.ReadConcentrations(one, known);
                yield return one;
            }
        }

        foreach (HourStretch _ in Known(training))
            for (int i = 0; i < known.Length; i++)
            {
                sums[i / data.Cells] += known[i];
                squares[i / data.Cells] += known[i] * (double)known[i];
            }

        IReadOnlyList<int> judged = SurrogateSplit.Targets(roles, HourRole.Validation, 4);
        foreach (HourStretch one in Known(judged))
        {
            model.Predict(data, one, given, TestContext.Current.CancellationToken);
            for (int i = 0; i < known.Length; i++) errors[i / data.Cells] += Math.Abs(given[i] - known[i]);
        }

        double inMeans = 0, spreads = 0, count = training.Count * 2 * data.Cells;
        for (int i = 0; i < 4; i++)
        {
            double mean = sums[i] / count;
            inMeans += errors[i] / (judged.Count * 2 * data.Cells) / mean;
            spreads += Math.Sqrt((squares[i] / count) - (mean * mean)) / mean;
        }

        Assert.Equal(1, report.BestErrors[0] / (inMeans / spreads), 1e-4);
        Assert.NotEqual(SmallCase.BytesOf(SmallCase.Tiny.Fit(data, SmallCase.Context).ToState()), SmallCase.BytesOf(model.ToState()));
    }

    [Theory]
    [InlineData(SurrogateKind.LstmUnet, 0, 0)]
    [InlineData(SurrogateKind.LstmUnet, 6, 0)]
    [InlineData(SurrogateKind.LstmUnet, 6, 60)]
    [InlineData(SurrogateKind.ResNet, 0, 0)]
    [InlineData(SurrogateKind.ResNet, 6, 3)]
    [InlineData(SurrogateKind.LstmUnet, 6, 3, SurrogateOptimiser.Soap)]
    public void Fit_InterruptedAndResumed_SameBytes(
        SurrogateKind kind, int carried, int taught, SurrogateOptimiser optimiser = SurrogateOptimiser.Adam)
    {
        SurrogateEstimator estimator = SmallCase.Tiny with
        {
            Network = SmallCase.Tiny.Network with { Kind = kind, CarriedSpecies = carried },
            Training = SmallCase.Tiny.Training with { Steps = 60, PairsRuns = carried > 0, DifferenceWeight = carried > 0 ? 0.1 : 0,
                ShortSteps = taught, ShortHours = 3, AirWeight = taught > 0 ? 0.5 : 0, Optimiser = optimiser },
        };
        using SurrogateData data = (SmallCase.World with { HasAir = taught > 0 }).Data();
        byte[] expected = SmallCase.BytesOf(estimator.Fit(data, SmallCase.Context).ToState());
        DirectoryInfo folder = Directory.CreateTempSubdirectory("kaya-surrogate");
        try
        {
            using CancellationTokenSource stop = new();
            FitContext interrupted = SmallCase.Context with { CheckpointFolder = folder.FullName, Cancellation = stop.Token,
                Progress = new Stopper(stop, 5) };
            Assert.ThrowsAny<OperationCanceledException>(() => estimator.Fit(data, interrupted));
            Assert.NotEmpty(folder.GetFiles());
            SurrogateModel resumed = estimator.Fit(data, SmallCase.Context with { CheckpointFolder = folder.FullName });
            Assert.Equal(expected, SmallCase.BytesOf(resumed.ToState()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Fit_HoursInAFile_SameBytesAsInMemory()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("kaya-surrogate");
        try
        {
            using SurrogateData memory = SmallCase.World.Data();
            using (SurrogateData file = SmallCase.World.Data(new SurrogateStorage(folder.FullName, MemoryBytes: 0)))
            {
                Assert.Equal(4, folder.GetFiles().Length);
                Assert.Equal(memory.Digest, file.Digest);
                Assert.Equal(SmallCase.BytesOf(SmallCase.Tiny.Fit(memory, SmallCase.Context).ToState()),
                    SmallCase.BytesOf(SmallCase.Tiny.Fit(file, SmallCase.Context).ToState()));
            }

            Assert.Empty(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A short window as long as the others is one of them: the same bytes. A shorter one is not, and only in the steps that are asked for.
    [Fact]
    public void Fit_ShortWindows_AreTheFirstHoursOfABlock()
    {
        SurrogateTrainingOptions one = SmallCase.Tiny.Training with { BatchSize = 2, WindowsPerBlock = 1, ValidateEvery = 12 };
        using SurrogateData data = (SmallCase.World with { Hours = 3 * 24 }).Data();
        byte[] Learnt(SurrogateTrainingOptions training)
        {
            SurrogateEstimator estimator = SmallCase.Tiny with
            {
                Network = SmallCase.Tiny.Network with { CarriedSpecies = 6 }, Training = training,
                Split = new SurrogateSplit(2, 1, 1, 12),
            };
            return SmallCase.BytesOf(estimator.Fit(data, SmallCase.Context).ToState());
        }

        byte[] usual = Learnt(one);
        Assert.Equal(usual, Learnt(one with { ShortSteps = 12, ShortHours = 4 }));
        Assert.NotEqual(usual, Learnt(one with { ShortSteps = 12, ShortHours = 3 }));
        Assert.NotEqual(Learnt(one with { ShortSteps = 6, ShortHours = 3 }), Learnt(one with { ShortSteps = 12, ShortHours = 3 }));
    }

    // What is in the air is learnt from in short steps alone, its weight matters there, and it must be known.
    [Fact]
    public void Fit_WhatIsInTheAir_CountsInShortSteps()
    {
        using SurrogateData data = (SmallCase.World with { HasAir = true }).Data();
        byte[] Learnt(int steps, double weight)
        {
            SurrogateEstimator estimator = Taught with { Training = Taught.Training with { ShortSteps = steps, AirWeight = weight } };
            return SmallCase.BytesOf(estimator.Fit(data, SmallCase.Context).ToState());
        }

        byte[] half = Learnt(6, 0.5);
        Assert.NotEqual(half, Learnt(6, 1));
        Assert.NotEqual(half, Learnt(6, 0));
        Assert.Equal(Learnt(0, 0.5), Learnt(0, 0));
        using SurrogateData without = SmallCase.World.Data();
        Assert.Contains("tell", Assert.Throws<DataNotFoundException>(() => Taught.Fit(without, SmallCase.Context)).Fault!.Expected,
            StringComparison.Ordinal);
        SurrogateEstimator still = Taught with { Network = Taught.Network with { CarriedSpecies = 0 } };
        Assert.Contains("carry", Assert.Throws<DataFormatException>(still.RequireOptions).Fault!.Remedy, StringComparison.Ordinal);
    }

    // The same short steps, judged by concentrations alone in windows of a day: hours of air teach more than a guess from the ground.
    [Fact]
    public void Fit_WhatIsInTheAir_LearnsFasterThanFromTheGroundAlone()
    {
        SmallWorld small = new(16, 16, 16 * 24) { Strength = 1 };
        EmbeddedTransportModel model = new();
        TransportHour[] hours = [.. model.Hours(small.Inputs(), SmallCase.Context, withAir: true)];
        ReadOnlyMemory<float> All(Func<TransportHour, ReadOnlyMemory<float>> part, int place, int count) =>
            hours.SelectMany(hour => part(hour).Slice(place * count, count).ToArray()).ToArray();
        SurrogateRun run = new("prior", small.Emissions(), new HourlyFields<Pollutant>(small.Grid, small.Start, small.Hours,
            AtmosphericSpecies.Pollutants.ToDictionary(one => one, one => (All(hour => hour.Surface, (int)one, 256), 1))))
        {
            Air = new HourlyFields<TransportedSpecies>(small.Grid, small.Start, small.Hours, model.Species.Index().ToDictionary(
                one => one.Item, one => (All(hour => hour.Air, one.Index, 3 * 256), 3))),
        };
        using SurrogateData data = SurrogateData.Create(
            StaticFields.None(small.Grid), [new SurrogatePeriod(small.Meteorology(), [run]) { SpinUpHours = 24 }],
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(AirGroup.All.Length, data.AirGroups.Length);
        double Error(double weight) => (Taught with
        {
            Network = Taught.Network with { CarriedSpecies = 12, HistoryHours = 24 }, Split = new SurrogateSplit(13, 3, 1, 12),
            Training = Taught.Training with
            {
                Steps = 80, ShortSteps = 80, ShortHours = 5, WindowHours = 5, AirWeight = weight, CropSize = 16, LearningRate = 5e-3,
                ValidateEvery = 20,
            },
        }).FitAndReport(data, SmallCase.Context).Report.BestErrors[0];
        (double air, double ground) = (Error(0.5), Error(0));
        TestContext.Current.TestOutputHelper?.WriteLine($"validation error {air:F4} with what is in the air, {ground:F4} without");
        Assert.True(air < 0.9 * ground, $"{air} with what is in the air, {ground} without");
    }

    // Layers above the third are one level: their mean by depth. NO2 is odd oxygen too; the tracer is left out.
    [Fact]
    public void AirLevels_FiveLayers_TheUpperOnesByTheirDepth()
    {
        TransportGrid grid = new(new Grid(CoordinateSystem.Plane, Affine.NorthUp(0, 2000, 1000, 1000), 2, 2), [100, 300, 500, 900, 1700]);
        float[] ozone = [.. Enumerable.Range(0, 20).Select(i => (float)(10 * (i / 4)) + (i % 4))];
        float[] dioxide = [.. Enumerable.Repeat(0.5f, 8)];
        HourlyFields<TransportedSpecies> air = new(grid, SmallCase.World.Start, 1, new Dictionary<TransportedSpecies,
            (ReadOnlyMemory<float>, int)>
        {
            [TransportedSpecies.O3] = (ozone, 5), [TransportedSpecies.Tracer] = (ozone, 5), [TransportedSpecies.No2] = (dioxide, 2),
        });
        float[] levels = new float[12];
        ImmutableArray<int> groups = AirLevels.GroupsOf(air);
        Assert.Equal(["odd oxygen"], groups.Select(group => AirGroup.All[group].Name));
        AirLevels.Read("prior", air, groups, 0, levels);
        // Ozone and NO2; above, (200 * 20 + 400 * 30 + 800 * 40) / 1400 and the number of the cell.
        float above = 48_000 / 1400f;
        float[] expected = [0.5f, 1.5f, 2.5f, 3.5f, 10.5f, 11.5f, 12.5f, 13.5f, above, above + 1, above + 2, above + 3];
        for (int i = 0; i < 12; i++) Assert.Equal(expected[i], levels[i], 1e-4f);
        ozone[7] = -1;
        Assert.Contains("O3", Assert.Throws<DataFormatException>(() => AirLevels.Read("prior", air, groups, 0, levels))
            .Message, StringComparison.Ordinal);
    }

    // The windows of the training may be shorter than those in use; what they are made of is theirs alone.
    [Fact]
    public void Fit_WindowsOfFewerHoursThanInUse_LearnsAndPredictsWithThoseInUse()
    {
        SurrogateEstimator estimator = SmallCase.Tiny with
        {
            Network = SmallCase.Tiny.Network with { HistoryHours = 9 }, Training = SmallCase.Tiny.Training with { WindowHours = 4 },
        };
        using SurrogateData data = SmallCase.World.Data();
        SurrogateModel model = estimator.Fit(data, SmallCase.Context);
        Assert.Equal(9, model.HistoryHours);
        float[] usual = new float[4 * data.Cells], other = new float[4 * data.Cells];
        model.Predict(data, new HourStretch(0, 0, 20, 1), usual, TestContext.Current.CancellationToken);
        using SurrogateData before = (SmallCase.World with
        {
            Edit = (what, hour, _, value) => what.StartsWith("emission", StringComparison.Ordinal) && hour == 13 ? 3 * value : value,
        }).Data();
        model.Predict(before, new HourStretch(0, 0, 20, 1), other, TestContext.Current.CancellationToken);
        Assert.NotEqual(usual, other);
    }

    [Theory]
    [InlineData(5, 2, false, null, 0, SurrogateKind.LstmUnet, "multiple of 2")]
    [InlineData(6, 2, true, null, 0, SurrogateKind.LstmUnet, "multiple of 4")]
    [InlineData(4, 2, false, 5, 0, SurrogateKind.LstmUnet, "1 to 4 hours")]
    [InlineData(4, 2, false, 3, 4, SurrogateKind.LstmUnet, "1 to 3 hours")]
    [InlineData(4, 2, false, 3, 0, SurrogateKind.ResNet, "windows of 4 hours")]
    [InlineData(4, 2, false, null, 3, SurrogateKind.ResNet, "windows of 4 hours")]
    public void RequireOptions_ThatDoNotFit_SaysWhatFits(
        int batch, int windows, bool pairs, int? hours, int shortHours, SurrogateKind kind, string expected)
    {
        SurrogateEstimator estimator = SmallCase.Tiny with
        {
            Network = SmallCase.Tiny.Network with { Kind = kind },
            Training = SmallCase.Tiny.Training with
            {
                BatchSize = batch, WindowsPerBlock = windows, PairsRuns = pairs, WindowHours = hours,
                ShortSteps = shortHours > 0 ? 1 : 0, ShortHours = shortHours,
            },
        };
        DataFormatException error = Assert.Throws<DataFormatException>(estimator.RequireOptions);
        Assert.Contains(expected, error.Fault!.Expected, StringComparison.Ordinal);
        Assert.NotEmpty(error.Fault.Remedy!);
    }

    private static SurrogateEstimator Taught { get; } = SmallCase.Tiny with
    {
        Network = SmallCase.Tiny.Network with { CarriedSpecies = 6 },
        Training = SmallCase.Tiny.Training with { ShortSteps = 8, ShortHours = 3, AirWeight = 0.5 },
    };

    private sealed class Stopper(CancellationTokenSource stop, int step) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            if (value.Done >= step) stop.Cancel();
        }
    }
}
