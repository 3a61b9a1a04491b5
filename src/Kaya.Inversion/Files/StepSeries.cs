using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Inversion;

/// <summary>One variable through several files, an hour a step, without a gap.</summary>
internal sealed class StepSeries
{
    private readonly (FieldFile File, int Field, int Step)[] _steps;

    private StepSeries(string name, FieldDescription first, DateTimeOffset start, (FieldFile, int, int)[] steps)
    {
        (Name, Start, _steps) = (name, start, steps);
        (Grid, Levels, Values) = (first.Grid, first.LevelCount, first.Values);
        Edges = first.Levels?.Edges ?? [];
    }

    public string Name { get; }

    public DateTimeOffset Start { get; }

    public Grid Grid { get; }

    public int Levels { get; }

    public BandDescription Values { get; }

    /// <summary>Boundaries of the levels in the coordinate of the file; none where it has none.</summary>
    public ImmutableArray<double> Edges { get; }

    public int Steps => _steps.Length;

    public HourRange Range => new(Start, Steps);

    public FieldFile First => _steps[0].File;

    /// <summary>Files of one kind that have a variable.</summary>
    /// <returns>The series; null where no file has the variable.</returns>
    public static StepSeries? Find(IReadOnlyList<FieldFile> files, string name, HourRange? wanted = null)
    {
        SortedDictionary<DateTimeOffset, (FieldFile File, int Field, int Step)> steps = [];
        FieldDescription? first = null;
        FieldFile? holder = null;
        foreach (FieldFile file in files)
        {
            if (file.Find(name) is not { } field) continue;
            FieldDescription description = file.Fields.Fields[field];
            (first, holder) = (first ?? description, holder ?? file);
            RequireSame(first, holder, description, file);
            Add(steps, file, field);
        }

        if (first is null) return null;
        DateTimeOffset start = wanted?.Start ?? steps.Keys.First();
        int count = wanted?.Hours ?? (int)Math.Round((steps.Keys.Last() - start).TotalHours) + 1;
        (FieldFile, int, int)[] found = new (FieldFile, int, int)[count];
        int missing = 0;
        for (int hour = count - 1; hour >= 0; hour--)
            if (steps.TryGetValue(start.AddHours(hour), out (FieldFile, int, int) step)) found[hour] = step;
            else missing++;
        if (missing == 0) return new StepSeries(name, first, start, found);
        DateTimeOffset gap = Enumerable.Range(0, count).Select(hour => start.AddHours(hour)).First(hour => !steps.ContainsKey(hour));
        throw new DataNotFoundException(new Fault("Hours are missing.", holder!.At(name), $"{new HourRange(start, count)}",
            string.Create(CultureInfo.InvariantCulture, $"{missing} are missing, the first of them {Text(gap)}; ")
                + $"there are {Text(steps.Keys.First())} to {Text(steps.Keys.Last())}",
            "Give the files of the missing hours, or a shorter period."));
    }

    // The last step of a day often is the first of the next: the earlier file has it. More in common is not one series.
    private static void Add(SortedDictionary<DateTimeOffset, (FieldFile File, int Field, int Step)> steps, FieldFile file, int field)
    {
        FieldDescription description = file.Fields.Fields[field];
        bool isFirst = steps.Count == 0;
        List<(DateTimeOffset Instant, FieldFile File)> common = [];
        for (int step = 0; step < description.TimeCount; step++)
        {
            DateTimeOffset instant = Instant(file, description, step);
            if (!steps.TryAdd(instant, (file, field, step)) && steps[instant].File != file) common.Add((instant, steps[instant].File));
        }

        if (isFirst || common.Count <= (description.TimeCount > 1 ? 1 : 0)) return;
        throw new DataFormatException(new Fault("Two files have the same variable for the same hours.", file.At(description.Name),
            "files that follow one another, with at most one step in common",
            $"{common.Count} steps from {Text(common[0].Instant)} that {common[0].File.Path} has too",
            "Leave one of them out; add emissions of several sectors up into one file first, such as by `cdo add`."));
    }

    /// <summary>A variable that must be there.</summary>
    /// <param name="files">Files of one kind.</param>
    /// <param name="what">What they are, such as <c>METCRO3D</c>.</param>
    /// <param name="names">Its names, the likeliest first.</param>
    /// <param name="wanted">The hours; null for all there are.</param>
    public static StepSeries Require(IReadOnlyList<FieldFile> files, string what, ReadOnlySpan<string> names, HourRange? wanted = null)
    {
        foreach (string name in names)
            if (Find(files, name, wanted) is { } found) return found;
        if (files.Count == 0)
            throw new DataNotFoundException(new Fault($"There is no file of the kind {what}.", Expected: $"a file with {names[0]}",
                Found: "none", Remedy: $"Give the {what} files of the period."));
        throw new SchemaMismatchException(new Fault($"A variable is not in the files of the kind {what}.", files[0].At(names[0]),
            string.Join(" or ", names.ToArray()), string.Join(", ", files[0].Fields.Fields.Select(field => field.Name).Take(40)),
            "Give files that have it, or check that the files are of this kind."));
    }

    /// <summary>The factor from the unit of the file to another.</summary>
    public double FactorTo(Unit unit)
    {
        if (Values.IsUnitStated && Values.Unit.IsConvertibleTo(unit)) return Values.Unit.FactorTo(unit);
        throw new UnitMismatchException(new Fault("A variable is not in a unit of what it should be.", First.At(Name), $"{unit}",
            Values.UnitWords, "Correct the attribute units, or name another file."));
    }

    /// <summary>Reads a step, levels from the ground, as doubles in the unit of the file.</summary>
    public double[] Read(int step, int levels, int firstLevel = 0)
    {
        (FieldFile file, int field, int at) = _steps[step];
        double[] values = new double[levels * Grid.CellCount];
        file.Fields.Read(field, new FieldWindow(at, 1, firstLevel, levels, Grid.All), values);
        for (int k = 0; k < values.Length; k++)
            if (!double.IsFinite(values[k])) throw NotFinite(file, step, k);
        return values;
    }

    /// <summary>Where a value lies, for messages.</summary>
    public string Place(int step, int at)
    {
        int cell = (int)(at % Grid.CellCount), level = (int)(at / Grid.CellCount);
        return string.Create(CultureInfo.InvariantCulture,
            $"at {Text(Start.AddHours(step))}, layer {level}, row {cell / Grid.Columns} from the north, column {cell % Grid.Columns}");
    }

    public FieldFile FileOf(int step) => _steps[step].File;

    /// <summary>Refuses a series on other cells or of other hours than another.</summary>
    public StepSeries RequireLike(StepSeries other, Grid? expected = null)
    {
        Grid cells = expected ?? other.Grid;
        if (!cells.Matches(Grid))
            throw new GridMismatchException(new Fault($"{Name} and {other.Name} do not lie on one grid.", First.At(Name),
                $"{cells}, as {other.First.Path} has it", $"{Grid}", "Use files of one run."));
        return Range == other.Range ? this
            : throw new DataNotFoundException(new Fault($"{Name} and {other.Name} are not of the same hours.", First.At(Name),
                $"{other.Range}, as {other.First.Path} has it", $"{Range}", "Use files of one run, or name the period."));
    }

    private static void RequireSame(FieldDescription first, FieldFile holder, FieldDescription other, FieldFile file)
    {
        if (!first.Grid.Matches(other.Grid) || first.LevelCount != other.LevelCount)
            throw new GridMismatchException(new Fault("Two files of one kind do not have the same cells.", file.At(other.Name),
                $"{first.LevelCount} levels, {first.Grid}, as {holder.Path} has it", $"{other.LevelCount} levels, {other.Grid}",
                "Use files of one run."));
        if (first.Values.Unit != other.Values.Unit || first.Values.IsUnitStated != other.Values.IsUnitStated)
            throw new UnitMismatchException(new Fault("Two files of one kind do not have the same unit.", file.At(other.Name),
                $"{first.Values.Unit}, as {holder.Path} has it", $"{other.Values.Unit}", "Use files of one run."));
    }

    private static DateTimeOffset Instant(FieldFile file, FieldDescription field, int step)
    {
        if (field.Time is not { } times)
            throw new DataFormatException(new Fault("A variable that should change by the hour has no times.", file.At(field.Name),
                "one step an hour", "none", "Name a file with hourly steps."));
        DateTime instant = times[step].ToDateTime();
        return instant.Ticks % TimeSpan.TicksPerHour == 0 ? new DateTimeOffset(DateTime.SpecifyKind(instant, DateTimeKind.Utc))
            : throw new DataFormatException(new Fault("A step does not begin at a full hour.", file.At(field.Name), "hourly steps",
                $"{times[step]}", "Make hourly means of the file first."));
    }

    private NonFiniteException NotFinite(FieldFile file, int step, int at) => new(new Fault("A field has a gap.", file.At(Name),
        "a number in every cell", $"none {Place(step, at)}", "Repair the file: the models need every cell of every hour."));

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm'Z'", CultureInfo.InvariantCulture);
}
