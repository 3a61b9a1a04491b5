using System.Collections.Immutable;

namespace Kaya.Learning.XGBoost;

/// <summary>Some rows of a fit in XGBoost, with one target at a time.</summary>
internal sealed class TrainingSet : IDisposable
{
    private readonly FeatureTable _targets;

    /// <summary>Copies the features of the rows.</summary>
    /// <param name="features">Row x feature.</param>
    /// <param name="targets">Row x target.</param>
    /// <param name="rows">Which rows; null for all.</param>
    /// <param name="threads">Number of threads.</param>
    public TrainingSet(FeatureTable features, FeatureTable targets, ImmutableArray<int>? rows, int threads)
    {
        FeatureTable chosen = rows is null ? features : features.SelectRows(rows.Value.AsSpan());
        _targets = rows is null ? targets : targets.SelectRows(rows.Value.AsSpan());
        // Targets are checked before native objects exist, which an exception would leak.
        _ = SinglePrecision.Of(_targets);
        Matrix = new DataMatrix(SinglePrecision.Of(chosen), chosen.RowCount, threads);
        Threads = threads;
    }

    /// <summary>The rows in XGBoost.</summary>
    public DataMatrix Matrix { get; }

    /// <summary>Number of threads to train with.</summary>
    public int Threads { get; }

    /// <summary>Number of targets.</summary>
    public int TargetCount => _targets.ColumnCount;

    /// <summary>Mean of the current target.</summary>
    public double Mean { get; private set; }

    /// <summary>Makes one target the labels.</summary>
    public void ShowTarget(int target)
    {
        ImmutableArray<double> values = _targets.Column(target);
        Mean = values.Average();
        Matrix.SetLabels([.. values.Select(value => (float)value)]);
    }

    /// <inheritdoc/>
    public void Dispose() => Matrix.Dispose();
}
