using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Energy;

/// <summary>Calibration of a model on its training data: intervals from errors on held-out rows, and applicability. Saved with
/// the model.</summary>
internal sealed record ModelCalibration(ForecastIntervals Intervals, Applicability? Applicability)
{
    /// <summary>Growth of the errors with the distance in time; null if it was not measured.</summary>
    public TimeDrift? Drift { get; init; }

    /// <summary>Emission factors of sources; null in models stored without them.</summary>
    public SourceFactors? Factors { get; init; }

    private const string References = "applicability/references";
    private const string Regions = "applicability/regions";

    public void Save(JsonObject description, Dictionary<string, StateArray> arrays)
    {
        description["intervals"] = Intervals.ToJson();
        if (Drift is not null) description["drift"] = JsonSerializer.SerializeToNode(Drift);
        if (Factors is not null) description["factors"] = Factors.ToJson();
        if (Applicability is null) return;
        arrays[References] = Applicability.References;
        arrays[Regions] = Applicability.RegionOfReference;
        description["applicability"] = new JsonObject
        {
            ["insideLimit"] = Applicability.InsideLimit,
            ["nearLimit"] = Applicability.NearLimit,
            ["largestTotal"] = double.IsFinite(Applicability.LargestTotal) ? Applicability.LargestTotal : null,
            ["regions"] = new JsonArray([.. Applicability.RegionNames.Select(region => (JsonNode)region)]),
            ["extent"] = JsonSerializer.SerializeToNode(Applicability.Extent),
            ["missedRegions"] = new JsonArray([.. Applicability.MissedRegions.Select(region => (JsonNode)region)]),
        };
    }

    /// <summary>Whether an array of a stored model is part of its calibration.</summary>
    public static bool IsArray(string name) => name is References or Regions;

    public static ModelCalibration Load(ModelState state)
    {
        ForecastIntervals intervals = ForecastIntervals.FromJson(state.Description["intervals"]);
        SourceFactors? factors = state.Description["factors"] is { } stored ? SourceFactors.FromJson(stored) : null;
        Description described = state.Described<Description>();
        Applicability? applicability = described.Applicability is not { } said ? null : Applicability.FromState(
            state.Array(References), state.Array(Regions), [.. said.Regions], (said.InsideLimit, said.NearLimit),
            said.LargestTotal ?? double.NaN, said.Extent).WithMissed(said.MissedRegions ?? []);
        return new ModelCalibration(intervals, applicability) { Drift = described.Drift, Factors = factors };
    }

    private sealed record Description(ApplicabilityEntry? Applicability = null, TimeDrift? Drift = null);

    private sealed record ApplicabilityEntry(double InsideLimit, double NearLimit, IReadOnlyList<string> Regions,
        double? LargestTotal = null, TrainingExtent? Extent = null, IReadOnlyList<string>? MissedRegions = null);
}
