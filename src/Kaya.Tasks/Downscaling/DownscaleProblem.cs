using System.Collections.Immutable;
using Kaya.Downscaling;
using Kaya.Figures;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>The inputs of downscaling: zones, statistics and drivers, from files or from the sample country.</summary>
internal sealed class DownscaleProblem : IDisposable
{
    private readonly IReadOnlyList<IDisposable> _files;
    private readonly Func<Grid, ZoneCoverage> _coverage;

    private DownscaleProblem(DriverSet drivers, Func<Grid, ZoneCoverage> coverage, ZoneStatistics statistics,
        IReadOnlyList<IDisposable> files)
    {
        (Drivers, _coverage, Statistics, _files) = (drivers, coverage, statistics, files);
        Coverage = coverage(drivers.Grid);
        Rest = statistics;
        Placed = new StatisticsOnGrid(statistics, Coverage.Codes.ToDictionary(code => code, _ => 1.0), [], []);
    }

    /// <summary>Drivers on the coarse grid, not smoothed.</summary>
    public DriverSet Drivers { get; }

    public Grid Grid => Drivers.Grid;

    public CellAreas Areas => Drivers.Areas;

    /// <summary>Zones on the coarse grid.</summary>
    public ZoneCoverage Coverage { get; }

    /// <summary>t of CO2 by zone, as it is placed on the grid.</summary>
    public ZoneStatistics Statistics { get; private set; }

    /// <summary>How the statistics of the table are placed.</summary>
    public StatisticsOnGrid Placed { get; private set; }

    /// <summary>What does not reach the map, or otherwise than its zone says, and what was left out of the files.</summary>
    public ImmutableArray<string> Notices { get; private set; } = [];

    /// <summary>t of CO2 by zone without the point sources: what drivers and regressions explain.</summary>
    public ZoneStatistics Rest { get; private set; }

    /// <summary>Sources with a known location; null if none were given.</summary>
    public PlacedPoints? Points { get; private set; }

    /// <summary>What was assumed and left out of the point sources, one sentence each.</summary>
    public ImmutableArray<string> PointNotes { get; private set; } = [];

    /// <summary>Boundaries of the zones, in the coordinate system of the grid.</summary>
    public required MapOutlines Outlines { get; init; }

    /// <summary>Period of the statistics; null if unspecified.</summary>
    public Period? Period { get; private init; }

    /// <summary>The sample country in the chosen year; null for files.</summary>
    public SampleCountryYear? Sample { get; private init; }

    /// <summary>Origin of the data.</summary>
    public required DataOrigin Origin { get; init; }

    /// <summary>Its name, for titles and messages.</summary>
    public string Label => Origin.Label;

    public static IReadOnlyList<TaskInput> Files(DownscaleDataOptions options)
    {
        (bool Named, string Flag)[] parts = [(options.Zones is not null, "--zones"), (options.Statistics is not null, "--statistics"),
            (options.Drivers is { Count: > 0 }, "--drivers")];
        bool needed = options.Like is not null || options.MissingIsZero is { Count: > 0 };
        if (!needed && parts.All(part => !part.Named)) return [.. PointFiles(options)];
        if (parts.Any(part => !part.Named))
            throw new DataNotFoundException(
                new Fault(
                "Some of the required inputs are missing.",
                Expected: "--zones, --statistics and --drivers, or none of them for the sample country",
                Found: parts.Any(part => part.Named) ? string.Join(", ", parts.Where(part => part.Named).Select(part => part.Flag))
                    : options.Like is null ? "--missing-is-zero" : "--like", Remedy: "Give the missing ones too."));
        List<TaskInput> files = [.. new ZoneInput(options.Zones!, options.Zone).Files,
            new TaskInput("statistics", options.Statistics!, "table of zone totals", Unit.Parse("t"))];
        files.AddRange(options.Drivers!.Select((driver, i) => driver.Listed($"driver {i + 1}")));
        if (options.Like is { } like) files.Add(like.Listed("like"));
        return [.. files, .. PointFiles(options)];
    }

    private static IEnumerable<TaskInput> PointFiles(DownscaleDataOptions options) =>
        (options.Points ?? []).Select((path, i) => new TaskInput($"points {i + 1}", path, "point sources"));

    /// <summary>Refuses a regression with too few zones.</summary>
    public void RequireZones(int fewest)
    {
        double[] known = [.. Coverage.Codes.Where(Statistics.Values.ContainsKey).Select(code => Statistics.Values[code])];
        int emitting = known.Count(total => total > 0);
        // If no code matches, the codes are wrong; the number of zones is not the problem.
        if (known.Length > 0 && emitting < fewest)
            throw new DataNotFoundException(
                new Fault("There are too few zones to fit a model.", Expected: $"{fewest} or more zones with emissions",
                    Found: $"{emitting}",
                Remedy: "Add zones, use fewer drivers or a simpler model, or give the folder of a 'downscale fit' on other "
                    + "zones as --model."));
    }

    public static DownscaleProblem Load(DownscaleDataOptions options) => options.Zones is null ? OfSample(options) : OfFiles(options);

    // If comparing names as Chinese provinces would match more zones, the message suggests it; it is never done silently.
    private void RequireNames(ZoneNames names)
    {
        if (names != ZoneNames.AsWritten) return;
        string[] provinces = [.. Statistics.Values.Keys.Select(name => ZoneNames.ChineseProvinces.CodeOf(name))];
        int matches = Coverage.Codes.Count(Statistics.Values.ContainsKey);
        int more = Coverage.Codes.Select(name => ZoneNames.ChineseProvinces.CodeOf(name)).Count(provinces.Contains);
        if (more <= matches) return;
        throw new DataNotFoundException(new Fault("Zones and statistics have different names.",
            Expected: $"statistics of {string.Join(", ", Coverage.Codes.Except(Statistics.Values.Keys).Take(4))}",
            Found: string.Join(", ", Statistics.Values.Keys.Except(Coverage.Codes).Take(4)),
            Remedy: $"Give --zone.names chinese-provinces: {more} of {Coverage.Codes.Length} zones match as names of Chinese provinces, "
                + $"{matches} as exact codes."));
    }

    /// <summary>Reads the point sources, finds their cells and zones, and divides the statistics between them and the rest.</summary>
    public void Place(DownscaleDataOptions options, int factor, FitContext context)
    {
        if (options.Points is not { Count: > 0 }) return;
        PointInventory inventory = PointInventory.Read(Sample is null || options.Statistic.Period is not null ? options
            : options with { Statistic = options.Statistic with { Period = Period } }, Grid.Crs);
        PlacedPoints placed = PlacedPoints.Of(inventory.Sources, _coverage(Grid.Refine(factor)), Statistics.Values);
        if (!options.ScalePoints) ReaderFaults.WithFlags(() => placed.Rest(Statistics), _ => "--scale-points");
        ZonalTable table = ZonalTable.Of(Drivers, Coverage, Statistics.Values, Statistics.Unit);
        Points = placed.Scaled(PointReconciliation.Factors(placed, Statistics, table, PointReadingOptions.Overrun, context));
        Rest = Points.Rest(Statistics);
        PointNotes = [.. inventory.Notes, .. PointFindings.Sentences(Points, Statistics)];
    }

    /// <summary>Correlation of every driver with emissions, including drivers that are not used.</summary>
    public DriverRanking Rank() => DriverRanking.Of(ZonalTable.Of(Drivers, Coverage, Rest.Values, Rest.Unit));

    /// <summary>The drivers that correlate with emissions, smoothed by the given width or by those with which they predict each
    /// other best.</summary>
    public SmoothingChoice Smooth(DownscaleDataOptions options, FitContext context)
    {
        DriverSet used = options.LeastCorrelation > 0 ? Closest(options.LeastCorrelation) : Drivers;
        return options.SpreadKilometres is { } kilometres ? SmoothingChoice.Fixed(used, kilometres, Coverage, Rest)
            : SmoothingChoice.Of(used, Coverage, Rest, context.Cancellation);
    }

    private DriverSet Closest(double least)
    {
        DriverRanking ranking = Rank();
        ImmutableArray<string> names = ranking.AtLeast(least);
        return names.Length > 0 ? new DriverSet(Areas, [.. Drivers.Drivers.Where(driver => names.Contains(driver.Name))])
            : throw new DataNotFoundException(
                new Fault("No driver correlates strongly enough with emissions.", new SourceLocation(Variable: "--least-correlation"),
                FormattableString.Invariant($"a correlation of {least} or more"),
                string.Join(
                    ", ", ranking.Drivers.Select(driver => FormattableString.Invariant($"{driver.Driver} {driver.Correlation:0.00}"))),
                    "Lower --least-correlation, or give other drivers."));
    }

    /// <summary>Zones on the grid of the coarse map refined, with its areas.</summary>
    public FineZones Fine(int factor)
    {
        Grid fine = Grid.Refine(factor);
        return new FineZones(_coverage(fine), GdalCoordinateSystems.CellAreas(fine), Statistics) { Points = Points };
    }

    public void Dispose()
    {
        foreach (IDisposable file in _files) file.Dispose();
    }

    /// <summary>The sample country.</summary>
    /// <param name="options">Its year.</param>
    /// <param name="kilometres">Size of the coarse cells, km.</param>
    public static DownscaleProblem OfSample(DownscaleDataOptions options, int kilometres = 1)
    {
        SampleCountry country = SampleCountry.Create();
        SampleCountryYear year = options.SampleYear is { } wanted ? country.In(wanted) : country.Second;
        Grid grid = year.EmissionByKilometre.Grid.Coarsen(kilometres);
        Driver On(string name, IRasterSource source) => new(name, source.Grid.Matches(grid) ? source
            : Alignment.To(source, 0, grid, GdalTransformation.Between));
        DriverSet drivers = new(GdalCoordinateSystems.CellAreas(grid), On("lights", year.Lights), On("population", year.Population),
            On("GDP", year.GrossDomesticProduct));
        return new DownscaleProblem(drivers, other => ZoneCoverage.Of(country.Zones, other),
            new ZoneStatistics(year.Inventory.Statistics, Unit.Parse("t")), [])
        {
            Outlines = MapOutlines.Of(country.Zones), Sample = year, Period = Period.Year(year.Year),
            Origin = new DataOrigin($"{SampleCountry.Label}, {year.Year}", IsSample: true),
        };
    }

    /// <summary>Reads the table of statistics, and no map.</summary>
    public static void Check(DownscaleDataOptions options)
    {
        if (options.Statistics is { } statistics) StatisticsFile.Read(statistics, options.Statistic, options.Zone.Names);
    }

    private static DownscaleProblem OfFiles(DownscaleDataOptions options)
    {
        List<IDisposable> files = [];
        try
        {
            ZoneStatistics statistics = StatisticsFile.Read(options.Statistics!, options.Statistic, options.Zone.Names);
            OpenedRaster[] opened = [.. options.Drivers!.Select(driver => Open(driver, files))];
            Grid grid = options.Like is { } like ? Open(like, files).Grid : opened[0].Grid;
            ZoneInput zones = new(options.Zones!, options.Zone);
            Func<Grid, ZoneCoverage> coverage = zones.IsVector ? zones.On : Numbered(zones.On(grid), grid);
            string[] names = [.. opened.Select(NameOf)];
            RequireNames(names, options);
            DriverSet drivers = new(
                GdalCoordinateSystems.CellAreas(grid), [.. opened.Select((raster, i) => AsDriver(raster, names[i], grid, options))]);
            DownscaleProblem problem = new(drivers, coverage, statistics, files)
            {
                Outlines = zones.Outlines(grid), Period = options.Statistic.Period,
                Origin = new DataOrigin(options.Title ?? Path.GetFileName(options.Statistics!), IsSample: false),
            };
            problem.RequireNames(options.Zone.Names);
            problem.Settle(options, zones);
            return problem;
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    private void Settle(DownscaleDataOptions options, ZoneInput zones)
    {
        Placed = StatisticsOnGrid.Of(Statistics, Coverage, Areas, options);
        Statistics = Rest = Placed.Statistics;
        Notices = [.. Placed.Notices, .. CoverageText.LeftOut(zones)];
    }

    private static OpenedRaster Open(RasterInput input, List<IDisposable> files)
    {
        OpenedRaster raster = input.Open();
        files.Add(raster);
        return raster;
    }

    // A band number is not informative in a table; the band may have a name.
    private static string NameOf(OpenedRaster raster) => raster.Input.Band is null ? Path.GetFileNameWithoutExtension(raster.Input.Path)
        : raster.Description.Name;

    private static void RequireNames(string[] names, DownscaleDataOptions options)
    {
        if (names.Distinct().Count() < names.Length)
            throw new DataFormatException(
                new Fault("Two drivers have the same name.", new SourceLocation(Variable: "--drivers"), "each name once",
                string.Join(", ", names),
                "Give each driver once. Copy files of the same name, or bands without names, to files with different names."));
        foreach (string name in options.MissingIsZero ?? [])
            if (!names.Contains(name)) throw Spelling.Unknown("driver", name, names, new SourceLocation(Variable: "--missing-is-zero"));
    }

    private static Driver AsDriver(OpenedRaster raster, string name, Grid grid, DownscaleDataOptions options)
    {
        InfiniteCells.Refuse(raster.RequireKind().RequireUnit());
        return new Driver(name, raster.Grid.Matches(grid) ? raster : raster.On(grid))
            { MissingIsZero = options.MissingIsZero?.Contains(name) == true };
    }

    // Zone numbers lie on the coarse cells: each fine cell has the zone of its coarse one.
    private static Func<Grid, ZoneCoverage> Numbered(ZoneCoverage coarse, Grid grid) => other =>
        grid.Matches(other) ? coarse : coarse.Refine(other.Rows / grid.Rows);
}
