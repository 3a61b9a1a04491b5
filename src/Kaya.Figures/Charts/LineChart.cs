namespace Kaya.Figures;

/// <summary>Lines over numbers or days, each with its intervals.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="X">The axis across.</param>
/// <param name="Y">The axis upwards.</param>
/// <param name="Series">The lines, in the order of the legend.</param>
public sealed record LineChart(string Title, ChartAxis X, ChartAxis Y, IReadOnlyList<ChartSeries> Series) : Chart(Title)
{
    private protected override void Draw(Canvas canvas)
    {
        foreach (ChartSeries series in Series) series.Check();
        IReadOnlyList<Tone> tones = ChartSeries.Tones(Series.Select(series => series.IsObserved));
        AxisScale x = AxisScale.Of(X, Series.SelectMany(series => series.X), Width / 95);
        AxisScale y = AxisScale.Of(
            Y, Series.SelectMany(series => series.Y.Concat(series.Bands.SelectMany(band => band.Low.Concat(band.High)))), 5);
        PlotArea area = PlotArea.Frame(canvas, this, (X, x), (Y, y), Legend(tones));
        for (int i = 0; i < Series.Count; i++)
        {
            IReadOnlyList<ChartBand> bands = Sorted(Series[i]);
            for (int band = 0; band < bands.Count; band++)
                canvas.Fill(Ribbon(area, Series[i].X, bands[band]), tones[i], Opacity(band, bands.Count, isLegend: false));
        }

        // Observations last, so that no model covers them.
        foreach (int i in Enumerable.Range(0, Series.Count).OrderBy(i => Series[i].IsObserved))
        {
            foreach (int point in Lone(area, Series[i])) canvas.Circle(area.X(Series[i].X[point]), area.Y(Series[i].Y[point]), 2, tones[i]);
            canvas.Stroke(Path(area, Series[i]), new Pen(tones[i], Series[i].IsObserved ? 1.6 : 2, Series[i].IsDashed));
        }
    }

    private protected override string Description() =>
        $"Line chart of {Y.Caption} over {(X.IsDate ? "days" : X.Caption)}: {string.Join(", ", Series.Select(series => series.Name))}.";

    private List<LegendEntry> Legend(IReadOnlyList<Tone> tones)
    {
        List<LegendEntry> entries = [];
        for (int i = 0; i < Series.Count; i++)
        {
            entries.Add(new LegendEntry(Series[i].Name, tones[i], Series[i].IsDashed ? LegendMark.Dash : LegendMark.Line));
            IReadOnlyList<ChartBand> bands = Sorted(Series[i]);
            for (int band = bands.Count - 1; band >= 0; band--)
                entries.Add(new LegendEntry(bands[band].Name, tones[i], LegendMark.Box, Opacity(band, bands.Count, isLegend: true)));
        }

        return entries;
    }

    /// <summary>From wide to narrow, so that the narrow one is on top.</summary>
    private static IReadOnlyList<ChartBand> Sorted(ChartSeries series) => [.. series.Bands.OrderByDescending(band =>
        band.High.Zip(band.Low, (high, low) => high - low).Where(double.IsFinite).DefaultIfEmpty(0).Average())];

    // Bands lie on one another, so the inner one is as dark as all together.
    private static double Opacity(int band, int count, bool isLegend) => isLegend ? 0.16 * (band + 1) * (count == 1 ? 1.4 : 1) : count == 1
        ? 0.2 : 0.16;

    private static LinePath Ribbon(PlotArea area, IReadOnlyList<double> x, ChartBand band)
    {
        LinePath path = new();
        int start = 0;
        while (start < x.Count)
        {
            int end = start;
            while (end < x.Count && area.Shows(x[end], band.Low[end]) && area.Shows(x[end], band.High[end])) end++;
            if (end - start > 1)
            {
                for (int i = start; i < end; i++) path.Add(area.X(x[i]), area.Y(band.High[i]));
                for (int i = end - 1; i >= start; i--) path.Add(area.X(x[i]), area.Y(band.Low[i]));
                path.Close();
            }

            start = end + 1;
        }

        return path;
    }

    /// <summary>Points without a neighbour: a line through one point is invisible.</summary>
    private static IEnumerable<int> Lone(PlotArea area, ChartSeries series)
    {
        bool Shows(int i) => i >= 0 && i < series.X.Count && area.Shows(series.X[i], series.Y[i]);
        return Enumerable.Range(0, series.X.Count).Where(i => Shows(i) && !Shows(i - 1) && !Shows(i + 1));
    }

    private static LinePath Path(PlotArea area, ChartSeries series)
    {
        LinePath path = new();
        for (int i = 0; i < series.X.Count; i++)
        {
            if (area.Shows(series.X[i], series.Y[i])) path.Add(area.X(series.X[i]), area.Y(series.Y[i]));
            else path.Lift();
        }

        return path;
    }
}
