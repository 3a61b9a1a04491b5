namespace Kaya.Energy;

/// <summary>The direction of a prediction.</summary>
public enum Direction
{
    /// <summary>From generation and its mix to total and sectoral emissions.</summary>
    EnergyToEmission,

    /// <summary>From sectoral emissions to total generation and its sources.</summary>
    EmissionToEnergy,
}

/// <summary>The three splits of the data, always reported together.</summary>
public enum SplitKind
{
    /// <summary>Random 80/20 split of region-days, as in the paper: optimistic.</summary>
    Random,

    /// <summary>The last 20 % of days.</summary>
    LastDays,

    /// <summary>Each region once, predicted from the others; the score is the median over regions.</summary>
    LeaveRegionOut,
}

/// <summary>The score of a model for a split and a direction.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Split">The split.</param>
/// <param name="SyntheticRegions">n of CMEE_n.</param>
/// <param name="Direction">The direction.</param>
/// <param name="Mape">Mean absolute percentage error of the total as a fraction: over all test rows, or the median over regions if each
/// region was left out.</param>
/// <param name="Regions">The same for each region of the test rows.</param>
/// <param name="Parts">For each sector or source: sum of absolute errors / sum of observed values; NaN if nothing was
/// observed.</param>
/// <param name="Coverage">Level and share of test rows whose total is inside the interval; empty for models without intervals.</param>
/// <param name="FitSeconds">Time to fit all folds.</param>
public sealed record EvaluationScore(
    string Model, SplitKind Split, int SyntheticRegions, Direction Direction, double Mape,
    IReadOnlyDictionary<string, double> Regions, IReadOnlyList<double> Parts,
    IReadOnlyList<(double Level, double Covered)> Coverage, double FitSeconds);
