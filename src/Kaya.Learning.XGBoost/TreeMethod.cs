namespace Kaya.Learning.XGBoost;

/// <summary>How splits are found.</summary>
public enum TreeMethod
{
    /// <summary>XGBoost chooses by the number of rows: exact on few, by quantiles on many.</summary>
    Automatic,

    /// <summary>Every threshold is tried.</summary>
    Exact,

    /// <summary>Thresholds between bins of a histogram: faster on many rows.</summary>
    Histogram,
}
