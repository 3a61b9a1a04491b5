using System.Collections.Immutable;
using System.Globalization;
using Kaya.Figures;
using Kaya.Inversion;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>What a network learns from and is judged by: runs of the embedded transport model with the prior and perturbed emissions.
/// </summary>
internal sealed class SurrogateCase : IDisposable
{
    /// <summary>Stage of progress.</summary>
    public const string Transport = "transport runs";
    private const long MostKeptBytes = 1L << 29;

    private readonly List<AtmosphereCase> _atmospheres;

    private SurrogateCase(List<AtmosphereCase> atmospheres, SurrogateData data, IReadOnlyList<(int Row, int Column)> stations) =>
        (_atmospheres, Data, Stations) = (atmospheres, data, stations);

    /// <summary>Hours of all runs.</summary>
    public SurrogateData Data { get; }

    /// <summary>Cells with stations, each once.</summary>
    public IReadOnlyList<(int Row, int Column)> Stations { get; }

    /// <summary>Emissions and weather of each period.</summary>
    public IReadOnlyList<AtmosphereCase> Atmospheres => _atmospheres;

    public DataOrigin Origin => _atmospheres[0].Origin;

    /// <summary>What cells with stations are.</summary>
    public required string StationRemark { get; init; }

    /// <summary>What was assumed or left out, one sentence each.</summary>
    public IEnumerable<string> Remarks => _atmospheres[0].Species.Concat(_atmospheres[0].Assumptions).Append(StationRemark)
        .Where(line => line.Length > 0);

    /// <summary>Runs the transport model for all periods.</summary>
    /// <param name="options">Which emissions, weather and hours.</param>
    /// <param name="context">Random numbers of the perturbations, progress, cancellation.</param>
    /// <param name="runs">Runs with perturbed emissions besides the prior.</param>
    /// <param name="stations">Where stations are; without a file those of the sample, or cells with large emissions.</param>
    /// <param name="withAir">Whether the runs tell what is in the air, too.</param>
    public static SurrogateCase Load(SurrogateTrainOptions options, FitContext context, int runs, StationOptions? stations = null,
        bool withAir = false)
    {
        List<AtmosphereCase> atmospheres = [];
        try
        {
            foreach (SurrogateTrainOptions period in Periods(options))
                atmospheres.Add(AtmosphereCase.Load(period, atmospheres.FirstOrDefault()?.Sample));
            StaticFields geography = EmissionHeights.Of(atmospheres[0].Inputs.Emissions);
            RunCounter counter = new(context, atmospheres.Count * (runs + 1));
            SurrogateData data = SurrogateData.Create(geography,
                [.. atmospheres.Select(one => Period(one, options, new PerturbedRuns(context, runs, counter, withAir)))],
                cancellation: context.Cancellation);
            (IReadOnlyList<(int, int)> cells, string remark) = stations?.File is null ? StationsOf(atmospheres[0])
                : StationSites.CellsOf(stations, atmospheres[0].Inputs.Meteorology.Grid);
            return new SurrogateCase(atmospheres, data, cells) { StationRemark = remark };
        }
        catch
        {
            atmospheres.ForEach(one => one.Dispose());
            throw;
        }
    }

    public void Dispose()
    {
        Data.Dispose();
        _atmospheres.ForEach(one => one.Dispose());
    }

    // A month begins after its spin-up.
    internal static IReadOnlyList<SurrogateTrainOptions> Periods(SurrogateTrainOptions options)
    {
        IReadOnlyList<UtcMonth> months = options.Months ?? [];
        if (months.Count == 0 && options is { IsSample: true, First: null, Hours: null })
            months = [new UtcMonth(SampleAtmosphere.Months[0])];
        if (months.Count == 0) return [options];
        if (options.First is not null || options.Hours is not null)
            throw new DataFormatException(new Fault("Months and single hours are both given.", new SourceLocation(Variable: "--months"),
                "--months, or --first and --hours", "both", "Leave one of them out."));
        return [.. months.Select(month => options with
        {
            First = new UtcHour(month.Start.AddHours(-options.SpinUp)),
            Hours = options.SpinUp + (24 * Math.Min(options.TrainDays + options.TestDays,
                DateTime.DaysInMonth(month.Start.Year, month.Start.Month))),
        })];
    }

    // All hours in memory where they are not too many, else the fields themselves.
    private static IHourlyFields<TVariable> Kept<TVariable>(IHourlyFields<TVariable> fields)
        where TVariable : struct, Enum => fields.BytesOf() <= MostKeptBytes ? fields.InMemory() : fields;

    private static SurrogatePeriod Period(AtmosphereCase atmosphere, SurrogateTrainOptions options, PerturbedRuns runs)
    {
        // Every run reads the same weather and other emissions.
        TransportInputs inputs = runs.Count == 0 ? atmosphere.Inputs : atmosphere.Inputs with
        {
            Meteorology = Kept(atmosphere.Inputs.Meteorology),
            OtherEmissions = atmosphere.Inputs.OtherEmissions is { } natural ? Kept(natural) : null,
        };
        EmissionPerturbation perturbation = new(options.RegionPerturbation, options.RegionPerturbation, options.CellPerturbation);
        HourRange hours = new(inputs.Meteorology.Start, inputs.Meteorology.Hours);
        SurrogateRun Run(string name, EmissionPerturbation how)
        {
            // Emission files may begin earlier and end later than the weather.
            IHourlyFields<EmittedSpecies> emissions = new PerturbedEmissions(
                new SelectedHours<EmittedSpecies>(inputs.Emissions, hours), how,
                runs.Context.Random.Derive(name));
            RunByHour byHour = new(
                new EmbeddedTransportModel(atmosphere.Options), inputs with { Emissions = emissions }, runs.Counter, runs.WithAir);
            return new SurrogateRun(name, emissions, byHour.Surface) { Air = byHour.Air };
        }

        return new SurrogatePeriod(inputs.Meteorology, [Run("prior", EmissionPerturbation.None), .. Enumerable.Range(1, runs.Count)
            .Select(i => Run(string.Create(CultureInfo.InvariantCulture, $"perturbed {i}"), perturbation))])
        {
            SpinUpHours = options.SpinUp,
            OtherEmissions = inputs.OtherEmissions is { } other
                ? new SelectedHours<EmittedSpecies>(other, hours) : null,
        };
    }

    private static (IReadOnlyList<(int Row, int Column)> Cells, string Remark) StationsOf(AtmosphereCase given)
    {
        if (given.Sample is { } sample)
        {
            (int, int)[] sites = [.. sample.Stations.Select(station => (station.Row, station.Column)).Distinct()];
            return (sites, string.Create(CultureInfo.InvariantCulture,
                $"Station cells: the {sites.Length} cells with monitoring sites of the sample country."));
        }

        TransportGrid grid = given.Inputs.Meteorology.Grid;
        int cells = grid.Rows * grid.Columns, number = Math.Clamp((int)Math.Round(0.0145 * cells), 1, cells);
        double[] sums = new double[cells];
        given.Inputs.Emissions.AddColumns(EmittedSpecies.Nox, 0, sums);
        return ([.. Enumerable.Range(0, cells).OrderByDescending(cell => sums[cell]).Take(number)
            .Select(cell => (cell / grid.Columns, cell % grid.Columns))], string.Create(CultureInfo.InvariantCulture,
            $"Station cells: no stations are given, so the {number} cells with the largest NOx emissions of the first hour stand for "
                + $"them ('surrogate evaluate --station.file' names some)."));
    }

    private sealed record PerturbedRuns(FitContext Context, int Count, RunCounter Counter, bool WithAir);
}

/// <summary>Which part of the emissions of a cell goes into layers above the lowest: what the sum over layers does not tell.</summary>
internal static class EmissionHeights
{
    private const int MostHours = 24;

    public static StaticFields Of(IHourlyFields<EmittedSpecies> emissions)
    {
        EmittedSpecies[] high = [.. AtmosphericSpecies.Emitted.Where(one => emissions.Has(one) && emissions.LayersOf(one) > 1)];
        int cells = emissions.Grid.Rows * emissions.Grid.Columns;
        float[] shares = new float[high.Length * cells];
        for (int i = 0; i < high.Length; i++)
        {
            double[] all = new double[cells], lowest = new double[cells];
            for (int hour = 0; hour < Math.Min(MostHours, emissions.Hours); hour++)
            {
                ReadOnlySpan<float> layers = emissions.AddColumns(high[i], hour, all).Span;
                for (int cell = 0; cell < cells; cell++) lowest[cell] += layers[cell];
            }

            for (int cell = 0; cell < cells; cell++)
                shares[(i * cells) + cell] = all[cell] > 0 ? (float)((all[cell] - lowest[cell]) / all[cell]) : 0;
        }

        return new StaticFields(emissions.Grid, [.. high.Select(one => $"part of {one.Symbol()} emitted above the lowest layer")], shares);
    }
}

/// <summary>A transport run that is made hour by hour as it is read, and of which only the hour that was read last is kept.</summary>
internal sealed class RunByHour(EmbeddedTransportModel model, TransportInputs inputs, RunCounter counter, bool withAir = false)
{
    private readonly TransportGrid _grid = inputs.Meteorology.Grid;
    private IEnumerator<TransportHour>? _hours;
    private TransportHour? _last;
    private int _next;

    /// <summary>Means of each hour at the ground.</summary>
    public IHourlyFields<Pollutant> Surface => new Fields<Pollutant>(this, one => true, 1, (one, hour) => (hour.Surface, (int)one));

    /// <summary>What is in the air at the end of each hour; null where it is not asked for.</summary>
    public IHourlyFields<TransportedSpecies>? Air => !withAir ? null : new Fields<TransportedSpecies>(this, model.Species.Contains,
        _grid.Layers, (one, hour) => (hour.Air, model.Species.IndexOf(one)));

    private DateTimeOffset Start => inputs.Meteorology.Start;

    private int Count => inputs.Meteorology.Hours;

    private TransportHour At(int hour)
    {
        if (hour == _next - 1) return _last!;
        if (_hours is null || hour < _next) (_hours, _next) = (model.Hours(inputs, counter.Next(), withAir).GetEnumerator(), 0);
        for (; _next <= hour; _next++) _hours.MoveNext();
        _last = _hours.Current;
        // A finished run needs much more room than its last hour.
        if (_next == Count) _hours = null;
        return _last;
    }

    private sealed class Fields<TVariable>(RunByHour run, Func<TVariable, bool> has, int layers,
        Func<TVariable, TransportHour, (ReadOnlyMemory<float> Values, int Place)> values) : IHourlyFields<TVariable>
        where TVariable : struct, Enum
    {
        public TransportGrid Grid => run._grid;

        public DateTimeOffset Start => run.Start;

        public int Hours => run.Count;

        public bool Has(TVariable variable) => has(variable);

        public int LayersOf(TVariable variable) => layers;

        public void Read(TVariable variable, int hour, Span<float> to)
        {
            (ReadOnlyMemory<float> all, int place) = values(variable, run.At(hour));
            all.Span.Slice(place * to.Length, to.Length).CopyTo(to);
        }
    }
}

/// <summary>Progress of several transport runs as one stage.</summary>
internal sealed class RunCounter(FitContext context, int runs)
{
    private int _begun;

    public FitContext Next()
    {
        int number = _begun++;
        return context with
        {
            CheckpointFolder = null, Progress = context.Progress is null ? null : new Shared(context.Progress, number, runs),
        };
    }

    private sealed class Shared(IProgress<WorkProgress> progress, int number, int runs) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => progress.Report(new WorkProgress(SurrogateCase.Transport,
            (number * (value.Total ?? 1)) + value.Done, runs * (value.Total ?? 1)));
    }
}
