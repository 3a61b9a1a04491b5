using System.Collections.Immutable;
using System.Text.Json;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>The training of one network.</summary>
internal sealed class SurrogateTraining : ITrainingProblem, IDisposable
{
    private readonly SurrogateData _data;
    private readonly SurrogateEstimator _estimator;
    private readonly SurrogateNetwork _network;
    private readonly WindowBatches _batches;
    private readonly WindowInputs _validation;
    private readonly HourStretch[] _validationWindows;
    private readonly AirTeacher? _teacher;

    internal SurrogateTraining(SurrogateData data, SurrogateEstimator estimator, FitContext context)
    {
        (_data, _estimator) = (data, estimator);
        int history = estimator.Network.HistoryHours;
        HourRole[][] roles = [.. Enumerable.Range(0, data.PeriodCount).Select(period => estimator.Split.RolesOf(data, period, history))];
        _validationWindows = ValidationWindows(roles, history);
        if (roles.All(all => SurrogateSplit.Targets(all, HourRole.Training, estimator.TrainingHours).Count == 0))
            throw SurrogateSplit.TooFew("training", estimator.TrainingHours);
        Normalisation = SurrogateNormalisation.Of(data, roles, context.Cancellation, estimator.Split.SeenCells(data.Grid));
        _batches = new WindowBatches(data, estimator, Normalisation, roles, context.Random);
        _validation = new WindowInputs(data, Normalisation, history);
        SurrogateShape shape = new(SeriesReader.ChannelCount(data), data.Geography.Names.Length, data.Channels.WindLayers)
        {
            CellsPerHour = CellsPerHour(),
        };
        _network = SurrogateNetwork.Make(estimator.Network, shape, context.Random.Derive("network"));
        if (estimator.Training.LearnsFromAir)
        {
            _teacher = new AirTeacher(_network.Carried!, data, estimator.Training.AirWeight, context.Random.Derive("teacher"));
            Model = new Together(_network, _teacher);
        }
        else
        {
            Model = _network;
        }

        if (context.Device is { } device) Model.MoveTo(device);
    }

    internal SurrogateNormalisation Normalisation { get; }

    internal SurrogateNetwork Network => _network;

    /// <inheritdoc/>
    public Module Model { get; }

    /// <inheritdoc/>
    public int Members => 1;

    /// <inheritdoc/>
    public IBatchSource Batches => _batches;

    /// <summary>All steps, from the checkpoint of the context if there is one.</summary>
    internal TrainingReport Train(FitContext context)
    {
        SurrogateTrainingOptions options = _estimator.Training;
        using Optimiser optimiser = options.Optimiser == SurrogateOptimiser.Soap
            ? new Soap(Model, new SoapOptions(options.LearningRate, WeightDecay: options.WeightDecay))
            : new Adam(Model, new AdamOptions(options.LearningRate, WeightDecay: options.WeightDecay));
        optimiser.Clip = new GradientClip(options.LargestGradient);
        return new Trainer(this, optimiser, new TrainerOptions
        {
            Stage = $"train {_estimator.Name}",
            Steps = options.Steps,
            PartDone = steps => _estimator.TrainingSeconds(steps) / _estimator.TrainingSeconds(options.Steps),
            ValidateEvery = options.ValidateEvery,
            Patience = Math.Max(1, options.PatienceSteps / options.ValidateEvery),
            Schedule = () => options.FinalRate < 1 ? new CosineSchedule(options.Steps, 0, options.FinalRate) : Schedule.Constant,
            Precision = options.Precision,
            CheckpointPath = context.CheckpointFolder is { } folder ? Path.Combine(folder, "surrogate.safetensors") : null,
            CheckpointEvery = options.CheckpointEvery,
            Identity = new TrainingIdentity($"surrogate {JsonSerializer.Serialize(_estimator)}", _data.Digest),
        }).Run(context);
    }

    /// <inheritdoc/>
    /// <remarks>Equation 3 of the paper on concentrations in the unit of the loss, over the cells that count.</remarks>
    public Tensor Loss(TrainingStep step)
    {
        (SurrogateInput input, Tensor target, Tensor weights) = _batches.Of(step);
        if (_batches.IsTaught(step.Number)) return TaughtLoss(step, input, weights);
        return Error(_network.Forward(input), target, weights);
    }

    private Tensor TaughtLoss(TrainingStep step, SurrogateInput input, Tensor weights)
    {
        (Tensor air, Tensor concentrations) = _batches.TaughtOf(step);
        (Tensor given, Tensor error) = _teacher!.Follow(input, air, weights);
        return Error(given, concentrations, AirTeacher.Repeated(weights, air.Length(1) - 1)) + error;
    }

    private Tensor Error(Tensor given, Tensor target, Tensor weights)
    {
        Tensor loss = MeanError(InUnits(given), InUnits(target), weights);
        return _estimator.Training.DifferenceWeight > 0
            ? loss + (DifferenceLoss(given, target, weights) * _estimator.Training.DifferenceWeight) : loss;
    }

    /// <summary>Mean absolute error over the cells that count.</summary>
    /// <param name="given">[windows, fields, rows, columns].</param>
    /// <param name="target">The same shape.</param>
    /// <param name="weights">[windows, 1, rows, columns].</param>
    internal static Tensor MeanError(Tensor given, Tensor target, Tensor weights) =>
        ((given - target).Abs() * weights).Sum() / (weights.Sum() * given.Length(1));

    // Concentrations, which are divided by their spread, in the unit of the loss.
    private Tensor InUnits(Tensor values) =>
        _estimator.Training.LossUnit == LossUnit.Mean ? Normalisation.ConcentrationInMeans(values) : values;

    // Error of the difference of two runs as a part of its mean size, pollutant by pollutant. Windows of a pair follow each other.
    private static Tensor DifferenceLoss(Tensor given, Tensor target, Tensor weights)
    {
        Tensor known = Difference(target);
        Tensor both = weights.Slice(0, 0, step: 2);
        Tensor size = (known.Abs() * both).Sum([0, 2, 3]) + 1e-6;
        return (((Difference(given) - known).Abs() * both).Sum([0, 2, 3]) / size).Mean();
    }

    private static Tensor Difference(Tensor values) => values.Slice(0, 0, step: 2) - values.Slice(0, 1, step: 2);

    /// <inheritdoc/>
    public double[] Validate()
    {
        double sum = 0;
        bool[]? seen = _estimator.Split.SeenCells(_data.Grid);
        foreach (HourStretch window in _validationWindows)
        {
            using TensorScope scope = new();
            SurrogateInput input = _validation.Of(window);
            Tensor error = InUnits(_network.Forward(input) - _validation.Target(window)).Abs();
            if (seen is not null)
                error = error * Tensor.From([.. seen.Select(one => one ? (float)seen.Length / seen.Count(all => all) : 0)],
                    _data.Grid.Rows, _data.Grid.Columns);
            sum += error.Mean().Item();
        }

        return [sum / _validationWindows.Length];
    }

    public void Dispose() => Model.Dispose();

    private ImmutableArray<double> CellsPerHour()
    {
        const double KilometresPerHour = 3.6;
        SurrogateCells cells = SurrogateCells.Of(_data.Grid);
        // In degrees cells are narrower than along the equator.
        double middle = _data.Grid.Horizontal.Affine.Apply(0, _data.Grid.Rows / 2.0).Y;
        double width = cells.Width * (_data.Grid.Horizontal.Crs.IsGeographic ? Math.Cos(middle * (Math.PI / 180)) : 1);
        return [.. new[] { width, cells.Height }.SelectMany(size => Enumerable.Range(0, CarriedFields.Levels).Select(level =>
            Normalisation.Meteorology[2 * Math.Min(level, _data.Channels.WindLayers - 1)].Deviation * KilometresPerHour / size))];
    }

    // What a training changes: the network, and what is needed to teach it.
    private sealed class Together : Module
    {
        internal Together(Module network, Module teacher)
        {
            AddChild("network", network);
            AddChild("teacher", teacher);
        }
    }

    private HourStretch[] ValidationWindows(HourRole[][] roles, int history)
    {
        HourStretch[] all = [.. Enumerable.Range(0, roles.Length).SelectMany(period =>
            SurrogateSplit.Targets(roles[period], HourRole.Validation, history).SelectMany(hour =>
                Enumerable.Range(0, _data.RunsOf(period).Length).Select(run => new HourStretch(period, run, hour, 1))))];
        if (all.Length == 0) throw SurrogateSplit.TooFew("validation", history);
        int count = Math.Min(_estimator.Training.ValidationWindows, all.Length);
        return [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Length / count)])];
    }
}

/// <summary>Windows of the whole grid, as a network wants them. For use by one thread.</summary>
/// <param name="data">Hours of emissions, meteorology and concentrations.</param>
/// <param name="normalisation">What they are divided by.</param>
/// <param name="history">Hours of a window.</param>
/// <param name="together">Consecutive hours whose windows begin together, so that later ones have more hours.</param>
internal sealed class WindowInputs(SurrogateData data, SurrogateNormalisation normalisation, int history, int together = 1)
{
    private readonly SeriesReader _reader = new(data, normalisation);
    private readonly Crop _all = new(0, 0, data.Grid.Rows, data.Grid.Columns, Turn.None);

    /// <summary>One window for each hour of a stretch.</summary>
    internal SurrogateInput Of(HourStretch targets)
    {
        int hours = targets.Hours + history - 1, channels = SeriesReader.ChannelCount(data);
        float[] series = new float[(long)data.Cells * hours * channels];
        _reader.ReadSeries(targets with { FirstHour = targets.FirstHour - history + 1, Hours = hours }, _all, withEmissions: true, series);
        return Of(Tensor.From(series, data.Cells, hours, channels),
            Concentrations(targets with { FirstHour = targets.FirstHour - history }),
            Emissions(targets with { FirstHour = targets.FirstHour - history + 1, Hours = hours }));
    }

    /// <summary>The same from its parts.</summary>
    /// <param name="series">[cells, hours, channels] from the first hour of the first window on.</param>
    /// <param name="before">Concentrations as many hours before each target as a window has: [targets, pollutants, rows, columns].</param>
    /// <param name="emissions">Level by level, as <see cref="Emissions"/>.</param>
    internal SurrogateInput Of(Tensor series, Tensor before, Tensor emissions)
    {
        int count = (int)before.Length(0);
        int[] starts = [.. Enumerable.Range(0, count).Select(target => target / together * together)];
        Tensor previous = together == 1 ? before : Tensor.Cat(0, [.. starts.Select(start => before.Slice(0, start, start + 1))]);
        return new SurrogateInput(series, starts, previous, Geography())
        {
            Lasts = [.. Enumerable.Range(0, count).Select(target => target + history - 1)], Emissions = emissions,
        };
    }

    /// <summary>Emissions of a run level by level, divided by their means: [1, hours, levels x species, rows, columns].</summary>
    internal Tensor Emissions(HourStretch hours) => Levels(hours, 1);

    /// <summary>The same for emissions that are differentiated: each is divided over the levels as that of the first run is.</summary>
    /// <param name="emissions">[hours, species, rows, columns], kg s-1, added up over levels, without those that all runs share.</param>
    /// <param name="hours">Which hours.</param>
    internal Tensor EmissionsOf(Tensor emissions, HourStretch hours)
    {
        int above = CarriedFields.Levels - 1;
        float[] parts = new float[hours.Hours * above * data.EmissionLength];
        _reader.ReadHeights(hours, _all, parts);
        Tensor all = normalisation.ScaledEmission(emissions).Unsqueeze(1);
        Tensor high = all * Tensor.From(parts, hours.Hours, above, AtmosphericSpecies.Emitted.Length, data.Grid.Rows, data.Grid.Columns);
        Tensor levels = Tensor.Cat(1, all - high.Sum(1, keep: true), high);
        Tensor own = levels.Reshape(1, hours.Hours, -1, data.Grid.Rows, data.Grid.Columns);
        return data.OtherOf(hours.Period) is null ? own : own + Levels(hours, 0);
    }

    // Those of the run times a factor, and those that all runs share.
    private Tensor Levels(HourStretch hours, float factor)
    {
        float[] values = new float[hours.Hours * CarriedFields.Levels * data.EmissionLength];
        _reader.ReadEmissions(hours, _all, values, factor);
        return Tensor.From(values, 1, hours.Hours, CarriedFields.Levels * AtmosphericSpecies.Emitted.Length, data.Grid.Rows,
            data.Grid.Columns);
    }

    /// <summary>Emissions that all runs share, which no factor acts on: [hours, species, rows, columns], kg s-1.</summary>
    internal Tensor OtherEmissions(HourStretch hours)
    {
        float[] values = new float[hours.Hours * data.EmissionLength];
        data.ReadOtherEmissions(hours, values);
        return Tensor.From(values, hours.Hours, AtmosphericSpecies.Emitted.Length, data.Grid.Rows, data.Grid.Columns);
    }

    /// <summary>Meteorology and time of day of the windows of a stretch: [cells, hours, channels].</summary>
    internal Tensor Weather(HourStretch targets)
    {
        int hours = targets.Hours + history - 1, channels = SeriesReader.WeatherCount(data);
        float[] series = new float[(long)data.Cells * hours * channels];
        _reader.ReadSeries(targets with { FirstHour = targets.FirstHour - history + 1, Hours = hours }, _all, withEmissions: false, series);
        return Tensor.From(series, data.Cells, hours, channels);
    }

    internal Tensor Target(HourStretch targets) => Concentrations(targets);

    /// <summary>Standardised concentrations: [hours, pollutants, rows, columns].</summary>
    internal Tensor Concentrations(HourStretch stretch)
    {
        int pollutants = AtmosphericSpecies.Pollutants.Length;
        float[] values = new float[stretch.Hours * pollutants * data.Cells];
        for (int i = 0; i < stretch.Hours; i++)
            _reader.ReadConcentrations(stretch.Period, stretch.Run, stretch.FirstHour + i, _all,
                values.AsSpan(i * pollutants * data.Cells, pollutants * data.Cells));
        return Tensor.From(values, stretch.Hours, pollutants, data.Grid.Rows, data.Grid.Columns);
    }

    internal Tensor? Geography()
    {
        int fields = data.Geography.Names.Length;
        if (fields == 0) return null;
        float[] values = new float[fields * data.Cells];
        _reader.ReadGeography(_all, values);
        return Tensor.From(values, 1, fields, data.Grid.Rows, data.Grid.Columns);
    }
}
