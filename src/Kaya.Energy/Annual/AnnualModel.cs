using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Energy;

/// <summary>A country's annual total as estimated from its generation.</summary>
/// <param name="Total">Mt of CO2 a year.</param>
/// <param name="Power">Part of the power sector in it, Mt of CO2 a year.</param>
/// <param name="Intervals">Intervals of the total at 50, 80 and 95 %, Mt a year.</param>
/// <param name="UsesStatistics">Whether population and gross domestic product were known and used.</param>
/// <param name="Nearness">How near the country is to those with a known total.</param>
public sealed record AnnualPrediction(double Total, double Power, IReadOnlyList<Interval> Intervals, bool UsesStatistics,
    CountryNearness Nearness)
{
    /// <summary>The interval at a level.</summary>
    /// <param name="level">0.5, 0.8 or 0.95.</param>
    /// <returns>Mt of CO2 a year.</returns>
    public Interval Interval(double level) => Intervals.First(interval => interval.Level == level);
}

/// <summary>How near a country is to those whose annual total the model has learnt from.</summary>
/// <param name="Distance">Standard deviation of the logarithm of the total that the regression leaves open for such a country; 0 or
/// more.</param>
/// <param name="NearestRegion">The most similar country with a known total.</param>
/// <param name="Flag"><see cref="ApplicabilityClass.Near"/> or <see cref="ApplicabilityClass.Outside"/>; never inside, since none of its
/// days were learnt.</param>
/// <param name="Reason">Why it is outside; empty for near.</param>
public sealed record CountryNearness(double Distance, string NearestRegion, ApplicabilityClass Flag, string Reason);

/// <summary>A country of the training data, predicted from all others.</summary>
/// <param name="Region">The country.</param>
/// <param name="GenerationYear">Year of its generation.</param>
/// <param name="PublishedYear">Year of its published total.</param>
/// <param name="Published">The published total, Mt a year.</param>
/// <param name="Predicted">Its prediction by a model that has not seen that total; intervals are calibrated without it too.</param>
public sealed record LeftOutCountry(string Region, int GenerationYear, int PublishedYear, double Published, AnnualPrediction Predicted)
{
    /// <summary>Predicted / published - 1.</summary>
    public double Error => Predicted.Total / Published - 1;

    /// <summary>Whether the interval at a level holds the published total.</summary>
    /// <param name="level">0.5, 0.8 or 0.95.</param>
    /// <returns>True if it does.</returns>
    public bool Holds(double level) => Predicted.Interval(level).Contains(Published);
}

/// <summary>Estimates the annual total of a country from a year of its generation and, where they are known, its population and gross
/// domestic product. Learnt from countries with a published total.</summary>
/// <remarks>
/// The mean of three regressions of log C (<see cref="AnnualRegression"/>) that differ in how far their coefficients may move from the
/// prior. Intervals are conformal: errors of countries left out, over the standard deviation that the regression expects.
/// </remarks>
internal sealed class AnnualModel
{
    /// <summary>Least number of countries: with fewer, an interval at 95 % is not defined.</summary>
    public const int FewestCountries = 20;

    private static ImmutableArray<double> ShareDeviations { get; } = [0.15, 0.3, 0.6];

    private readonly IReadOnlyList<AnnualRow> _rows;
    private readonly Side _plain;
    private readonly Side? _withStatistics;

    private AnnualModel(IReadOnlyList<AnnualRow> rows, double factor, Side plain, Side? withStatistics) =>
        (_rows, PowerFactor, _plain, _withStatistics) = (rows, factor, plain, withStatistics);

    /// <summary>Expected ratio of power emissions to direct factors, from the daily data.</summary>
    public double PowerFactor { get; }

    /// <summary>The countries that it has learnt from.</summary>
    public IReadOnlyList<AnnualRow> Rows => _rows;

    /// <summary>Each country, predicted from all others.</summary>
    public IReadOnlyList<LeftOutCountry> LeftOut =>
        [.. _rows.Select(row => LeftOutOf(row, UsesStatistics(row.Profile) ? _withStatistics! : _plain))];

    /// <summary>Fits the model and measures its errors by leaving out each country in turn, then each pair of countries for the intervals
    /// of the first.</summary>
    /// <exception cref="DataNotFoundException">Too few countries.</exception>
    public static AnnualModel Fit(IReadOnlyList<AnnualRow> rows, double factor)
    {
        if (rows.Count < FewestCountries)
            throw new DataNotFoundException(new Fault("There are too few countries with annual totals and generation.",
                Expected: $"at least {FewestCountries}",
                Found: $"{rows.Count}: {string.Join(", ", rows.Select(row => row.Profile.Region))}",
                Remedy: "Give a table with more countries by --annual, and their generation by --annual-generation."));
        Side plain = Side.Fit(rows, false, factor);
        AnnualRow[] known = [.. rows.Where(row => row.Profile.Statistics is not null)];
        return new AnnualModel(rows, factor, plain, known.Length >= FewestCountries ? Side.Fit(known, true, factor) : null);
    }

    /// <summary>Whether a country's population and gross domestic product are used.</summary>
    public bool UsesStatistics(AnnualProfile profile) => _withStatistics is not null && profile.Statistics is not null;

    /// <summary>The total of a country whose own total is unknown, or known to the model.</summary>
    public AnnualPrediction Predict(AnnualProfile profile) =>
        (UsesStatistics(profile) ? _withStatistics! : _plain).Predict(profile, UsesStatistics(profile));

    /// <summary>The numbers of the model's file.</summary>
    public AnnualModelState ToState() => new(PowerFactor, [.. _rows], _plain.ToState(), _withStatistics?.ToState());

    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    public static AnnualModel FromState(AnnualModelState state) => new(state.Rows, state.PowerFactor,
        Side.FromState(state.Plain, state.Rows), state.WithStatistics is { } own
            ? Side.FromState(own, [.. state.Rows.Where(row => row.Profile.Statistics is not null)]) : null);

    private static LeftOutCountry LeftOutOf(AnnualRow row, Side side)
    {
        CountryError error = side.Errors.First(own => own.Region == row.Profile.Region);
        double total = Math.Exp(error.LogPredicted);
        return new LeftOutCountry(row.Profile.Region, row.Profile.Year, row.LabelYear, row.Total, new AnnualPrediction(total,
            error.PowerShare * total, Spread(total, error.Scale, error.Radii), side.WithStatistics,
            side.NearnessWithout(row.Profile)));
    }

    private static IReadOnlyList<Interval> Spread(double total, double scale, IReadOnlyList<double> radii) =>
    [
        .. ConformalIntervals.StandardLevels.Select((level, i) => new Interval(level, total / Math.Exp(radii[i] * scale),
            total * Math.Exp(radii[i] * scale))),
    ];

    /// <summary>The regressions with or without statistics, and their errors.</summary>
    private sealed class Side(bool withStatistics, IReadOnlyList<AnnualRow> rows, IReadOnlyList<AnnualRegression> members,
        IReadOnlyList<CountryError> errors)
    {
        private readonly ConformalIntervals _intervals = Calibrated(errors.Select(error => error.Score));
        private readonly CountryDistances _distances = new(rows, errors, withStatistics);

        public bool WithStatistics => withStatistics;

        public IReadOnlyList<CountryError> Errors => errors;

        public static Side Fit(IReadOnlyList<AnnualRow> rows, bool statistics, double factor)
        {
            CountryError[] errors = new CountryError[rows.Count];
            for (int i = 0; i < rows.Count; i++)
            {
                AnnualRow[] others = [.. rows.Where(row => row != rows[i])];
                AnnualRegression[] without = Members(others, statistics, factor);
                (double log, double share, double scale) = Estimate(without, rows[i].Profile);
                double[] scores = [.. others.Select(other => Score(Estimate(Members([.. others.Where(row => row != other)], statistics,
                    factor, without), other.Profile), other.Total))];
                ConformalIntervals own = Calibrated(scores);
                errors[i] = new CountryError(rows[i].Profile.Region, log, share, scale, Score((log, share, scale), rows[i].Total),
                    [.. own.Levels.Select(level => own.Radius(level))]);
            }

            return new Side(statistics, rows, Members(rows, statistics, factor), errors);
        }

        public AnnualPrediction Predict(AnnualProfile profile, bool uses)
        {
            (double log, double share, double scale) = Estimate(members, profile);
            double total = Math.Exp(log);
            return new AnnualPrediction(total, share * total,
                Spread(total, scale, [.. _intervals.Levels.Select(level => _intervals.Radius(level))]), uses,
                _distances.Of(profile, scale, null));
        }

        /// <summary>The nearness of a country as if its own total were unknown.</summary>
        public CountryNearness NearnessWithout(AnnualProfile profile) => _distances.Of(profile,
            errors.First(error => error.Region == profile.Region).Scale, profile.Region);

        public SideState ToState() => new(withStatistics, [.. members.Select(member => member.ToState())], [.. errors]);

        public static Side FromState(SideState state, IReadOnlyList<AnnualRow> rows) => new(state.WithStatistics, rows,
            [.. state.Members.Select(AnnualRegression.FromState)], state.Errors);

        private static AnnualRegression[] Members(IReadOnlyList<AnnualRow> rows, bool statistics, double factor,
            AnnualRegression[]? start = null) =>
            [.. ShareDeviations.Select((deviation, i) => AnnualRegression.Fit(rows, statistics, deviation, factor, start?[i]))];

        // Mean of the members; the scale has the noise of data, what coefficients leave open, and the spread of the members.
        private static (double Log, double Share, double Scale) Estimate(IReadOnlyList<AnnualRegression> members, AnnualProfile profile)
        {
            AnnualEstimate[] own = [.. members.Select(member => member.Estimate(profile))];
            double mean = own.Average(estimate => estimate.LogTotal);
            double open = own.Average(estimate => estimate.Variance + (estimate.LogTotal - mean) * (estimate.LogTotal - mean));
            return (mean, own.Average(estimate => estimate.PowerShare),
                Math.Sqrt(AnnualRegression.Noise * AnnualRegression.Noise + open));
        }

        private static double Score((double Log, double Share, double Scale) estimate, double total) =>
            Math.Abs(Math.Log(total) - estimate.Log) / estimate.Scale;

        private static ConformalIntervals Calibrated(IEnumerable<double> scores)
        {
            double[] all = [.. scores];
            return ConformalIntervals.Calibrate(new ConformalRows { Observed = all, Predicted = new double[all.Length] });
        }
    }
}

/// <summary>The error of a country that was left out.</summary>
/// <param name="Region">The country.</param>
/// <param name="LogPredicted">Logarithm of its predicted total, Mt a year.</param>
/// <param name="PowerShare">Predicted part of the power sector.</param>
/// <param name="Scale">Expected standard deviation of the logarithm.</param>
/// <param name="Score">Absolute error of the logarithm over the scale.</param>
/// <param name="Radii">Radii at 50, 80 and 95 %, from the errors of the other countries.</param>
internal sealed record CountryError(string Region, double LogPredicted, double PowerShare, double Scale, double Score,
    IReadOnlyList<double> Radii);

/// <summary>Regressions and errors in a model's file.</summary>
internal sealed record SideState(bool WithStatistics, IReadOnlyList<RegressionState> Members, IReadOnlyList<CountryError> Errors);

/// <summary>An <see cref="AnnualModel"/> in a model's file.</summary>
internal sealed record AnnualModelState(double PowerFactor, IReadOnlyList<AnnualRow> Rows, SideState Plain, SideState? WithStatistics);
