using System.Buffers;
using System.Globalization;
using System.Text;

namespace Kaya.Core;

/// <summary>Text from data as text: it changes no terminal, turns no direction of writing, and is no formula of a spreadsheet.</summary>
public static class HarmlessText
{
    private const string RawSwitch = "Kaya.RawText";

    // Marks that end a formula or call a function: after a sign, a text with one of them can be executed.
    private static readonly SearchValues<char> s_formula = SearchValues.Create("()|!=@'\"&*/^+;");

    /// <summary>Whether cells of CSV files are written as they are; set for the process.</summary>
    public static bool IsRaw
    {
        get => AppContext.TryGetSwitch(RawSwitch, out bool isRaw) && isRaw;
        set => AppContext.SetSwitch(RawSwitch, value);
    }

    /// <summary>The text with control characters, escape codes and direction marks written out, such as <c>\\u001b</c>.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="keepsLines">Whether line breaks and tabs stay as they are.</param>
    /// <returns>The same text where there are none.</returns>
    public static string Shown(string text, bool keepsLines = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        int first = 0;
        while (first < text.Length && !IsHidden(text[first], keepsLines)) first++;
        if (first == text.Length) return text;
        StringBuilder shown = new(text, 0, first, text.Length + 16);
        foreach (char letter in text.AsSpan(first))
            if (IsHidden(letter, keepsLines)) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else shown.Append(letter);
        return shown.ToString();
    }

    /// <summary>The text of a cell of a table that a spreadsheet may open: an apostrophe stands before what it would execute.</summary>
    /// <param name="text">Text of the cell; not a number.</param>
    /// <returns>The text, unless <see cref="IsRaw"/>, harmless.</returns>
    public static string Cell(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IsRaw || text.Length == 0) return text;
        string shown = Shown(text, keepsLines: true);
        bool isFormula = shown[0] is '=' or '@' or '\t' or '\r'
            || (shown[0] is '+' or '-' && shown.AsSpan(1).ContainsAny(s_formula));
        return isFormula && shown.Length > 1 ? "'" + shown : shown;
    }

    // Controls (C0, DEL, C1), marks and embeddings of direction, line and paragraph separators.
    private static bool IsHidden(char letter, bool keepsLines) => letter is '\n' or '\t' or '\r' ? !keepsLines
        : char.IsControl(letter) || letter is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E')
            or (>= '\u2066' and <= '\u2069');
}
