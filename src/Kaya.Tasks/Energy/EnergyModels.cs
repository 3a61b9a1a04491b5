using Kaya.Energy;
using Kaya.Learning;
using Kaya.Learning.XGBoost;

namespace Kaya.Tasks;

/// <summary>The eight models of the paper's table, by name.</summary>
internal static class EnergyModels
{
    private const int QuickSteps = 500;
    private const int QuickLeaveOutSteps = 200;
    private const int QuickMembers = 3;
    private const int RandomSteps = 2000;

    public static IReadOnlyList<string> Names { get; } = Array.AsReadOnly(
        ["LR", "KNN", "DT", "XGB", "MLP", "CNN", "CLEAN-MLP", "CLEAN-CNN"]);

    public static IReadOnlyList<string> Chosen(IReadOnlyList<string>? asked)
    {
        if (asked is not { Count: > 0 }) return Names;
        return [.. asked.Select(name => Names.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase))
            ?? throw Spelling.Unknown("model", name, Names, new SourceLocation(Variable: "--models")))];
    }

    public static IEnergyEstimator Create(string name, SplitKind split, int syntheticRegions, bool quick)
    {
        if (Network(name) is not { } options) return new TabularEnergyEstimator(Table(name)) { SyntheticRegions = syntheticRegions };
        options = options with { SyntheticRegions = syntheticRegions };
        if (split == SplitKind.LeaveRegionOut)
            options = options with { Members = quick ? QuickMembers : options.Members, Steps = quick ? QuickLeaveOutSteps
                : options.LeaveOutSteps, BatchSize = options.LeaveOutBatchSize };
        else if (quick)
            options = options with { Members = QuickMembers, Steps = QuickSteps };
        else if (split == SplitKind.Random)
            options = options with { Steps = RandomSteps };
        // On validation days, a finer calendar helps between training days but not after them.
        if (split == SplitKind.Random) options = options with { Harmonics = 2 };
        return new CleanEstimator(options) { Calibration = options.UseBaseline ? Calibration(split) : IntervalCalibration.None };
    }

    // The estimator only gets training rows, so the calibration data of each split are chosen here.
    private static IntervalCalibration Calibration(SplitKind split) => split switch
    {
        SplitKind.Random => IntervalCalibration.Random,
        SplitKind.LastDays => IntervalCalibration.RollingOrigin,
        _ => IntervalCalibration.None,
    };

    private static CleanOptions? Network(string name) => name switch
    {
        "MLP" => CleanOptions.Plain(Backbone.Mlp),
        "CNN" => CleanOptions.Plain(Backbone.Cnn),
        "CLEAN-MLP" => CleanOptions.Mlp,
        "CLEAN-CNN" => CleanOptions.Cnn,
        _ => null,
    };

    private static IEstimator Table(string name) => name switch
    {
        "LR" => new LinearRegression(),
        "KNN" => new KnnRegression { Neighbours = 5, Standardise = true },
        "DT" => new DecisionTree { MinimumChildWeight = 2 },
        _ => new GradientBoosting { Rounds = 200, MaximumDepth = 6, LearningRate = 0.1, RowSample = 0.8, Method = TreeMethod.Histogram },
    };
}
