using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>A model's state inside another's, for predictors that wrap a predictor.</summary>
public static class NestedState
{
    private const string Prefix = "inner/";

    /// <summary>Adds the inner state: its description under <c>inner</c>, its arrays under <c>inner/</c>.</summary>
    /// <param name="inner">State of the wrapped model.</param>
    /// <param name="description">Description of the outer model, added to.</param>
    /// <param name="arrays">Arrays of the outer model, added to.</param>
    public static void Add(ModelState inner, JsonObject description, Dictionary<string, StateArray> arrays)
    {
        description["inner"] = new JsonObject
        {
            ["kind"] = inner.Kind,
            ["version"] = inner.Version,
            ["description"] = inner.Description.DeepClone(),
        };
        foreach ((string name, StateArray array) in inner.Arrays) arrays.Add(Prefix + name, array);
    }

    /// <summary>Takes out what <see cref="Add"/> put in.</summary>
    /// <param name="outer">State of the outer model.</param>
    /// <returns>State of the wrapped model.</returns>
    /// <exception cref="ModelFormatException">The outer state wraps none.</exception>
    public static ModelState Take(ModelState outer)
    {
        JsonObject inner = outer.Description["inner"] as JsonObject
            ?? throw new ModelFormatException(new Fault("The model lacks the model it wraps.", Expected: "inner", Remedy: "Train the model again."));
        Dictionary<string, StateArray> arrays = outer.Arrays
            .Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[Prefix.Length..], pair => pair.Value);
        return new ModelState(
            inner["kind"]?.GetValue<string>() ?? "", inner["version"]?.GetValue<int>() ?? 0,
            inner["description"] as JsonObject ?? [], arrays);
    }
}
