using System.Collections.Immutable;
using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>A table of scenarios: one line each.</summary>
/// <remarks>
/// Columns: <c>region</c>; <c>period</c> (2024, 2024-03, 2024-03-01 or 2024-03-01/2024-03-31) or <c>date</c>; <c>move</c> (several
/// separated by <c>;</c>, such as <c>coal:gas:10%;coal:wind:5pp</c>) or <c>target</c> (-15% or 1.2Mt); optional: <c>name</c>, <c>pin</c>,
/// <c>allow</c>.
/// </remarks>
internal static class ScenarioFile
{
    private static readonly ImmutableArray<string> s_columns = ["name", "region", "period", "date", "move", "target", "pin", "allow"];

    public static IReadOnlyList<Scenario> Read(string path)
    {
        CsvTable table = CsvTable.Read(path);
        for (int column = 0; column < table.Headings.Count; column++)
            if (!s_columns.Contains(table.Headings[column], StringComparer.OrdinalIgnoreCase))
                throw Spelling.Unknown("column", table.Headings[column], s_columns, table.Where(column));
        int region = table.Require("region"), period = table.Find("period", "date"), move = table.Find("move"),
            target = table.Find("target");
        if (period < 0) period = table.Require("period");
        if (move < 0 && target < 0) move = table.Require("move");
        List<Scenario> scenarios = [];
        for (int row = 0; row < table.RowCount; row++)
        {
            string moves = Cell(table, row, move), aim = Cell(table, row, target);
            SourceLocation where = table.Where(row, region);
            if (moves.Length > 0 == aim.Length > 0)
                throw new DataFormatException(new Fault("A scenario has either moves or a target.", where, "a move or a target",
                    moves.Length > 0 ? "both" : "neither", "Fill in one of the two columns."));
            string name = Cell(table, row, table.Find("name"));
            scenarios.Add(Located(where, () => new Scenario(
                name.Length > 0 ? name : FormattableString.Invariant($"{row + 1}"), table.Text(row, region),
                Period.Parse(table.Text(row, period)), [.. List(moves).Select(SourceMove.Parse)])
            {
                Target = aim.Length > 0 ? EmissionTarget.Parse(aim) : null,
                Pinned = [.. List(Cell(table, row, table.Find("pin"))).Select(source => EnergySources.Parse(source))],
                Allowed = [.. List(Cell(table, row, table.Find("allow"))).Select(source => EnergySources.Parse(source))],
            }));
        }

        return scenarios;
    }

    private static Scenario Located(SourceLocation where, Func<Scenario> read)
    {
        try
        {
            return read();
        }
        catch (KayaException wrong)
        {
            throw wrong.With(wrong.Fault with { Where = where with { Variable = wrong.Fault.Where?.Variable ?? where.Variable } });
        }
    }

    private static string Cell(CsvTable table, int row, int column) => column < 0 ? "" : table.Text(row, column);

    private static string[] List(string text) =>
        text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
