using Kaya.Learning;

namespace Kaya.Energy;

/// <summary>How near a country is to those with a known total, and whether such countries were predicted within their intervals.</summary>
/// <remarks>
/// The expected standard deviation of the regression is the distance: it grows for mixes, sizes and values per head that the others do
/// not have. A country is outside if it is farther than nine tenths of the known countries are, each left out; if one of its features
/// lies beyond their range; or if the most similar country, left out, missed its interval at 95 %.
/// </remarks>
internal sealed class CountryDistances
{
    private const double NearQuantile = 0.9;
    private const double RangeMargin = 0.1;
    private const double OwnLevel = 0.8;
    private const double OthersLevel = 0.95;

    private readonly IReadOnlyList<AnnualRow> _rows;
    private readonly IReadOnlyList<CountryError> _errors;
    private readonly bool _statistics;
    private readonly double[][] _features;
    private readonly double[] _deviation;
    private readonly double _limit;

    public CountryDistances(IReadOnlyList<AnnualRow> rows, IReadOnlyList<CountryError> errors, bool statistics)
    {
        (_rows, _errors, _statistics) = (rows, errors, statistics);
        _features = [.. rows.Select(row => Features(row.Profile))];
        _deviation = [.. Enumerable.Range(0, _features[0].Length).Select(Deviation)];
        double[] scales = [.. errors.Select(error => error.Scale).Order()];
        _limit = scales[Math.Min(scales.Length - 1, (int)(NearQuantile * scales.Length))];
    }

    /// <summary>The nearness of a country.</summary>
    /// <param name="profile">The country.</param>
    /// <param name="scale">Its expected standard deviation.</param>
    /// <param name="without">A known country to leave out: itself; null if it is not among the known.</param>
    public CountryNearness Of(AnnualProfile profile, double scale, string? without)
    {
        double[] own = Features(profile);
        int[] others = [.. Enumerable.Range(0, _rows.Count).Where(i => _rows[i].Profile.Region != without)];
        int nearest = others.MinBy(i => Distance(own, _features[i]));
        string region = _rows[nearest].Profile.Region;
        string reason = Missed(profile.Region, OwnLevel) ? "its own published total was beyond its interval at 80 % when it was left out"
            : Missed(region, OthersLevel)
                ? $"the most similar country, {region}, was missed by more than its interval at 95 % when it was left out"
            : Beyond(own, others) ?? (scale > _limit ? "it differs more from the known countries than nine tenths of them do" : "");
        return new CountryNearness(scale, region, reason.Length > 0 ? ApplicabilityClass.Outside : ApplicabilityClass.Near, reason);
    }

    private bool Missed(string region, double level) => _errors.FirstOrDefault(error => error.Region == region) is { } error
        && error.Score > error.Radii[ConformalIntervals.StandardLevels.IndexOf(level)];

    // Direct emissions, size and values per head beyond the range of the known countries.
    private string? Beyond(double[] own, int[] others)
    {
        string[] names = ["direct emissions of its mix", "generation", "generation per head", "gross domestic product per head"];
        for (int i = 0; i < names.Length && EnergyRows.Sources + i < own.Length; i++)
        {
            int at = EnergyRows.Sources + i;
            double low = others.Min(other => _features[other][at]), high = others.Max(other => _features[other][at]);
            double margin = RangeMargin * (high - low);
            if (own[at] < low - margin) return $"its {names[i]} is below that of all known countries";
            if (own[at] > high + margin) return $"its {names[i]} is above that of all known countries";
        }

        return null;
    }

    // Roots of shares, then root of direct emissions, logarithm of size and, if used, of the values per head.
    private double[] Features(AnnualProfile profile)
    {
        double[] features = AnnualRegression.Features(profile, _statistics);
        return [.. features.Take(EnergyRows.Sources), Math.Sqrt(profile.DirectIntensity), .. features.Skip(EnergyRows.Sources)];
    }

    private double Deviation(int feature)
    {
        double mean = _features.Average(own => own[feature]);
        double variance = _features.Average(own => (own[feature] - mean) * (own[feature] - mean));
        // All shares have one unit; a source that hardly any country has must not dominate.
        return feature < EnergyRows.Sources ? 1 : Math.Sqrt(Math.Max(variance, 1e-12)) / SimilarityWeight;
    }

    // One standard deviation of a value per head counts as much as half a unit of the roots of shares.
    private const double SimilarityWeight = 0.5;

    private double Distance(double[] first, double[] second)
    {
        double sum = 0;
        for (int i = 0; i < first.Length; i++)
        {
            double off = (first[i] - second[i]) / _deviation[i];
            sum += off * off;
        }

        return Math.Sqrt(sum);
    }
}
