using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Energy;

/// <summary>What a model knows of its own errors and of its training data: intervals and applicability. Saved with it.</summary>
internal sealed record ModelCalibration(ForecastIntervals Intervals, Applicability? Applicability)
{
    private const string References = "applicability/references";
    private const string Regions = "applicability/regions";

    public void Save(JsonObject description, Dictionary<string, StateArray> arrays)
    {
        description["intervals"] = Intervals.ToJson();
        if (Applicability is null) return;
        arrays[References] = Applicability.References;
        arrays[Regions] = Applicability.RegionOfReference;
        description["applicability"] = new JsonObject
        {
            ["insideLimit"] = Applicability.InsideLimit,
            ["nearLimit"] = Applicability.NearLimit,
            ["regions"] = new JsonArray([.. Applicability.RegionNames.Select(region => (JsonNode)region)]),
        };
    }

    public static ModelCalibration Load(ModelState state)
    {
        ForecastIntervals intervals = ForecastIntervals.FromJson(state.Description["intervals"]);
        if (state.Description["applicability"] is not JsonObject stored) return new ModelCalibration(intervals, null);
        return new ModelCalibration(intervals, Applicability.FromState(state.Array(References), state.Array(Regions),
            [.. stored["regions"]!.AsArray().Select(region => region!.GetValue<string>())],
            stored["insideLimit"]!.GetValue<double>(), stored["nearLimit"]!.GetValue<double>()));
    }
}
