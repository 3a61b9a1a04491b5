using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>The columns of a table, in order: used in a fit, and required for predictions.</summary>
/// <remarks>Two schemas are equal if names, order and units are equal.</remarks>
public sealed class FeatureSchema : IEquatable<FeatureSchema>
{
    private static readonly JsonSerializerOptions s_strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    };

    private readonly FrozenDictionary<string, int> _positions;

    /// <summary>Creates a schema.</summary>
    /// <param name="columns">At least one column, with unique names.</param>
    /// <exception cref="ArgumentException">No columns, an empty name, or a duplicate name.</exception>
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

    /// <summary>The position of a column.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Position from 0, or -1 if there is no such column.</returns>
    public int IndexOf(string name) => _positions.TryGetValue(name, out int position) ? position : -1;

    /// <summary>Refuses a different schema; the message lists the differences.</summary>
    /// <param name="found">The schema of a given table.</param>
    /// <param name="purpose">The use of the table, such as <c>features</c>, for the message.</param>
    /// <exception cref="SchemaMismatchException">A column is missing, extra, in a different position or in a different unit.</exception>
    public void Require(FeatureSchema found, string purpose = "features")
    {
        ArgumentNullException.ThrowIfNull(found);
        if (Equals(found)) return;
        List<string> differences =
        [
            .. Columns.Where(c => found.IndexOf(c.Name) < 0).Select(c => $"missing column {c}"),
            .. found.Columns.Where(c => IndexOf(c.Name) < 0).Select(c => $"extra column {c}"),
            .. found.Columns.Where(c => IndexOf(c.Name) is >= 0 and int i && !Columns[i].Unit.Equals(c.Unit))
                .Select(c => $"column '{c.Name}' with a different unit: {c.Unit}, not {Columns[IndexOf(c.Name)].Unit}"),
        ];
        if (differences.Count == 0)
            differences.AddRange(found.Columns.Where((c, i) => IndexOf(c.Name) != i)
                .Select(c => $"reordered column '{c.Name}': at {found.IndexOf(c.Name) + 1}, not {IndexOf(c.Name) + 1}"));
        throw new SchemaMismatchException(
            new Fault($"The {purpose} differ from the columns of the fit: {string.Join("; ", differences)}.",
            Expected: ToString(), Found: found.ToString(),
            Remedy: "Give the same columns in the same order and units. SelectColumns reorders columns."));
    }

    /// <summary>The schema as JSON, for a model's description.</summary>
    /// <returns>An array of objects with <c>name</c> and <c>unit</c>.</returns>
    public JsonArray ToJson() =>
        new([.. Columns.Select(c => new JsonObject { ["name"] = c.Name, ["unit"] = c.Unit.ToString() })]);

    /// <summary>Reads the output of <see cref="ToJson"/>.</summary>
    /// <param name="json">An array of objects with <c>name</c> and <c>unit</c>.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="ModelFormatException">The JSON is not such an array.</exception>
    public static FeatureSchema FromJson(JsonNode? json)
    {
        try
        {
            StoredColumn[] columns = json.Deserialize<StoredColumn[]>(s_strict) ?? throw new JsonException("no columns");
            return new FeatureSchema(columns.Select(column => new FeatureColumn(column.Name, Unit.Parse(column.Unit))));
        }
        catch (Exception cause) when (cause is JsonException or ArgumentException or FormatException or DataFormatException)
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

    private sealed record StoredColumn(string Name, string Unit);
}
