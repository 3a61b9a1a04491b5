using System.Globalization;
using System.Text.Json.Nodes;

namespace Kaya.Torch;

/// <summary>Everything the rest of a training depends on, in one safetensors file.</summary>
/// <param name="path">The file.</param>
/// <param name="identity">What makes the training the one it is.</param>
/// <param name="seed">Seed of its random source.</param>
internal sealed class Checkpoint(string path, TrainingIdentity identity, ulong seed)
{
    private const string Kind = "kaya.checkpoint";

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
        Safetensors.Write(path, arrays, new Dictionary<string, string>
        {
            ["kind"] = Kind,
            ["settings"] = identity.Settings,
            ["data"] = identity.Data,
            ["seed"] = seed.ToString(CultureInfo.InvariantCulture),
        });
    }

    internal void Read(TrainingState state)
    {
        SafetensorsFile file = Safetensors.Read(path);
        Require(file, "kind", Kind);
        Require(file, "settings", identity.Settings);
        Require(file, "data", identity.Data);
        Require(file, "seed", seed.ToString(CultureInfo.InvariantCulture));
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

    private void Require(SafetensorsFile file, string key, string expected)
    {
        string? found = file.Metadata.GetValueOrDefault(key);
        if (found != expected || !file.IsVerified)
            throw new ModelFormatException(new Fault("The checkpoint is of another training, or damaged.",
                new SourceLocation(path, Variable: key), expected, file.IsVerified ? found ?? "nothing" : "a file without Kaya's digest",
                "Delete it to start again, or give the settings, the data and the seed it was made with."));
    }
}

/// <summary>Where a training is.</summary>
internal sealed class TrainingState(ITrainingProblem problem, Optimiser optimiser, Schedule schedule)
{
    internal ITrainingProblem Problem { get; } = problem;

    internal Optimiser Optimiser { get; } = optimiser;

    internal Schedule Schedule { get; } = schedule;

    internal BestWeights Best { get; } = new(problem.Model, problem.Members);

    internal List<ValidationPoint> History { get; } = [];

    internal long Step { get; set; }

    /// <summary>Whether early stopping has ended it.</summary>
    internal bool IsFinished { get; set; }
}
