using System.Text.Json.Nodes;

namespace Kaya.Core;

/// <summary>The state of a fitted model: a description in JSON and named arrays of numbers.</summary>
/// <remarks>Predictors are saved to and loaded from it. It does not define how a model is stored on disk.</remarks>
public sealed class ModelState
{
    /// <summary>Creates a model state.</summary>
    /// <param name="kind">The kind of predictor that can read it, such as <c>linear-regression</c>.</param>
    /// <param name="version">Version of the state format of this kind, from 1.</param>
    /// <param name="description">Options, schema, normalisation and other values that are not large arrays. It is copied.</param>
    /// <param name="arrays">Arrays by name; <c>/</c> in names separates levels.</param>
    /// <exception cref="ArgumentException"><paramref name="kind"/> is empty.</exception>
    public ModelState(string kind, int version, JsonObject description, IReadOnlyDictionary<string, StateArray> arrays)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(arrays);
        (Kind, Version, Description) = (kind, version, (JsonObject)description.DeepClone());
        Arrays = new SortedDictionary<string, StateArray>(arrays.ToDictionary(), StringComparer.Ordinal);
    }

    /// <summary>The kind of predictor that can read it.</summary>
    public string Kind { get; }

    /// <summary>Version of the state format of this kind, from 1.</summary>
    public int Version { get; }

    /// <summary>Options, schema, normalisation and other values that are not large arrays.</summary>
    public JsonObject Description { get; }

    /// <summary>The arrays by name, in ordinal order.</summary>
    public IReadOnlyDictionary<string, StateArray> Arrays { get; }

    /// <summary>Checks kind and version.</summary>
    /// <param name="kind">The kind that the caller can read.</param>
    /// <param name="version">The newest version that the caller can read.</param>
    /// <exception cref="ModelFormatException">The state is of another kind or of a newer version.</exception>
    public void Require(string kind, int version)
    {
        if (Kind != kind || Version < 1 || Version > version)
            throw new ModelFormatException(new Fault("The model is of another kind or version.",
                Expected: $"{kind}, version 1 to {version}", Found: $"{Kind}, version {Version}",
                Remedy: "Load the model with the command that wrote it, or train it again."));
    }

    /// <summary>The arrays whose names begin alike, such as those of one network.</summary>
    /// <param name="prefix">Begin of the names.</param>
    /// <returns>Arrays by their full names.</returns>
    public Dictionary<string, StateArray> ArraysUnder(string prefix) => Arrays
        .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    /// <summary>An array by name.</summary>
    /// <param name="name">The full name.</param>
    /// <returns>The array.</returns>
    /// <exception cref="ModelFormatException">The state has no array of this name.</exception>
    public StateArray Array(string name) => Arrays.TryGetValue(name, out StateArray? array)
        ? array
        : throw new ModelFormatException(new Fault("An array of the model is missing.", Expected: name,
            Found: string.Join(", ", Arrays.Keys.Take(8)), Remedy: "The model is incomplete: train it again."));
}
