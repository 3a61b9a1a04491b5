using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>Factors that a search has found.</summary>
/// <param name="Result">The factors and the steps.</param>
/// <param name="Information">What the stations inform, by the model of the search.</param>
/// <param name="Predicted">Concentrations at all points with the factors, by the model of the search.</param>
/// <param name="DirectionSeconds">Time for what the stations inform.</param>
/// <param name="StepSeconds">Time for the steps.</param>
internal sealed record FoundFactors(UpdateResult Result, InformationContent Information, ReadOnlyMemory<double> Predicted,
    double DirectionSeconds, double StepSeconds);

/// <summary>Finds correction factors through the transport model or through a network, by the loss that the options name.</summary>
internal sealed class FactorSearch : IDisposable
{
    private const int HoursOfPart = 24;
    private readonly InversionRunOptions _options;
    private readonly InversionProblem _problem;
    private readonly FitContext _context;
    private readonly TrainedSurrogate? _trained;
    private readonly RunCounter? _runs;
    private SurrogateData? _data;

    private FactorSearch(InversionRunOptions options, InversionProblem problem, FitContext context, TrainedSurrogate? trained)
    {
        (_options, _problem, _context, _trained) = (options, problem, context, trained);
        Reruns = trained is null || options.RerunEvery is not { } every ? 0 : (options.MostSteps - 1) / every;
        if (trained is null)
        {
            Forward = problem.Update.Model;
            return;
        }

        _runs = new RunCounter(context, 1 + Reruns);
        Forward = ThroughNetwork(CorrectionFactors.Ones(problem.Layout));
    }

    /// <summary>From factors to concentrations, as the search sees it now.</summary>
    public IForwardModel Forward { get; private set; }

    /// <summary>Whether it goes through a network.</summary>
    public bool IsNetwork => _trained is not null;

    /// <summary>What the search goes through, for tables.</summary>
    public string Model => IsNetwork ? "network" : "transport model";

    /// <summary>Runs of the transport model between steps.</summary>
    public int Reruns { get; }

    /// <summary>Marks the factors that stay at the prior; empty where all are updated, and before they are found.</summary>
    public ImmutableArray<bool> Held { get; private set; } = [];

    /// <summary>Errors of observations that a first update has shown; empty where the assumed ones were taken.</summary>
    public ImmutableArray<ObservationErrorEstimate> Errors { get; private set; } = [];

    /// <summary>What predicts the concentrations, what is minimised and what is held, one sentence each.</summary>
    public ImmutableArray<string> Remarks => [.. Through(), .. Minimised(), .. Estimated(), .. Kept()];

    /// <param name="options">Model, loss, steps.</param>
    /// <param name="problem">Stations, factors, errors.</param>
    /// <param name="context">Progress, cancellation, checkpoints.</param>
    /// <param name="known">A network that need not be read.</param>
    /// <exception cref="GridMismatchException">The network is of other cells.</exception>
    /// <exception cref="SchemaMismatchException">The network is of other weather or geography, or does not say of which cells.</exception>
    /// <exception cref="DataFormatException">The spin-up is shorter than what the network looks back.</exception>
    /// <exception cref="DataNotFoundException">The emissions lack a species that the network needs.</exception>
    public static FactorSearch Begin(
        InversionRunOptions options, InversionProblem problem, FitContext context, TrainedSurrogate? known = null)
    {
        TrainedSurrogate? trained = options.Model == UpdateModel.Network ? known ?? TrainedSurrogate.Load(options.Network) : null;
        if (trained is not null) Require(trained, problem);
        return new FactorSearch(options, problem, context, trained);
    }

    public void Dispose() => _data?.Dispose();

    /// <summary>Times of the model of the search, from one part of the hours.</summary>
    public InversionCost Measure() => _trained is null ? InversionCost.Measure(_problem.Given, _context) : InversionCost.Measure(Forward);

    public FoundFactors Find()
    {
        EmissionUpdateOptions likelihood = _problem.Update.Options;
        Stopwatch clock = Stopwatch.StartNew();
        if (_options.EstimateErrors) likelihood = WithEstimatedErrors(likelihood);
        EmissionUpdate update = _problem.With(Forward, likelihood);
        InformationContent information = InformationContent.Of(update, _options.Directions, _context.Derive("directions"));
        double directions = clock.Elapsed.TotalSeconds;
        Held = _options.HoldBelow > 0 ? [.. information.Informed(_options.HoldBelow).Select(isInformed => !isInformed)] : [];
        EmissionUpdateOptions steps = _options.StepsOf(likelihood with { Constraints = likelihood.Constraints with { Held = Held } });
        UpdateResult? result = null;
        for (int round = 0; round <= Reruns; round++)
        {
            if (result is not null) Forward = ThroughNetwork(result.Factors);
            update = _problem.With(Forward, steps with
            {
                Iterations = round == Reruns ? steps.Iterations : (round + 1) * _options.RerunEvery!.Value,
            });
            result = update.Run(_context.Derive(round == 0 ? "update"
                : string.Create(CultureInfo.InvariantCulture, $"update-{round + 1}")), information, result);
        }

        return new FoundFactors(result!, information, update.Predict(result!.Factors), directions,
            clock.Elapsed.TotalSeconds - directions);
    }

    // A first update by the assumed errors shows how large they are.
    private EmissionUpdateOptions WithEstimatedErrors(EmissionUpdateOptions likelihood)
    {
        FitContext context = _context.Derive("first") with { Progress = _context.Progress is { } shown ? new FirstUpdate(shown) : null };
        Errors = ObservationErrors.OfFirstUpdate(_problem.With(Forward, likelihood), _options.Directions, context);
        return likelihood with { Loss = likelihood.Loss.With(Errors) };
    }

    private static void Require(TrainedSurrogate trained, InversionProblem problem)
    {
        SurrogateCells cells = trained.Model.Cells ?? throw new SchemaMismatchException(new Fault(
            "The network does not say which cells it has learnt on.", new SourceLocation(trained.Folder),
            "cells and layers of the training",
            "none", "Train it again with 'surrogate train'."));
        cells.Require(problem.Given.Grid);
        int history = trained.Model.HistoryHours;
        if (problem.SpinUp < history)
            throw new DataFormatException(new Fault("The network looks back further than the spin-up reaches.",
                new SourceLocation(Variable: "--spin-up"), string.Create(CultureInfo.InvariantCulture, $"at least {history} hours"),
                string.Create(CultureInfo.InvariantCulture, $"{problem.SpinUp}"),
                "Give a longer --spin-up, with more --hours, or a network with a shorter --network.history."));
        EmittedSpecies[] missing = [.. AtmosphericSpecies.Emitted.Where(one => !problem.Given.Inputs.Emissions.Has(one))];
        if (missing.Length > 0)
            throw new DataNotFoundException(new Fault("The emissions lack species that the network has learnt with.",
                new SourceLocation(Variable: "--emissions"), string.Join(", ", AtmosphericSpecies.Emitted.Select(one => one.Symbol())),
                $"no {string.Join(", ", missing.Select(one => one.Symbol()))}",
                "Add the species to the files, with zeros where there is nothing of them, or update through the transport model."));
    }

    // The concentrations that windows start from are those of the transport model with these factors.
    private NetworkForwardModel ThroughNetwork(CorrectionFactors factors)
    {
        _data?.Dispose();
        TransportInputs inputs = _problem.Given.Inputs;
        HourRange hours = _problem.Given.Hours;
        IHourlyFields<Pollutant> transported = new RunByHour(
            new EmbeddedTransportModel(_problem.Given.Transport), inputs with { Factors = factors }, _runs!).Surface;
        SurrogateRun run = new("prior", new SelectedHours<EmittedSpecies>(inputs.Emissions, hours), transported);
        _data = SurrogateData.Create(EmissionHeights.Of(inputs.Emissions), [new SurrogatePeriod(inputs.Meteorology, [run])
        {
            SpinUpHours = _problem.SpinUp,
            OtherEmissions = inputs.OtherEmissions is { } other ? new SelectedHours<EmittedSpecies>(other, hours) : null,
        }], cancellation: _context.Cancellation);
        try
        {
            return new NetworkForwardModel(_trained!.Model, _data, _problem.Layout,
                _problem.InParts(_options.RollOut ? hours.Hours : HoursOfPart), new NetworkForwardOptions(Rolls: _options.RollOut));
        }
        catch
        {
            _data.Dispose();
            throw;
        }
    }

    private IEnumerable<string> Through()
    {
        if (_trained is null)
        {
            yield return "The update went through the transport model and its adjoint.";
            yield break;
        }

        int history = _trained.Model.HistoryHours;
        string learnt = _trained.Options is { } training ? training.IsSample ? "the sample atmosphere"
            : string.Join(", ", training.Emissions!)
            : "data that its folder does not name";
        yield return string.Create(CultureInfo.InvariantCulture, $"The update went through a network, not the transport model: "
            + $"{_trained.Model.Estimator.Network.Kind} of {_trained.Model.ParameterCount} numbers, {history} hours of history, from "
            + $"{_trained.Folder}, which has learnt from {learnt}. Degrees of freedom and intervals are the network's too. "
            + $"Errors of the network are taken for errors of emissions, unless --observation-error covers them.");
        yield return _options.RollOut
            ? string.Create(CultureInfo.InvariantCulture, $"The network rolled out: {history} hours after the spin-up it starts from its "
                + $"own concentrations, so that emissions act on all later hours, and its errors add up.")
            : string.Create(CultureInfo.InvariantCulture, $"The concentrations {history} hours before, which the network starts from, did "
                + $"not answer to factors while steps were taken: emissions act on the {history} hours after them only.");
        yield return Reruns == 0 ? "They are those of the transport model with the prior, as in paper 003."
            : string.Create(CultureInfo.InvariantCulture, $"They are those of the transport model, run again {Reruns} times, after every "
                + $"{_options.RerunEvery} steps, with the factors found so far.");
    }

    private IEnumerable<string> Estimated()
    {
        if (!_options.EstimateErrors) yield break;
        string Of(ObservationErrorEstimate one) => string.Create(CultureInfo.InvariantCulture,
            $"{one.Pollutant.Symbol()} {one.Factor:0.00} times the assumed ({one.Hours:0.0} hours"
                + $" alike{(one.IsClipped ? "; at the limit of the method" : "")})");
        yield return Errors.IsEmpty ? "No pollutant has observations enough to estimate their errors: those that were assumed are used."
            : $"Errors of observations and of the model are those that a first update shows: {string.Join(", ", Errors.Select(Of))}. "
                + "Others stay as assumed. Errors that stations have in common are not seen, so intervals may be too narrow. The costs of "
                + "'inversion evaluate --compare' are by the assumed errors.";
    }

    private IEnumerable<string> Kept()
    {
        if (Held.IsEmpty) yield break;
        double Part(EmittedSpecies species)
        {
            double[] emissions = _problem.EmissionsOf(species);
            return 100 * emissions.Where((_, at) => Held[at]).Sum() / emissions.Sum();
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"Emissions whose variance the stations reduce by less than "
            + $"{100 * _options.HoldBelow:0} % stay at the prior (--hold-below): ") + string.Join(", ", _problem.Layout.Species.Select(
                species => string.Create(CultureInfo.InvariantCulture, $"{Part(species):0} % of {species.Symbol()}")))
            + ". Their intervals are those of the prior. What is wrong with them is blamed on the others. `error left` of regions is that "
            + "of an update of all.";
    }

    private IEnumerable<string> Minimised()
    {
        if (_options.Loss == UpdateLoss.Paper)
            yield return "Minimised was the mean absolute error over all observations, as in paper 003: no error of the prior keeps cells "
                + "without information in their place but that their derivative is 0. Intervals and what is informed are those of an "
                + "update by the likelihood, and do not belong to these factors.";
    }

    /// <summary>Progress of the first update, under names of its own.</summary>
    internal sealed class FirstUpdate(IProgress<WorkProgress> progress) : IProgress<WorkProgress>
    {
        public const string Prefix = "first update: ";

        public void Report(WorkProgress value) => progress.Report(value with { Stage = Prefix + value.Stage });
    }
}
