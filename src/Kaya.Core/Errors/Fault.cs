using System.Globalization;
using System.Text;

namespace Kaya.Core;

/// <summary>A location in an input: file, line, column (both counted from 1) and variable, as far as known.</summary>
/// <param name="File">Path as the caller gave it.</param>
/// <param name="Line">Line number from 1, header included.</param>
/// <param name="Column">Character or field number from 1.</param>
/// <param name="Variable">Name of the column, key, band or variable.</param>
public sealed record SourceLocation(string? File = null, long? Line = null, long? Column = null, string? Variable = null)
{
    /// <summary>Prints as <c>file:line:column (variable)</c>, the form editors and terminals make clickable.</summary>
    /// <returns>The place in one phrase; empty when nothing is known.</returns>
    public override string ToString()
    {
        StringBuilder text = new(File ?? "");
        if (Line is { } line) text.Append(CultureInfo.InvariantCulture, $":{line}");
        if (Line is not null && Column is { } column) text.Append(CultureInfo.InvariantCulture, $":{column}");
        if (Variable is not null) text.Append(text.Length > 0 ? " (" : "(").Append(Variable).Append(')');
        return text.ToString();
    }
}

/// <summary>An error message of Kaya, in five parts.</summary>
/// <param name="What">One sentence: what is wrong.</param>
/// <param name="Where">The location in the input, if there is one.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Found">What was found instead.</param>
/// <param name="Remedy">What the user can do about it; <c>{option}</c> in it stands for <see cref="Option"/>.</param>
public sealed record Fault(
    string What,
    SourceLocation? Where = null,
    string? Expected = null,
    string? Found = null,
    string? Remedy = null)
{
    /// <summary>Key of the reader option in the remedy, such as <c>crs</c>; null for none.</summary>
    public string? Option { get; init; }

    /// <summary>The flag of this option, such as <c>--zone.crs</c>; null if unknown.</summary>
    public string? OptionFlag { get; init; }

    /// <summary>What the user can do about it.</summary>
    public string? Remedy
    {
        get => Option is null ? field : field?.Replace("{option}", OptionFlag ?? $"the option {Option}", StringComparison.Ordinal);
        init;
    } = Remedy;

    /// <summary>Prints the known parts, one per line.</summary>
    /// <returns>The message shown to people.</returns>
    public override string ToString()
    {
        StringBuilder text = new(What);
        Append(text, "where", Where?.ToString());
        Append(text, "expected", Expected);
        Append(text, "found", Found);
        Append(text, "remedy", Remedy);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) text.Append("\n  ").Append(name).Append(": ").Append(value);
    }
}
