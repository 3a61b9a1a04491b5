using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>Reads the description of a model's state into a record, with checks.</summary>
public static class StateDescription
{
    private static readonly JsonSerializerOptions s_strict = new()
    {
        PropertyNameCaseInsensitive = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Reads a record whose constructor names the entries that the description must have; other entries are
    /// ignored.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="state">The model's state.</param>
    /// <returns>The record.</returns>
    /// <exception cref="ModelFormatException">An entry is missing, null or has the wrong form.</exception>
    public static T Described<T>(this ModelState state) where T : class
    {
        ArgumentNullException.ThrowIfNull(state);
        try
        {
            return Read<T>(state.Description);
        }
        catch (Exception cause) when (cause is JsonException or NotSupportedException)
        {
            throw Unreadable(state, cause);
        }
    }

    /// <summary>Reads a record from JSON with the same rules.</summary>
    /// <exception cref="JsonException">An entry is missing, null or of another form.</exception>
    internal static T Read<T>(JsonNode? json) where T : class =>
        json.Deserialize<T>(s_strict) ?? throw new JsonException("no value");

    /// <summary>The exception for a description with invalid entries.</summary>
    /// <param name="state">The model's state.</param>
    /// <param name="cause">The error.</param>
    /// <returns>The exception, to be thrown by the caller.</returns>
    public static ModelFormatException Unreadable(ModelState state, Exception cause)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(cause);
        return new ModelFormatException(
            new Fault("The model's description cannot be read.", Expected: $"the entries of a model of kind {state.Kind}",
            Found: cause.Message, Remedy: "The model file is damaged or was edited: train it again."), cause);
    }
}
