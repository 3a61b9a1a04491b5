using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Everything the rest of an update depends on, in one safetensors file.</summary>
/// <param name="path">The file.</param>
/// <param name="identity">What the update is; a checkpoint of another one is refused.</param>
internal sealed class UpdateCheckpoint(string path, ImmutableDictionary<string, string> identity)
{
    private const string Kind = "kaya.emission-update";

    public static ImmutableDictionary<string, string> IdentityOf(
        EmissionUpdateOptions options, UpdateCost cost, double[] start, ulong seed, InformationContent? information)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(cost.Loss.Observed));
        hash.AppendData(MemoryMarshal.AsBytes(cost.Loss.Weights));
        hash.AppendData(MemoryMarshal.AsBytes(cost.Loss.Scales));
        hash.AppendData(MemoryMarshal.AsBytes<double>(cost.Origin));
        hash.AppendData(MemoryMarshal.AsBytes<double>(start));
        if (information is not null) hash.AppendData(MemoryMarshal.AsBytes(information.Eigenvalues.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(options.Constraints.Held.AsSpan()));
        // Weights and scales of the loss are in the digest; the number of iterations may be raised.
        object?[] settings =
        [
            options.Method, options.Control, options.Rate, options.Batch, options.Tolerance, options.Memory, options.InnerIterations,
            options.PriorWeight, options.Loss.Shape, options.Loss.HuberWidth, options.Constraints.Smallest,
            options.Constraints.LargestChange, .. Sorted(options.Constraints.TotalCaps), options.Prior?.Identity,
        ];
        return ImmutableDictionary<string, string>.Empty.Add("kind", Kind).Add("data", Convert.ToHexString(hash.GetHashAndReset()))
            .Add("seed", seed.ToString(CultureInfo.InvariantCulture))
            .Add("settings", string.Join(' ', settings.Select(one => Convert.ToString(one, CultureInfo.InvariantCulture))));
    }

    /// <summary>Reads a checkpoint of the update with this identity.</summary>
    /// <exception cref="ModelFormatException">It is of another update, or damaged.</exception>
    public static ModelState Open(string path, string kind, ImmutableDictionary<string, string> identity)
    {
        SafetensorsFile file = Safetensors.Read(path);
        foreach ((string key, string expected) in identity)
            if (!file.IsVerified || file.Metadata.GetValueOrDefault(key) != expected)
                throw new ModelFormatException(new Fault("The checkpoint is of another update, or damaged.",
                    new SourceLocation(path, Variable: key), expected, file.Metadata.GetValueOrDefault(key) ?? "nothing",
                    "Delete it to start again, or give the settings, the data and the seed it was made with."));
        return new ModelState(kind, 1, new JsonObject(), file.Arrays);
    }

    public void Write(UpdateState state, IUpdateSteps steps)
    {
        Dictionary<string, StateArray> arrays = steps.ToState();
        arrays["control"] = StateArray.Of(state.Control);
        arrays["progress"] = StateArray.Of([state.Iteration, state.IsFinished ? 1L : 0L, state.IsConverged ? 1L : 0L]);
        arrays["history"] = StateArray.Of([.. state.History.SelectMany(
            point => new[] { point.Iteration, point.Loss, point.Penalty, point.GradientNorm })], state.History.Count, 4);
        Safetensors.Write(path, arrays, identity);
    }

    /// <returns>Whether there was a checkpoint.</returns>
    public bool Read(UpdateState state, IUpdateSteps steps)
    {
        if (!File.Exists(path)) return false;
        ModelState stored = Open(path, Kind, identity);
        stored.Array("control").As<double>().CopyTo(state.Control);
        ReadOnlySpan<long> progress = stored.Array("progress").As<long>();
        (state.Iteration, state.IsFinished, state.IsConverged) = ((int)progress[0], progress[1] != 0, progress[2] != 0);
        state.History.Clear();
        ReadOnlySpan<double> history = stored.Array("history").As<double>();
        for (int k = 0; k < history.Length; k += 4)
            state.History.Add(new UpdatePoint((int)history[k], history[k + 1], history[k + 2], history[k + 3]));
        steps.LoadState(stored);
        return true;
    }

    private static IEnumerable<object> Sorted(ImmutableDictionary<EmittedSpecies, double> values) =>
        values.OrderBy(pair => pair.Key).SelectMany(pair => new object[] { pair.Key, pair.Value });
}
