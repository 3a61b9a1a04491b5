using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Runs;

/// <summary>Stores models as a folder of two files: <c>model.json</c> (description) and <c>weights.safetensors</c> (weights).</summary>
/// <remarks>
/// The files contain no code. SHA-256 digests in <c>model.json</c> cover both files, including itself, so a model that is
/// truncated, altered, or mixed from two models is refused.
/// </remarks>
public static class ModelFolder
{
    /// <summary>Version of the format this build writes.</summary>
    public const int CurrentFormat = 1;

    private const string CardFile = "model.json";
    private const string WeightsFile = "weights.safetensors";
    private const string DigestKey = "sha256";

    private static string Pending => $".{Environment.ProcessId}.part";

    /// <summary>Names of the files of a model.</summary>
    internal static IReadOnlyList<string> Files { get; } = [WeightsFile, CardFile];

    /// <summary>Writes a model. The description is written last, so that the model is complete or absent. An existing model is
    /// replaced.</summary>
    /// <param name="folder">The folder; other files in it are kept.</param>
    /// <param name="state">The state of the predictor.</param>
    /// <param name="card">The model card.</param>
    public static void Write(string folder, ModelState state, ModelCard card)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(card);
        string weights = Path.Combine(folder, WeightsFile), description = Path.Combine(folder, CardFile);
        Safetensors.Write(weights + Pending, state.Arrays);
        try
        {
            string document = Document(state, card, weights + Pending).ToJsonString(JsonForm.Indented) + "\n";
            // Weights without a description are not read as a model.
            File.Delete(description);
            File.Move(weights + Pending, weights, overwrite: true);
            AtomicFile.WriteText(description, document);
        }
        finally
        {
            File.Delete(weights + Pending);
        }
    }

    /// <summary>Reads a model and checks its digests.</summary>
    /// <param name="folder">Its folder.</param>
    /// <returns>State and card.</returns>
    /// <exception cref="DataNotFoundException">The folder has no model.</exception>
    /// <exception cref="ModelFormatException">Truncated, altered, of a newer version, or not a model.</exception>
    public static StoredModel Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, CardFile);
        if (!File.Exists(path))
            throw new DataNotFoundException(
                new Fault("The folder is not a model.", new SourceLocation(folder), $"a folder with {CardFile} and {WeightsFile}",
                Directory.Exists(folder) ? "a folder without them" : "no such folder", "Give the model folder of a complete run."));
        JsonObject document = Parse(path);
        int format = Take<int>(path, document, "formatVersion");
        if (format is < 1 or > CurrentFormat)
            throw Bad("The model has an unsupported format version.", path, $"1 to {CurrentFormat}", $"{format}",
                "Use the version of Kaya that wrote it, or train it again.");
        string recorded = Take<string>(path, document, DigestKey);
        document.Remove(DigestKey);
        string found = DigestOf(path, document);
        if (found != recorded) throw Bad("The model's description was altered.", path, $"SHA-256 {recorded}", found);
        IReadOnlyDictionary<string, StateArray> arrays = Weights(folder, path, document);
        ModelState state = new(Take<string>(path, document, "kind"), Take<int>(path, document, "version"),
            Take<JsonObject>(path, document, "architecture"), arrays);
        return new StoredModel(state, Take<ModelCard>(path, document, "card"));
    }

    private static JsonObject Document(ModelState state, ModelCard card, string weights)
    {
        (long size, string digest) = FileDigest.Of(weights);
        JsonObject document = new()
        {
            ["formatVersion"] = CurrentFormat,
            ["kind"] = state.Kind,
            ["version"] = state.Version,
            ["card"] = JsonSerializer.SerializeToNode(card, JsonForm.Indented),
            ["architecture"] = state.Description.DeepClone(),
            ["weights"] = new JsonObject { ["file"] = WeightsFile, ["size"] = size, ["sha256"] = digest },
        };
        document[DigestKey] = Digest(document);
        return document;
    }

    private static IReadOnlyDictionary<string, StateArray> Weights(string folder, string path, JsonObject document)
    {
        JsonObject record = Take<JsonObject>(path, document, "weights");
        string weights = Path.Combine(folder, WeightsFile);
        if (!File.Exists(weights)) throw Bad("The weights of the model are missing.", weights, WeightsFile, "no such file");
        (long size, string digest) = FileDigest.Of(weights);
        long expectedSize = Take<long>(path, record, "size");
        if (size != expectedSize) throw Bad("The weights are truncated or altered.", weights, $"{expectedSize} bytes", $"{size} bytes");
        string expected = Take<string>(path, record, "sha256");
        if (digest != expected) throw Bad("The weights were altered.", weights, $"SHA-256 {expected}", digest);
        return Safetensors.Read(weights).Arrays;
    }

    private static JsonObject Parse(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path), null, new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw Bad("The model's description is not a JSON object.", path, "a JSON object", "other JSON");
        }
        catch (Exception error) when (ReaderFailure.IsOfContent(error))
        {
            JsonException? json = error as JsonException;
            throw new ModelFormatException(new Fault("The model's description is damaged.",
                new SourceLocation(path, json?.LineNumber + 1, json?.BytePositionInLine + 1), "JSON written by Kaya", error.Message,
                    Retrain), error);
        }
    }

    private static T Take<T>(string path, JsonObject document, string key)
    {
        try
        {
            if (document[key] is { } node && node.Deserialize<T>(JsonForm.Indented) is { } value) return value;
            throw Bad("The model's description is incomplete.", path, key, "nothing");
        }
        catch (Exception error) when (ReaderFailure.IsOfContent(error))
        {
            throw new ModelFormatException(new Fault("A part of the model's description has the wrong form.",
                new SourceLocation(path, Variable: key), typeof(T).Name, error.Message, Retrain), error);
        }
    }

    private const string Retrain = "Restore the model from a copy, or train it again.";

    private static ModelFormatException Bad(string what, string path, string expected, string found, string remedy = Retrain) =>
        new(new Fault(what, new SourceLocation(path), expected, found, remedy));

    private static string DigestOf(string path, JsonObject document)
    {
        try
        {
            return Digest(document);
        }
        catch (Exception error) when (ReaderFailure.IsOfContent(error))
        {
            throw new ModelFormatException(new Fault("The model's description is damaged.", new SourceLocation(path),
                "JSON written by Kaya", error.Message, Retrain), error);
        }
    }

    // Parsed and printed again, so that the digest does not depend on formatting.
    private static string Digest(JsonObject document) =>
        FileDigest.OfText(JsonNode.Parse(document.ToJsonString(JsonForm.Indented))!.ToJsonString(JsonForm.Compact));
}
