using System.Text.Json.Nodes;

namespace Kaya.Core;

/// <summary>A fitted model as plain data: what it is, described in JSON, and its numbers, as named arrays.</summary>
/// <remarks>This is what predictors give and take; how it lies on the disk is the model format's affair.</remarks>
public sealed class ModelState
{
    /// <summary>Puts a state together.</summary>
    /// <param name="kind">Which predictor can read it, such as <c>linear-regression</c>.</param>
    /// <param name="version">Version of that predictor's state, from 1.</param>
    /// <param name="description">Options, schema, normalisation: everything that is not a large array. Copied.</param>
    /// <param name="arrays">Named arrays; names use <c>/</c> to nest.</param>
    public ModelState(string kind, int version, JsonObject description, IReadOnlyDictionary<string, StateArray> arrays)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(arrays);
        (Kind, Version, Description) = (kind, version, (JsonObject)description.DeepClone());
        Arrays = new SortedDictionary<string, StateArray>(arrays.ToDictionary(), StringComparer.Ordinal);
    }

    /// <summary>Which predictor can read it.</summary>
    public string Kind { get; }

    /// <summary>Version of that predictor's state, from 1.</summary>
    public int Version { get; }

    /// <summary>Everything that is not a large array.</summary>
    public JsonObject Description { get; }

    /// <summary>The arrays by name, in ordinal order.</summary>
    public IReadOnlyDictionary<string, StateArray> Arrays { get; }

    /// <summary>Refuses a state of another kind or version.</summary>
    /// <param name="kind">The kind the caller reads.</param>
    /// <param name="version">The newest version the caller reads.</param>
    /// <exception cref="ModelFormatException">Another kind, or a newer version.</exception>
    public void Require(string kind, int version)
    {
        if (Kind != kind || Version < 1 || Version > version)
            throw new ModelFormatException(new Fault("The model is of another kind or version.",
                Expected: $"{kind}, version 1 to {version}", Found: $"{Kind}, version {Version}",
                Remedy: "Load it with the command that wrote it, or train it again."));
    }

    /// <summary>An array by name.</summary>
    /// <param name="name">Its full name.</param>
    /// <returns>The array.</returns>
    /// <exception cref="ModelFormatException">No array of that name.</exception>
    public StateArray Array(string name) => Arrays.TryGetValue(name, out StateArray? array)
        ? array
        : throw new ModelFormatException(new Fault("The model lacks an array.", Expected: name,
            Found: string.Join(", ", Arrays.Keys.Take(8)), Remedy: "The model file is incomplete: train it again."));
}
