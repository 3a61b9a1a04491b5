using System.Collections.Immutable;
using System.Globalization;
using Kaya.Inversion;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Options of tasks that update emissions from station measurements.</summary>
public abstract record InversionOptions : AtmosphereOptions
{
    private const double DefaultSpinUp = 120, DefaultRegionShare = 0.6;

    /// <summary>The measurements.</summary>
    public StationOptions Station { get; set; } = new();

    /// <summary>Where the sample's weather and emissions are put.</summary>
    [Option("longitude,latitude to which the weather and the emissions of the sample are moved, for real stations there: it shows how the "
        + "update works, its emissions mean nothing", Group = OptionGroup.Input, Minimum = -180, Maximum = 180)]
    public IReadOnlyList<double>? SampleCentre { get; set; }

    /// <summary>Zones of the tables.</summary>
    [Option("zones that tables are summed over, and in which errors of the prior are partly the same (--region-share): a shapefile, "
        + "GeoPackage, GeoJSON, or a raster of zone numbers (default: the whole grid; the provinces of the sample country)",
        Group = OptionGroup.Input)]
    public string? Regions { get; set; }

    /// <summary>How the zones are read.</summary>
    public ZoneReadingOptions Region { get; set; } = new();

    /// <summary>Hours at the start without observations.</summary>
    [Option("hours at the start whose observations are not used, because the air at the start is the same everywhere (default: 120, or a "
        + "third of a run shorter than 360 hours)", Minimum = 0)]
    public int? SpinUp { get; set; }

    /// <summary>Species that are updated.</summary>
    [Option("species that are updated, separated by commas: NOx, NH3, SO2, VOC, PM2.5 (default: all that the emissions have)")]
    public IReadOnlyList<string>? Species { get; set; }

    /// <summary>Days that share a factor.</summary>
    [Option("days that share a correction factor (default: each calendar month has factors of its own)", Minimum = 1)]
    public int? BlockDays { get; set; }

    /// <summary>Relative errors of the prior.</summary>
    [Option("relative standard deviation of the errors of the prior emissions: one number, or five for NOx,NH3,SO2,VOC,PM2.5",
        Minimum = 0.001)]
    public IReadOnlyList<double> PriorError { get; set; } = [0.3];

    /// <summary>Distance over which errors of the prior are alike.</summary>
    [Option("distance in km over which errors of the prior are alike: their correlation falls as exp(-(dx + dy) / length); 0: not alike",
        Minimum = 0)]
    public double CorrelationLength { get; set; } = 72;

    /// <summary>Part of the errors of the prior that a region shares.</summary>
    [Option("part of the variance of the prior's errors that all cells of a zone of --regions have in common, as where an inventory was "
        + "made zone by zone (default: 0.6 with zones, 0 without)", Minimum = 0, Maximum = 0.95)]
    public double? RegionShare { get; set; }

    /// <summary>Relative error of observations, with that of the model.</summary>
    [Option("error of an hourly observation together with that of the transport model, as a part of the mean of its cell over 15 days "
        + "before and after; errors at low concentrations are added: 1 ppb, or 3 for O3 and PM2.5", Minimum = 0.01)]
    public double ObservationError { get; set; } = 0.3;

    /// <summary>Hours whose observation errors are alike.</summary>
    [Option("hours whose observation and model errors are alike: errors are multiplied by its root, so that n such hours count as one",
        Group = OptionGroup.Model, Minimum = 1)]
    public double ErrorHours { get; set; } = 6;

    /// <summary>Part of the clusters that is held out.</summary>
    [Option("part of the clusters of stations that the update does not see, for judging it", Minimum = 0, Maximum = 0.9)]
    public double HoldOut { get; set; } = 0.2;

    /// <summary>Largest change.</summary>
    [Option("largest change of an emission, as a part of the prior, up or down; emissions stay positive", Minimum = 0.01)]
    public double LargestChange { get; set; } = 2;

    /// <summary>How the factors are found.</summary>
    [Option("how factors are found: lbfgs or gauss-newton (4D-Var by the adjoint), adam or sgd (default: lbfgs; sgd with the "
        + "loss of the paper)", Group = OptionGroup.Model)]
    public UpdateMethod? Method { get; set; }

    /// <summary>Most steps.</summary>
    [Option("most steps of the update (default: 10; 300 of adam and sgd)", Group = OptionGroup.Model, Minimum = 1)]
    public int? Iterations { get; set; }

    /// <summary>Directions of the posterior.</summary>
    [Option("directions that the stations inform, for intervals and degrees of freedom; more cost time, fewer call too little informed",
        Group = OptionGroup.Model, Minimum = 1)]
    public int Directions { get; set; } = 30;

    /// <summary>The truth of the sample.</summary>
    [Option("model that makes the truth of the sample: on a grid twice as fine, with another scheme of advection, or the model of the "
        + "inversion itself (too good)",
        Group = OptionGroup.Model)]
    public TwinTruth Truth { get; set; }

    /// <summary>Cells with stations as a part of all cells of the sample; null for that of paper 003.</summary>
    internal double? StationDensity { get; init; }

    /// <summary>How factors are found, where nothing is said too.</summary>
    internal virtual UpdateMethod ChosenMethod => Method ?? UpdateMethod.Lbfgs;

    /// <summary>Most steps, where nothing is said too.</summary>
    internal int MostSteps => Iterations ?? (ChosenMethod is UpdateMethod.Adam or UpdateMethod.Sgd ? 300 : 10);

    /// <summary>How many times directions are looked for and steps taken.</summary>
    internal virtual int Updates => 1;

    /// <summary>Hours at the start without observations.</summary>
    internal int SpinUpOf(int hours)
    {
        int spinUp = SpinUp ?? (int)Math.Min(DefaultSpinUp, hours / 3);
        return spinUp < hours ? spinUp : throw new DataFormatException(new Fault("No hour is left after the spin-up.",
            new SourceLocation(Variable: "--spin-up"), string.Create(CultureInfo.InvariantCulture, $"less than {hours} hours"),
            string.Create(CultureInfo.InvariantCulture, $"{spinUp}"), "Run more hours, or shorten the spin-up."));
    }

    /// <summary>Species that are named; all where none is.</summary>
    private ImmutableArray<EmittedSpecies> Chosen()
    {
        string[] symbols = [.. AtmosphericSpecies.Emitted.Select(species => species.Symbol())];
        return Species is not { Count: > 0 } names ? AtmosphericSpecies.Emitted
            : [.. names.Select(name => Array.FindIndex(symbols, symbol => symbol.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)))
                .Select((at, k) => at >= 0 ? (EmittedSpecies)at
                    : throw Spelling.Unknown("species", names[k], symbols, new SourceLocation(Variable: "--species")))
                .Distinct().Order()];
    }

    /// <summary>Species that are updated, of those that the emissions have.</summary>
    internal ImmutableArray<EmittedSpecies> SpeciesOf(IHourlyFields<EmittedSpecies> emissions)
    {
        ImmutableArray<EmittedSpecies> chosen = Chosen();
        ImmutableArray<EmittedSpecies> there = [.. chosen.Where(emissions.Has)];
        return there.Length > 0 ? there : throw new DataNotFoundException(new Fault("The emissions have none of the species to be updated.",
            Expected: string.Join(", ", chosen.Select(species => species.Symbol())),
            Found: string.Join(", ", AtmosphericSpecies.Emitted.Where(emissions.Has).Select(species => species.Symbol())),
            Remedy: "Name species that the files have by --species."));
    }

    /// <summary>Part of the errors of the prior that a region shares, where there are regions.</summary>
    internal double RegionShareOf(EmissionRegions regions) => regions.Names.Length > 1 ? RegionShare ?? DefaultRegionShare : 0;

    /// <summary>Settings of the update.</summary>
    internal EmissionUpdateOptions UpdateOf(double kilometresOfCell, EmissionRegions regions, ImmutableHashSet<string>? heldOut)
    {
        double alike = Math.Sqrt(ErrorHours);
        return EmissionUpdateOptions.Variational with
        {
            Method = ChosenMethod, Iterations = MostSteps, Tolerance = 1e-3, CheckpointEvery = 1, HeldOutShare = HoldOut,
            HeldOutClusters = heldOut, Rate = ChosenMethod == UpdateMethod.Sgd ? 1e-3 : 0.1,
            Constraints = new FactorConstraintOptions { LargestChange = LargestChange },
            Prior = new PriorCovarianceOptions
            {
                LengthInCells = CorrelationLength / kilometresOfCell,
                Regions = regions.NumberOfEachCell(), RegionShare = RegionShareOf(regions),
                RelativeErrors = AtmosphericSpecies.Emitted.ToImmutableDictionary(
                    species => species, species => PriorError[PriorError.Count == 1 ? 0 : (int)species]),
            },
            Loss = ObservationLossOptions.Likelihood with
            {
                RelativeError = alike * ObservationError,
                AbsoluteErrors = AtmosphericSpecies.Pollutants.ToImmutableDictionary(
                    pollutant => pollutant, pollutant => alike * (pollutant is Pollutant.O3 or Pollutant.Pm25 ? 3.0 : 1.0)),
            },
        };
    }

    /// <summary>The files that are read.</summary>
    internal virtual IReadOnlyList<TaskInput> InputFiles()
    {
        Check();
        List<TaskInput> inputs = [.. AtmosphereCase.Files(this)];
        if (IsSample && SampleCentre is null && Station.File is not null)
            throw Missing("stations", "--surface, --volume, --wind, --emissions");
        if (!IsSample && Station.File is null) throw Missing("weather and emissions", "--station.file");
        inputs.AddRange(Station.Inputs());
        if (Regions is { } zones) inputs.AddRange(new ZoneInput(zones, Region).Files);
        return inputs;
    }

    // What can be refused before anything is read.
    private void Check()
    {
        _ = Chosen();
        if (IsSample) _ = SpinUpOf(Hours ?? InversionCase.SampleHours);
        if (PriorError.Count is not (1 or 5))
            throw new DataFormatException(new Fault("This is neither one error of the prior nor one for each species.",
                new SourceLocation(Variable: "--prior-error"), "1 or 5 numbers", $"{PriorError.Count}",
                "Give one number, or five in the order NOx,NH3,SO2,VOC,PM2.5."));
        if (RegionShare > 0 && Regions is null && (!IsSample || SampleCentre is not null))
            throw new DataFormatException(new Fault("There are no regions that errors could be shared in.",
                new SourceLocation(Variable: "--region-share"), "zones", "none", "Name them with --regions, or leave --region-share out."));
        if (SampleCentre is { } centre && (!IsSample || Station.File is null || centre.Count != 2 || Math.Abs(centre[1]) > 80))
            throw new DataFormatException(new Fault("The sample cannot be moved like this.",
                new SourceLocation(Variable: "--sample-centre"),
                "longitude,latitude within 80 degrees of the equator, with --station.file and without files of weather and emissions",
                string.Join(",", centre.Select(one => one.ToString(CultureInfo.InvariantCulture))),
                "Give both numbers and station measurements."));
    }

    private static DataNotFoundException Missing(string found, string missing) => new(new Fault("Some of the required inputs are missing.",
        Expected: "weather, emissions and stations, or none of them for the sample", Found: $"{found} alone",
        Remedy: $"Give {missing} too."));
}
