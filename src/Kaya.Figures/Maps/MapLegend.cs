using System.Globalization;
using System.Text.RegularExpressions;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Figures;

/// <summary>What the colours of a map mean: name, unit, ramp with values or one box for each code, no-data.</summary>
internal sealed partial class MapLegend
{
    private const int RampWidth = 22;
    private const int LineHeight = 20;
    private const int RampHeight = 360;

    private static readonly (byte R, byte G, byte B) s_rim = (90, 90, 90);

    private readonly BandDescription _band;
    private readonly ColourScale _scale;
    private readonly ClassColours? _classes;
    private readonly (bool Below, bool Above, bool NoData) _beyond;

    public MapLegend(BandDescription band, ColourScale scale, ClassColours? classes, double[] shown)
    {
        (_band, _scale, _classes) = (band, scale, classes);
        _beyond = (shown.Any(value => scale.Place(value) < -0.001), shown.Any(value => scale.Place(value) > 1.001), shown.Any(double.IsNaN));
    }

    /// <summary>Colour of no-data.</summary>
    public static (byte R, byte G, byte B) NoData { get; } = (222, 222, 224);

    /// <summary>Width that all of its texts need.</summary>
    public int Width => (int)Math.Ceiling(new[] { Canvas.WidthOf(_band.Name), Canvas.WidthOf(UnitText), RampWidth + 12 + Canvas.WidthOf("no data"), 130 }.Concat(Ticks().Select(tick => RampWidth + 12 + Canvas.WidthOf(tick.Text))).Max());

    /// <summary>Height that it needs.</summary>
    public int Height => (2 * LineHeight) + 30 + (_classes is null ? 140 : _classes.Codes.Count * LineHeight);

    /// <summary>The unit as people write it: raised exponents, as what a mass is counted, and whether a value belongs to a cell.</summary>
    public string UnitText => _band.Kind == QuantityKind.Category || !_band.IsUnitStated ? ""
        : $"{(_band.Unit == Unit.One ? "" : Exponent().Replace(_band.Unit.ToString(), "^$0"))}{(_band.Basis is { } basis && basis != MassBasis.Itself ? $" of {basis}" : "")}{(_band.Kind == QuantityKind.Extensive && _band.IsKindStated ? " per cell" : "")}".Trim();

    /// <summary>The colour of a value.</summary>
    public (byte R, byte G, byte B) Colour(double value) => double.IsNaN(value) ? NoData : _classes is null ? ColourRamp.At(_scale.Place(value)) : _classes.At(value);

    public void Draw(Canvas canvas, int x, int y, int height)
    {
        canvas.Text(x, y, _band.Name);
        canvas.Text(x, y + LineHeight + 4, UnitText);
        y += UnitText.Length > 0 ? (2 * LineHeight) + 14 : LineHeight + 14;
        int end = _classes is null ? Ramp(canvas, x, y, Math.Clamp(height - (2 * LineHeight) - 50, 100, RampHeight)) : Boxes(canvas, x, y, _classes);
        if (_beyond.NoData) Swatch(canvas, x, end + 14, NoData, "no data");
    }

    private IEnumerable<(double Place, string Text)> Ticks() => _classes is null ? _scale.Ticks() : [];

    private int Ramp(Canvas canvas, int x, int y, int height)
    {
        if (_beyond.Above) Cap(canvas, x, y + 9, -1, ColourRamp.At(1));
        if (_beyond.Above) y += 10;
        canvas.Box(x - 1, y - 1, RampWidth + 2, height + 2, s_rim);
        for (int row = 0; row < height; row++) canvas.Box(x, y + row, RampWidth, 1, ColourRamp.At(1 - (row / (height - 1.0))));
        foreach ((double place, string text) in _scale.Ticks())
        {
            int at = y + (int)Math.Round((1 - place) * (height - 1));
            canvas.Box(x + RampWidth, at, 5, 1, s_rim);
            canvas.Text(x + RampWidth + 11, at - 6.5, text);
        }

        if (!_beyond.Below) return y + height;
        Cap(canvas, x, y + height, 1, ColourRamp.At(0));
        return y + height + 10;
    }

    // A triangle says that some values lie beyond the end.
    private static void Cap(Canvas canvas, int x, int y, int direction, (byte R, byte G, byte B) colour)
    {
        for (int row = 0; row < 9; row++)
        {
            int inset = row * RampWidth / 2 / 9;
            canvas.Box(x + inset - 1, y + (direction * row), RampWidth - (2 * inset) + 2, 1, s_rim);
            canvas.Box(x + inset, y + (direction * row), RampWidth - (2 * inset), 1, colour);
        }
    }

    private static int Boxes(Canvas canvas, int x, int y, ClassColours classes)
    {
        foreach (double code in classes.Codes)
        {
            Swatch(canvas, x, y, classes.At(code), code.ToString("G6", CultureInfo.InvariantCulture));
            y += LineHeight;
        }

        return y - 8;
    }

    private static void Swatch(Canvas canvas, int x, int y, (byte R, byte G, byte B) colour, string text)
    {
        canvas.Box(x - 1, y - 1, RampWidth + 2, 16, s_rim);
        canvas.Box(x, y, RampWidth, 14, colour);
        canvas.Text(x + RampWidth + 11, y, text);
    }

    [GeneratedRegex(@"(?<=[A-Za-z])-?\d+")]
    private static partial Regex Exponent();
}
