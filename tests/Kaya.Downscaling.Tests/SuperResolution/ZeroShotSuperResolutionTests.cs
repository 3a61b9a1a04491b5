namespace Kaya.Downscaling.Tests.SuperResolution;

public sealed class ZeroShotSuperResolutionTests
{
    [Theory]
    [MemberData(nameof(SyntheticTown.Ways), MemberType = typeof(SyntheticTown))]
    public void Refine_TurnedOrMirroredMap_IsTheTurnedFineMap(int way)
    {
        IntensiveRaster map = SyntheticTown.Map(24, 31, noData: (row, column) => row < 5 && column > 20);
        SuperResolutionModel model = SyntheticTown.Trained(map);
        RefinedMap straight = model.Refine(map, 2, SyntheticTown.Context()),
            turned = model.Refine(SyntheticTown.Turned(map, way), 2, SyntheticTown.Context());
        AssertSame(SyntheticTown.Turned(straight.Density, way), turned.Density, 1e-6);
    }

    [Fact]
    public void Refine_ShiftedWindow_IsTheShiftedFineMapWithoutSeams()
    {
        // The map is larger than one tile, the window lies across four of them.
        IntensiveRaster map = SyntheticTown.Map(150, 170);
        SuperResolutionModel model = SyntheticTown.Trained(map);
        Window window = new(90, 80, 55, 77);
        IntensiveRaster whole = model.Refine(map, 2, SyntheticTown.Context()).Density;
        IntensiveRaster part = model.Refine((IntensiveRaster)map.ReadWindow(0, window), 2, SyntheticTown.Context()).Density;
        // Beyond the reach of the network from the window's edge nothing may differ.
        int rim = 2 * 2 * (SyntheticTown.Quick.HiddenLayers + 1);
        for (int row = rim; row < part.Grid.Rows - rim; row++)
            for (int column = rim; column < part.Grid.Columns - rim; column++)
                Assert.Equal(whole[0, row + (2 * window.Row), column + (2 * window.Column)], part[0, row, column],
                    1e-5 * (1 + part[0, row, column]));
    }

    [Fact]
    public void Fit_TwiceTheMap_GivesTwiceTheFineMap()
    {
        IntensiveRaster map = SyntheticTown.Map(20, 26);
        SuperResolutionModel one = SyntheticTown.Trained(map), two = SyntheticTown.Trained(map.Times(2));
        AssertSame(one.Refine(map, 2, SyntheticTown.Context()).Density.Times(2), two.Refine(map.Times(2), 2, SyntheticTown.Context())
            .Density, 1e-12);
    }

    [Fact]
    public void Refine_SameValueEverywhere_StaysTheSameAtBordersAndBesideNoData()
    {
        // Zeros padded around a border or in place of no-data would darken the cells beside it.
        IntensiveRaster flat = SyntheticTown.Of(20, 20, (row, column) => row is > 6 and < 11 && column > 12 ? double.NaN : 42);
        SuperResolutionModel model = SyntheticTown.Trained(
            SyntheticTown.Map(20, 20, noData: (row, column) => row is > 6 and < 11 && column > 12));
        SuperResolutionModel learnt = SyntheticTown.Trained(flat);
        ReadOnlySpan<double> fine = learnt.Refine(flat, 2, SyntheticTown.Context()).Density.Values();
        ReadOnlySpan<double> other = model.Refine(flat, 2, SyntheticTown.Context()).Density.Values();
        double inTheMiddle = other[(8 * 40) + 8];
        for (int cell = 0; cell < fine.Length; cell++)
        {
            bool isHole = cell / 40 is > 13 and < 22 && cell % 40 > 25;
            Assert.Equal(isHole, double.IsNaN(fine[cell]));
            if (isHole) continue;
            Assert.Equal(42, fine[cell], 1e-4);
            // A network that has learnt from towns may shift a plain, but everywhere alike up to its turns.
            Assert.Equal(inTheMiddle, other[cell], 1e-4 * inTheMiddle);
        }
    }

    [Fact]
    public void Refine_ValuesOverTwentyDecades_LosesNone()
    {
        // The public implementation works in 8 bits: 31 to 44 % of the cells of a log-normal map became 0 there.
        RandomSequence random = new RandomSource(3).Sequence();
        double[] values = [.. Enumerable.Range(0, 24 * 24).Select(_ => Math.Pow(10, (24 * random.NextDouble()) - 12))];
        IntensiveRaster map = SyntheticTown.Of(24, 24, (row, column) => values[(row * 24) + column]);
        SuperResolutionModel model = SyntheticTown.Trained(map, SyntheticTown.Quick with { Steps = 20 });
        ExtensiveRaster coarse = ExtensiveRaster.Of(map.Grid, Unit.Parse("t"), values), fine = model.Refine(map, 2, SyntheticTown.Context())
            .Density.TimesArea(CellAreas.Of(map.Grid.Refine(2)), Unit.Parse("km2"));
        (ExtensiveRaster map2, _, _) = new SpatialDownscaling().AddUp(fine, coarse);
        for (int row = 0; row < 24; row++)
            for (int column = 0; column < 24; column++)
            {
                double block = map2[0, 2 * row, 2 * column] + map2[0, 2 * row, (2 * column) + 1] + map2[0, (2 * row) + 1, 2 * column]
                    + map2[0, (2 * row) + 1, (2 * column) + 1];
                Assert.Equal(1, block / values[(row * 24) + column], 1e-12);
            }
    }

    [Fact]
    public void Fit_SharpTowns_RefinesBetterThanInterpolationAndNearest()
    {
        IntensiveRaster truth = SyntheticTown.Map(96, 96, "self-similar");
        IntensiveRaster coarse = new ConservativeRegridding(truth.Grid, truth.Grid.Coarsen(2)).Apply(truth);
        SuperResolutionModel model = SyntheticTown.Trained(coarse, SyntheticTown.Quick with { Channels = 32, Steps = 200, Members = 1 });
        SuperResolutionModel untrained = SyntheticTown.Trained(
            coarse, SyntheticTown.Quick with { Steps = 1, LearningRate = 1e-12, LowestRate = 1e-15, Members = 1 });
        IntensiveRaster learnt = model.Refine(coarse, 2, SyntheticTown.Context()).Density,
            interpolated = untrained.Refine(coarse, 2, SyntheticTown.Context()).Density;
        double ours = LogError(truth, (row, column) => learnt[0, row, column]);
        Assert.True(ours < 0.9 * LogError(truth, (row, column) => interpolated[0, row, column]), $"against interpolation: {ours}");
        Assert.True(ours < 0.9 * LogError(truth, (row, column) => coarse[0, row / 2, column / 2]), $"against nearest: {ours}");
    }

    [Fact]
    public void Fit_SameSeed_GivesTheSameBytesAndSurvivesStorage()
    {
        IntensiveRaster map = SyntheticTown.Map(20, 20);
        ZeroShotSuperResolution options = SyntheticTown.Quick with { Steps = 20 };
        SuperResolutionModel first = SyntheticTown.Trained(map, options), second = SyntheticTown.Trained(map, options),
            read = SuperResolutionModel.FromState(first.ToState());
        ReadOnlySpan<double> fine = first.Refine(map, 2, SyntheticTown.Context()).Density.Values();
        Assert.Equal(fine, second.Refine(map, 2, SyntheticTown.Context()).Density.Values());
        Assert.Equal(fine, read.Refine(map, 2, SyntheticTown.Context()).Density.Values());
    }

    [Fact]
    public void Fit_CancelledAndTakenUpAgain_GivesTheSameBytes()
    {
        IntensiveRaster map = SyntheticTown.Map(20, 20);
        ZeroShotSuperResolution options = SyntheticTown.Quick with { Steps = 60, Members = 1 };
        string folder = Directory.CreateTempSubdirectory("kaya").FullName;
        try
        {
            using CancellationTokenSource stop = new();
            Progress watch = new(done => { if (done >= 20) stop.Cancel(); });
            FitContext cut = SyntheticTown.Context() with { Cancellation = stop.Token, Progress = watch };
            Assert.Throws<OperationCanceledException>(() => options.Fit(map, cut with { CheckpointFolder = folder }));
            SuperResolutionModel resumed = options.Fit(map, SyntheticTown.Context() with { CheckpointFolder = folder }),
                straight = SyntheticTown.Trained(map, options);
            Assert.Equal(straight.Refine(map, 2, SyntheticTown.Context()).Density.Values(), resumed.Refine(map, 2, SyntheticTown.Context())
                .Density.Values());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Fit_CheckpointOfAnotherMap_IsRefused()
    {
        ZeroShotSuperResolution options = SyntheticTown.Quick with { Steps = 20, Members = 1 };
        string folder = Directory.CreateTempSubdirectory("kaya").FullName;
        FitContext context = SyntheticTown.Context() with { CheckpointFolder = folder };
        options.Fit(SyntheticTown.Map(20, 20), context);
        ModelFormatException refused = Assert.Throws<ModelFormatException>(
            () => options.Fit(SyntheticTown.Map(20, 20, "village"), context));
        Assert.Equal("data", refused.Fault.Where!.Variable);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Refine_OtherFactors_HaveAsManyCells(int factor)
    {
        IntensiveRaster map = SyntheticTown.Map(16, 18);
        SuperResolutionModel model = SyntheticTown.Trained(map, SyntheticTown.Quick with { Steps = 10 });
        RefinedMap fine = model.Refine(map, factor, SyntheticTown.Context());
        Assert.Equal(map.Grid.Refine(factor), fine.Density.Grid);
        Assert.All(fine.Density.Values().ToArray(), value => Assert.True(value > 0));
        Assert.All(fine.StandardDeviation.Values().ToArray(), value => Assert.True(value >= 0));
    }

    [Fact]
    public void Refine_OtherUnitOrBadDensity_IsRefused()
    {
        IntensiveRaster map = SyntheticTown.Map(16, 16);
        SuperResolutionModel model = SyntheticTown.Trained(map, SyntheticTown.Quick with { Steps = 5 });
        IntensiveRaster other = IntensiveRaster.Of(map.Grid, Unit.Parse("kg km-2"), map.Values().ToArray());
        Assert.Contains("t km-2", Assert.Throws<UnitMismatchException>(() => model.Refine(other, 2, SyntheticTown.Context()))
            .Fault.Expected, StringComparison.Ordinal);
        IntensiveRaster negative = SyntheticTown.Of(16, 16, (row, column) => row == 2 && column == 5 ? -1 : 1);
        Assert.Equal("row 2, column 5", Assert.Throws<DataFormatException>(() => model.Refine(negative, 2, SyntheticTown.Context()))
            .Fault.Where!.Variable);
    }

    [Fact]
    public void Fit_BadMaps_SayWhatIsWrong()
    {
        static Fault Of(IntensiveRaster map) => Assert.Throws<DataFormatException>(() => SyntheticTown.Trained(map)).Fault;
        Assert.Contains("too small", Of(SyntheticTown.Map(7, 30)).What, StringComparison.Ordinal);
        Assert.Contains("No cell", Of(SyntheticTown.Of(10, 10, (_, _) => double.NaN)).What, StringComparison.Ordinal);
        Fault negative = Of(SyntheticTown.Of(10, 10, (row, column) => row == 3 && column == 4 ? -1 : 1));
        Assert.Equal("row 3, column 4", negative.Where!.Variable);
    }

    private static double LogError(IntensiveRaster truth, Func<int, int, double> value)
    {
        double sum = 0;
        for (int row = 0; row < truth.Grid.Rows; row++)
            for (int column = 0; column < truth.Grid.Columns; column++) sum += Math.Pow(
                Math.Log(value(row, column) / truth[0, row, column]), 2);
        return Math.Sqrt(sum / truth.Grid.CellCount);
    }

    private static void AssertSame(IntensiveRaster expected, IntensiveRaster actual, double tolerance)
    {
        Assert.Equal((expected.Grid.Rows, expected.Grid.Columns), (actual.Grid.Rows, actual.Grid.Columns));
        for (int cell = 0; cell < expected.Values().Length; cell++)
        {
            double e = expected.Values()[cell], a = actual.Values()[cell];
            Assert.True(double.IsNaN(e) ? double.IsNaN(a) : Math.Abs(e - a) <= tolerance * Math.Abs(e),
                $"cell {cell}: expected {e:R}, found {a:R}");
        }
    }

    private sealed class Progress(Action<long> see) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => see(value.Done);
    }
}
