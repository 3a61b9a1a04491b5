using System.Globalization;
using System.Text.Json.Nodes;

namespace Kaya.Torch;

/// <summary>The complete state of a training, in one safetensors file.</summary>
/// <param name="path">The file.</param>
/// <param name="options">Settings of the trainer, with the identity of the training.</param>
/// <param name="seed">Seed of its random source.</param>
internal sealed class Checkpoint(string path, TrainerOptions options, ulong seed)
{
    private const string Kind = "kaya.checkpoint", KernelsKey = "kernels";

    internal bool Exists => File.Exists(path);

    internal void Write(TrainingState state)
    {
        Dictionary<string, StateArray> arrays = new(StringComparer.Ordinal);
        foreach ((string name, StateArray array) in state.Problem.Model.ToState("model/")) arrays[name] = array;
        foreach ((string name, StateArray array) in state.Optimiser.ToState("optimiser/")) arrays[name] = array;
        state.Best.AddTo(arrays);
        arrays["trainer/step"] = StateArray.Of([state.Step]);
        arrays["trainer/finished"] = StateArray.Of([state.IsFinished ? 1L : 0L]);
        arrays["trainer/schedule"] = StateArray.Of(state.Schedule.ToState());
        arrays["trainer/history"] = StateArray.Of(
            [.. state.History.SelectMany(point => new[] { point.Step, point.Loss, point.Error })], state.History.Count, 3);
        Safetensors.Write(path, arrays, Identity());
    }

    internal void Read(TrainingState state)
    {
        SafetensorsFile file = Safetensors.Read(path);
        foreach ((string key, string expected) in Identity()) Require(file, key, expected);
        ModelState stored = new(Kind, 1, new JsonObject(), file.Arrays);
        state.Problem.Model.LoadState(file.Arrays, "model/");
        state.Optimiser.LoadState(file.Arrays, "optimiser/");
        state.Best.TakeFrom(stored);
        state.Schedule.LoadState(stored.Array("trainer/schedule").As<double>());
        state.Step = stored.Array("trainer/step").As<long>()[0];
        state.IsFinished = stored.Array("trainer/finished").As<long>()[0] != 0;
        ReadOnlySpan<double> history = stored.Array("trainer/history").As<double>();
        for (int i = 0; i < history.Length; i += 3)
            state.History.Add(new ValidationPoint((long)history[i], history[i + 1], history[i + 2]));
    }

    // Everything that determines later results; compared in this order.
    private Dictionary<string, string> Identity() => new()
    {
        ["kind"] = Kind,
        ["settings"] = options.Identity!.Settings,
        ["data"] = options.Identity.Data,
        ["seed"] = seed.ToString(CultureInfo.InvariantCulture),
        ["accumulate"] = options.Accumulate.ToString(CultureInfo.InvariantCulture),
        ["precision"] = options.Precision.ToString(),
        [KernelsKey] = TorchRuntime.Kernels,
    };

    private void Require(SafetensorsFile file, string key, string expected)
    {
        string? found = file.Metadata.GetValueOrDefault(key);
        if (found == expected && file.IsVerified) return;
        throw new ModelFormatException(new Fault(
            key == KernelsKey && file.IsVerified
                ? "The checkpoint was written with different kernels, whose results differ in the last digits."
                : "The checkpoint belongs to another training, or is damaged.",
            new SourceLocation(path, Variable: key), expected, file.IsVerified ? found ?? "nothing" : "a file without Kaya's digest",
            key == KernelsKey && found is not null
                ? $"Set {BlasKernels.VariablesFor(found)} before the command to continue from it, or delete the checkpoint to start again."
                : "Delete it to start again, or use its original settings, data and seed."));
    }
}

/// <summary>The progress of a training.</summary>
internal sealed class TrainingState(ITrainingProblem problem, Optimiser optimiser, Schedule schedule)
{
    internal ITrainingProblem Problem { get; } = problem;

    internal Optimiser Optimiser { get; } = optimiser;

    internal Schedule Schedule { get; } = schedule;

    /// <summary>The optimiser's own rate, which the schedule multiplies.</summary>
    internal double Rate { get; } = optimiser.Rate;

    internal BestWeights Best { get; } = new(problem.Model, problem.Members);

    internal List<ValidationPoint> History { get; } = [];

    internal long Step { get; set; }

    /// <summary>Whether early stopping has ended it.</summary>
    internal bool IsFinished { get; set; }
}
