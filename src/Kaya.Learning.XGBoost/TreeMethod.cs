namespace Kaya.Learning.XGBoost;

/// <summary>Method for finding splits.</summary>
public enum TreeMethod
{
    /// <summary>
    /// Exact below 4,194,304 rows, else by histogram: what XGBoost 1 chooses by itself. XGBoost 2 and later would always take the
    /// histogram, whose thresholds lie on values instead of between them, so the choice is not left to the library.
    /// </summary>
    Automatic,

    /// <summary>Every threshold is tried.</summary>
    Exact,

    /// <summary>Thresholds between bins of a histogram: faster on many rows.</summary>
    Histogram,
}
