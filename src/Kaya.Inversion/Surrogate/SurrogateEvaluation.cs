using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Mean absolute error of one predictor in one month (paper 003, table 1).</summary>
/// <param name="Predictor">The network, <c>persistence</c> or <c>climatology</c>.</param>
/// <param name="Month">1 to 12; 0 for the mean of the months.</param>
/// <param name="Pollutant">Which pollutant.</param>
/// <param name="DomainError">Mean absolute error over all cells and test hours, ppb or ug m-3.</param>
/// <param name="DomainMean">Mean concentration of the same cells and hours.</param>
/// <param name="StationError">The same over cells with stations; NaN where there are none.</param>
/// <param name="StationMean">Mean concentration of cells with stations; NaN where there are none.</param>
public sealed record SurrogateScore(
    string Predictor, int Month, Pollutant Pollutant, double DomainError, double DomainMean, double StationError, double StationMean)
{
    /// <summary>Error relative to the mean concentration of all cells, %.</summary>
    public double DomainPercent => 100 * DomainError / DomainMean;

    /// <summary>Error relative to the mean concentration of the cells with stations, %.</summary>
    public double StationPercent => 100 * StationError / StationMean;
}

/// <summary>What an evaluation counts.</summary>
public sealed record EvaluationScope
{
    /// <summary>Which run of each period; 0 is the prior.</summary>
    public int Run { get; init; }

    /// <summary>Whether each cell counts, row x column; null for all.</summary>
    public IReadOnlyList<bool>? Cells { get; init; }

    /// <summary>Which hours are test hours; null for the split that the model was trained with.</summary>
    public SurrogateSplit? Split { get; init; }
}

/// <summary>How near a network comes to its transport model on test hours, beside two predictors that have learnt nothing.</summary>
/// <remarks>
/// Persistence is the concentration a history before; climatology the mean of the hour of the day over the training hours of the same month
/// and run. The paper does not say what its error in % is relative to; here it is the mean concentration of the same cells.
/// </remarks>
public static class SurrogateEvaluation
{
    private const int HoursAtOnce = 8;

    /// <summary>Name of the concentration a history before, as a predictor.</summary>
    public const string Persistence = "persistence";

    /// <summary>Name of the mean of the hour of the day, as a predictor.</summary>
    public const string Climatology = "climatology";

    /// <summary>Evaluates on the test hours of the model's own split.</summary>
    /// <param name="model">The network.</param>
    /// <param name="data">The data it was trained on, or others with the same channels.</param>
    /// <param name="stations">Row and column of cells with stations; each cell counts once.</param>
    /// <param name="context">Progress and cancellation.</param>
    /// <param name="scope">Which run, cells and hours; the prior, all cells and the model's own test hours where not given.</param>
    /// <returns>For each predictor, month and pollutant a score, the means of the months last.</returns>
    /// <exception cref="DataNotFoundException">There is no test hour.</exception>
    /// <exception cref="SchemaMismatchException">Data with other channels.</exception>
    public static IReadOnlyList<SurrogateScore> Of(
        SurrogateModel model, SurrogateData data, IReadOnlyList<(int Row, int Column)> stations, FitContext context,
        EvaluationScope? scope = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(stations);
        ArgumentNullException.ThrowIfNull(context);
        scope ??= new EvaluationScope();
        SurrogateSplit split = scope.Split ?? model.Estimator.Split;
        HourRole[][] roles = [.. Enumerable.Range(0, data.PeriodCount).Select(period => split.RolesOf(data, period, model.HistoryHours))];
        Part[] parts = [.. roles.Select((ofPeriod, period) => new Part(new HourStretch(period, scope.Run, 0, 1), ofPeriod,
            SurrogateSplit.Targets(ofPeriod, HourRole.Test, model.HistoryHours)))];
        Tally tally = new(data, stations, scope.Cells);
        StageCounter hours = new(context, $"evaluate {model.Estimator.Name}", parts.Sum(part => part.Targets.Count));
        foreach (Part part in parts) AddPeriod(tally, (model, data), part, hours);
        if (tally.IsEmpty) throw SurrogateSplit.TooFew("the test", model.HistoryHours);
        return tally.Scores([model.Estimator.Name, Persistence, Climatology]);
    }

    /// <summary>Test hours of a period that are spread evenly over all of them.</summary>
    internal static IReadOnlyList<int> SomeTargets(SurrogateData data, int period, SurrogateSplit split, int history, int number)
    {
        IReadOnlyList<int> all = SurrogateSplit.Targets(split.RolesOf(data, period, history), HourRole.Test, history);
        int count = Math.Min(number, all.Count);
        return [.. Enumerable.Range(0, count).Select(i => all[(int)((i + 0.5) * all.Count / count)])];
    }

    private static void AddPeriod(Tally tally, (SurrogateModel Model, SurrogateData Data) judged, Part part, StageCounter hours)
    {
        (SurrogateModel model, SurrogateData data) = judged;
        (HourStretch where, HourRole[] roles, IReadOnlyList<int> targets) = part;
        int history = model.HistoryHours, plane = AtmosphericSpecies.Pollutants.Length * data.Cells;
        Dictionary<(int Month, int Hour), float[]> means = Means(data, where, roles);
        for (int i = 0; i < targets.Count;)
        {
            int count = 1;
            while (count < HoursAtOnce && i + count < targets.Count && targets[i + count] == targets[i] + count) count++;
            HourStretch stretch = where with { FirstHour = targets[i], Hours = count };
            float[] truth = new float[count * plane], before = new float[count * plane], given = new float[count * plane];
            data.ReadConcentrations(stretch, truth);
            data.ReadConcentrations(stretch with { FirstHour = stretch.FirstHour - history }, before);
            model.Predict(data, stretch, given, hours.Cancellation);
            for (int hour = 0; hour < count; hour++)
            {
                DateTime time = data.TimeOf(where.Period, targets[i] + hour).UtcDateTime;
                ReadOnlySpan<float> known = truth.AsSpan(hour * plane, plane);
                tally.Add(model.Estimator.Name, time.Month, given.AsSpan(hour * plane, plane), known);
                tally.Add(Persistence, time.Month, before.AsSpan(hour * plane, plane), known);
                if (means.TryGetValue((time.Month, time.Hour), out float[]? mean)) tally.Add(Climatology, time.Month, mean, known);
            }

            i += count;
            hours.Add(count);
        }
    }

    private static Dictionary<(int Month, int Hour), float[]> Means(SurrogateData data, HourStretch where, HourRole[] roles)
    {
        int plane = AtmosphericSpecies.Pollutants.Length * data.Cells;
        Dictionary<(int Month, int Hour), (double[] Sum, int Count)> sums = [];
        float[] values = new float[plane];
        for (int hour = 0; hour < roles.Length; hour++)
        {
            if (roles[hour] != HourRole.Training) continue;
            DateTime time = data.TimeOf(where.Period, hour).UtcDateTime;
            (double[] sum, int count) = sums.GetValueOrDefault((time.Month, time.Hour), (new double[plane], 0));
            data.ReadConcentrations(where with { FirstHour = hour, Hours = 1 }, values);
            for (int i = 0; i < plane; i++) sum[i] += values[i];
            sums[(time.Month, time.Hour)] = (sum, count + 1);
        }

        return sums.ToDictionary(pair => pair.Key,
            pair => (float[])[.. pair.Value.Sum.Select(sum => (float)(sum / pair.Value.Count))]);
    }

    /// <summary>A period: its run, what each hour is for, and the test hours that have a history.</summary>
    private sealed record Part(HourStretch Where, HourRole[] Roles, IReadOnlyList<int> Targets);

    /// <summary>Absolute errors added up.</summary>
    private sealed class Tally(SurrogateData data, IReadOnlyList<(int Row, int Column)> stations,
        IReadOnlyList<bool>? counted)
    {
        private readonly int[] _cells = [.. Enumerable.Range(0, data.Cells).Where(cell => counted?[cell] ?? true)];
        private readonly int[] _stations = [.. stations.Select(cell => (cell.Row * data.Grid.Columns) + cell.Column).Distinct()
            .Where(cell => counted?[cell] ?? true)];
        private readonly SortedDictionary<(string Predictor, int Month, Pollutant Pollutant), double[]> _sums = [];

        internal bool IsEmpty => _sums.Count == 0;

        internal void Add(string predictor, int month, ReadOnlySpan<float> given, ReadOnlySpan<float> known)
        {
            foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
            {
                if (!_sums.TryGetValue((predictor, month, pollutant), out double[]? sums))
                    _sums[(predictor, month, pollutant)] = sums = new double[5];
                ReadOnlySpan<float> ours = given.Slice((int)pollutant * data.Cells, data.Cells);
                ReadOnlySpan<float> theirs = known.Slice((int)pollutant * data.Cells, data.Cells);
                foreach (int i in _cells)
                {
                    sums[0] += Math.Abs(ours[i] - theirs[i]);
                    sums[1] += theirs[i];
                }

                foreach (int cell in _stations)
                {
                    sums[2] += Math.Abs(ours[cell] - theirs[cell]);
                    sums[3] += theirs[cell];
                }

                sums[4]++;
            }
        }

        internal IReadOnlyList<SurrogateScore> Scores(IReadOnlyList<string> predictors)
        {
            List<SurrogateScore> scores = [];
            foreach (string predictor in predictors)
            {
                foreach (((string name, int month, Pollutant pollutant), double[] sums) in _sums)
                    if (name == predictor)
                        scores.Add(new SurrogateScore(predictor, month, pollutant, sums[0] / (sums[4] * _cells.Length),
                            sums[1] / (sums[4] * _cells.Length), sums[2] / (sums[4] * _stations.Length),
                            sums[3] / (sums[4] * _stations.Length)));
            }

            // The paper averages months, not hours.
            return [.. scores, .. from predictor in predictors
                from pollutant in AtmosphericSpecies.Pollutants
                let own = scores.Where(score => score.Predictor == predictor && score.Pollutant == pollutant).ToImmutableArray()
                where own.Length > 0
                select new SurrogateScore(predictor, 0, pollutant, own.Average(score => score.DomainError),
                    own.Average(score => score.DomainMean), own.Average(score => score.StationError),
                    own.Average(score => score.StationMean))];
        }
    }
}
