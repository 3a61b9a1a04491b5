using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>A model's state inside another's, for models that wrap one or more others.</summary>
public static class NestedState
{
    private const string Inner = "inner";

    /// <summary>Adds an inner state: its description under a name, its arrays under <c>NAME/</c>.</summary>
    /// <param name="inner">State of the wrapped model.</param>
    /// <param name="description">Description of the outer model, added to.</param>
    /// <param name="arrays">Arrays of the outer model, added to.</param>
    /// <param name="name">Name of the wrapped model.</param>
    public static void Add(ModelState inner, JsonObject description, Dictionary<string, StateArray> arrays, string name = Inner)
    {
        description[name] = new JsonObject
        {
            ["kind"] = inner.Kind,
            ["version"] = inner.Version,
            ["description"] = inner.Description.DeepClone(),
        };
        foreach ((string array, StateArray values) in inner.Arrays) arrays.Add($"{name}/{array}", values);
    }

    /// <summary>Reads the output of <see cref="Add"/>.</summary>
    /// <param name="outer">State of the outer model.</param>
    /// <param name="name">The name given to Add.</param>
    /// <returns>State of the wrapped model.</returns>
    /// <exception cref="ModelFormatException">The outer state has no wrapped model of this name.</exception>
    public static ModelState Take(ModelState outer, string name = Inner)
    {
        JsonObject inner = outer.Description[name] as JsonObject
            ?? throw new ModelFormatException(
                new Fault("The wrapped model is missing.", Expected: name, Remedy: "Train the model again."));
        string prefix = name + "/";
        Dictionary<string, StateArray> arrays = outer.Arrays
            .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);
        return new ModelState(
            inner["kind"]?.GetValue<string>() ?? "", inner["version"]?.GetValue<int>() ?? 0,
            inner["description"] as JsonObject ?? [], arrays);
    }
}
