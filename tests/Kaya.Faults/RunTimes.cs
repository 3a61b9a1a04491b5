using System.Text.RegularExpressions;

namespace Kaya.Faults;

/// <summary>How long a part of a run took, where files of results have it: two runs differ in it and in nothing else.</summary>
/// <remarks>Each pattern is a place that was looked at: all the rest of the file is compared, byte by byte.</remarks>
internal static partial class RunTimes
{
    private static readonly (string End, Regex Time)[] s_places =
    [
        // Directions and steps of an inversion; one that was resumed does not know them.
        ("metrics.json", Metric()),
        // Training of a model: its result, and the column of the table.
        (".json", Training()),
        ("scores.csv", TrainingColumn()),
        // Three sentences of an inversion: what it has measured and predicted, and what it took, without what was done before a kill.
        ("report.html", Sentence()),
    ];

    /// <summary>Whether a file may have such times.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether <see cref="Without"/> is to be asked.</returns>
    public static bool IsIn(string name) => s_places.Any(place => name.EndsWith(place.End, StringComparison.Ordinal));

    /// <summary>The text of a file without times.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The rest of the text.</returns>
    public static string Without(string path) => s_places.Where(place => path.EndsWith(place.End, StringComparison.Ordinal))
        .Aggregate(File.ReadAllText(path), (text, place) => place.Time.Replace(text, ""));

    [GeneratedRegex(@"\{\s+""name"": ""seconds/[a-z]+"",[^}]*\},?\s+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"(?<=""Seconds"":\s*|""fitSeconds"":\s*|""training"": )[-+.eE0-9]+")]
    private static partial Regex Training();

    // The last column of the table.
    [GeneratedRegex(@"(?<=^model,[^\n]*,training \[s\]\r?\n(?:[^\n]*\n)*[^\n]*,)[-+.eE0-9]+(?=\r?$)", RegexOptions.Multiline)]
    private static partial Regex TrainingColumn();

    [GeneratedRegex(@"(?<=<li>)(Measured on|Predicted for the update:|It took) [^<]*")]
    private static partial Regex Sentence();
}
