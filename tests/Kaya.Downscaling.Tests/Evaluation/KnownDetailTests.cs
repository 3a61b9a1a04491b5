using Kaya.Geo.Gdal;
using Kaya.Samples;

namespace Kaya.Downscaling.Tests.Evaluation;

/// <summary>Whether super-resolution finds real detail: maps whose detail is known, averaged to cells twice as large and refined
/// back.</summary>
public sealed class KnownDetailTests
{
    private static readonly ZeroShotSuperResolution s_oneNetwork = new() { Members = 1, Steps = 120 };

    // The two maps were looked at while the method was designed; see docs/methods/downscaling.md for what was tried.
    [Theory]
    [InlineData("BJ")]
    [InlineData("SH")]
    public void Refine_RealCityAveragedToTwoKilometres_IsATenthBetterThanInterpolation(string city)
    {
        using RasterFile file = RasterFile.Open(RealData.File($"city-1km/{city}_grid30s.tif"),
            new RasterReadOptions { Kind = QuantityKind.Extensive, Unit = Unit.Parse("t") });
        Check(DetailTest.Run((ExtensiveRaster)file.ReadAll(0), grid => CellAreas.Of(grid), s_oneNetwork, new DownscalingOptions(),
            Context()));
    }

    [Fact]
    public void Refine_SampleCountryAtOneKilometre_IsATenthBetterThanInterpolation()
    {
        ExtensiveRaster truth = SampleCountry.Create().Second.Emission;
        // The west of the country, with its city and the bay: a quarter is enough to see it.
        ExtensiveRaster west = (ExtensiveRaster)truth.ReadWindow(0, new Window(100, 60, 240, 240));
        Check(DetailTest.Run(west, Areas, s_oneNetwork, new DownscalingOptions(), Context()));
    }

    private static void Check(DetailTest test)
    {
        foreach (DetailScore score in test.Scores)
            TestContext.Current.TestOutputHelper?.WriteLine(
                FormattableString.Invariant($"{score.Method,-36} {score.LogError:F4} {score.LogErrorWhereEmitting:F4}"));
        double ours = test.Scores[0].LogError;
        Assert.Equal("super-resolution", test.Scores[0].Method);
        foreach (string method in new[] { "nearest cell", "bilinear" })
            Assert.True(ours < 0.9 * test.Scores.Single(score => score.Method == method).LogError, $"{method}: {ours}");
        // Interpolations that know the totals too are harder to beat; one quick network is better than them, four are more so.
        Assert.All(test.Scores.Skip(3), score => Assert.True(ours < score.LogError, $"{score.Method}: {ours}"));
    }

    private static CellAreas Areas(Grid grid)
    {
        using GdalTransformation back = new(grid.Crs, CoordinateSystem.LongitudeLatitude);
        return CellAreas.Of(grid, back);
    }

    private static FitContext Context() => new(new RandomSource(1), Cancellation: TestContext.Current.CancellationToken);
}
