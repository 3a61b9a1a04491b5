using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Split conformal prediction intervals: prediction +- quantile of the calibration errors x scale.</summary>
/// <remarks>
/// With n calibration rows exchangeable with the new one, the radius at a level is the ceil((n + 1) level)-th
/// smallest of |observed - predicted| / scale; coverage is then at least the level and less than level + 1/(n + 1) without
/// ties (Lei et al. 2018, Distribution-free predictive inference for regression, theorem 2.2). Drift in time invalidates this guarantee:
/// measure the
/// coverage.
/// </remarks>
public sealed class ConformalIntervals
{
    private readonly ImmutableSortedDictionary<string, ImmutableArray<double>> _radii;

    private ConformalIntervals(ImmutableArray<double> levels, ImmutableSortedDictionary<string, ImmutableArray<double>> radii) =>
        (Levels, _radii) = (levels, radii);

    /// <summary>The levels used everywhere in the project: 50, 80 and 95 %.</summary>
    public static ImmutableArray<double> StandardLevels { get; } = [0.5, 0.8, 0.95];

    /// <summary>The levels that were calibrated, ascending.</summary>
    public ImmutableArray<double> Levels { get; }

    /// <summary>The groups with their own radii; all others use the pooled ones.</summary>
    public IEnumerable<string> Groups => _radii.Keys.Where(group => group.Length > 0);

    /// <summary>Measures the errors of a calibration split.</summary>
    /// <param name="rows">Calibration rows; a group with too few for the highest level uses the pooled radii.</param>
    /// <param name="levels">Probabilities between 0 and 1; <see cref="StandardLevels"/> when left out.</param>
    /// <returns>The intervals.</returns>
    /// <exception cref="ArgumentException">Inconsistent rows, a level out of range, or too few rows for it.</exception>
    public static ConformalIntervals Calibrate(ConformalRows rows, params IReadOnlyList<double> levels)
    {
        ArgumentNullException.ThrowIfNull(rows);
        rows.RequireFit();
        ImmutableArray<double> sorted = levels is null or { Count: 0 } ? StandardLevels : [.. levels.Order()];
        if (!(sorted[0] > 0 && sorted[^1] < 1)) throw new ArgumentException("levels are between 0 and 1", nameof(levels));
        double[] scores = Scores(rows);
        ImmutableArray<double>? pooled = Radii([.. scores.Order()], sorted);
        if (pooled is null)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{rows.Count} rows cannot calibrate level {sorted[^1]}: at least "
                    + $"{Math.Ceiling(sorted[^1] / (1 - sorted[^1]))} are needed"), nameof(rows));
        ImmutableSortedDictionary<string, ImmutableArray<double>>.Builder radii =
            ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<double>>(StringComparer.Ordinal);
        radii[""] = pooled.Value;
        if (rows.Groups is not null)
            foreach (
                IGrouping<string, int> group in Enumerable.Range(0, rows.Count).GroupBy(row => rows.Groups[row], StringComparer.Ordinal))
                if (Radii([.. group.Select(row => scores[row]).Order()], sorted) is { } own)
                    radii[group.Key] = own;
        return new ConformalIntervals(sorted, radii.ToImmutable());
    }

    /// <summary>The interval around one prediction.</summary>
    /// <param name="level">One of <see cref="Levels"/>.</param>
    /// <param name="predicted">The prediction.</param>
    /// <param name="scale">Its uncertainty scale, as in the calibration.</param>
    /// <param name="group">Its group, as in the calibration.</param>
    /// <returns>The interval, in the unit of the prediction.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level was not calibrated, or the scale is not above 0.</exception>
    public Interval At(double level, double predicted, double scale = 1, string? group = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        double radius = Radius(level, group) * scale;
        return new Interval(level, predicted - radius, predicted + radius);
    }

    /// <summary>The quantile of the calibration errors, in units of the scale.</summary>
    /// <param name="level">One of <see cref="Levels"/>.</param>
    /// <param name="group">A group; groups without their own radii use the pooled ones.</param>
    /// <returns>0 or more.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level was not calibrated.</exception>
    public double Radius(double level, string? group = null)
    {
        int position = Levels.IndexOf(level);
        if (position < 0) throw new ArgumentOutOfRangeException(nameof(level), level, $"calibrated levels: {string.Join(", ", Levels)}");
        return (group is not null && _radii.TryGetValue(group, out ImmutableArray<double> own) ? own : _radii[""])[position];
    }

    /// <summary>The share of observations inside their intervals.</summary>
    /// <param name="level">One of <see cref="Levels"/>.</param>
    /// <param name="rows">Rows with scales and groups as in the calibration.</param>
    /// <returns>From 0 to 1; close to the level if the calibration is valid.</returns>
    public double Coverage(double level, ConformalRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        rows.RequireFit();
        int inside = 0;
        for (int row = 0; row < rows.Count; row++)
            if (At(level, rows.Predicted.Span[row], rows.Scale(row), rows.Group(row)).Contains(rows.Observed.Span[row])) inside++;
        return (double)inside / rows.Count;
    }

    /// <summary>The intervals as JSON, for a model's description.</summary>
    /// <returns>Levels, and radii by group (the pooled ones under the empty name).</returns>
    public JsonObject ToJson() => new()
    {
        ["levels"] = new JsonArray([.. Levels.Select(level => JsonValue.Create(level))]),
        ["radii"] = new JsonObject(_radii.Select(pair =>
            KeyValuePair.Create<string, JsonNode?>(pair.Key, new JsonArray([.. pair.Value.Select(radius => JsonValue.Create(radius))])))),
    };

    /// <summary>Reads the output of <see cref="ToJson"/>.</summary>
    /// <param name="json">Levels and radii.</param>
    /// <returns>The intervals.</returns>
    /// <exception cref="ModelFormatException">The JSON has the wrong form.</exception>
    public static ConformalIntervals FromJson(JsonNode? json)
    {
        try
        {
            StoredIntervals stored = StateDescription.Read<StoredIntervals>(json);
            if (!stored.Radii.ContainsKey("") || stored.Radii.Values.Any(own => own is null || own.Count != stored.Levels.Count))
                throw new JsonException("radii do not fit the levels");
            return new ConformalIntervals([.. stored.Levels], stored.Radii.ToImmutableSortedDictionary(
                pair => pair.Key, pair => pair.Value.ToImmutableArray(), StringComparer.Ordinal));
        }
        catch (JsonException cause)
        {
            throw new ModelFormatException(new Fault("The model's intervals cannot be read.", Expected: "levels and radii by group",
                Found: json?.ToJsonString(), Remedy: "Train the model again."), cause);
        }
    }

    private sealed record StoredIntervals(IReadOnlyList<double> Levels, IReadOnlyDictionary<string, IReadOnlyList<double>> Radii);

    private static double[] Scores(ConformalRows rows)
    {
        double[] scores = new double[rows.Count];
        for (int row = 0; row < scores.Length; row++)
            scores[row] = Math.Abs(rows.Observed.Span[row] - rows.Predicted.Span[row]) / rows.Scale(row);
        return scores;
    }

    /// <summary>The radius of each level from sorted scores; null if there are too few for the highest level.</summary>
    private static ImmutableArray<double>? Radii(ReadOnlySpan<double> sortedScores, ImmutableArray<double> levels)
    {
        double[] radii = new double[levels.Length];
        for (int i = 0; i < radii.Length; i++)
        {
            // The subtraction keeps 20 x 0.95 from becoming 20 through rounding.
            int rank = (int)Math.Ceiling((sortedScores.Length + 1) * levels[i] - 1e-9);
            if (rank > sortedScores.Length) return null;
            radii[i] = sortedScores[Math.Max(rank, 1) - 1];
        }

        return [.. radii];
    }
}
