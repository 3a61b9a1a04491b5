using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>The region-days that a question may ask for: generation, and emissions where they are reported.</summary>
/// <param name="Generation">All region-days.</param>
/// <param name="Reported">The reported emissions of a region and day; null where there are none.</param>
internal sealed record EnergyDays(EnergyDataset Generation, Func<string, DateOnly, EmissionProfile?> Reported)
{
    /// <summary>The days of several scenarios; all predictions are made at once.</summary>
    /// <exception cref="DataNotFoundException">A period has no day with data.</exception>
    public IReadOnlyList<ScenarioDays> Of(CleanModel model, IReadOnlyList<(string Region, Period Period)> wanted)
    {
        int[][] rows = [.. wanted.Select(one => Rows(one.Region, one.Period))];
        int[] used = [.. rows.SelectMany(own => own).Distinct()];
        Dictionary<int, int> place = used.Select((row, index) => (row, index)).ToDictionary(pair => pair.row, pair => pair.index);
        ProfileForecast forecast = model.PredictEmission(Generation.Select(used));
        RegionDay[] days = [.. used.Select(row => Generation[row])];
        for (int i = 0; i < days.Length; i++) days[i] = days[i] with { Emission = Reported(days[i].Region, days[i].Day) };
        double[] power = [.. Enumerable.Range(0, used.Length).Select(i => forecast.Part(i, (int)Sector.Power))];
        double[] totals = forecast.Totals();
        return [.. rows.Select(own => new ScenarioDays(Generation.RegionOf(own[0]), [.. own.Select(row => days[place[row]])],
            [.. own.Select(row => totals[place[row]])], [.. own.Select(row => power[place[row]])]))];
    }

    /// <summary>The days of one scenario.</summary>
    public ScenarioDays Of(CleanModel model, string region, Period period) => Of(model, [(region, period)])[0];

    private int[] Rows(string region, Period period)
    {
        if (period.Kind == PeriodKind.Day) return [Generation.RowOf(region, period.First)];
        List<int> rows = [];
        foreach (DateOnly day in period.Days())
            if (Generation.TryRowOf(region, day) is { } row) rows.Add(row);
        // The fault of a day without data names the days that there are.
        return rows.Count > 0 ? [.. rows] : [Generation.RowOf(region, period.First)];
    }
}
