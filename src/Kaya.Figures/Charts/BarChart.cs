using Kaya.Core;

namespace Kaya.Figures;

/// <summary>One bar in each group.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Values">One for each group; NaN leaves the bar out.</param>
public sealed record BarSeries(string Name, IReadOnlyList<double> Values)
{
    /// <summary>Lower limits of whiskers, one for each group; empty for none.</summary>
    public IReadOnlyList<double> Low { get; init; } = [];

    /// <summary>Upper ends of whiskers.</summary>
    public IReadOnlyList<double> High { get; init; } = [];

    internal void Check(int groups)
    {
        if (Values.Count != groups || Low.Count != High.Count || (Low.Count != 0 && Low.Count != groups))
            throw new ArgumentException($"series {Name}: needs one value for each of the {groups} groups, and whiskers for all or none");
    }
}

/// <summary>Bars in groups, upright, from zero.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Groups">Names of the groups, from left to right.</param>
/// <param name="Y">The axis upwards.</param>
/// <param name="Series">The bars of each group, in the order of the legend.</param>
public sealed record BarChart(string Title, IReadOnlyList<string> Groups, ChartAxis Y, IReadOnlyList<BarSeries> Series) : Chart(Title)
{
    private const double Size = 12;

    private protected override void Draw(Canvas canvas)
    {
        foreach (BarSeries series in Series) series.Check(Groups.Count);
        IReadOnlyList<Tone> tones = ChartSeries.Tones(Series.Select(_ => false));
        AxisScale y = AxisScale.Of(Y, Extents(), 5, fromZero: !Y.IsLogarithmic);
        double room = (Width - 90) / (double)Math.Max(1, Groups.Count);
        IReadOnlyList<IReadOnlyList<string>> names = [.. Groups.Select(name => Wrap(canvas, name, room - 6))];
        bool isTurned = names.SelectMany(lines => lines).Any(line => canvas.TextWidth(line, Size) > room - 2);
        // Names that still touch when slanted stand upright, in smaller letters.
        (double turn, double size) = !isTurned ? (0, Size) : room < 17 ? (-90, Math.Clamp(room - 1.5, 6, 10)) : (-40, Size);
        double longest = Groups.Select(name => canvas.TextWidth(name, size)).DefaultIfEmpty(0).Max();
        double below = isTurned ? 14 + (longest * (turn == -90 ? 1 : 0.72))
            : 12 + (15 * names.Select(lines => lines.Count).DefaultIfEmpty(1).Max());
        PlotArea area = PlotArea.Frame(canvas, this, null, (Y, y),
            [.. Series.Select((series, i) => new LegendEntry(series.Name, tones[i], LegendMark.Box)).Where(_ => Series.Count > 1)], below);
        double baseline = area.Y(Y.IsLogarithmic ? y.Minimum : Math.Clamp(0, y.Minimum, y.Maximum));
        double group = (area.Right - area.Left) / Math.Max(1, Groups.Count);
        for (int i = 0; i < Groups.Count; i++)
        {
            double centre = area.Left + (group * (i + 0.5));
            Bars(canvas, area, i, baseline, tones);
            if (isTurned) canvas.Text(centre + 4, area.Bottom + (turn == -90 ? 8 : 14), Groups[i],
                new Lettering(size, Tone.Ink, Anchor.End) { Turn = turn });
            else
            {
                for (int line = 0; line < names[i].Count; line++)
                    canvas.Text(centre, area.Bottom + 18 + (15 * line), names[i][line], new Lettering(Size, Tone.Ink, Anchor.Middle));
            }
        }
    }

    private protected override string Description() =>
        $"Bar chart of {Y.Caption} for {string.Join(", ", Groups)}: {string.Join(", ", Series.Select(series => series.Name))}.";

    // A tenth of the axis beyond the longest bar or whisker, for its number.
    private double[] Extents()
    {
        double[] values = [.. Series.SelectMany(series => series.Values.Concat(series.Low).Concat(series.High)).Where(double.IsFinite)];
        if (Y.IsLogarithmic || values.Length == 0) return values;
        double low = Math.Min(0, values.Min()), high = Math.Max(0, values.Max()), room = (high - low) * 0.07;
        return [low < 0 ? low - room : low, high > 0 ? high + room : high];
    }

    private void Bars(Canvas canvas, PlotArea area, int group, double baseline, IReadOnlyList<Tone> tones)
    {
        double room = (area.Right - area.Left) / Groups.Count, centre = area.Left + (room * (group + 0.5));
        double width = Math.Min(46, room * 0.78 / Series.Count);
        double left = centre - (width * Series.Count / 2);
        bool isLabelled = Series.Count * Groups.Count <= 14 && width >= 26;
        // One number of decimals for all labels: three digits of the largest.
        double largest = Series.SelectMany(series => series.Values).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(1).Max();
        int decimals = largest > 0 ? Math.Clamp(2 - (int)Math.Floor(Math.Log10(largest)), 0, 6) : 0;
        for (int i = 0; i < Series.Count; i++)
        {
            BarSeries series = Series[i];
            double value = series.Values[group], x = left + (width * i);
            if (!double.IsFinite(value) || (Y.IsLogarithmic && value <= 0)) continue;
            double end = area.Y(value);
            canvas.Rectangle(new Box(x + 1, Math.Min(end, baseline), width - 2, Math.Max(Math.Abs(end - baseline), 0.5)), tones[i], hint:
                $"{Groups[group]}, {series.Name}: {NumberText.ForPeople(value)}");
            double label = value >= 0 ? end - 5 : end + 13;
            if (series.Low.Count > 0 && double.IsFinite(series.Low[group]) && double.IsFinite(series.High[group]))
            {
                (double low, double high) = (area.Y(series.Low[group]), area.Y(series.High[group]));
                Whisker(canvas, x + (width / 2), low, high);
                label = value >= 0 ? Math.Min(label, high - 5) : Math.Max(label, low + 13);
            }

            if (isLabelled) canvas.Text(x + (width / 2), label, NumberText.ForPeople(value, decimals),
                new Lettering(11, Tone.Muted, Anchor.Middle) { HasHalo = true });
        }
    }

    private static void Whisker(Canvas canvas, double x, double low, double high)
    {
        canvas.Line(x, low, x, high, new Pen(Tone.Ink, 1.3));
        canvas.Line(x - 4, low, x + 4, low, new Pen(Tone.Ink, 1.3));
        canvas.Line(x - 4, high, x + 4, high, new Pen(Tone.Ink, 1.3));
    }

    private static List<string> Wrap(Canvas canvas, string name, double room)
    {
        List<string> lines = [];
        foreach (string word in name.Split(' '))
        {
            if (lines.Count > 0 && canvas.TextWidth($"{lines[^1]} {word}", Size) <= room) lines[^1] += " " + word;
            else lines.Add(word);
        }

        return lines;
    }
}
