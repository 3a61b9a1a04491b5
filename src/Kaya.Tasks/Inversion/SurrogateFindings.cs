using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Kaya.Figures;
using Kaya.Geo;
using Kaya.Inversion;

namespace Kaya.Tasks;

/// <summary>What the evaluation of a network has found: errors, gradients and speed, for each part of the hours and cells.</summary>
internal sealed class SurrogateFindings(TrainedSurrogate trained, TaskSession session)
{
    private static readonly ImmutableArray<(Pollutant Pollutant, EmittedSpecies Species)> s_direct =
        [(Pollutant.No2, EmittedSpecies.Nox), (Pollutant.So2, EmittedSpecies.So2), (Pollutant.Pm25, EmittedSpecies.Pm25)];

    private readonly List<(string Part, IReadOnlyList<SurrogateScore> Scores)> _errors = [];
    private readonly List<(string Part, GradientComparison ByEmission, GradientComparison ByFactor, int Number)> _gradients = [];
    private readonly List<string> _remarks = [];
    private readonly List<(string File, string Caption, Action<string> Draw)> _maps = [];
    private double _networkSeconds, _modelSeconds, _hours;

    private DataOrigin? _origin;

    /// <summary>Evaluates on the test hours of some periods: all cells, or those that were seen in training and those that were not.
    /// </summary>
    public void Add(string part, SurrogateTrainOptions options, int gradients, StationOptions station)
    {
        // Only the prior: perturbed runs are for learning.
        using SurrogateCase given = SurrogateCase.Load(options, session.Context, runs: 0, station);
        SurrogateSplit split = options.ToEstimator().Split;
        _origin ??= given.Origin;
        if (_remarks.Count == 0) _remarks.AddRange([.. SurrogateReport.PeriodLines(given), .. given.Remarks]);
        bool[]? seen = split.SeenCells(given.Data.Grid);
        foreach ((string name, bool[]? cells) in seen is null ? [(part, null)]
            : new (string, bool[]?)[] { ($"{part}, cells seen", seen), ($"{part}, unseen quarter", [.. seen.Select(one => !one)]) })
        {
            _errors.Add((name, SurrogateEvaluation.Of(trained.Model, given.Data, given.Stations, session.Context,
                new EvaluationScope { Cells = cells, Split = split })));
            (int Row, int Column)[] stations =
                [.. given.Stations.Where(cell => cells?[(cell.Row * given.Data.Grid.Columns) + cell.Column] ?? true)];
            if (gradients > 0) AddGradients(name, given, new GradientSample(stations, gradients, split));
        }

        AddSpeed(given);
    }

    public IReadOnlyList<ResultTable> Tables() => [.. _errors.Select((one, i) => SurrogateTables.Errors(one.Scores,
        i == 0 ? "errors" : string.Create(CultureInfo.InvariantCulture, $"errors-{i + 1}"), one.Part)), Gradients()];

    /// <summary>Median correlation of the gradients of the network and the adjoint.</summary>
    public ResultTable Gradients() => new("gradients",
    [
        new("hours and cells"), new("concentration"), new("emission"),
        new("correlation", Unit.One, 3,
            "median over stations and hours, of derivatives by the emissions of all cells and hours of the window"),
        new("correlation by factors", Unit.One, 3, "the same for derivatives by factors on the emissions that all hours share"),
        new("size", Unit.One, 3, "median of the network's derivative projected on the adjoint's: 1 where it is as large"),
        new("station-hours", Decimals: 0),
    ],
    from one in _gradients
    from pollutant in AtmosphericSpecies.Pollutants
    from species in AtmosphericSpecies.Emitted
    select (IReadOnlyList<object?>)[one.Part, pollutant.Symbol(), species.Symbol(), one.ByEmission.MedianCorrelation(pollutant, species),
        one.ByFactor.MedianCorrelation(pollutant, species), one.ByEmission.MedianSlope(pollutant, species), one.Number],
        "Gradient of the network beside the adjoint's");

    public IReadOnlyList<string> Lines() =>
    [
        .. _errors.Select(one => $"{one.Part}: {SurrogateTables.Sentence(one.Scores, trained.Model.Estimator.Name)}"),
        .. _gradients.Select(one => $"{one.Part}, median correlation of gradients at {one.Number} stations and hours: "
            + string.Join(", ", s_direct.Select(pair => string.Create(CultureInfo.InvariantCulture,
                $"{pair.Species.Symbol()} to {pair.Pollutant.Symbol()} "
                    + $"{one.ByEmission.MedianCorrelation(pair.Pollutant, pair.Species):0.00}"))) + "."),
        Speed, .. _remarks,
    ];

    public void Record(ActiveRun run)
    {
        foreach ((string part, IReadOnlyList<SurrogateScore> scores) in _errors.Take(1)) SurrogateTables.Record(scores, run);
        foreach ((_, GradientComparison comparison, _, _) in _gradients.Take(1))
            foreach ((Pollutant pollutant, EmittedSpecies species) in s_direct)
                run.SetMetric($"gradient/{species.Symbol()}-{pollutant.Symbol()}", comparison.MedianCorrelation(pollutant, species));
        run.SetMetric("network hours per second", _hours / _networkSeconds);
        run.SetMetric("transport model hours per second", _hours / _modelSeconds);
        foreach (string line in _remarks) run.Log(line);
    }

    public void Draw(ActiveRun run)
    {
        foreach ((string file, _, Action<string> draw) in _maps) draw(run.OutputPath(file));
    }

    public ReportBuilder Report(ActiveRun run)
    {
        ReportBuilder page = new($"{trained.Model.Estimator.Name} beside its transport model", _origin!.Label) { Data = _origin };
        page.Fact("window", string.Create(CultureInfo.InvariantCulture, $"{trained.Model.HistoryHours} hours"))
            .Fact("numbers learnt", string.Create(CultureInfo.InvariantCulture, $"{trained.Model.ParameterCount:N0}"));
        page.Section("Errors on test hours").Paragraph(SurrogateReport.ErrorNote)
            .Chart(SurrogateReport.Errors(_errors[0].Scores, _origin));
        foreach (ResultTable table in Tables().SkipLast(1)) page.Table(table);
        if (_gradients.Count > 0)
        {
            page.Section("Gradient beside the adjoint's").Paragraph("How a concentration at a station answers to the emissions of every "
                + "cell, hour and species of its window. An inversion follows this gradient, so a network with small errors but another "
                + "gradient leads it astray. The concentrations before the window are fixed, in the network and in the adjoint.")
                .Table(Gradients(), new TableStyle { Heat = ["correlation"] });
            foreach ((string file, string caption, _) in _maps) page.Picture(run.OutputPath(file), caption);
        }

        page.Section("Speed").Paragraph(Speed);
        page.Section("Data, assumptions and what is left out").Bullets(_remarks);
        page.Callout(CalloutKind.Warning, "Limits of the network", SurrogateReport.Limits);
        return page;
    }

    private string Speed => string.Create(CultureInfo.InvariantCulture,
        $"Speed here: the network {_hours / _networkSeconds:0.0} hours a second, "
        + $"the transport model {_hours / _modelSeconds:0.0} (both from fields in memory); "
        + $"a month of 720 hours: {720 * _networkSeconds / _hours:0.0} s and {720 * _modelSeconds / _hours:0.0} s.");

    // Each concentration for itself, by emissions and by factors.
    private void AddGradients(string part, SurrogateCase given, GradientSample sample)
    {
        TransportSensitivity[] transport = [.. given.Atmospheres.Select(one =>
            new TransportSensitivity(new EmbeddedTransportModel(one.Options), one.Inputs))];
        GradientComparison byEmission = GradientComparison.Empty, byFactor = GradientComparison.Empty;
        int number = 0;
        foreach (GradientPair pair in GradientEvaluation.Of(trained.Model, given.Data, transport, sample, session.Context))
        {
            byEmission = byEmission.With(pair.Target.Pollutant, pair.Network.Span, pair.Adjoint.Span,
                trained.Model.HistoryHours);
            (float[] network, float[] adjoint) = GradientEvaluation.ByFactors(given.Data, pair);
            byFactor = byFactor.With(pair.Target.Pollutant, network, adjoint, hours: 1);
            if (++number == 2 && _maps.Count == 0) AddMaps(given, pair);
        }

        _gradients.Add((part, byEmission, byFactor, number / AtmosphericSpecies.Pollutants.Length));
    }

    // SO2 is the second pollutant: the sum over the hours of the window. One scale for both maps, so that they can be compared.
    private void AddMaps(SurrogateCase given, GradientPair pair)
    {
        Grid grid = given.Data.Grid.Horizontal;
        int cells = grid.Rows * grid.Columns, size = AtmosphericSpecies.Emitted.Length * cells;
        double[] Sum(ReadOnlyMemory<float> gradient)
        {
            double[] sum = new double[cells];
            for (int at = 0; at < gradient.Length; at++)
                if (at % size / cells == (int)EmittedSpecies.So2) sum[at % cells] += gradient.Span[at];
            return sum;
        }

        double[] adjoint = Sum(pair.Adjoint), network = Sum(pair.Network);
        double most = adjoint.Concat(network).Select(Math.Abs).OrderDescending().ElementAt(cells / 100);
        (double x, double y) = grid.Affine.Apply(pair.Target.Column + 0.5, pair.Target.Row + 0.5);
        foreach ((string who, double[] sum) in new[] { ("adjoint", adjoint), ("network", network) })
        {
            IntensiveRaster map = IntensiveRaster.Of(grid, Unit.Parse("ppb s kg-1"), sum, "SO2 at the station by SO2 emissions");
            MapOptions options = new()
            {
                Title = $"SO2 at a station by SO2 emissions of the hours before: {who}", Width = 600,
                IsSample = given.Origin.IsSample, Outlines = given.Atmospheres[0].Outlines, Points = [new MapPoint(x, y)],
                IsDiverging = true, Lowest = -most, Highest = most, Logarithmic = false,
            };
            _maps.Add(($"gradient-{who}.png", "How SO2 of one station (the dot) and hour answers to SO2 emissions of the "
                + $"{trained.Model.HistoryHours} hours before, by the {who}: ppb for a kg s-1 more in a cell.",
                path => MapPicture.Write(path, map, 0, options)));
        }
    }

    private void AddSpeed(SurrogateCase given)
    {
        if (_hours > 0) return;
        int hours = Math.Min(24, given.Data.HoursOf(0) - trained.Model.HistoryHours);
        float[] room = new float[hours * AtmosphericSpecies.Pollutants.Length * given.Data.Grid.Rows * given.Data.Grid.Columns];
        HourStretch some = new(0, 0, trained.Model.HistoryHours, hours);
        TransportInputs inputs = given.Atmospheres[0].Inputs;
        // Both from memory: making the sample's weather, or reading files, is the work of neither.
        HourRange first = new(inputs.Meteorology.Start, hours);
        TransportInputs kept = new(inputs.Meteorology.InMemory(first), inputs.Emissions.InMemory(first))
            { OtherEmissions = inputs.OtherEmissions?.InMemory(first) };
        EmbeddedTransportModel transport = new(given.Atmospheres[0].Options);
        FitContext quiet = session.Context with { Progress = null, CheckpointFolder = null };
        _networkSeconds = Seconds(() => trained.Model.Predict(given.Data, some, room, session.Cancellation));
        _modelSeconds = Seconds(() => transport.Run(kept, quiet));
        _hours = hours;
    }

    // The faster of two, after one to warm up.
    private static double Seconds(Action work)
    {
        work();
        return Enumerable.Range(0, 2).Min(_ =>
        {
            long before = Stopwatch.GetTimestamp();
            work();
            return Stopwatch.GetElapsedTime(before).TotalSeconds;
        });
    }
}
