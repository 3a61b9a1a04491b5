using System.Collections.Immutable;
using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>A file of scenarios: a table (CSV, XLSX) with one line each, or a YAML list.</summary>
/// <remarks>
/// Columns or keys: <c>region</c>; <c>period</c> (2024, 2024-03, 2024-03-01 or 2024-03-01/2024-03-31) or <c>date</c>; <c>move</c> (such as
/// <c>coal:gas:10%</c>) or <c>target</c> (-15% or 1.2Mt); optional: <c>name</c>, <c>pin</c>, <c>allow</c>. Several regions, periods,
/// moves or sources are separated by <c>;</c> in a table and are a list in YAML; each region with each period is a scenario of its
/// own.
/// </remarks>
internal static class ScenarioFile
{
    private static readonly ImmutableArray<string> s_keys = ["name", "region", "period", "date", "move", "target", "pin", "allow"];

    /// <summary>The scenarios, in the order of the file; each has a name of its own.</summary>
    public static IReadOnlyList<Scenario> Read(string path)
    {
        Entry[] entries = [.. Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" ? OfYaml(path) : OfTable(path)];
        if (entries.Length == 0)
            throw new DataFormatException(new Fault("The file has no scenario.", new SourceLocation(path), "at least one", "none",
                "Write a region, a period and a move, such as coal:gas:10%."));
        return Named([.. entries.SelectMany(Scenarios)]);
    }

    private static IEnumerable<Entry> OfTable(string path)
    {
        CsvTable table = CsvTable.Read(path);
        for (int column = 0; column < table.Headings.Count; column++)
            if (!s_keys.Contains(table.Headings[column], StringComparer.OrdinalIgnoreCase))
                throw Spelling.Unknown("column", table.Headings[column], s_keys, table.Where(column));
        int region = table.Require("region");
        if (table.Find("period", "date") < 0) table.Require("period");
        if (table.Find("move", "target") < 0) table.Require("move");
        for (int row = 0; row < table.RowCount; row++)
        {
            int line = row;
            yield return new Entry(table.Where(row, region), key => table.Find(key) is >= 0 and int column
                ? table.Text(line, column).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : []);
        }
    }

    private static IEnumerable<Entry> OfYaml(string path)
    {
        YamlNode root = YamlNode.ReadFile(path, "file of scenarios");
        if (root.Members is [{ Key: "scenarios", Value: var list }]) root = list;
        if (root.Items is not { } items)
            throw new DataFormatException(new Fault("The file of scenarios is not a list.", root.Where,
                "a list: lines that begin with '- region: ...', if you like below 'scenarios:'",
                root.Members is { } keys ? $"keys: {string.Join(", ", keys.Select(member => member.Key))}" : $"'{root.Text}'",
                "Write '- ' before each scenario."));
        foreach (YamlNode item in items)
        {
            if (item.Members is not { } members)
                throw new DataFormatException(new Fault("A scenario is a group of keys.", item.Where, string.Join(", ", s_keys),
                    item.Text is { } text ? $"'{text}'" : "a list", "Write 'region: ...', 'period: ...' and 'move: ...'."));
            foreach ((string key, SourceLocation where, _) in members)
                if (!s_keys.Contains(key, StringComparer.Ordinal)) throw Spelling.Unknown("key of a scenario", key, s_keys, where);
            yield return new Entry(item.Where, key => members.FirstOrDefault(member => member.Key == key).Value is { } value
                ? Texts(key, value) : []);
        }
    }

    private static string[] Texts(string key, YamlNode value)
    {
        if (value.Text is { } text) return text.Trim() is { Length: > 0 } own ? [own] : [];
        string[] all = [.. (value.Items ?? []).Select(item => item.Text?.Trim() ?? "").Where(item => item.Length > 0)];
        return value.Items is not null && all.Length == value.Items.Count ? all
            : throw new DataFormatException(new Fault("A value of a scenario is a text or a list of texts.",
                value.Where with { Variable = key }, $"{key}: one, or {key}: [one, another]", "something else", "Write the values."));
    }

    // Each region with each period.
    private static IEnumerable<Scenario> Scenarios(Entry entry)
    {
        IReadOnlyList<string> moves = entry["move"], targets = entry["target"];
        if (moves.Count > 0 == targets.Count > 0)
            throw new DataFormatException(new Fault("A scenario has either moves or a target.", entry.Where, "a move or a target",
                moves.Count > 0 ? "both" : "neither", "Fill in one of the two."));
        IReadOnlyList<string> regions = entry.Required("region"), periods = [.. entry["period"], .. entry["date"]];
        if (periods.Count == 0) entry.Required("period");
        string name = string.Join("; ", entry["name"]), target = targets.Count > 1 ? throw Twice(entry, "target", targets)
            : targets.FirstOrDefault("");
        return from region in regions
            from period in periods
            select entry.Located(() => new Scenario(name, region, Period.Parse(period), [.. moves.Select(SourceMove.Parse)])
            {
                Target = target.Length > 0 ? EmissionTarget.Parse(target) : null,
                Pinned = [.. entry["pin"].Select(source => EnergySources.Parse(source))],
                Allowed = [.. entry["allow"].Select(source => EnergySources.Parse(source))],
            });
    }

    private static DataFormatException Twice(Entry entry, string key, IReadOnlyList<string> found) => new(new Fault(
        $"A scenario has one {key}.", entry.Where, "one", string.Join("; ", found), "Write a scenario for each."));

    // A name that several scenarios have, or none, is completed by what tells them apart.
    private static Scenario[] Named(Scenario[] all)
    {
        Dictionary<string, int> uses = [], written = all.CountBy(own => own.Name).ToDictionary();
        string[] names =
        [
            .. all.Select((own, i) => own.Name.Length == 0 ? FormattableString.Invariant($"{i + 1}")
                : written[own.Name] == 1 ? own.Name : $"{own.Name}, {own.Region}, {own.Period}"),
        ];
        return [.. all.Select((own, i) => own with { Name = Unique(names[i]) })];

        string Unique(string name)
        {
            uses[name] = uses.GetValueOrDefault(name) + 1;
            return uses[name] == 1 ? name : FormattableString.Invariant($"{name} ({uses[name]})");
        }
    }

    /// <summary>A scenario as written: the texts of each key.</summary>
    private sealed record Entry(SourceLocation Where, Func<string, IReadOnlyList<string>> Of)
    {
        public IReadOnlyList<string> this[string key] => Of(key);

        public IReadOnlyList<string> Required(string key) => Of(key) is { Count: > 0 } texts ? texts
            : throw new DataFormatException(new Fault($"A scenario has no {key}.", Where, key, "none", $"Write the {key}."));

        public Scenario Located(Func<Scenario> read)
        {
            try
            {
                return read();
            }
            catch (KayaException wrong)
            {
                throw wrong.With(wrong.Fault with { Where = Where with { Variable = wrong.Fault.Where?.Variable ?? Where.Variable } });
            }
        }
    }
}
