using System.Text.Json;
using System.Text.Json.Serialization;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Results of an evaluation of cells, one file each, so that an interrupted evaluation goes on where it stopped.</summary>
internal sealed class UrbanLedger(ActiveRun run)
{
    private static readonly JsonSerializerOptions s_form = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Takes a result from its file, or computes and keeps it.</summary>
    public T Take<T>(string name, Func<T> compute)
    {
        string path = run.PathFor($"results/{string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' ? c : '_'))}.json");
        if (File.Exists(path)) return JsonSerializer.Deserialize<T>(File.ReadAllText(path), s_form)!;
        T result = compute();
        AtomicFile.WriteText(path, JsonSerializer.Serialize(result, s_form));
        return result;
    }
}
