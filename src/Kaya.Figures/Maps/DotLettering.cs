using System.Collections.Frozen;
using Kaya.Geo;

namespace Kaya.Figures;

/// <summary>Letters of 5 x 7 dots, drawn for this project, so that a map can be read without any font installed.</summary>
internal static class DotLettering
{
    /// <summary>Width of one letter with the gap after it, in dots.</summary>
    public const int Advance = 6;

    /// <summary>Height of a letter, in dots.</summary>
    public const int Height = 7;

    // Seven rows of five dots for each character from the space to the tilde, as base-32 digits, the leftmost dot worth 16.
    private const string Rows =
        "0000000" + "4444404" + "AAA0000" + "AAVAVAA" + "4FKE5U4" + "OP248J3" + "CIK8KJD" + "4480000" + "2488842" + "8422248" + "04LELE4" + "044V440" + "0000448" + "000V000" + "00000CC" + "01248G0"
        + "EHHHHHE" + "4C4444E" + "EH1248V" + "V2421HE" + "26AIV22" + "VGU11HE" + "68GUHHE" + "V124888" + "EHHEHHE" + "EHHF12C" + "0CC0CC0" + "0CC0448" + "248G842" + "00V0V00" + "8421248" + "EH12404"
        + "EH1DLLE" + "EHHVHHH" + "UHHUHHU" + "EHGGGHE" + "SIHHHIS" + "VGGUGGV" + "VGGUGGG" + "EHGNHHF" + "HHHVHHH" + "E44444E" + "72222IC" + "HIKOKIH" + "GGGGGGV" + "HRLLHHH" + "HHPLJHH" + "EHHHHHE"
        + "UHHUGGG" + "EHHHLID" + "UHHUKIH" + "FGGE11U" + "V444444" + "HHHHHHE" + "HHHHHA4" + "HHHLLLA" + "HHA4AHH" + "HHHA444" + "V1248GV" + "E88888E" + "0G84210" + "E22222E" + "4AH0000" + "000000V"
        + "8420000" + "00E1FHF" + "GGMPHHU" + "00EGGHE" + "11DJHHF" + "00EHVGE" + "698S888" + "00FHF1E" + "GGMPHHH" + "40C444E" + "20622IC" + "GGIKOKI" + "C44444E" + "00QLLHH" + "00MPHHH" + "00EHHHE"
        + "00UHUGG" + "00DJF11" + "00MPGGG" + "00EGE1U" + "88S8896" + "00HHHJD" + "00HHHA4" + "00HHLLA" + "00HA4AH" + "00HHF1E" + "00V248V" + "2448442" + "4444444" + "8442448" + "008L200";

    // Letters that reach two rows below the line, as nine rows.
    private static readonly FrozenDictionary<char, string> s_descending = new Dictionary<char, string>
    {
        ['g'] = "00FHHHF1E", ['j'] = "2062222IC", ['p'] = "00UHHHUGG", ['q'] = "00FHHHF11", ['y'] = "00HHHHF1E",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<char, Stroke[]> s_strokes = Enumerable.Range(' ', '~' - ' ' + 1).ToFrozenDictionary(letter => (char)letter, letter => Join((char)letter));

    /// <summary>A letter as strokes between neighbouring dots, in dots from its upper left.</summary>
    public static IReadOnlyList<Stroke> Strokes(char letter) => s_strokes[letter is >= ' ' and <= '~' ? letter : '?'];

    private static Stroke[] Join(char letter)
    {
        List<Stroke> strokes = [];
        for (int row = 0; row < Height + 2; row++)
            for (int column = 0; column < Advance - 1; column++)
            {
                if (!Dot(letter, row, column)) continue;
                bool right = Dot(letter, row, column + 1), below = Dot(letter, row + 1, column);
                if (right) strokes.Add(new Stroke(column, row, column + 1, row));
                if (below) strokes.Add(new Stroke(column, row, column, row + 1));
                // A corner needs no diagonal.
                if (!right && !below && Dot(letter, row + 1, column + 1)) strokes.Add(new Stroke(column, row, column + 1, row + 1));
                if (!below && !Dot(letter, row, column - 1) && Dot(letter, row + 1, column - 1)) strokes.Add(new Stroke(column, row, column - 1, row + 1));
                strokes.Add(new Stroke(column, row, column, row));
            }

        return [.. strokes];
    }

    private static bool Dot(char letter, int row, int column)
    {
        if (column is < 0 or > Advance - 2) return false;
        string? rows = s_descending.GetValueOrDefault(letter);
        if (row >= (rows is null ? Height : Height + 2)) return false;
        char digit = rows is null ? Rows[((letter - ' ') * Height) + row] : rows[row];
        int bits = digit <= '9' ? digit - '0' : digit - 'A' + 10;
        return (bits >> (4 - column) & 1) != 0;
    }
}

/// <summary>A line from one point to another.</summary>
internal readonly record struct Stroke(double X0, double Y0, double X1, double Y1)
{
    /// <summary>Distance of a point from the line.</summary>
    public double DistanceOf(double x, double y)
    {
        (double dx, double dy) = (X1 - X0, Y1 - Y0);
        double length = (dx * dx) + (dy * dy), part = length == 0 ? 0 : Math.Clamp((((x - X0) * dx) + ((y - Y0) * dy)) / length, 0, 1);
        return double.Hypot(x - X0 - (part * dx), y - Y0 - (part * dy));
    }
}
