using System.Collections.Immutable;
using System.Globalization;
using Kaya.Figures;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inversion;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>What an inversion starts from: weather, prior emissions, stations and regions, of the sample or of files.</summary>
internal sealed class InversionCase : IDisposable
{
    /// <summary>Hours of the sample where none are named.</summary>
    public const int SampleHours = 96;

    // Fields of this size at most are kept in memory; larger ones are read from their files again and again.
    private const long MostBytes = 3L << 30;
    private readonly List<IDisposable> _open = [];

    private InversionCase()
    {
    }

    public required TransportInputs Inputs { get; init; }

    public required TransportOptions Transport { get; init; }

    public required DataOrigin Origin { get; init; }

    public MapOutlines? Outlines { get; private init; }

    public required StationSites Stations { get; init; }

    public required EmissionRegions Regions { get; init; }

    /// <summary>What was assumed, left out or clipped, one sentence each.</summary>
    public required ImmutableArray<string> Remarks { get; init; }

    /// <summary>The twin of the sample; null for files.</summary>
    public SampleTwin? Twin { get; private init; }

    public TransportGrid Grid => Inputs.Meteorology.Grid;

    public HourRange Hours => new(Inputs.Meteorology.Start, Inputs.Meteorology.Hours);

    /// <summary>Length of a cell, km.</summary>
    public double CellKilometres
    {
        get
        {
            Grid grid = Grid.Horizontal;
            double metres = grid.Crs.IsGeographic ? Math.PI / 180 * 6371000 : grid.Crs.MetresPerUnit;
            return Math.Sqrt(Math.Abs(grid.Affine.Determinant)) * metres / 1000;
        }
    }

    public static InversionCase Load(InversionOptions options, FitContext context) =>
        options.SampleCentre is not null ? OfMovedSample(options, context)
            : options.IsSample ? OfSample(options, context) : OfFiles(options, context);

    public void Dispose() => _open.ForEach(one => one.Dispose());

    private static InversionCase OfSample(InversionOptions options, FitContext context)
    {
        SampleCountry country = SampleCountry.Create();
        SampleTwinOptions twinOptions = new()
        {
            Start = options.First?.Instant ?? SampleAtmosphere.Months[0], Hours = options.Hours ?? SampleHours, Truth = options.Truth,
        };
        SampleAtmosphereOptions atmosphere = options.SampleOf(twinOptions.Atmosphere) with { HeldOutShare = options.HoldOut };
        twinOptions = twinOptions with
        {
            Atmosphere = options.StationDensity is { } density ? atmosphere with { StationDensity = density } : atmosphere,
        };
        Grid grid = SampleAtmosphere.Create(twinOptions.Atmosphere, country).Grid.Horizontal;
        TransportOptions transport = AtmosphereCase.OptionsOn(grid.Crs, options);
        SampleTwin twin = SampleTwin.Create(twinOptions, transport, context, country);
        using GdalTransformation toGrid = new(country.Zones.Crs, grid.Crs);
        InversionCase made = new()
        {
            Inputs = twin.Inputs, Transport = transport, Twin = twin, Outlines = MapOutlines.Of(country.Zones.Transform(toGrid)),
            Origin = new DataOrigin(SampleAtmosphere.Label, IsSample: true), Stations = StationSites.Of(twin),
            Regions = EmissionRegions.Of(twin.Atmosphere),
            Remarks =
            [
                "The country, its weather, its emissions and its stations are made up. The true emissions are known: the prior is wrong "
                    + "by a "
                    + "factor of 0.7 to 1.4 for each province and species.",
                TruthOf(options.Truth),
                "Whole towns are held out, and every province keeps one town with stations: without that, the figures of held-out stations "
                    + "would be worse.",
                "The air around the grid, and in it at the start, is the same constant background air for the truth and for the inversion.",
            ],
        };
        if (made.Transport.ToDegrees is IDisposable held) made._open.Add(held);
        return made;
    }

    private static string TruthOf(TwinTruth truth) => truth switch
    {
        TwinTruth.FinerGrid => "The true concentrations come from the embedded model on a grid twice as fine as that of the inversion. "
            + "Stations observe means of the inversion's cells, with errors and gaps.",
        TwinTruth.OtherAdvection => "The true concentrations come from the embedded model with another scheme of advection (piecewise "
            + "parabolas) and shorter steps, on the grid of the inversion: errors of a coarse grid are missing. Stations observe with "
            + "errors and gaps.",
        _ => "The true concentrations come from the same model as the inversion: the results are better than they could ever be.",
    };

    private static InversionCase OfMovedSample(InversionOptions options, FitContext context)
    {
        TransportInputs inputs = MovedSample.Inputs(options, context.Cancellation);
        TransportGrid grid = inputs.Meteorology.Grid;
        HourRange hours = new(inputs.Meteorology.Start, inputs.Meteorology.Hours);
        StationSites stations = StationSites.Read(options.Station, grid, hours);
        InversionCase made = new()
        {
            Inputs = inputs, Transport = AtmosphereCase.OptionsOn(grid.Horizontal.Crs, options), Stations = stations,
            Origin = new DataOrigin("real stations, made-up weather and emissions", IsSample: true),
            Regions = EmissionRegions.WholeGrid(grid),
            Remarks =
            [
                "The stations are real. Weather and prior emissions are those of a made-up country, moved to this place: the updated "
                    + "emissions, "
                    + "their changes and their errors mean nothing. The run shows that measurements with their gaps are read and used.",
                .. stations.Remarks.Where(line => line.Length > 0),
            ],
        };
        if (made.Transport.ToDegrees is IDisposable held) made._open.Add(held);
        return made;
    }

    private static InversionCase OfFiles(InversionOptions options, FitContext context)
    {
        AtmosphereCase given = AtmosphereCase.Load(options);
        try
        {
            TransportGrid grid = given.Inputs.Meteorology.Grid;
            HourRange hours = new(given.Inputs.Meteorology.Start, given.Inputs.Meteorology.Hours);
            int spinUp = options.SpinUpOf(hours.Hours);
            StationSites stations = StationSites.Read(options.Station, grid, hours);
            ZoneInput? zones = options.Regions is { } path ? new ZoneInput(path, options.Region) : null;
            (TransportInputs inputs, string memory) = InMemory(given.Inputs, hours, context.Cancellation);
            InversionCase made = new()
            {
                Inputs = inputs, Transport = given.Options, Origin = given.Origin, Stations = stations,
                Outlines = zones?.Outlines(grid.Horizontal) ?? given.Outlines,
                Regions = zones is null ? EmissionRegions.WholeGrid(grid) : EmissionRegions.Of(zones.On(grid.Horizontal)),
                Remarks =
                [
                    .. given.Species, .. given.Assumptions.Concat(stations.Remarks).Where(line => line.Length > 0),
                    string.Create(CultureInfo.InvariantCulture,
                        $"The first {spinUp} hours are spin-up: their observations are not used, and "
                        + $"their emissions take the factors of the first block."),
                    .. options.Regions is null ? new[] { "No regions were named: tables are of the whole grid." } : [],
                    .. memory.Length > 0 ? new[] { memory } : [],
                ],
            };
            made._open.Add(given);
            return made;
        }
        catch
        {
            given.Dispose();
            throw;
        }
    }

    private static (TransportInputs Inputs, string Remark) InMemory(TransportInputs inputs, HourRange hours, CancellationToken cancellation)
    {
        long bytes = inputs.Meteorology.BytesOf() + inputs.Emissions.BytesOf() + (inputs.OtherEmissions?.BytesOf() ?? 0);
        if (bytes > MostBytes)
            return (inputs, string.Create(CultureInfo.InvariantCulture,
                $"Weather and emissions ({bytes / 1e9:0.0} GB) are read from the files again and again: more than "
                    + $"{MostBytes / 1e9:0.0} GB are not kept in memory. A shorter period is faster."));
        return (inputs with
        {
            Meteorology = inputs.Meteorology.InMemory(cancellation), Emissions = inputs.Emissions.InMemory(hours, cancellation),
            OtherEmissions = inputs.OtherEmissions?.InMemory(hours, cancellation),
        }, "");
    }
}
