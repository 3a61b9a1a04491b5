using System.Globalization;

namespace Kaya.Tasks;

/// <summary>Options of tasks about one run.</summary>
public abstract record RunOptions : TaskOptions
{
    /// <summary>Folder of the run.</summary>
    [Option("folder of the run", Required = true)]
    public string? Run { get; set; }
}

/// <summary>Options of tasks about all runs.</summary>
public abstract record RunsOptions : TaskOptions
{
    /// <summary>Folder that contains the runs.</summary>
    [Option("folder that contains the runs")]
    public string Root { get; set; } = "runs";
}

/// <summary>Text descriptions of runs.</summary>
internal static class RunText
{
    public static string Status(Run run) => run.Status.ToString().ToLowerInvariant();

    public static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Progress of a running run, such as <c>fit CLEAN-MLP 45 %, 0:03:20 left</c>; null if it has ended or not reported
    /// so.</summary>
    public static string? Progress(Run run)
    {
        if (run.Status is not RunStatus.Running || run.Stage is not { } stage) return null;
        string text = stage.Stage;
        if (stage.Fraction is { } fraction) text += string.Create(CultureInfo.InvariantCulture, $", {100 * fraction:0} % in total");
        else if (stage.Total is > 0 and { } total) text += string.Create(CultureInfo.InvariantCulture, $", {stage.Done} of {total}");
        if (stage.SecondsLeft is { } left) text += $", {TimeSpan.FromSeconds(left):h\\:mm\\:ss} left";
        return text;
    }

    public static string Size(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
    };

    public static ResultTable Differences(IReadOnlyList<RunDifference> differences, string title) => new("differences",
        [new("part"), new("name"), new("left"), new("right"), new("change", Unit.Percent, 2, "of a metric, from left to right")],
        differences.Select(difference => (IReadOnlyList<object?>)
            [difference.Area, difference.Key, difference.Left ?? "absent", difference.Right ?? "absent", difference.RelativeChange * 100]),
                title);
}
