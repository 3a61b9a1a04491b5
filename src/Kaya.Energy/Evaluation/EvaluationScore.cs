namespace Kaya.Energy;

/// <summary>Which way a model is asked.</summary>
public enum Direction
{
    /// <summary>From the mix and generation: total and sectors of emission.</summary>
    EnergyToEmission,

    /// <summary>From sectors and emission: total and sources of generation.</summary>
    EmissionToEnergy,
}

/// <summary>The three divisions of the data, always reported side by side.</summary>
public enum SplitKind
{
    /// <summary>80 to 20 of region-days at random (the paper's): optimistic.</summary>
    Random,

    /// <summary>The last 20 % of days.</summary>
    LastDays,

    /// <summary>Each region once, learnt from the others; the score is the median over regions.</summary>
    LeaveRegionOut,
}

/// <summary>How well one model did in one split and direction.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Split">The split.</param>
/// <param name="SyntheticRegions">n of CMEE_n.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Mape">Mean absolute percentage error of the total as a fraction: over all test rows, or the median over regions where each
/// region was left out.</param>
/// <param name="Regions">The same for each region of the test rows.</param>
/// <param name="Parts">For each sector or source: sum of absolute errors over sum of observed values; NaN where nothing was
/// observed.</param>
/// <param name="Coverage">Level and part of test rows whose total lay in the interval; empty for models without intervals.</param>
/// <param name="FitSeconds">Time the fit took, all folds together.</param>
public sealed record EvaluationScore(
    string Model, SplitKind Split, int SyntheticRegions, Direction Direction, double Mape,
    IReadOnlyDictionary<string, double> Regions, IReadOnlyList<double> Parts,
    IReadOnlyList<(double Level, double Covered)> Coverage, double FitSeconds);
