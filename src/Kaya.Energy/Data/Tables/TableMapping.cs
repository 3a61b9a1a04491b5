using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Which columns of a table hold what, where their headings do not say so.</summary>
/// <remarks>
/// Items <c>what=column</c>: <c>region</c>, <c>date</c>, a source or sector (several columns are added: <c>coal=Steinkohle+Braunkohle</c>);
/// for one value a line <c>category</c> and <c>value</c>; <c>unit=MWh</c>; <c>zone=Europe/Berlin</c> or <c>zone=-8</c>, the clock of a
/// region for hours in UTC. A region that no column names is written in quotes: <c>region='California'</c>.
/// </remarks>
public sealed record TableMapping
{
    private static readonly ImmutableArray<string> s_keys = ["region", "date", "category", "value", "unit", "zone"];

    /// <summary>Columns by what they hold, in lower case.</summary>
    public ImmutableDictionary<string, string> Items { get; private init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Reads items such as <c>region=Land</c>.</summary>
    /// <param name="items">Items; null for none.</param>
    /// <param name="option">The option, for messages.</param>
    /// <returns>The mapping; null for none.</returns>
    /// <exception cref="DataFormatException">Not <c>what=column</c>, or one thing twice.</exception>
    public static TableMapping? Of(IReadOnlyList<string>? items, string option)
    {
        if (items is not { Count: > 0 }) return null;
        ImmutableDictionary<string, string>.Builder found = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (string item in items)
        {
            string[] parts = item.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0 || found.ContainsKey(parts[0].ToLowerInvariant()))
                throw new DataFormatException(new Fault("The columns of a table cannot be read.", new SourceLocation(Variable: option),
                    "WHAT=COLUMN, each WHAT once", $"'{item}'", $"For example: {option}"
                        + $" region=Land,date=Datum,coal=Steinkohle+Braunkohle,unit=GWh."));
            found[parts[0].ToLowerInvariant()] = parts[1];
        }

        return new TableMapping { Items = found.ToImmutable() };
    }

    internal string? this[string what] => Items.GetValueOrDefault(what);

    /// <summary>The columns given for categories.</summary>
    /// <exception cref="DataFormatException">Something that is neither a category nor a known key.</exception>
    internal IEnumerable<(TCategory Category, string Column)> Categories<TCategory>(CategoryWords<TCategory> words)
        where TCategory : struct, Enum
    {
        foreach ((string what, string columns) in Items)
        {
            if (s_keys.Contains(what)) continue;
            TCategory category = words.Find(what) ?? throw Spelling.Unknown("column of a table", what,
                [.. s_keys, .. Enum.GetValues<TCategory>().Select(words.Label)], new SourceLocation(Variable: "--columns"));
            foreach (string column in columns.Split('+', StringSplitOptions.TrimEntries)) yield return (category, column);
        }
    }
}
