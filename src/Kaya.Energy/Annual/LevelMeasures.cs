using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Energy;

/// <summary>Finds the level of regions and years.</summary>
internal sealed class LevelMeasures
{
    private const double GigawattHoursPerTerawattHour = 1000;

    private readonly CleanModel _model;
    private readonly LevelSources _sources;
    private readonly AnnualTotals? _totals;
    private readonly CountryStatistics? _statistics;
    private readonly YearlyChanges? _changes;
    private readonly Dictionary<(string Region, int Year), int[]> _rows;
    private readonly ProfileForecast _predicted;
    private readonly int[] _place;

    /// <summary>Predicts the known days of all years that are asked for, once.</summary>
    /// <exception cref="ArgumentException">A day that is asked for is not among the known ones.</exception>
    public LevelMeasures(CleanModel model, EnergyDataset asked, LevelSources sources)
    {
        (_model, _sources) = (model, sources);
        _totals = sources.Totals ?? model.Annual?.Totals;
        _statistics = sources.Statistics ?? model.Annual?.Statistics;
        _changes = sources.Anchor && _totals is not null ? YearlyChanges.Of(_totals) : null;
        EnergyDataset days = sources.Days;
        _rows = Enumerable.Range(0, days.Count).GroupBy(row => (days.RegionOf(row), days.Day[row].Year))
            .ToDictionary(group => group.Key, group => group.ToArray());
        _place = new int[days.Count];
        int count = 0;
        int[] needed =
        [
            .. Enumerable.Range(0, asked.Count).Select(row => (asked.RegionOf(row), asked.Day[row].Year)).Distinct()
                .SelectMany(year => _rows.GetValueOrDefault(year) ?? []),
        ];
        foreach (int row in needed) _place[row] = ++count;
        int[] places = [.. Enumerable.Range(0, asked.Count).Select(row => Place(days.TryRowOf(asked.RegionOf(row), asked.Day[row])))];
        _predicted = model.PredictEmission(days.Select(needed));
        Asked = _predicted.Select(places, asked);

        int Place(int? row) => row is { } known && _place[known] > 0 ? _place[known] - 1
            : throw new ArgumentException("the days to predict are a part of the known days", nameof(asked));
    }

    /// <summary>The days to predict, at the level of the networks.</summary>
    public ProfileForecast Asked { get; }

    /// <exception cref="DataNotFoundException">No total is known of any of the regions.</exception>
    public void RequireTotals(IReadOnlyList<string> regions)
    {
        if (_totals is not null && regions.Any(region => _totals.Latest(region) is not null)) return;
        throw new DataNotFoundException(new Fault("There is no published total to tie the days to.",
            new SourceLocation(_totals?.Source ?? "--anchor"), $"an annual total of one of: {string.Join(", ", regions.Take(10))}",
            _totals is null ? "the model was trained without annual totals" : $"totals of {_totals.Regions.Count} other countries",
            "Give a table of annual totals by --annual, or leave out --anchor."));
    }

    /// <summary>The level of a region's year, and the factors of power and other sectors.</summary>
    public (RegionLevel Level, double Power, double Others) Of(string region, int year)
    {
        int[] rows = _rows[(region, year)];
        AnnualProfile profile = AnnualProfile.Of(_sources.Days, rows, _statistics);
        ProfileForecast forecast = _predicted.Select([.. rows.Select(row => _place[row] - 1)], _sources.Days.Select(rows));
        // Daily means over the known days, as emissions of the whole year.
        double whole = (double)AnnualProfile.DaysIn(year) / rows.Length;
        double power = whole * Enumerable.Range(0, rows.Length).Sum(row => forecast.Part(row, (int)Sector.Power));
        double total = whole * forecast.Totals().Sum();
        RegionLevel level = new(region, year, rows.Length, LevelOrigin.Networks, total, [])
        {
            Annual = _model.Annual?.Predict(profile),
            Published = _totals?.Latest(region, year),
        };
        List<string> notes = [];
        (RegionLevel chosen, double wantedPower) = _sources.Anchor ? Anchored(level, profile, notes)
            : Estimated(level, notes);
        if (chosen.Origin == LevelOrigin.Networks) return (chosen with { Notes = notes }, 1, 1);
        if (rows.Length < AnnualRows.FewestDays)
            notes.Add(FormattableString.Invariant($"{region}, {year}: the level is from {rows.Length} days, as if the other days were ")
                + "like them.");
        (double powerFactor, double otherFactor) = LevelledForecast.Factors(chosen.Total, wantedPower, power, total - power);
        double moved = whole * forecast.With(forecast.Intervals, members => members.Moved(
            [.. Enumerable.Repeat(powerFactor, rows.Length)], [.. Enumerable.Repeat(otherFactor, rows.Length)])).Totals().Sum();
        // Totals of members are averaged as logarithms, so their sum is off by a little.
        double exact = chosen.Total / moved;
        return (chosen with { Notes = notes }, powerFactor * exact, otherFactor * exact);
    }

    private (RegionLevel Level, double Power) Estimated(RegionLevel level, List<string> notes)
    {
        if (level.Annual is not { } annual || _model.Covers(level.Region)) return (level, 0);
        if (_statistics is not null && !annual.UsesStatistics)
            notes.Add($"{level.Region}, {level.Year}: population or gross domestic product is unknown; the level is from generation"
                + " alone.");
        return (level with { Origin = LevelOrigin.AnnualModel, Total = annual.Total, Intervals = annual.Intervals }, annual.Power);
    }

    // The last published total, changed by what direct factors say of the generation of both years, where both are known.
    private (RegionLevel Level, double Power) Anchored(RegionLevel level, AnnualProfile profile, List<string> notes)
    {
        if (level.Published is not { } published)
        {
            notes.Add($"{level.Region}, {level.Year}: no published total up to this year, so the level is not tied to one.");
            return Estimated(level, notes);
        }

        double factor = _model.Annual?.PowerFactor ?? 1, change = 0;
        if (published.Year < level.Year)
        {
            if (PowerChange(level.Region, published.Year, level.Year) is { } direct) change = factor * direct;
            else notes.Add($"{level.Region}, {level.Year}: the generation of {published.Year} is not known, so its total is carried on "
                + "unchanged.");
        }

        double total = Math.Max(published.Total + change, published.Total / 2);
        double power = published.Sectors.TryGetValue(Sector.Power, out double own) ? own + change
            : factor * profile.DirectIntensity * profile.Energy;
        IReadOnlyList<double> radii = _changes!.Radii(level.Year - published.Year);
        return (level with
        {
            Origin = LevelOrigin.Published, Total = total,
            Intervals = [.. ConformalIntervals.StandardLevels.Select((probability, i) =>
                new Interval(probability, total / Math.Exp(radii[i]), total * Math.Exp(radii[i])))],
        }, Math.Clamp(power, 0, total));
    }

    // Change of the direct emissions from one year to another, on the days of the year that both have; Mt a year.
    private double? PowerChange(string region, int from, int to)
    {
        if (!_rows.TryGetValue((region, from), out int[]? before)) return null;
        EnergyDataset days = _sources.Days;
        Dictionary<(int, int), int> earlier = before.ToDictionary(row => (days.Day[row].Month, days.Day[row].Day));
        double sum = 0;
        int count = 0;
        foreach (int row in _rows[(region, to)])
        {
            if (!earlier.TryGetValue((days.Day[row].Month, days.Day[row].Day), out int match)) continue;
            foreach (EnergySource source in EnergySources.All)
                sum += IntensityBaseline.DirectFactors[(int)source] * (days.Generation(source)[row] - days.Generation(source)[match]);
            count++;
        }

        return count == 0 ? null : sum / count * AnnualProfile.DaysIn(to) / GigawattHoursPerTerawattHour;
    }
}

/// <summary>How far published totals moved in one or more years: the uncertainty of carrying a total on.</summary>
internal sealed class YearlyChanges
{
    // Changes of earlier decades, of fast growth and of wars, say little about the next years.
    private const int Years = 15;

    private readonly double[][] _radii;

    private YearlyChanges(double[][] radii) => _radii = radii;

    /// <summary>Measures all changes over 1, 2, ... years in the last years of a table.</summary>
    public static YearlyChanges Of(AnnualTotals totals)
    {
        int last = totals.Regions.Max(region => totals.Latest(region)!.Year);
        List<double[]> radii = [];
        for (int ahead = 1; ahead < Years; ahead++)
        {
            double[] changes = [.. totals.Regions.SelectMany(region => totals.History(region).Where(own => own.Year > last - Years)
                .Select(own => totals.Of(region, own.Year + ahead) is { } later ? Math.Abs(Math.Log(later.Total / own.Total)) : double.NaN))
                .Where(double.IsFinite)];
            if (changes.Length < AnnualModel.FewestCountries) break;
            ConformalIntervals own = ConformalIntervals.Calibrate(new ConformalRows { Observed = changes,
                Predicted = new double[changes.Length] });
            radii.Add([.. own.Levels.Select(level => own.Radius(level))]);
        }

        return new YearlyChanges([.. radii]);
    }

    /// <summary>Radii of the logarithm at 50, 80 and 95 % after a number of years; beyond the measured ones they grow with the root of
    /// time.</summary>
    /// <returns>0 for the published year itself; none if the table is too short to measure.</returns>
    public IReadOnlyList<double> Radii(int ahead)
    {
        if (ahead <= 0) return [0, 0, 0];
        if (_radii.Length == 0) throw new DataNotFoundException(new Fault("The table of annual totals is too short to say how far"
            + " totals move "
            + "from year to year.", Expected: $"at least {AnnualModel.FewestCountries} pairs of neighbouring years",
            Found: "fewer", Remedy: "Give a table with more countries or years."));
        if (ahead <= _radii.Length) return _radii[ahead - 1];
        return [.. _radii[^1].Select(radius => radius * Math.Sqrt((double)ahead / _radii.Length))];
    }
}
