using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;
using Kaya.Torch;

namespace Kaya.Energy;

/// <summary>A fitted CLEAN ensemble: energy to emissions and the reverse, for regions inside and outside the training data.</summary>
/// <remarks>
/// In a region that is not in <see cref="TrainingRegions"/>, only a part of the networks' correction is used, since networks
/// generalise to unknown mixes less well than the baseline.
/// </remarks>
public sealed class CleanModel : IEnergyPredictor
{
    /// <summary>Kind of the stored state.</summary>
    public const string Kind = "clean";

    private const int Version = 1;
    private const int RowsAtOnce = 8192;

    private readonly IReadOnlyDictionary<string, StateArray> _weights;
    private readonly HashSet<string> _regions;
    private readonly RowIntervals _intervals;

    internal CleanModel(
        CleanOptions options, IReadOnlyDictionary<string, StateArray> weights, IReadOnlyList<string> regions, ModelCalibration calibration)
    {
        (Options, _weights, TrainingRegions, Calibration) = (options, weights, regions, calibration);
        _regions = new HashSet<string>(regions, StringComparer.OrdinalIgnoreCase);
        _intervals = new RowIntervals(calibration.Intervals, region => Covers(region) ? IntervalScope.Covered : IntervalScope.Uncovered)
            { Drift = calibration.Drift };
        Network = new NetworkCopy<DualNetwork>(Build);
    }

    /// <summary>The options it was trained with.</summary>
    public CleanOptions Options { get; }

    /// <summary>Regions it was trained on.</summary>
    public IReadOnlyList<string> TrainingRegions { get; }

    /// <summary>Number of networks.</summary>
    public int MemberCount => Options.Members;

    /// <summary>What published annual totals taught it; null if it was trained without them.</summary>
    public AnnualKnowledge? Annual { get; private init; }

    internal ModelCalibration Calibration { get; }

    /// <summary>Emission factors of the sources of each training region; null in models that were stored without them.</summary>
    public SourceFactors? Factors => Calibration.Factors;

    /// <summary>Baseline for regions outside the training data; null if there is none, as in models of earlier versions.</summary>
    internal TransferBaseline? Transfer { get; init; }

    internal NetworkCopy<DualNetwork> Network { get; }

    /// <summary>The same model with what annual totals teach; its networks are the same.</summary>
    /// <param name="knowledge">Learnt from annual totals.</param>
    /// <returns>A model that <see cref="LevelledForecast"/> gives the level of countries without daily emissions.</returns>
    public CleanModel With(AnnualKnowledge knowledge)
    {
        ArgumentNullException.ThrowIfNull(knowledge);
        return new CleanModel(Options, _weights, TrainingRegions, Calibration) { Annual = knowledge, Transfer = Transfer };
    }

    /// <summary>Whether a region is among those it was trained on.</summary>
    /// <param name="region">Name of the region.</param>
    /// <returns>True for covered regions.</returns>
    public bool Covers(string region) => _regions.Contains(region);

    /// <inheritdoc/>
    public ProfileForecast PredictEmission(EnergyDataset energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ProfileForecast forecast = Predict(Direction.EnergyToEmission, energy);
        return Transfer is null || energy.Regions.All(Covers) ? forecast
            : Transfer.Apply(forecast, EnergyRows.Of(energy), row => !Covers(energy.RegionOf(row)));
    }

    /// <inheritdoc/>
    public ProfileForecast PredictGeneration(EnergyDataset emission)
    {
        ArgumentNullException.ThrowIfNull(emission);
        emission.RequireEmission("A forecast of generation");
        ProfileForecast daily = Predict(Direction.EmissionToEnergy, emission);
        int[] uncovered = [.. Enumerable.Range(0, emission.Count).Where(row => !Covers(emission.RegionOf(row)))];
        return Options.UncoveredWindow > 1 && uncovered.Length > 0 ? daily.Averaged(uncovered, Options.UncoveredWindow / 2) : daily;
    }

    /// <summary>How similar mixes are to the training data of the model.</summary>
    /// <param name="energy">Region-days; only generation is used.</param>
    /// <returns>One result per row.</returns>
    /// <exception cref="InvalidOperationException">The model has no measure of applicability.</exception>
    public IReadOnlyList<ApplicabilityResult> MeasureApplicability(EnergyDataset energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return (Calibration.Applicability ?? throw new InvalidOperationException("the model has no measure of applicability"))
            .Measure(energy);
    }

    /// <summary>The emission factors.</summary>
    /// <returns>Those of the training data.</returns>
    /// <exception cref="ModelFormatException">The model was stored without them, by an earlier version.</exception>
    public SourceFactors RequireFactors() => Factors ?? throw new ModelFormatException(new Fault(
        "The model has no emission factors of sources.", new SourceLocation(Variable: "factors"), "a model with emission factors",
        "a model stored by an earlier version", "Train it again: ./kaya energy train. Its predictions do not change."));

    /// <inheritdoc/>
    public ModelState ToState()
    {
        Dictionary<string, StateArray> arrays = new(_weights, StringComparer.Ordinal);
        JsonObject description = new()
        {
            ["options"] = JsonSerializer.SerializeToNode(Options),
            ["trainingRegions"] = new JsonArray([.. TrainingRegions.Select(region => (JsonNode)region)]),
        };
        Calibration.Save(description, arrays);
        if (Transfer is not null) description["transfer"] = JsonSerializer.SerializeToNode(Transfer);
        if (Annual is not null) description["annual"] = Annual.ToJson();
        return new ModelState(Kind, Version, description, arrays);
    }

    /// <summary>Reads the state that <see cref="ToState"/> returns.</summary>
    /// <param name="state">The stored model.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Wrong kind or version, or a part is missing or has the wrong form.</exception>
    public static CleanModel FromState(ModelState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Require(Kind, Version);
        Description said = state.Described<Description>();
        try
        {
            IReadOnlyDictionary<string, StateArray> weights = state.Arrays.Where(array => !ModelCalibration.IsArray(array.Key))
                .ToDictionary();
            CleanModel model = new(said.Options, weights, said.TrainingRegions, ModelCalibration.Load(state))
            {
                Transfer = said.Transfer,
                Annual = said.Annual is { } own ? AnnualKnowledge.FromState(own) : null,
            };
            // Weights that do not fit the options are refused here, not at the first prediction.
            return model.Network.Use(_ => model);
        }
        catch (Exception cause) when (cause is InvalidOperationException or ArgumentException or OverflowException)
        {
            throw StateDescription.Unreadable(state, cause);
        }
    }

    private DualNetwork Build()
    {
        return StoredNetwork.Filled(new DualNetwork(Options, [NetworkConstants.Empty()], new RandomSource(0)), _weights);
    }

    private ProfileForecast Predict(Direction direction, EnergyDataset data)
    {
        EnergyRows rows = EnergyRows.Of(data);
        MemberForecasts forecasts = new(MemberCount, rows.Count, EnergyRows.PartsOf(direction).Parts);
        for (int first = 0; first < rows.Count; first += RowsAtOnce)
        {
            (int from, int count) = (first, Math.Min(RowsAtOnce, rows.Count - first));
            float[] corrections = Corrections(direction, data, from, count);
            Network.Use(
                network => Predict(network, direction, rows.Values.Slice(from * EnergyRows.Width, count * EnergyRows.Width), corrections))
                .CopyTo(forecasts, direction, from);
        }

        return new ProfileForecast(direction, data, forecasts, _intervals);
    }

    private MemberChunk Predict(DualNetwork network, Direction direction, ReadOnlySpan<float> rows, float[] corrections)
    {
        using NoGradient pause = new();
        using TensorScope scope = new();
        int count = corrections.Length;
        Tensor batch = Tensor.From(rows, 1, count, EnergyRows.Width).Expand(MemberCount, count, EnergyRows.Width);
        Tensor correction = Tensor.From<float>(corrections, 1, count, 1);
        DecoderOutput output = direction == Direction.EnergyToEmission
            ? network.ToEmission(CycleLoss.EnergyOf(batch), correction) : network.ToEnergy(CycleLoss.EmissionOf(batch), correction);
        return new MemberChunk(count, output.LogTotal.ToArray<float>(), output.LogShares.Exp().ToArray<float>());
    }

    private float[] Corrections(Direction direction, EnergyDataset data, int first, int count)
    {
        float uncovered = (float)(direction == Direction.EnergyToEmission
            ? Options.UncoveredEmissionCorrection : Options.UncoveredGenerationCorrection);
        float[] corrections = new float[count];
        for (int i = 0; i < count; i++) corrections[i] = Covers(data.RegionOf(first + i)) ? 1 : uncovered;
        return corrections;
    }

    /// <summary>Output of the networks for neighbouring rows: members x rows, members x rows x parts.</summary>
    private sealed record MemberChunk(int Rows, float[] LogTotals, float[] Shares)
    {
        public void CopyTo(MemberForecasts forecasts, Direction direction, int first)
        {
            (int parts, double unit) = EnergyRows.PartsOf(direction);
            int all = forecasts.LogTotals.Length / forecasts.Members;
            for (int member = 0; member < forecasts.Members; member++)
                for (int i = 0; i < Rows; i++)
                {
                    int target = member * all + first + i, source = member * Rows + i;
                    forecasts.LogTotals[target] = LogTotals[source] + unit;
                    for (int part = 0; part < parts; part++) forecasts.Shares[target * parts + part] = Shares[source * parts + part];
                }
        }
    }

    /// <summary>Required parts of the description of a stored model.</summary>
    private sealed record Description(CleanOptions Options, IReadOnlyList<string> TrainingRegions,
        TransferBaseline? Transfer = null, AnnualKnowledgeState? Annual = null);
}
