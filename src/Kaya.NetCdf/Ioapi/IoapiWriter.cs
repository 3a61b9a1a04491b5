using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.NetCdf;

/// <summary>Writes files of the Models-3 I/O API, as CMAQ and MCIP read and write them.</summary>
/// <remarks>
/// "Models-3/EDSS I/O API: the user manual", file types GRDDED3 and BNDARY3. Values have 32 bits; rows are written from the
/// south; the files are CDF-2.
/// A file that does not change has TSTEP 0 and one step with the flags 0, 0.
/// </remarks>
public static class IoapiWriter
{
    private const int NameLength = 16, DescriptionLength = 80, DescriptionLines = 60;

    /// <summary>Writes a file. It appears whole or not at all.</summary>
    /// <param name="path">The file to appear; its folder is made.</param>
    /// <param name="layout">Grid, layers, times and variables.</param>
    /// <param name="values">Called step by step, variable by variable, layer by layer.</param>
    /// <exception cref="ArgumentException">No variables, names that are too long, steps that are no whole seconds.</exception>
    /// <exception cref="GridMismatchException">A grid that the I/O API does not have.</exception>
    /// <exception cref="ResourceException">No room on the disk, or the folder cannot be written to; nothing is left.</exception>
    public static void Write(string path, IoapiLayout layout, IoapiValues values)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(values);
        Check(layout);
        int columns = layout.Grid.Columns;
        int[]? around = layout.IsBoundary ? IoapiPerimeter.Cells(layout.Grid.Rows, columns) : null;
        int cells = around?.Length ?? layout.Grid.Rows * columns;
        double[] frame = around is null ? [] : new double[(layout.Grid.Rows + 2) * (columns + 2)];
        bool isNorthUp = layout.Grid.Affine.StepY < 0;
        ClassicWriter.Write(path, Classic(layout), (part, room) =>
        {
            if (part.Variable.Name == "TFLAG")
            {
                Flags(layout, (int)part.Start[0], room);
                return;
            }

            int variable = IndexOf(layout, part.Variable.Name), first = (int)part.Start[1];
            for (int layer = 0; layer < room.Length / cells; layer++)
            {
                Span<double> plane = room.Slice(layer * cells, cells);
                values(variable, (int)part.Start[0], first + layer, around is null ? plane : frame);
                for (int k = 0; k < around?.Length; k++) plane[k] = frame[around[k]];
                if (isNorthUp && around is null) Reordering.TurnRows(plane, layout.Grid.Rows, columns);
            }
        });
    }

    private static void Check(IoapiLayout layout)
    {
        if (layout.Variables.IsDefaultOrEmpty) throw new ArgumentException("At least one variable is needed.", nameof(layout));
        if (layout.Steps < 1 || (layout.Start is null && layout.Steps > 1))
            throw new ArgumentException("A file has a step, and one step where it has no time.", nameof(layout));
        if (layout.Start is { } start && (layout.Step < TimeSpan.FromSeconds(1) || layout.Step.Ticks % TimeSpan.TicksPerSecond != 0
            || start.UtcTicks % TimeSpan.TicksPerSecond != 0 || layout.Step >= TimeSpan.FromHours(10000)))
            throw new ArgumentException("Steps of an IOAPI file are whole seconds, at least 1 s and below 10,000 h.", nameof(layout));
        foreach (IoapiVariable variable in layout.Variables)
            if (variable.Name.Length is 0 or > NameLength || variable.Unit.Length > NameLength
                || variable.Description.Length > DescriptionLength
                || !variable.Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
                throw new ArgumentException(
                    $"'{variable.Name}': names and units have at most 16 characters, descriptions 80.", nameof(layout));
        if (layout.Description.Length > DescriptionLines || layout.Description.Any(line => line.Length > DescriptionLength))
            throw new ArgumentException("The description of a file has at most 60 lines of 80 characters.", nameof(layout));
        if (layout.Levels.Count < 1) throw new ArgumentException("A file has a layer.", nameof(layout));
    }

    private static ClassicLayout Classic(IoapiLayout layout) => new(
        [
            new NetCdfDimension("TSTEP", layout.Steps, true), new NetCdfDimension("DATE-TIME", 2, false),
            new NetCdfDimension("LAY", layout.Levels.Count, false), new NetCdfDimension("VAR", layout.Variables.Length, false),
            .. layout.IsBoundary
                ? [new NetCdfDimension(IoapiPerimeter.Dimension, IoapiPerimeter.Length(layout.Grid.Rows, layout.Grid.Columns), false)]
                : ImmutableArray.Create(new NetCdfDimension("ROW", layout.Grid.Rows, false),
                    new NetCdfDimension("COL", layout.Grid.Columns, false)),
        ], Attributes(layout),
        [
            new ClassicVariable("TFLAG", NetCdfType.Int32, ["TSTEP", "VAR", "DATE-TIME"], Describe("<YYYYDDD,HHMMSS>", "TFLAG",
                "Timestep-valid flags:  (1) YYYYDDD or (2) HHMMSS")),
            .. layout.Variables.Select(variable => new ClassicVariable(variable.Name, NetCdfType.Float,
                layout.IsBoundary ? ["TSTEP", "LAY", IoapiPerimeter.Dimension] : ["TSTEP", "LAY", "ROW", "COL"],
                Describe(variable.Unit, variable.Name, variable.Description))),
        ]);

    private static ImmutableArray<NetCdfAttribute> Describe(string unit, string name, string description) =>
    [
        NetCdfAttribute.Of("long_name", name.PadRight(NameLength)), NetCdfAttribute.Of("units", unit.PadRight(NameLength)),
        NetCdfAttribute.Of("var_desc", description.PadRight(DescriptionLength)),
    ];

    private static ImmutableArray<NetCdfAttribute> Attributes(IoapiLayout layout)
    {
        IoapiProjection grid = IoapiProjection.Of(layout.Grid);
        (int date, int clock) = Stamp(layout.Created);
        (int startDate, int startClock) = layout.Start is { } start ? Stamp(start) : (0, 0);
        NetCdfAttribute Whole(string name, int value) => NetCdfAttribute.Of(name, NetCdfType.Int32, value);
        NetCdfAttribute Real(string name, double value) => NetCdfAttribute.Of(name, NetCdfType.Double, value);
        return
        [
            NetCdfAttribute.Of("IOAPI_VERSION", "written by Kaya in the form of I/O API 3.2".PadRight(DescriptionLength)),
            NetCdfAttribute.Of("EXEC_ID", layout.Program.PadRight(DescriptionLength)),
            Whole("FTYPE", layout.IsBoundary ? 2 : 1),
            Whole("CDATE", date), Whole("CTIME", clock), Whole("WDATE", date), Whole("WTIME", clock),
            Whole("SDATE", startDate), Whole("STIME", startClock), Whole("TSTEP", layout.Start is null ? 0 : Clock(layout.Step)),
            Whole("NTHIK", 1), Whole("NCOLS", layout.Grid.Columns), Whole("NROWS", layout.Grid.Rows),
            Whole("NLAYS", layout.Levels.Count), Whole("NVARS", layout.Variables.Length), Whole("GDTYP", grid.Type),
            Real("P_ALP", grid.Alpha), Real("P_BET", grid.Beta), Real("P_GAM", grid.Gamma), Real("XCENT", grid.Centre.X),
            Real("YCENT", grid.Centre.Y), Real("XORIG", grid.Origin.X), Real("YORIG", grid.Origin.Y),
            Real("XCELL", Math.Abs(layout.Grid.Affine.StepX)), Real("YCELL", Math.Abs(layout.Grid.Affine.StepY)),
            .. grid.Spheroid is { } spheroid ? [Whole("IOAPI_ISPH", spheroid)] : ImmutableArray<NetCdfAttribute>.Empty,
            Whole("VGTYP", layout.Levels.Type), NetCdfAttribute.Of("VGTOP", NetCdfType.Float, layout.Levels.Top),
            NetCdfAttribute.Of("VGLVLS", NetCdfType.Float, layout.Levels.Levels),
            NetCdfAttribute.Of("GDNAM", Cut(layout.GridName)), NetCdfAttribute.Of("UPNAM", Cut(layout.Program)),
            NetCdfAttribute.Of("VAR-LIST", string.Concat(layout.Variables.Select(variable => variable.Name.PadRight(NameLength)))),
            NetCdfAttribute.Of("FILEDESC", string.Concat(layout.Description.Select(line => line.PadRight(DescriptionLength)))
                .PadRight(DescriptionLength * DescriptionLines)),
            NetCdfAttribute.Of("HISTORY", layout.History),
        ];
    }

    private static void Flags(IoapiLayout layout, int step, Span<double> flags)
    {
        (int date, int clock) = layout.Start is { } start ? Stamp(start + (step * layout.Step)) : (0, 0);
        for (int k = 0; k < flags.Length; k += 2) (flags[k], flags[k + 1]) = (date, clock);
    }

    private static (int Date, int Clock) Stamp(DateTimeOffset instant) =>
        ((instant.UtcDateTime.Year * 1000) + instant.UtcDateTime.DayOfYear, Clock(instant.UtcDateTime.TimeOfDay));

    private static int Clock(TimeSpan time) => ((int)time.TotalHours * 10000) + (time.Minutes * 100) + time.Seconds;

    private static string Cut(string name) => name.Length > NameLength ? name[..NameLength] : name.PadRight(NameLength);

    private static int IndexOf(IoapiLayout layout, string name)
    {
        for (int k = 0; k < layout.Variables.Length; k++)
            if (layout.Variables[k].Name == name) return k;
        throw new ArgumentException($"There is no variable '{name}'.", nameof(name));
    }
}
