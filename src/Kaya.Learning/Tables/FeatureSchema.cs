using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>The columns of a table in order: what a model was fitted with, and what it asks for when it predicts.</summary>
/// <remarks>Two schemas are equal when names, order and units are.</remarks>
public sealed class FeatureSchema : IEquatable<FeatureSchema>
{
    private readonly FrozenDictionary<string, int> _positions;

    /// <summary>Puts columns in order.</summary>
    /// <param name="columns">At least one column, no name twice.</param>
    /// <exception cref="ArgumentException">No columns, an empty name, or a name twice.</exception>
    public FeatureSchema(params IEnumerable<FeatureColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Columns = [.. columns];
        if (Columns.IsEmpty) throw new ArgumentException("a schema needs at least one column", nameof(columns));
        Dictionary<string, int> positions = new(StringComparer.Ordinal);
        for (int i = 0; i < Columns.Length; i++)
        {
            ArgumentException.ThrowIfNullOrEmpty(Columns[i]?.Name, nameof(columns));
            if (!positions.TryAdd(Columns[i].Name, i))
                throw new ArgumentException($"the column '{Columns[i].Name}' appears twice", nameof(columns));
        }

        _positions = positions.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The columns in order.</summary>
    public ImmutableArray<FeatureColumn> Columns { get; }

    /// <summary>Number of columns.</summary>
    public int Count => Columns.Length;

    /// <summary>A column by position.</summary>
    /// <param name="index">Position from 0.</param>
    /// <returns>The column.</returns>
    public FeatureColumn this[int index] => Columns[index];

    /// <summary>Where a column is.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Position from 0, or -1 when there is no such column.</returns>
    public int IndexOf(string name) => _positions.TryGetValue(name, out int position) ? position : -1;

    /// <summary>Refuses any schema but this one, and says in which columns it differs.</summary>
    /// <param name="found">The schema of a table somebody gave.</param>
    /// <param name="purpose">What the table is for, such as <c>features</c>; it opens the message.</param>
    /// <exception cref="SchemaMismatchException">A column is missing, extra, in another place or in another unit.</exception>
    public void Require(FeatureSchema found, string purpose = "features")
    {
        ArgumentNullException.ThrowIfNull(found);
        if (Equals(found)) return;
        List<string> differences =
        [
            .. Columns.Where(c => found.IndexOf(c.Name) < 0).Select(c => $"missing column {c}"),
            .. found.Columns.Where(c => IndexOf(c.Name) < 0).Select(c => $"extra column {c}"),
            .. found.Columns.Where(c => IndexOf(c.Name) is >= 0 and int i && !Columns[i].Unit.Equals(c.Unit))
                .Select(c => $"column '{c.Name}' in another unit: {c.Unit}, not {Columns[IndexOf(c.Name)].Unit}"),
        ];
        if (differences.Count == 0)
            differences.AddRange(found.Columns.Where((c, i) => IndexOf(c.Name) != i)
                .Select(c => $"reordered column '{c.Name}': at {found.IndexOf(c.Name) + 1}, not {IndexOf(c.Name) + 1}"));
        throw new SchemaMismatchException(
            new Fault($"The {purpose} are not the columns the model was fitted with: {string.Join("; ", differences)}.",
            Expected: ToString(), Found: found.ToString(),
            Remedy: "Give the same columns in the same order and units; SelectColumns puts columns in order."));
    }

    /// <summary>The schema as JSON, for a model's description.</summary>
    /// <returns>An array of objects with <c>name</c> and <c>unit</c>.</returns>
    public JsonArray ToJson() =>
        new([.. Columns.Select(c => new JsonObject { ["name"] = c.Name, ["unit"] = c.Unit.ToString() })]);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">An array of objects with <c>name</c> and <c>unit</c>.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="ModelFormatException">The JSON is not such an array.</exception>
    public static FeatureSchema FromJson(JsonNode? json)
    {
        try
        {
            return new FeatureSchema(json!.AsArray().Select(node =>
                new FeatureColumn(node!["name"]!.GetValue<string>(), Unit.Parse(node["unit"]!.GetValue<string>()))));
        }
        catch (Exception cause) when (cause is not ModelFormatException)
        {
            throw new ModelFormatException(new Fault("The model's list of columns cannot be read.",
                Expected: "an array of {name, unit}", Found: json?.ToJsonString(), Remedy: "Train the model again."), cause);
        }
    }

    /// <inheritdoc/>
    public bool Equals(FeatureSchema? other) => other is not null && Columns.AsSpan().SequenceEqual(other.Columns.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FeatureSchema);

    /// <inheritdoc/>
    public override int GetHashCode() => Columns.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Columns);
}
