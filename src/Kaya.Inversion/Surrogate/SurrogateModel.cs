using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>A network that has learnt what concentrations come of emissions and meteorology. Immutable.</summary>
public sealed class SurrogateModel : IFittedModel
{
    /// <summary>Kind of the stored state.</summary>
    public const string Kind = "surrogate";

    internal const string Weights = "network/";

    private const int Version = 4;

    // Windows that share a projection in a forecast: more take more memory and save little.
    private const int HoursAtOnce = 8;

    private readonly SurrogateNormalisation _normalisation;
    private readonly IReadOnlyDictionary<string, StateArray> _weights;
    private readonly NetworkCopy<SurrogateNetwork> _network;

    internal SurrogateModel(SurrogateEstimator estimator, SurrogateNormalisation normalisation, ImmutableArray<string> meteorology,
        ImmutableArray<string> geography, IReadOnlyDictionary<string, StateArray> weights, SurrogateCells? cells)
    {
        (Estimator, _normalisation, MeteorologyNames, GeographyNames, _weights, Cells) =
            (estimator, normalisation, meteorology, geography, weights, cells);
        _network = new NetworkCopy<SurrogateNetwork>(Build);
    }

    /// <summary>The options it was trained with.</summary>
    public SurrogateEstimator Estimator { get; }

    /// <summary>Channels of meteorology that it needs.</summary>
    public ImmutableArray<string> MeteorologyNames { get; }

    /// <summary>Fields of geography that it needs.</summary>
    public ImmutableArray<string> GeographyNames { get; }

    /// <summary>The boxes it has learnt on; null for a network that was stored without them.</summary>
    public SurrogateCells? Cells { get; }

    /// <summary>Number of numbers that were learnt.</summary>
    public long ParameterCount => _network.Use(network => network.ParameterCount);

    /// <summary>Hours of emissions and meteorology that a concentration is predicted from.</summary>
    public int HistoryHours => Estimator.Network.HistoryHours;

    internal SurrogateNormalisation Normalisation => _normalisation;

    /// <summary>Predicts concentrations of hours, each from its own history and the known concentrations before it.</summary>
    /// <param name="data">On any grid of the cell size that it was trained on, with the same channels.</param>
    /// <param name="targets">Hours of a run; the history before the first must be in the data.</param>
    /// <param name="concentrations">Room for hour x pollutant x row x column: ppb and ug m-3, 0 or more.</param>
    /// <param name="cancellation">Stops between some hours.</param>
    /// <exception cref="ArgumentException">No such hours, or room for fewer or more values.</exception>
    /// <exception cref="SchemaMismatchException">Data with other channels.</exception>
    public void Predict(SurrogateData data, HourStretch targets, Span<float> concentrations, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(targets);
        Require(data, targets);
        int plane = AtmosphericSpecies.Pollutants.Length * data.Cells;
        if (concentrations.Length != targets.Hours * plane)
            throw new ArgumentException($"room for {targets.Hours * plane} values is needed", nameof(concentrations));
        WindowInputs inputs = new(data, _normalisation, HistoryHours, Estimator.HoursTogether);
        int most = Math.Max(HoursAtOnce, Estimator.HoursTogether);
        for (int first = 0; first < targets.Hours; first += most)
        {
            cancellation.ThrowIfCancellationRequested();
            int hours = Math.Min(most, targets.Hours - first);
            HourStretch some = targets with { FirstHour = targets.FirstHour + first, Hours = hours };
            float[] values = _network.Use(network =>
            {
                using TensorScope scope = new();
                using NoGradient none = new();
                return _normalisation.PhysicalConcentration(network.Forward(inputs.Of(some))).Clamp(0).ToArray<float>();
            });
            values.CopyTo(concentrations.Slice(first * plane, values.Length));
        }
    }

    /// <summary>How a concentration answers to the emissions of its history: the gradient that an inversion uses.</summary>
    /// <param name="data">As for <see cref="Predict"/>.</param>
    /// <param name="target">One hour of a run.</param>
    /// <param name="pollutant">Which pollutant.</param>
    /// <param name="row">Row of the cell.</param>
    /// <param name="column">Column of the cell.</param>
    /// <returns>hour of the history x species x row x column: ppb or ug m-3 for a kg s-1.</returns>
    /// <exception cref="ArgumentException">More or fewer than one hour, no such hour, or no such cell.</exception>
    /// <exception cref="SchemaMismatchException">Data with other channels.</exception>
    public float[] GradientOf(SurrogateData data, HourStretch target, Pollutant pollutant, int row, int column)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(target);
        if (target.Hours != 1) throw new ArgumentException("the gradient is that of one hour", nameof(target));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)data.Grid.Rows, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)data.Grid.Columns, nameof(column));
        return Differentiate(data, surrogate =>
        {
            using TensorScope scope = new();
            Tensor emissions = surrogate.Emissions(target);
            emissions.RequiresGradient = true;
            Tensor predicted = surrogate.Predict(emissions, target, new RollOut());
            Tensor cell = predicted.Select(0, 0).Select(0, (int)pollutant).Select(0, row).Select(0, column);
            return Autograd.Gradients(cell, [emissions])[0]!.Value.ToArray<float>();
        });
    }

    /// <inheritdoc/>
    public ModelState ToState()
    {
        Dictionary<string, StateArray> arrays = new(_weights, StringComparer.Ordinal);
        _normalisation.Save(arrays);
        return new ModelState(Kind, Version, new JsonObject
        {
            ["options"] = JsonSerializer.SerializeToNode(Estimator),
            ["meteorology"] = new JsonArray([.. MeteorologyNames.Select(name => (JsonNode)name)]),
            ["geography"] = new JsonArray([.. GeographyNames.Select(name => (JsonNode)name)]),
            ["cells"] = JsonSerializer.SerializeToNode(Cells),
        }, arrays);
    }

    /// <summary>Reads what <see cref="ToState"/> gave.</summary>
    /// <param name="state">The model as plain data.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFormatException">Another kind or version, or a part is missing or of another form.</exception>
    public static SurrogateModel FromState(ModelState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Require(Kind, Version);
        Description said = state.Described<Description>();
        try
        {
            SurrogateModel model = new(said.Options, SurrogateNormalisation.Load(state, said.Meteorology.Length, said.Geography.Length),
                said.Meteorology, said.Geography, state.ArraysUnder(Weights), said.Cells);
            // Weights that do not fit the options are refused here, not at the first question.
            return model._network.Use(_ => model);
        }
        catch (Exception cause) when (cause is ArgumentException or OverflowException)
        {
            throw StateDescription.Unreadable(state, cause);
        }
    }

    /// <summary>Works with the network as a differentiable function of emissions.</summary>
    /// <param name="data">As for <see cref="Predict"/>.</param>
    /// <param name="work">Given the function, which may be used until it returns.</param>
    /// <returns>What the work gave.</returns>
    internal TResult Differentiate<TResult>(SurrogateData data, Func<DifferentiableSurrogate, TResult> work)
    {
        Require(data, null);
        return _network.Use(network => work(
            new DifferentiableSurrogate(network, _normalisation, data, HistoryHours, Estimator.HoursTogether)));
    }

    private void Require(SurrogateData data, HourStretch? targets)
    {
        RequireNames("meteorology", MeteorologyNames, data.MeteorologyNames);
        RequireNames("geography", GeographyNames, data.Geography.Names);
        if (targets is not null) data.Require(targets, HistoryHours);
    }

    private static void RequireNames(string what, ImmutableArray<string> expected, ImmutableArray<string> found)
    {
        if (!expected.SequenceEqual(found))
            throw new SchemaMismatchException(new Fault($"The network was trained with other fields of {what}.", Expected:
                string.Join(", ", expected), Found: string.Join(", ", found), Remedy: "Give the same fields, or train again."));
    }

    private SurrogateNetwork Build()
    {
        SurrogateShape shape = new(AtmosphericSpecies.Emitted.Length + MeteorologyNames.Length + 2, GeographyNames.Length,
            MeteorologyNames.Count(name => name.StartsWith("WindEast", StringComparison.Ordinal)));
        SurrogateNetwork network = StoredNetwork.Filled(
            SurrogateNetwork.Make(Estimator.Network, shape, new RandomSource(0)), _weights, Weights);
        foreach (Tensor parameter in network.Parameters()) Freeze(parameter);
        return network;
    }

    // Gradients are wanted of inputs only.
    private static void Freeze(Tensor parameter) => parameter.RequiresGradient = false;

    /// <summary>What the description of a stored model must have.</summary>
    private sealed record Description(SurrogateEstimator Options, ImmutableArray<string> Meteorology, ImmutableArray<string> Geography,
        SurrogateCells? Cells = null);
}
