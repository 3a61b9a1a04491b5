using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;
using Kaya.Torch;

namespace Kaya.Energy;

/// <summary>A fitted CLEAN ensemble: energy to emission and back, for regions it was trained on and others.</summary>
/// <remarks>
/// Safe to use from several threads. In a region that is not among <see cref="TrainingRegions"/> only a part of the networks'
/// correction is used, since networks do not carry over to mixes they have not seen as well as the baseline does.
/// </remarks>
public sealed class CleanModel : IEnergyPredictor, IIntervalSource, IDisposable
{
    /// <summary>Kind of the stored state.</summary>
    public const string Kind = "clean";

    private const int Version = 1;
    private const int RowsAtOnce = 8192;

    private readonly IReadOnlyDictionary<string, StateArray> _weights;
    private readonly HashSet<string> _regions;
    private readonly Lazy<DualNetwork> _network;

    internal CleanModel(CleanOptions options, IReadOnlyDictionary<string, StateArray> weights, IReadOnlyList<string> regions, ModelCalibration calibration)
    {
        (Options, _weights, TrainingRegions, Calibration) = (options, weights, regions, calibration);
        _regions = new HashSet<string>(regions, StringComparer.OrdinalIgnoreCase);
        _network = new Lazy<DualNetwork>(Build);
    }

    /// <summary>The options it was trained with.</summary>
    public CleanOptions Options { get; }

    /// <summary>Regions it was trained on.</summary>
    public IReadOnlyList<string> TrainingRegions { get; }

    /// <summary>Number of networks.</summary>
    public int MemberCount => Options.Members;

    internal ModelCalibration Calibration { get; }

    /// <summary>Whether a region is among those it was trained on.</summary>
    /// <param name="region">Name of the region.</param>
    /// <returns>True for covered regions.</returns>
    public bool Covers(string region) => _regions.Contains(region);

    /// <inheritdoc/>
    public ProfileForecast PredictEmission(EnergyDataset energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return Predict(energy, EnergyRows.Sectors, 0, Options.UncoveredEmissionCorrection,
            (rows, correction) => _network.Value.ToEmission(CycleLoss.EnergyOf(rows), correction));
    }

    /// <inheritdoc/>
    public ProfileForecast PredictGeneration(EnergyDataset emission)
    {
        ArgumentNullException.ThrowIfNull(emission);
        if (!emission.HasEmission) throw new InvalidOperationException("the rows have no emission to predict generation from");
        ProfileForecast daily = Predict(emission, EnergyRows.Sources, Math.Log(EnergyRows.GenerationOf(0)), Options.UncoveredGenerationCorrection,
            (rows, correction) => _network.Value.ToEnergy(CycleLoss.EmissionOf(rows), correction));
        int[] uncovered = [.. Enumerable.Range(0, emission.Count).Where(row => !Covers(emission.RegionOf(row)))];
        return Options.UncoveredWindow > 1 && uncovered.Length > 0 ? daily.Averaged(emission, uncovered, Options.UncoveredWindow / 2) : daily;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Interval> TotalIntervals(Direction direction, EnergyDataset data, int row, ProfileForecast forecast)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(forecast);
        return Calibration.Intervals.Total(Scope(data.RegionOf(row)), direction, forecast.Total(row), forecast.StandardDeviation(row));
    }

    /// <summary>Intervals of a sector or source at 50, 80 and 95 %.</summary>
    /// <param name="direction">Which way the forecast was made.</param>
    /// <param name="data">The rows it was made for.</param>
    /// <param name="row">From 0.</param>
    /// <param name="forecast">The forecast.</param>
    /// <param name="part">Sector or source as a number.</param>
    /// <returns>Levels ascending; Mt or GWh per day, not below zero.</returns>
    public IReadOnlyList<Interval> PartIntervals(Direction direction, EnergyDataset data, int row, ProfileForecast forecast, int part)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(forecast);
        return Calibration.Intervals.Part(Scope(data.RegionOf(row)), direction, part, forecast.Part(row, part), forecast.Total(row));
    }

    /// <summary>How far mixes lie from those the model was trained on.</summary>
    /// <param name="energy">Region-days; only generation is looked at.</param>
    /// <returns>One result a row.</returns>
    /// <exception cref="InvalidOperationException">The model was fitted without a measure of it.</exception>
    public IReadOnlyList<ApplicabilityResult> MeasureApplicability(EnergyDataset energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return (Calibration.Applicability ?? throw new InvalidOperationException("the model has no measure of applicability")).Measure(energy);
    }

    /// <summary>The model as plain data.</summary>
    /// <returns>Everything needed to predict the same numbers.</returns>
    public ModelState ToState()
    {
        Dictionary<string, StateArray> arrays = new(_weights, StringComparer.Ordinal);
        JsonObject description = new()
        {
            ["options"] = JsonSerializer.SerializeToNode(Options),
            ["trainingRegions"] = new JsonArray([.. TrainingRegions.Select(region => (JsonNode)region)]),
        };
        Calibration.Save(description, arrays);
        return new ModelState(Kind, Version, description, arrays);
    }

    /// <summary>Reads what <see cref="ToState"/> gave.</summary>
    /// <param name="state">The stored model.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Another kind or version, or a part is missing or of another form.</exception>
    public static CleanModel FromState(ModelState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Require(Kind, Version);
        try
        {
            CleanOptions options = state.Description["options"].Deserialize<CleanOptions>() ?? throw new JsonException("no options");
            string[] regions = [.. state.Description["trainingRegions"]!.AsArray().Select(region => region!.GetValue<string>())];
            CleanModel model = new(options, state.Arrays, regions, ModelCalibration.Load(state));
            _ = model._network.Value;
            return model;
        }
        catch (Exception cause) when (cause is JsonException or NullReferenceException or InvalidOperationException or ArgumentException)
        {
            throw new ModelFormatException(new Fault("The model's description cannot be read.", Expected: "options and training regions of CLEAN",
                Found: cause.Message, Remedy: "Train the model again."), cause);
        }
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose()
    {
        if (_network.IsValueCreated) _network.Value.Dispose();
    }

    internal DualNetwork Network => _network.Value;

    private IntervalScope Scope(string region) => Covers(region) ? IntervalScope.Covered : IntervalScope.Uncovered;

    private DualNetwork Build()
    {
        DualNetwork network = new(Options, [NetworkConstants.Empty()], new RandomSource(0));
        try
        {
            network.LoadState(_weights);
            network.SetTraining(false);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private ProfileForecast Predict(EnergyDataset data, int parts, double unit, double uncovered, Func<Tensor, Tensor, DecoderOutput> forward)
    {
        EnergyRows rows = EnergyRows.Of(data);
        double[] totals = new double[MemberCount * rows.Count], shares = new double[MemberCount * rows.Count * parts];
        using NoGradient none = new();
        for (int first = 0; first < rows.Count; first += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, rows.Count - first);
            using TensorScope scope = new();
            float[] corrections = new float[count];
            for (int i = 0; i < count; i++) corrections[i] = Covers(data.RegionOf(first + i)) ? 1 : (float)uncovered;
            Tensor batch = Tensor.From(rows.Values.Slice(first * EnergyRows.Width, count * EnergyRows.Width), 1, count, EnergyRows.Width);
            DecoderOutput output = forward(batch.Expand(MemberCount, count, EnergyRows.Width), Tensor.From<float>(corrections, 1, count, 1));
            float[] logTotals = output.LogTotal.ToArray<float>(), own = output.LogShares.Exp().ToArray<float>();
            for (int member = 0; member < MemberCount; member++)
                for (int i = 0; i < count; i++)
                {
                    int target = member * rows.Count + first + i, source = member * count + i;
                    totals[target] = logTotals[source] + unit;
                    for (int part = 0; part < parts; part++) shares[target * parts + part] = own[source * parts + part];
                }
        }

        return new ProfileForecast(MemberCount, rows.Count, parts, totals, shares);
    }
}
