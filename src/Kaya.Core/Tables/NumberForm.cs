using System.Globalization;
using System.Text.RegularExpressions;

namespace Kaya.Core;

/// <summary>How the numbers of a table are written: decimal point or comma, with or without separators of thousands.</summary>
/// <remarks>
/// One form for a table, found from the cells that allow only one reading. Thousands may be separated by the other of the two signs, by
/// blanks (also no-break and thin ones) or by an apostrophe. A table whose only evidence is like <c>1,234</c> is refused: it may be either.
/// </remarks>
internal sealed partial class NumberForm
{
    private readonly char _decimal;

    private NumberForm(char decimalSign) => _decimal = decimalSign;

    /// <summary>Finds the form of a table.</summary>
    /// <param name="cells">Texts with their locations; others than numbers are ignored.</param>
    /// <param name="isComma">Whether fields are separated by commas, so that a number with a point needs no proof.</param>
    /// <exception cref="DataFormatException">Both forms occur, or every number may be read in two ways.</exception>
    public static NumberForm Of(IEnumerable<(string Text, SourceLocation Where)> cells, bool isComma)
    {
        (string Text, SourceLocation Where)? comma = null, point = null, unclear = null;
        foreach ((string raw, SourceLocation where) in cells)
        {
            if (raw.Length == 0 || raw.AsSpan().IndexOfAny(',', '.') < 0) continue;
            string text = WithoutBlanks(raw);
            if (CommaDecimal().IsMatch(text)) comma ??= (raw, where);
            else if (PointDecimal().IsMatch(text)) point ??= (raw, where);
            else if (CommaUnclear().IsMatch(text) || !isComma && PointUnclear().IsMatch(text)) unclear ??= (raw, where);
            if (comma is not null && point is not null)
                throw new DataFormatException(new Fault("Numbers of the table are written in two ways.", point.Value.Where,
                    "one form for the whole table: 1234.5 or 1234,5", $"'{comma.Value.Text}' and '{point.Value.Text}'",
                    "Write all numbers with a decimal point, or all with a decimal comma."));
        }

        if (comma is null && point is null && unclear is { } number)
            throw new DataFormatException(new Fault("A number can be read in two ways.", number.Where,
                "a table with at least one number that has only one reading", $"'{number.Text}': thousands, or decimals?",
                "Write the numbers without separators of thousands, with a decimal point."));
        return new NumberForm(comma is null ? '.' : ',');
    }

    /// <summary>Reads a number.</summary>
    public bool TryRead(string raw, out double value)
    {
        string text = WithoutBlanks(raw);
        if (_decimal == ',')
        {
            if (text.Contains('.', StringComparison.Ordinal) && !PointGroups().IsMatch(text))
            {
                value = double.NaN;
                return false;
            }

            text = text.Replace(".", "", StringComparison.Ordinal).Replace(',', '.');
        }
        else if (text.Contains(',', StringComparison.Ordinal))
        {
            if (!CommaGroups().IsMatch(text))
            {
                value = double.NaN;
                return false;
            }

            text = text.Replace(",", "", StringComparison.Ordinal);
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    private static string WithoutBlanks(string text) => Blank().Replace(text, "").Replace('\u2212', '-');

    [GeneratedRegex("(?<=[0-9])[ \u00a0\u202f\u2009'\u2019](?=[0-9]{3}(?![0-9]))")]
    private static partial Regex Blank();

    [GeneratedRegex(@"^[-+]?(\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}|\d+,(\d{1,2}|\d{4,})|0,\d+|\d{4,},\d+)$")]
    private static partial Regex CommaDecimal();

    [GeneratedRegex(@"^[-+]?(\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,}|\d*\.(\d{1,2}|\d{4,})([eE][-+]?\d+)?|0\.\d+([eE][-+]?\d+)?"
        + @"|\d{4,}\.\d+|\d+\.\d+[eE][-+]?\d+)$")]
    private static partial Regex PointDecimal();

    [GeneratedRegex(@"^[-+]?[1-9]\d{0,2},\d{3}$")]
    private static partial Regex CommaUnclear();

    [GeneratedRegex(@"^[-+]?[1-9]\d{0,2}\.\d{3}$")]
    private static partial Regex PointUnclear();

    [GeneratedRegex(@"^[-+]?\d{1,3}(\.\d{3})+(,\d*)?$")]
    private static partial Regex PointGroups();

    [GeneratedRegex(@"^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$")]
    private static partial Regex CommaGroups();
}
