using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kaya.Runs;

/// <summary>A difference between two runs, or between a run and its record.</summary>
/// <param name="Area">The area: <c>run</c>, <c>configuration</c>, <c>inputs</c>, <c>environment</c>, <c>metrics</c> or
/// <c>files</c>.</param>
/// <param name="Key">The option, file or metric.</param>
/// <param name="Left">Value in the first run or in the record; null if absent.</param>
/// <param name="Right">Value in the second run or on the disk; null if absent.</param>
public sealed record RunDifference(string Area, string Key, string? Left, string? Right)
{
    /// <summary>Relative change of a metric from left to right; null if it is not a metric, or the left value is 0.</summary>
    public double? RelativeChange => Area == "metrics" && Number(Left) is { } left && Number(Right) is { } right && left != 0
        ? (right - left) / Math.Abs(left) : null;

    /// <summary>Prints as <c>configuration epochs: 100 -> 200</c>.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{Area} {Key}: {Left ?? "(absent)"} -> {Right ?? "(absent)"}";

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    internal static IEnumerable<RunDifference> Between(string area, JsonNode? left, JsonNode? right)
    {
        SortedDictionary<string, string> first = Flat(left), second = Flat(right);
        return first.Keys.Union(second.Keys).Order(StringComparer.Ordinal)
            .Select(key => new RunDifference(area, key, first.GetValueOrDefault(key), second.GetValueOrDefault(key)))
            .Where(difference => difference.Left != difference.Right);
    }

    private static SortedDictionary<string, string> Flat(JsonNode? node)
    {
        SortedDictionary<string, string> values = new(StringComparer.Ordinal);
        Visit(node, "");
        return values;

        void Visit(JsonNode? current, string path)
        {
            if (current is JsonObject members)
            {
                foreach (KeyValuePair<string, JsonNode?> member in members) Visit(
                    member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}");
            }
            else if (current is JsonArray items)
            {
                for (int i = 0; i < items.Count; i++) Visit(items[i], $"{path}[{i}]");
            }
            else values[path] = current is null ? "null" : current.GetValueKind() == JsonValueKind.String ? current.GetValue<string>()
                : current.ToJsonString();
        }
    }
}
