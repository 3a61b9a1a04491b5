using System.Collections.Immutable;
using System.Globalization;
using Kaya.Figures;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inversion;
using Kaya.NetCdf;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Emissions and weather that a task starts from: the sample atmosphere or files.</summary>
internal sealed class AtmosphereCase : IDisposable
{
    public const int SampleHours = 48;
    private readonly List<IDisposable> _open;

    private AtmosphereCase(TransportInputs inputs, ComputeOptions options, List<IDisposable> open)
    {
        (Inputs, _open) = (inputs, open);
        Options = OptionsOn(inputs.Meteorology.Grid.Horizontal.Crs, options);
        if (Options.ToDegrees is IDisposable held) _open.Add(held);
    }

    /// <summary>What the model is given.</summary>
    public TransportInputs Inputs { get; }

    /// <summary>Settings of the model.</summary>
    public TransportOptions Options { get; }

    /// <summary>Origin of the data.</summary>
    public required DataOrigin Origin { get; init; }

    /// <summary>What became of the species of the files, one sentence each; empty for the sample atmosphere.</summary>
    public ImmutableArray<string> Species { get; private init; } = [];

    /// <summary>Boundaries drawn over the maps; null for none.</summary>
    public MapOutlines? Outlines { get; private init; }

    /// <summary>What was assumed or left out, one sentence each.</summary>
    public required ImmutableArray<string> Assumptions { get; init; }

    public static IReadOnlyList<TaskInput> Files(AtmosphereOptions options)
    {
        if (options.IsSample)
            return options.LayerTops is null && options.EmissionTops is null ? [] : throw Incomplete("no files");
        if (options.SampleCells is not null || options.SampleCellSize is not null)
            throw new DataFormatException(new Fault("Cells of the sample are named, and files are given.",
                new SourceLocation(Variable: options.SampleCells is null ? "--sample-cell-size" : "--sample-cells"),
                "the sample, or files with a grid of their own", "both", "Leave one of them out."));
        (IReadOnlyList<string>? Paths, string Flag, string Reader)[] mcip = [(options.Surface, "--surface", "METCRO2D"),
            (options.Volume, "--volume", "METCRO3D"), (options.Wind, "--wind", "METDOT3D")];
        (IReadOnlyList<string>? Paths, string Flag, string Reader) wrf = (options.Wrf, "--wrf", "WRF output"),
            emissions = (options.Emissions, "--emissions", "emission");
        bool isWrf = options.Wrf is { Count: > 0 };
        if (isWrf && mcip.FirstOrDefault(kind => kind.Paths is { Count: > 0 }) is { Flag: { } both })
            throw new DataFormatException(new Fault("The weather is given twice.", new SourceLocation(Variable: "--wrf"),
                "WRF output, or the three kinds of MCIP", $"--wrf and {both}", "Leave one of them out."));
        (IReadOnlyList<string>? Paths, string Flag, string Reader)[] needed = isWrf ? [wrf, emissions] : [.. mcip, emissions];
        if (needed.Any(kind => kind.Paths is not { Count: > 0 }))
            throw Incomplete(string.Join(", ", needed.Where(kind => kind.Paths is { Count: > 0 }).Select(kind => kind.Flag)
                .DefaultIfEmpty("none of them")));
        return [.. needed.Concat([(options.OtherEmissions, "--other-emissions", "emission"), (options.Initial, "--initial", "ICON"),
            (options.Boundary, "--boundary", "BCON")]).SelectMany(kind => (kind.Item1 ?? [])
            .Select((path, i) => new TaskInput(kind.Item2[2..].Replace('-', ' ') + (kind.Item1!.Count > 1 ? $" {i + 1}" : ""), path,
                kind.Item3)))];
    }

    /// <summary>The sample atmosphere, made in some seconds: for further cases of it; null for files.</summary>
    public SampleAtmosphere? Sample { get; private init; }

    public static AtmosphereCase Load(AtmosphereOptions options, SampleAtmosphere? made = null) =>
        options.IsSample ? OfSample(options, made ?? SampleAtmosphere.Create(options.SampleOf(new SampleAtmosphereOptions())))
            : OfFiles(options);

    /// <summary>Settings of the model on a grid, with the threads of the task; the caller disposes of their transformation.</summary>
    public static TransportOptions OptionsOn(CoordinateSystem crs, ComputeOptions options) => new()
    {
        Threads = options.Threads ?? Environment.ProcessorCount,
        ToDegrees = crs.Kind == CoordinateSystemKind.Projected ? GdalTransformation.Between(crs, CoordinateSystem.LongitudeLatitude) : null,
    };

    public void Dispose() => _open.ForEach(one => one.Dispose());

    private static AtmosphereCase OfSample(AtmosphereOptions options, SampleAtmosphere atmosphere)
    {
        DateTimeOffset start = options.First?.Instant ?? SampleAtmosphere.Months[0];
        int hours = options.Hours ?? SampleHours;
        TransportInputs inputs = new(atmosphere.Meteorology(start, hours), atmosphere.PriorEmissions(start, hours))
            { OtherEmissions = atmosphere.NaturalEmissions(start, hours) };
        ICoordinateTransformation toGrid = GdalTransformation.Between(atmosphere.Country.Zones.Crs, atmosphere.Grid.Horizontal.Crs);
        return new AtmosphereCase(inputs, options, toGrid is IDisposable held ? [held] : [])
        {
            Sample = atmosphere,
            Outlines = MapOutlines.Of(atmosphere.Country.Zones.Transform(toGrid)),
            Origin = new DataOrigin(SampleAtmosphere.Label, IsSample: true),
            Assumptions = ["The country, its weather and its emissions are made up: the concentrations are those of no real place.",
                "Emissions: the prior inventory of the sample, which differs from its true emissions, and those of plants and soils.",
                .. Air(inputs)],
        };
    }

    private static AtmosphereCase OfFiles(AtmosphereOptions options)
    {
        List<IDisposable> open = [];
        try
        {
            HourRange? range = options.First is { } first && options.Hours is { } hours ? new HourRange(first.Instant, hours) : null;
            MeteorologyFields weather = Weather(options, range, open);
            EmissionFileOptions reading = new()
            {
                FileLayerTops = Tops(options.EmissionTops, "--emission-tops"), Range = range,
                Areas = GdalCoordinateSystems.CellAreas, LayerEdges = weather.LayerEdges,
            };
            EmissionFields emissions = EmissionFields.Of(Open(options.Emissions!, open), weather.Grid, reading);
            EmissionFields? other = options.OtherEmissions is { Count: > 0 } more
                ? EmissionFields.Of(Open(more, open), weather.Grid, reading) : null;
            HourRange run = Common(options, weather, emissions, other);
            AirConcentrations? initial = options.Initial is { Count: > 0 } icon
                ? AirConcentrations.AtStart(Open(icon, open), weather, run) : null;
            AirConcentrations? around = options.Boundary is { Count: > 0 } bcon
                ? AirConcentrations.Around(Open(bcon, open), weather, run) : null;
            TransportInputs inputs = new(new SelectedHours<MeteorologyVariable>(weather, run), emissions)
                { OtherEmissions = other, Initial = initial, Around = around };
            return new AtmosphereCase(inputs, options, open)
            {
                Origin = new DataOrigin($"emissions of {Path.GetFileName(options.Emissions![0])}, weather of "
                    + Path.GetFileName((options.Wrf ?? options.Volume)![0]), IsSample: false),
                Species = [.. Lines(emissions, "Emissions"), .. other is null ? [] : Lines(other, "Other emissions"),
                    .. Lines(initial, "Air at the start"), .. Lines(around, "Air around the grid")],
                Assumptions = [.. Missing(emissions, other), .. Missing(weather),
                    options.LayerTops is null ? "The layers are those of the weather files: the mean of their tops over the cells at the "
                        + "first step stands for all cells and hours; --layer-tops merges them by mass instead." : "",
                    other is null ? "No other emissions, such as biogenic ones, are added." : "",
                    .. Air(inputs)],
            };
        }
        catch
        {
            open.ForEach(one => one.Dispose());
            throw;
        }
    }

    private static MeteorologyFields Weather(AtmosphereOptions options, HourRange? range, List<IDisposable> open)
    {
        MeteorologyFileOptions reading = new() { Stamp = options.MeteorologySteps, LayerTops = Tops(options.LayerTops, "--layer-tops"),
            Range = range };
        return options.Wrf is { Count: > 0 } wrf ? MeteorologyFields.OfWrf(Open(wrf, open), reading) : MeteorologyFields.OfMcip(
            new McipFiles(Open(options.Surface!, open), Open(options.Volume!, open), Open(options.Wind!, open)), reading);
    }

    private static FieldFile[] Open(IReadOnlyList<string> paths, List<IDisposable> open) => [.. paths.Select(path =>
    {
        NetCdfFields fields = Fields(path);
        open.Add(fields);
        return new FieldFile(path, fields) { RainBucket = fields.Attribute("BUCKET_MM") };
    })];

    // A model has one grid, which its files say: there is no option for it.
    private static NetCdfFields Fields(string path)
    {
        try
        {
            return NetCdfFields.Open(path);
        }
        catch (KayaException failure) when (failure.Fault.Option == "crs")
        {
            throw failure.With(failure.Fault with { Option = null,
                Remedy = "Give files with the grid attributes of the I/O API or of WRF, or with a CF grid mapping." });
        }
    }

    private static ImmutableArray<double> Tops(IReadOnlyList<double>? tops, string flag)
    {
        if (tops is null) return [];
        for (int k = 1; k < tops.Count; k++)
            if (tops[k] <= tops[k - 1])
                throw new DataFormatException(new Fault("Tops of layers do not rise.", new SourceLocation(Variable: flag),
                    "rising heights", string.Join(",", tops.Select(top => top.ToString(CultureInfo.InvariantCulture))),
                    "Give them from the ground upwards."));
        return [.. tops];
    }

    // The hours that all files have, or those that are asked for.
    private static HourRange Common(AtmosphereOptions options, MeteorologyFields weather, params EmissionFields?[] emissions)
    {
        DateTimeOffset start = weather.Start, end = weather.Start.AddHours(weather.Hours);
        foreach (EmissionFields one in emissions.OfType<EmissionFields>())
        {
            if (one.Start > start) start = one.Start;
            if (one.Start.AddHours(one.Hours) < end) end = one.Start.AddHours(one.Hours);
        }

        start = options.First?.Instant ?? start;
        int hours = options.Hours ?? (int)(end - start).TotalHours;
        return hours > 0 && start.AddHours(hours) <= end ? new HourRange(start, hours)
            : throw new DataNotFoundException(new Fault("Weather and emissions do not have these hours in common.",
                new SourceLocation(options.Emissions![0]),
                Expected: options.Hours is null ? $"hours from {start.UtcDateTime:yyyy-MM-ddTHH:mm}Z" : $"{new HourRange(start, hours)}",
                Found: $"weather {new HourRange(weather.Start, weather.Hours)}; "
                    + string.Join("; ", emissions.OfType<EmissionFields>().Select(
                        one => $"emissions {new HourRange(one.Start, one.Hours)}")),
                Remedy: "Give files of the same days, or choose hours that all have by --first and --hours."));
    }

    private static IEnumerable<string> Lines(EmissionFields emissions, string what) =>
        emissions.Report.ToString().Split('\n').Select(line => $"{what}, {line}.");

    private static IEnumerable<string> Missing(params EmissionFields?[] emissions)
    {
        string[] missing = [.. AtmosphericSpecies.Emitted.Where(species => !emissions.Any(one => one?.Has(species) ?? false))
            .Select(species => species.Symbol())];
        if (missing.Length > 0) yield return $"No emissions of {string.Join(", ", missing)} are in the files: they count as 0.";
    }

    private static IEnumerable<string> Missing(MeteorologyFields weather)
    {
        (MeteorologyVariable Variable, string Text)[] optional =
        [
            (MeteorologyVariable.Humidity, "humidity: a relative humidity of 60 % is taken"),
            (MeteorologyVariable.ShortwaveRadiation, "radiation at the ground: it is computed from the height of the sun and the clouds"),
            (MeteorologyVariable.Precipitation, "rain: no wet deposition"),
            (MeteorologyVariable.CloudFraction, "clouds: a clear sky is taken"),
        ];
        return optional.Where(one => !weather.Has(one.Variable)).Select(one => $"The meteorology has no {one.Text}.");
    }

    private static IEnumerable<string> Lines(AirConcentrations? air, string what)
    {
        if (air is null) yield break;
        yield return $"{what}, {string.Join("; ", air.Counted)}.";
        if (air.OtherTime is { } time)
            yield return string.Create(CultureInfo.InvariantCulture, $"{what}: its only step is of {time.UtcDateTime:yyyy-MM-ddTHH:mm}Z; "
                + $"it is used at {air.Start.UtcDateTime:yyyy-MM-ddTHH:mm}Z.");
        if (!air.Uncounted.IsEmpty) yield return $"{what}, counted nowhere: {string.Join(", ", air.Uncounted)}.";
    }

    private static IEnumerable<string> Air(TransportInputs inputs)
    {
        BoundaryAir air = inputs.Boundary;
        string constant = string.Create(CultureInfo.InvariantCulture, $"NO {air.No}, NO2 {air.No2}, SO2 {air.So2}, O3 {air.O3}, nitrate "
            + $"{air.Nitrate}, ammonia {air.Ammonia}, sulphate {air.Sulphate}, VOC {air.Voc} (carbon) ppb, "
            + $"primary PM2.5 {air.Pm25} ug m-3");
        foreach ((IHourlyFields<TransportedSpecies>? fields, string where) in new[]
            { (inputs.Initial, "in the grid at the start"), (inputs.Around, "around the grid") })
        {
            if (fields is null)
            {
                yield return $"Air {where} is the same everywhere: {constant}.";
                continue;
            }

            TransportedSpecies[] missing = [.. SpeciesOfModel.Where(species => !fields.Has(species))];
            if (missing.Length > 0) yield return $"The files of the air {where} lack {string.Join(", ", missing)}: constants are taken "
                + $"({constant}; products of organic reactions 0).";
        }

        if (inputs.Around is not null)
            yield return "Air that comes in through the top of the model is the mean around its uppermost layer; CMAQ lets none in.";
    }

    private static IEnumerable<TransportedSpecies> SpeciesOfModel =>
        Enum.GetValues<TransportedSpecies>().Where(species => species != TransportedSpecies.Tracer);

    private static DataNotFoundException Incomplete(string found) => new(new Fault("Some of the required inputs are missing.",
        Expected: "--surface, --volume, --wind and --emissions, or --wrf and --emissions, or no files for the sample atmosphere",
        Found: found,
        Remedy: "Give the missing ones too."));
}
