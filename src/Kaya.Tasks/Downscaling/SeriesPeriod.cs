namespace Kaya.Tasks;

/// <summary>A period and the column of the statistics with its totals, as given on the command line: <c>PERIOD=COLUMN</c>.</summary>
/// <param name="Period">The period of the totals.</param>
/// <param name="Column">Name of the column, without its unit.</param>
public sealed record PeriodColumn(Period Period, string Column)
{
    /// <summary>Reads the text of an option.</summary>
    /// <param name="text">Such as <c>2008=co2_2008</c>.</param>
    /// <returns>The period and its column.</returns>
    /// <exception cref="DataFormatException">Not a period, or no column.</exception>
    public static PeriodColumn Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && text[(at + 1)..].Trim() is { Length: > 0 } column ? new PeriodColumn(Period.Parse(text[..at]), column)
            : throw new DataFormatException(new Fault("A period of the series has no column.", Expected: "PERIOD=COLUMN, such as "
                + "2008=co2_2008", Found: $"'{text}'", Remedy: "Write the column of the statistics after the period."));
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns>Such as <c>2008=co2_2008</c>.</returns>
    public override string ToString() => $"{Period}={Column}";
}

/// <summary>One period of a series: a downscaling with options of its own.</summary>
/// <param name="Period">The period of its statistics.</param>
/// <param name="Options">The options of a run of this period alone.</param>
internal sealed record SeriesPeriod(Period Period, DownscaleRunOptions Options)
{
    /// <summary>Stands for the name of the period in drivers.</summary>
    public const string Placeholder = "{period}";

    /// <summary>The name of its folder, and what the placeholder stands for: ISO 8601 with two hyphens for the solidus.</summary>
    public string Name => NameOf(Period);

    /// <summary>The periods in the order given; none for a run of one map.</summary>
    public static IReadOnlyList<SeriesPeriod> Of(DownscaleRunOptions options)
    {
        if (options.Series is not { Count: > 0 } series) return [];
        Require(options, series);
        return [.. series.Select(one => new SeriesPeriod(one.Period, options with
        {
            Series = null, Statistic = options.Statistic with { Period = one.Period, Column = one.Column },
            Drivers = [.. options.Drivers!.Select(driver => Named(driver, NameOf(one.Period)))],
            MissingIsZero = options.MissingIsZero is { } names ? [.. names.Select(name => Named(name, NameOf(one.Period)))] : null,
        }))];
    }

    /// <summary>The files of all periods; those that are not the same in all carry the period in their name.</summary>
    public static IReadOnlyList<TaskInput> Files(IReadOnlyList<SeriesPeriod> periods)
    {
        IReadOnlyList<TaskInput>[] files = [.. periods.Select(period => DownscaleProblem.Files(period.Options))];
        return [.. Enumerable.Range(0, files[0].Count).SelectMany(at => files.All(of => of[at].Path == files[0][at].Path) ? [files[0][at]]
            : periods.Select((period, i) => files[i][at] with { Name = $"{files[i][at].Name}, {period.Period}" }))];
    }

    /// <summary>Does a part of the work; messages of what fails begin with the period.</summary>
    public T Work<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (KayaException failure)
        {
            throw failure.With(failure.Fault with { What = $"{Period}: {failure.Fault.What}",
                Remedy = failure.Fault.Remedy?.Replace("--statistic.column", "--series", StringComparison.Ordinal) });
        }
    }

    /// <summary>Does a part of the work that has no result.</summary>
    public void Work(Action work) => Work(() =>
    {
        work();
        return true;
    });

    private static string NameOf(Period period) => period.ToString().Replace("/", "--", StringComparison.Ordinal);

    private static string Named(string text, string period) => text.Replace(Placeholder, period, StringComparison.Ordinal);

    // File, band and time: the years may also lie in one file.
    private static RasterInput Named(RasterInput driver, string period) => new(Named(driver.Path, period),
        driver.Band is { } band ? Named(band, period) : null,
        driver.Reading with { Time = driver.Reading.Time is { } time ? time with { Which = Named(time.Which, period) } : null });

    private static void Require(DownscaleRunOptions options, IReadOnlyList<PeriodColumn> series)
    {
        SourceLocation where = new(Variable: "--series");
        if (options.Statistic is { Column: not null } or { Period: not null })
            throw new DataFormatException(new Fault("A series has a column and a period for each map.", where,
                "--series alone", options.Statistic.Column is null ? "--statistic.period too" : "--statistic.column too",
                "Leave out --statistic.column and --statistic.period."));
        if (options.Zones is null || options.Statistics is null || options.Drivers is not { Count: > 0 })
            throw new DataNotFoundException(new Fault("A series needs a table of statistics with a column for each period.", where,
                "--zones, --statistics and --drivers", "not all of them", "Give them. Of the sample country, --sample-year has one year."));
        if (series.GroupBy(one => one.Period).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new DataFormatException(new Fault("A period occurs twice in the series.", where, "each period once", $"{twice.Key}",
                "Remove one of them."));
    }
}
