using System.Text.RegularExpressions;

namespace Kaya.EndToEnd.Tests;

/// <summary>A command as a document shows it, and what its trailing comment says of it.</summary>
/// <param name="Text">The line, for messages.</param>
/// <param name="Arguments">What comes after <c>./kaya</c>.</param>
/// <param name="ExitCode">0, or what <c># exit code N</c> says.</param>
/// <param name="IsLong">Whether the comment says that it takes a time, as <c># takes 40 minutes</c>.</param>
internal sealed partial record DocumentedCommand(string Text, IReadOnlyList<string> Arguments, int ExitCode, bool IsLong)
{
    private const string Prompt = "./kaya ";

    /// <summary>The commands in the shell blocks of a document, in order.</summary>
    public static IEnumerable<DocumentedCommand> In(string markdown)
    {
        bool isShell = false, isBlock = false;
        string pending = "";
        foreach (string raw in markdown.Split('\n'))
        {
            string line = raw.Trim();
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isShell = !isBlock && line is "```sh" or "```bash" or "```console";
                isBlock = !isBlock;
                continue;
            }

            if (!isShell) continue;
            line = pending + (line.StartsWith("$ ", StringComparison.Ordinal) ? line[2..] : line);
            pending = line.EndsWith('\\') ? line[..^1].TrimEnd() + " " : "";
            if (pending.Length == 0 && (line + " ").StartsWith(Prompt, StringComparison.Ordinal)) yield return Parse(line);
        }
    }

    /// <summary>Reads one command line: words at blanks, quotes keep them; a pipe, a redirection or <c>&amp;&amp;</c> ends it.</summary>
    public static DocumentedCommand Parse(string line)
    {
        string[] halves = Comment().Split(line, 2);
        string comment = halves.Length > 1 ? halves[1] : "";
        IEnumerable<string> words = Word().Matches(halves[0])
            .Select(word => word.Value.Replace("'", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal));
        Match code = Code().Match(comment);
        return new DocumentedCommand(line, [.. words.Skip(1).TakeWhile(word => word is not ("|" or ">" or "&&" or ";"))],
            code.Success ? int.Parse(code.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 0,
                Takes().IsMatch(comment));
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    [GeneratedRegex(@"\s#\s")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?:'[^']*'|""[^""]*""|[^\s'""])+")]
    private static partial Regex Word();

    [GeneratedRegex(@"exit code (\d+)")]
    private static partial Regex Code();

    [GeneratedRegex(@"takes .*\b(minutes?|hours?)\b")]
    private static partial Regex Takes();
}
