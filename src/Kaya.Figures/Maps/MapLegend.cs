using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Figures;

/// <summary>The legend of a map: name, unit and period, colour ramp with values or one box per class, no-data.</summary>
internal sealed class MapLegend
{
    private const double RampWidth = 22;
    private const double LineHeight = 21;
    private const double RampHeight = 360;
    private const double Size = 13;

    private static readonly Colour s_rim = new(90, 90, 90);

    private readonly string[] _headings;
    private readonly ColourScale _scale;
    private readonly ClassColours? _classes;
    private readonly bool _isDiverging;
    private readonly (Colour Colour, string Name)[] _entries;
    private readonly (bool Below, bool Above, bool NoData) _beyond;

    public MapLegend(BandDescription band, MapOptions options, double[] shown)
    {
        _scale = ColourScale.For(shown, options, band.Kind);
        _isDiverging = options.IsDiverging;
        _classes = ClassColours.Of(shown, band.Kind, options.Classes);
        _entries = [.. Entries()];
        _headings = [.. new[] { band.Name, Caption(band, options) }.Where(text => text.Length > 0)];
        bool isRamp = _classes is null;
        _beyond = (isRamp && shown.Any(value => _scale.Place(value) < -0.001), isRamp && shown.Any(value => _scale.Place(value) > 1.001),
            shown.Any(double.IsNaN));
    }

    /// <summary>Colour of no-data.</summary>
    public static Colour NoData { get; } = new(222, 222, 224);

    /// <summary>Height that it needs.</summary>
    public double Height =>
        (_headings.Length * LineHeight) + (_classes is null ? 140 : _entries.Length * LineHeight) + (_beyond.NoData ? LineHeight + 20 : 10);

    /// <summary>Width that all of its texts need.</summary>
    public double Width(FontSet fonts) => Math.Ceiling(_headings.Select(text => fonts.Width(text, Size + 1))
        .Concat(_entries.Select(entry => entry.Name).Concat(_classes is null ? _scale.Ticks().Select(tick => tick.Text) : [])
            .Append("no data")
            .Select(text => RampWidth + 12 + fonts.Width(text, Size))).Append(130).Max());

    /// <summary>The colour of a value.</summary>
    public Colour Colour(double value) => double.IsNaN(value) ? NoData : _classes is null ? ColourRamp.At(_scale.Place(value), _isDiverging)
        : _classes.At(value);

    public void Draw(Canvas canvas, double x, double y, double height)
    {
        double at = y + 11;
        for (int line = 0; line < _headings.Length; line++, at += LineHeight)
            canvas.Text(x, at, _headings[line], new Lettering(line == 0 ? Size + 1 : Size, Tone.Ink) { IsBold = line == 0 });
        double used = at - y;
        at = _classes is null ? Ramp(canvas, x, at, Math.Clamp(height - used - 50, 100, RampHeight)) : Boxes(canvas, x, at - 4);
        if (_beyond.NoData) Swatch(canvas, x, at + 12, NoData, "no data");
    }

    // Unit, substance and period: "t CO2 km-2, 2008", exponents raised.
    private static string Caption(BandDescription band, MapOptions options)
    {
        string period = (options.Period ?? band.Period)?.ToString() ?? "";
        if (band.Kind == QuantityKind.Category) return period;
        string unit = UnitDisplay.Of(band.Unit, options.Basis ?? band.Basis);
        string perCell = band.Kind == QuantityKind.Extensive && band.IsKindStated ? " per cell" : "";
        return string.Join(", ", new[] { (unit + perCell).Trim(), period }.Where(text => text.Length > 0));
    }

    private IEnumerable<(Colour Colour, string Name)> Entries()
    {
        if (_classes is null) yield break;
        foreach ((Colour Colour, string Name) entry in _classes.Entries) yield return entry;
        if (_classes.Rest > 0) yield return (ClassColours.RestColour, $"and {_classes.Rest} more codes");
    }

    private double Ramp(Canvas canvas, double x, double y, double height)
    {
        if (_beyond.Above) Cap(canvas, x, y + 9, -9, ColourRamp.At(1, _isDiverging));
        if (_beyond.Above) y += 10;
        canvas.Bar(new Box(x - 1, y - 1, RampWidth + 2, height + 2), s_rim);
        for (int row = 0; row < (int)height; row++)
            canvas.Bar(new Box(x, y + row, RampWidth, 1), ColourRamp.At(1 - (row / (height - 1)), _isDiverging));
        foreach ((double place, string text) in _scale.Ticks())
        {
            double at = y + Math.Round((1 - place) * (height - 1));
            canvas.Bar(new Box(x + RampWidth, at, 5, 1), s_rim);
            canvas.Text(x + RampWidth + 11, at + 5, text, new Lettering(Size, Tone.Ink));
        }

        if (!_beyond.Below) return y + height;
        Cap(canvas, x, y + height, 9, ColourRamp.At(0, _isDiverging));
        return y + height + 10;
    }

    // A triangle shows that some values are beyond the end.
    private static void Cap(Canvas canvas, double x, double y, double height, Colour colour)
    {
        LinePath triangle = new LinePath().MoveTo(x, y).LineTo(x + RampWidth, y).LineTo(x + (RampWidth / 2), y + height).Close();
        canvas.Fill(triangle, colour);
        canvas.Stroke(triangle, new Pen(s_rim));
    }

    private double Boxes(Canvas canvas, double x, double y)
    {
        foreach ((Colour colour, string name) in _entries)
        {
            Swatch(canvas, x, y, colour, name);
            y += LineHeight;
        }

        return y - 8;
    }

    private static void Swatch(Canvas canvas, double x, double y, Colour colour, string text)
    {
        canvas.Bar(new Box(x - 1, y - 1, RampWidth + 2, 16), s_rim);
        canvas.Bar(new Box(x, y, RampWidth, 14), colour);
        canvas.Text(x + RampWidth + 11, y + 12, text, new Lettering(Size, Tone.Ink));
    }
}
