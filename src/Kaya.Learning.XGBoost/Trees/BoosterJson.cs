using System.Globalization;
using System.Text.Json;
using Kaya.Core;

namespace Kaya.Learning.XGBoost;

/// <summary>Reads the trees out of XGBoost's JSON model format (versions 1 to 3.0).</summary>
internal static class BoosterJson
{
    /// <summary>The trees of a model of squared error.</summary>
    /// <param name="json">The model as UTF-8 JSON.</param>
    /// <param name="featureCount">Number of features the model must have.</param>
    /// <param name="rounds">Rounds to keep; null for all.</param>
    /// <exception cref="ModelFormatException">No such model, or one of another kind.</exception>
    public static TreeEnsemble Read(ReadOnlyMemory<byte> json, int featureCount, int? rounds = null)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement learner = document.RootElement.GetProperty("learner");
            JsonElement booster = learner.GetProperty("gradient_booster");
            Require("objective", "reg:squarederror", learner.GetProperty("objective").GetProperty("name").GetString());
            Require("booster", "gbtree", booster.GetProperty("name").GetString());
            JsonElement parameters = learner.GetProperty("learner_model_param");
            Require("number of features", featureCount.ToString(CultureInfo.InvariantCulture), parameters.GetProperty("num_feature")
                .GetString());
            JsonElement model = booster.GetProperty("model");
            int perRound = int.Parse(model.GetProperty("gbtree_model_param").GetProperty("num_parallel_tree").GetString()!,
                CultureInfo.InvariantCulture);
            int count = rounds * Math.Max(1, perRound) ?? int.MaxValue;
            List<TreeNode> nodes = [];
            List<int> roots = [];
            foreach (JsonElement tree in model.GetProperty("trees").EnumerateArray().Take(count))
            {
                roots.Add(nodes.Count);
                new StoredTree(tree).AppendTo(nodes);
            }

            float baseScore = float.Parse(parameters.GetProperty("base_score").GetString()!, CultureInfo.InvariantCulture);
            TreeEnsemble ensemble = new(baseScore, [.. roots], [.. nodes]);
            return ensemble.IsSound(featureCount) ? ensemble : throw new FormatException("a node names a feature that is not there");
        }
        catch (Exception cause) when (
            cause is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new ModelFormatException(
                new Fault("Kaya cannot read this XGBoost model.", Expected: "XGBoost's JSON model, versions 1 to 3.0",
                Found: cause.Message, Remedy: "Save it as JSON by one of these versions."), cause);
        }
    }

    private static void Require(string what, string expected, string? found)
    {
        if (found == expected) return;
        throw new ModelFormatException(new Fault($"The XGBoost model has another {what}.", Expected: expected, Found: found,
            Remedy: "Train it with that, or use a model made for these columns."));
    }

    private sealed class StoredTree
    {
        private readonly int[] _left, _right, _feature;
        private readonly float[] _value;

        public StoredTree(JsonElement tree)
        {
            _left = Integers(tree, "left_children");
            _right = Integers(tree, "right_children");
            _feature = Integers(tree, "split_indices");
            _value = [.. tree.GetProperty("split_conditions").EnumerateArray().Select(item => item.GetSingle())];
            if (Integers(tree, "split_type").Any(type => type != 0)) throw new FormatException("a split by category");
        }

        /// <summary>Copies the nodes depth-first. A stack of its own, because trees may be deeper than the thread's.</summary>
        public void AppendTo(List<TreeNode> nodes)
        {
            int last = nodes.Count + _left.Length;
            Stack<(int Stored, int Parent)> pending = new([(0, -1)]);
            while (pending.TryPop(out (int Stored, int Parent) next))
            {
                if (nodes.Count >= last) throw new FormatException("a tree that runs in a circle");
                if (next.Parent >= 0) nodes[next.Parent] = nodes[next.Parent] with { Right = nodes.Count };
                bool isLeaf = _left[next.Stored] < 0;
                if (!isLeaf)
                {
                    pending.Push((_right[next.Stored], nodes.Count));
                    pending.Push((_left[next.Stored], -1));
                }

                nodes.Add(new TreeNode(isLeaf ? -1 : _feature[next.Stored], _value[next.Stored], 0));
            }
        }

        private static int[] Integers(JsonElement tree, string name) =>
            [.. tree.GetProperty(name).EnumerateArray().Select(item => item.GetInt32())];
    }
}
