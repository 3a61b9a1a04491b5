using System.Text.Json.Nodes;
using Kaya.Learning.XGBoost;

namespace Kaya.Learning.Tests;

/// <summary>Trees against XGBoost's own Python package, as recorded by make_tree_vectors.py with the versions of Debian 12 and
/// 13.</summary>
// Native objects alive are counted per process, so these classes must not run beside one another.
[Collection("native")]
public sealed class TreeParityTests
{
    private readonly ParityVectors _vectors = new();

    private static readonly GradientBoosting s_whole = new() { Rounds = 20, MaximumDepth = 4, MinimumChildWeight = 2, Threads = 2 };

    private static readonly GradientBoosting s_sampled = s_whole with { RowSample = 0.8, ColumnSample = 0.75 };

    private static readonly RandomForest s_forest = new() { Trees = 20, MaximumDepth = 6, Threads = 2 };

    public static TheoryData<string, string> Whole { get; } = new(
        from name in new[] { "boostingExact", "boostingHistogram", "tree" } from version in new[] { "1.7", "3.0" } select (name, version));

    // Whatever version is installed gives what either version gave: without sampling there is nothing that may differ.
    [Theory]
    [MemberData(nameof(Whole))]
    public void Fit_EveryRowAndFeature_AgreesWithEveryVersion(string name, string version) =>
        Check(Recorded(version)["whole"]![name]!, name switch
    {
        "boostingExact" => s_whole with { BaseScore = 0.5 },
        "boostingHistogram" => s_whole with { Method = TreeMethod.Histogram },
        _ => new DecisionTree { Threads = 2 },
    });

    // Random numbers of XGBoost are those of its version.
    [Theory]
    [InlineData("boostingExact")]
    [InlineData("boostingHistogram")]
    [InlineData("boostingThreeTrees")]
    [InlineData("forestExact")]
    [InlineData("forestHistogram")]
    public void Fit_Sampled_AgreesWithItsVersion(string name)
    {
        string version = XGBoostLibrary.ReadVersion().ToString(2);
        Assert.SkipUnless(File.Exists(PathOf(version)), $"nothing was recorded with XGBoost {version} (make_tree_vectors.py does it)");
        Check(Recorded(version)["sampled"]![name]!, name switch
        {
            "boostingExact" => s_sampled with { BaseScore = 0.5 },
            "boostingHistogram" => s_sampled with { Method = TreeMethod.Histogram },
            "boostingThreeTrees" => s_sampled with { TreesPerRound = 3 },
            "forestExact" => s_forest,
            _ => s_forest with { Method = TreeMethod.Histogram },
        });
    }

    private static string PathOf(string version) => Path.Combine(AppContext.BaseDirectory, "Parity", $"trees-{version}.json");

    private static JsonNode Recorded(string version) => JsonNode.Parse(File.ReadAllText(PathOf(version)))!;

    private void Check(JsonNode expected, IEstimator estimator) => Tabulated.Close(
        [.. expected.AsArray().Select(row => ParityVectors.Numbers(row!))],
        estimator.Fit(_vectors.X, _vectors.Y, _vectors.Context).Predict(_vectors.T), 1e-6);
}
