using System.Text.Json.Nodes;

namespace Kaya.Runs;

/// <summary>Options with their final values, and the source of each.</summary>
/// <typeparam name="T">The options record.</typeparam>
public sealed class ResolvedConfiguration<T>
    where T : class, new()
{
    private readonly JsonObject _json;

    internal ResolvedConfiguration(T options, JsonObject json, IReadOnlyDictionary<string, string> origins) =>
        (Options, _json, Origins) = (options, json, origins);

    /// <summary>The options.</summary>
    public T Options { get; }

    /// <summary>The source of each value, by key: <c>default</c>, <c>file kaya.yaml:3:9</c>, <c>environment KAYA_SEED</c> or <c>flag
    /// --seed</c>.</summary>
    public IReadOnlyDictionary<string, string> Origins { get; }

    /// <summary>Every option with its value, as saved with a run.</summary>
    /// <returns>A new object that belongs to the caller.</returns>
    public JsonObject ToJson() => (JsonObject)_json.DeepClone();
}
