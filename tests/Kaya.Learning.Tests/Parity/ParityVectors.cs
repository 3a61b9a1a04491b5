using System.Text.Json.Nodes;

namespace Kaya.Learning.Tests;

/// <summary>What make_vectors.py recorded from scikit-learn 1.2.1, xgboost 1.7.4, scipy 1.10.1 and numpy 1.24.</summary>
internal sealed class ParityVectors
{
    private readonly JsonNode _record = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Parity", "vectors.json")))!;

    public FeatureTable X => Tabulated.Table("x", Rows("x"));

    public FeatureTable Y => Tabulated.Table("y", Rows("y"));

    public FeatureTable T => Tabulated.Table("x", Rows("t"));

    public FitContext Context => Tabulated.Context(_record["seed"]!.GetValue<ulong>());

    public JsonNode Node(params string[] path) => path.Aggregate(_record, (node, name) => node[name]!);

    public double Number(params string[] path) => Node(path).GetValue<double>();

    public double[] Numbers(params string[] path) => Numbers(Node(path));

    public double[][] Rows(params string[] path) => [.. Node(path).AsArray().Select(row => Numbers(row!))];

    public static double[] Numbers(JsonNode node) => [.. node.AsArray().Select(number => number!.GetValue<double>())];
}
