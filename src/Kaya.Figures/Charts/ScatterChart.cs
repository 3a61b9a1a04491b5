using Kaya.Core;

namespace Kaya.Figures;

/// <summary>Clouds of points; with <see cref="IsParity"/> predicted against observed, both axes alike, with the 1:1 line.</summary>
public sealed record ScatterChart : Chart
{
    private const int PointCap = 4000;

    /// <summary>Puts a chart together, nearly square unless its size is set.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="x">The axis across; observed in a parity plot.</param>
    /// <param name="y">The axis upwards; predicted in a parity plot.</param>
    /// <param name="series">The clouds, in the order of the legend.</param>
    public ScatterChart(string title, ChartAxis x, ChartAxis y, IReadOnlyList<ChartSeries> series)
        : base(title) => (X, Y, Series, Width, Height) = (x, y, series, 460, 520);

    /// <summary>The axis across; observed in a parity plot.</summary>
    public ChartAxis X { get; init; }

    /// <summary>The axis upwards; predicted in a parity plot.</summary>
    public ChartAxis Y { get; init; }

    /// <summary>The clouds, in the order of the legend.</summary>
    public IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>Whether both axes have one range and the 1:1 line is drawn.</summary>
    public bool IsParity { get; init; }

    /// <summary>What the colour of each point shows, one value for each point of the only series; null for a colour of its own for each
    /// series.</summary>
    public (ChartAxis Axis, IReadOnlyList<double> Values)? Colouring { get; init; }

    /// <summary>Texts beside points, such as the numbers of examples, in the coordinates of the axes.</summary>
    public IReadOnlyList<(double X, double Y, string Text)> Labels { get; init; } = [];

    private protected override void Draw(Canvas canvas)
    {
        if (Colouring is { } given && (Series.Count != 1 || Series[0].X.Count != given.Values.Count))
            throw new ArgumentException("a colouring needs one series and a value for each of its points");
        foreach (ChartSeries series in Series) series.Check();
        IReadOnlyList<Tone> tones = ChartSeries.Tones(Series.Select(series => series.IsObserved));
        AxisScale? colours = Colouring is { } by ? AxisScale.Of(by.Axis, by.Values, 4) : null;
        double[] abscissas = [.. Series.SelectMany(series => series.X)], ordinates = [.. Series.SelectMany(series => series.Y)];
        double[] both = [.. abscissas, .. ordinates];
        AxisScale x = AxisScale.Of(X, IsParity ? both : abscissas, 6), y = AxisScale.Of(Y, IsParity ? both : ordinates, 6);
        List<LegendEntry> legend = [
            .. Series.Select((series, i) => new LegendEntry(series.Name, tones[i], LegendMark.Dot) { Shape = Shape(i) })];
        if (colours is not null) legend = [.. Ramp(colours, Colouring!.Value.Axis)];
        if (IsParity) legend.Add(new LegendEntry("1:1", Tone.Muted, LegendMark.Dash));
        PlotArea area = PlotArea.Frame(canvas, this, (X, x), (Y, y), legend);
        if (IsParity) canvas.Line(area.X(x.Minimum), area.Y(y.Minimum), area.X(x.Maximum), area.Y(y.Maximum),
            new Pen(Tone.Muted, 1.4, IsDashed: true));
        int count = Series.Sum(series => series.X.Count);
        // Every n-th point of all clouds: a million points show no more and open slowly.
        int step = (count + PointCap - 1) / PointCap;
        double radius = count > 800 ? 2.4 : count > 200 ? 2.8 : 3.6, opacity = count > 800 ? 0.5 : count > 200 ? 0.6 : 0.75;
        for (int i = 0; i < Series.Count; i++)
        {
            for (int point = 0; point < Series[i].X.Count; point += Math.Max(1, step))
            {
                (double across, double up) = (Series[i].X[point], Series[i].Y[point]);
                if (!area.Shows(across, up)) continue;
                string? hint = count > 800 ? null : $"{Series[i].Name}: {NumberText.ForPeople(across)}, {NumberText.ForPeople(up)}";
                Colour colour = colours is null ? tones[i]
                    : colours.Shows(Colouring!.Value.Values[point]) ? ColourRamp.At(colours.Map(Colouring.Value.Values[point])) : Tone.Grid;
                canvas.Mark(Shape(i), area.X(across), area.Y(up), radius, (colour, colours is null ? opacity : 0.9), hint);
            }
        }

        foreach ((double labelX, double labelY, string text) in Labels)
        {
            canvas.Circle(area.X(labelX), area.Y(labelY), 6, Tone.Ink, 0.9);
            canvas.Text(area.X(labelX) + 9, area.Y(labelY) + 5, text, new Lettering(14, Tone.Ink) { IsBold = true, HasHalo = true });
        }
    }

    // Ticks of the scale of colours as entries of the legend.
    private static IEnumerable<LegendEntry> Ramp(AxisScale scale, ChartAxis axis)
    {
        (double Value, string Label)[] ticks = [.. scale.Ticks];
        int step = Math.Max(1, (ticks.Length + 4) / 6);
        for (int i = 0; i < ticks.Length; i += step)
            yield return new LegendEntry(i == 0 ? $"{axis.Caption}: {ticks[i].Label}" : ticks[i].Label,
                ColourRamp.At(scale.Map(ticks[i].Value)), LegendMark.Dot);
    }

    // Seven colours and five forms begin again at different places: 35 series have a mark of their own.
    private static MarkShape Shape(int series) => (MarkShape)(series % Enum.GetValues<MarkShape>().Length);

    private protected override string Description() =>
        $"Scatter plot of {Y.Caption} against {X.Caption}: {string.Join(", ", Series.Select(series => series.Name))}.";
}
