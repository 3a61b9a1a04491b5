using Kaya.Core;

namespace Kaya.Figures;

/// <summary>A chart: data and labels. Drawn as SVG, in a report or as a separate file.</summary>
/// <param name="Title">What it shows, as a short statement.</param>
public abstract record Chart(string Title)
{
    /// <summary>A second line below the title, such as the region and the period.</summary>
    public string? Subtitle { get; init; }

    /// <summary>A remark in the lower corner, such as <c>sample world, not real data</c>.</summary>
    public string? Note { get; init; }

    /// <summary>Width in pixels; a report scales it to its column.</summary>
    public int Width { get; init; } = 760;

    /// <summary>Height in pixels.</summary>
    public int Height { get; init; } = 380;

    /// <summary>The chart as an SVG document of its own, colours as on white paper.</summary>
    /// <returns>Complete SVG.</returns>
    public string ToSvg() => Render("chart", isStandalone: true);

    /// <summary>Writes the chart as an SVG file.</summary>
    /// <param name="path">The file to appear; whole or not at all.</param>
    public void WriteSvg(string path) => AtomicFile.WriteText(path, ToSvg());

    internal string Render(string id, bool isStandalone)
    {
        using SvgCanvas canvas = new(Width, Height, isStandalone);
        Draw(canvas);
        if (Note is not null) canvas.Text(Width - 8, Height - 7, Note, new Lettering(10.5, Tone.Muted, Anchor.End));
        return canvas.Close(id, Title, Description());
    }

    private protected abstract void Draw(Canvas canvas);

    private protected abstract string Description();
}

/// <summary>An interval around a line.</summary>
/// <param name="Name">Such as <c>80 %</c>.</param>
/// <param name="Low">Lower ends, one for each point of the line.</param>
/// <param name="High">Upper ends.</param>
public sealed record ChartBand(string Name, IReadOnlyList<double> Low, IReadOnlyList<double> High);

/// <summary>A line or a cloud of points.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="X">Abscissas; day numbers on an axis of days.</param>
/// <param name="Y">Ordinates, as many; NaN leaves a gap.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>Intervals around the line.</summary>
    public IReadOnlyList<ChartBand> Bands { get; init; } = [];

    /// <summary>Whether this is the observed series: drawn in the text colour, listed first.</summary>
    public bool IsObserved { get; init; }

    /// <summary>Whether the line is dashed.</summary>
    public bool IsDashed { get; init; }

    /// <summary>A series over days.</summary>
    /// <param name="name">For the legend.</param>
    /// <param name="days">The days.</param>
    /// <param name="values">As many values.</param>
    /// <returns>The series, for an axis made by <see cref="ChartAxis.Dates"/>.</returns>
    public static ChartSeries OverDays(string name, IEnumerable<DateOnly> days, IReadOnlyList<double> values) =>
        new(name, [.. days.Select(day => (double)day.DayNumber)], values);

    internal void Check()
    {
        if (X.Count != Y.Count || Bands.Any(band => band.Low.Count != X.Count || band.High.Count != X.Count))
            throw new ArgumentException($"series {Name}: x values, y values and bands must have the same length");
    }

    /// <summary>One tone per series: the text colour for observations, then the palette in order.</summary>
    internal static IReadOnlyList<Tone> Tones(IEnumerable<bool> isObserved)
    {
        int next = 0;
        return [.. isObserved.Select(observed => observed ? Tone.Ink : Tone.Series1 + (next++ % 7))];
    }
}
