using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Each direction of <see cref="LanczosSteps"/> in a safetensors file of its own.</summary>
/// <param name="context">Folder of checkpoints.</param>
/// <param name="identity">What the operator is; directions of another one are refused.</param>
internal sealed class LanczosCheckpoint(FitContext context, ImmutableDictionary<string, string> identity)
{
    /// <returns>Whether the next direction was there.</returns>
    public bool Read(LanczosSteps steps)
    {
        string path = PathOf(steps.Count);
        if (!File.Exists(path)) return false;
        ModelState stored = UpdateCheckpoint.Open(path, "kaya.lanczos", identity);
        steps.Add(stored.Array("direction").As<double>().ToArray(), stored.Array("rest").As<double>().ToArray(),
            stored.Array("diagonal").As<double>()[0]);
        return true;
    }

    public void Write(LanczosSteps steps)
    {
        (double[] direction, double[] rest, double diagonal) = steps.Last;
        Directory.CreateDirectory(context.CheckpointFolder!);
        string path = PathOf(steps.Count - 1);
        context.Writing?.Invoke(path);
        Safetensors.Write(path, new Dictionary<string, StateArray>
        {
            ["direction"] = StateArray.Of(direction), ["rest"] = StateArray.Of(rest), ["diagonal"] = StateArray.Of([diagonal]),
        }, identity);
    }

    private string PathOf(int direction) => Path.Combine(
        context.CheckpointFolder!, string.Create(CultureInfo.InvariantCulture, $"direction-{direction:D4}.safetensors"));
}
