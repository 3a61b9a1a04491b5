using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Energy;

namespace Kaya.Tasks;

/// <summary>The scores of an evaluation, one file per cell of the table, so that an interrupted evaluation continues where it
/// stopped.</summary>
internal sealed class EvaluationLedger(ActiveRun run)
{
    private readonly List<EvaluationScore> _scores = [];

    /// <summary>Every score so far, in the order of scoring.</summary>
    public IReadOnlyList<EvaluationScore> All => _scores;

    /// <summary>Reads the cell if it was scored before; otherwise scores and saves it.</summary>
    public void Score(SplitKind split, int syntheticRegions, string model, Func<IReadOnlyList<EvaluationScore>> score)
    {
        string path = run.PathFor(FormattableString.Invariant($"scores/{split}-{syntheticRegions}-{model}.json"));
        if (File.Exists(path))
        {
            _scores.AddRange(JsonNode.Parse(File.ReadAllText(path))!.AsArray().Select(Read));
            return;
        }

        IReadOnlyList<EvaluationScore> scores = score();
        AtomicFile.WriteText(path, new JsonArray([.. scores.Select(own => (JsonNode)Write(own))]).ToJsonString());
        _scores.AddRange(scores);
    }

    private static JsonObject Write(EvaluationScore score) => new()
    {
        ["model"] = score.Model,
        ["split"] = score.Split.ToString(),
        ["syntheticRegions"] = score.SyntheticRegions,
        ["direction"] = score.Direction.ToString(),
        ["mape"] = score.Mape,
        ["regions"] = JsonSerializer.SerializeToNode(score.Regions),
        ["parts"] = new JsonArray([.. score.Parts.Select(part => double.IsFinite(part) ? JsonValue.Create(part) : null)]),
        ["coverage"] = new JsonArray([.. score.Coverage.Select(pair => (JsonNode)new JsonArray(pair.Level, pair.Covered))]),
        ["fitSeconds"] = score.FitSeconds,
    };

    private static EvaluationScore Read(JsonNode? node) => new(
        node!["model"]!.GetValue<string>(), Enum.Parse<SplitKind>(node["split"]!.GetValue<string>()),
            node["syntheticRegions"]!.GetValue<int>(),
        Enum.Parse<Direction>(node["direction"]!.GetValue<string>()), node["mape"]!.GetValue<double>(),
        node["regions"].Deserialize<Dictionary<string, double>>()!,
        [.. node["parts"]!.AsArray().Select(part => part?.GetValue<double>() ?? double.NaN)],
        [.. node["coverage"]!.AsArray().Select(pair => (pair![0]!.GetValue<double>(), pair[1]!.GetValue<double>()))],
        node["fitSeconds"]!.GetValue<double>());
}
