using System.Text;
using System.Text.Json.Nodes;
using Kaya.Downscaling;
using Kaya.Learning;
using Kaya.Tasks;

namespace Kaya.Fuzz;

/// <summary>Descriptions of fitted models, each with arrays that stay as they are.</summary>
internal static class ModelSeeds
{
    private static readonly Lazy<IReadOnlyList<ModelState>> s_states = new(Fit);

    /// <summary>Kind, version and description, as JSON.</summary>
    public static IReadOnlyList<byte[]> Descriptions => [.. s_states.Value.Select((state, number) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["arrays"] = number, ["version"] = state.Version, ["kind"] = state.Kind, ["description"] = state.Description.DeepClone(),
    }.ToJsonString()))];

    /// <summary>Loads a model by its description and the arrays of one of the seeds.</summary>
    public static void Load(string path)
    {
        if (Described(path) is not ({ Length: > 0 } kind, int version, int arrays, JsonObject description)) return;
        int known = arrays >= 0 && arrays < s_states.Value.Count ? arrays : 0;
        StoredModels.Catalog.Load(new ModelState(kind, version, description, s_states.Value[known].Arrays));
    }

    // What is no JSON is refused by the model folder, which is a target of its own.
    private static (string? Kind, int Version, int Arrays, JsonObject? Description) Described(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path), null, new() { AllowDuplicateProperties = false }) is not JsonObject document
                ? default : (Word(document["kind"]), Number(document["version"]) ?? 1, Number(document["arrays"]) ?? 0,
                    document["description"] as JsonObject);
        }
        catch (Exception failure) when (ReaderFailure.IsOfContent(failure))
        {
            return default;
        }
    }

    private static string? Word(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? word) ? word : null;

    private static int? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out int number) ? number : null;

    private static IReadOnlyList<ModelState> Fit()
    {
        FitContext context = new(new RandomSource(1));
        double[] first = [.. Enumerable.Range(1, 12).Select(row => (double)row)], second = [.. first.Select(row => 40 + (row * row))];
        FeatureTable features = FeatureTable.FromColumns((new FeatureColumn("lights", Unit.Parse("km2")), first),
            (new FeatureColumn("people", Unit.One), second));
        FeatureTable targets = FeatureTable.FromColumns((new FeatureColumn("co2", Unit.Parse("t")), second));
        ZonalTable zones = new([.. Enumerable.Range(0, 12).Select(zone => $"z{zone}")], features, second, Unit.Parse("t"), second);
        IEstimator[] estimators = [new LinearRegression(), new BayesianLinearRegression(), new KnnRegression { Neighbours = 2,
            Standardise = true }, new Logarithmic(new Standardised(new LinearRegression())), new Stacked(new LinearRegression(),
                new LinearRegression()) { Folds = 3 }];
        return [.. estimators.Select(estimator => estimator.Fit(features, targets, context).ToState()),
            SpatialRegression.Mixture.Fit(zones, context).ToState()];
    }
}
