using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Inversion;

/// <summary>How emissions are taken out of files.</summary>
public sealed record EmissionFileOptions
{
    /// <summary>The mechanism of the species; null to find it by their names.</summary>
    public MechanismTable? Mechanism { get; init; }

    /// <summary>Tops of the layers of the file above the ground, m, rising; empty where they are those of the grid, from the
    /// ground.</summary>
    public ImmutableArray<double> FileLayerTops { get; init; } = [];

    /// <summary>Boundaries of the grid's layers as VGLVLS numbers them, which files of several layers must have; empty where they are
    /// not compared.</summary>
    public ImmutableArray<double> LayerEdges { get; init; } = [];

    /// <summary>The hours that are wanted; null for all that the files have.</summary>
    public HourRange? Range { get; init; }

    /// <summary>True areas of the cells of a grid; asked for emissions per area only. Null: cells of degrees have their true areas, others
    /// those on the plane of the projection, without its map factor.</summary>
    public Func<Grid, CellAreas>? Areas { get; init; }
}

/// <summary>What became of the variables of an emission file.</summary>
/// <param name="Counted">Species that are in a group.</param>
/// <param name="Uncounted">Species that the table knows and counts nowhere, each with its reason.</param>
/// <param name="Unknown">Names that the table does not have.</param>
public sealed record SpeciesReport(
    ImmutableArray<MechanismSpecies> Counted, ImmutableArray<MechanismSpecies> Uncounted, ImmutableArray<string> Unknown)
{
    /// <summary>Sorts the names of a file.</summary>
    /// <param name="names">Names of its variables.</param>
    /// <param name="table">The mechanism.</param>
    /// <returns>Each name in one of the three lists.</returns>
    public static SpeciesReport Of(IEnumerable<string> names, MechanismTable table)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(table);
        ILookup<int, string> kinds = names.ToLookup(name => table.Find(name) switch { null => 2, { Group: null } => 1, _ => 0 });
        ImmutableArray<MechanismSpecies> Known(int kind) => [.. kinds[kind].Select(name => table.Find(name)! with { Name = name })];
        return new SpeciesReport(Known(0), Known(1), [.. kinds[2]]);
    }

    /// <summary>Prints the three lists.</summary>
    /// <returns>One line each, where there is any.</returns>
    public override string ToString() => string.Join('\n', new[]
    {
        string.Join("; ", Counted.GroupBy(one => one.Group!.Value).Select(group =>
            $"{group.Key.Symbol()}: {string.Join(", ", group.Select(one => one.Name))}")),
        Uncounted.IsEmpty ? "" : $"counted nowhere: {string.Join(", ", Uncounted.Select(one => $"{one.Name} ({one.Reason})"))}",
        Unknown.IsEmpty ? "" : $"unknown species, counted nowhere: {string.Join(", ", Unknown)}",
    }.Where(line => line.Length > 0));
}

/// <summary>Emissions of CMAQ files by groups of species, kg s-1 of a cell, hour by hour; a step stands for the hour that begins at
/// it.</summary>
/// <remarks>
/// Amounts and masses per time are those of a whole cell, as CMAQ's files have them; those per area, as in WRF-Chem's, are multiplied with
/// the area of the cell.
/// </remarks>
public sealed class EmissionFields : IHourlyFields<EmittedSpecies>
{
    private readonly ImmutableDictionary<EmittedSpecies, ImmutableArray<(StepSeries Series, RateFactor Factor)>> _groups;
    private readonly double[]? _areas;
    private readonly double[,] _shares;
    private readonly int _layers;

    private EmissionFields(TransportGrid grid, HourRange range, SpeciesReport report,
        IReadOnlyList<(EmittedSpecies Group, StepSeries Series, RateFactor Factor)> species, EmissionFileOptions options)
    {
        (Grid, Start, Hours, Report) = (grid, range.Start, range.Hours, report);
        _groups = species.GroupBy(one => one.Group).ToImmutableDictionary(group => group.Key,
            group => group.Select(one => (one.Series, one.Factor)).ToImmutableArray());
        // Some species may have the ground alone.
        int inFile = species.Max(one => one.Series.Levels);
        if (species.Any(one => one.Factor.IsPerArea)) _areas = AreasOf(species[0].Series.Grid, options.Areas);
        _shares = options.FileLayerTops.IsDefaultOrEmpty ? Same(inFile) : LayerMerging.Shares(options.FileLayerTops, grid.LayerTops);
        _layers = Enumerable.Range(0, _shares.GetLength(1)).Last(layer => Enumerable.Range(0, inFile).Any(from =>
            _shares[from, layer] > 0)) + 1;
    }

    /// <inheritdoc/>
    public TransportGrid Grid { get; }

    /// <inheritdoc/>
    public DateTimeOffset Start { get; }

    /// <inheritdoc/>
    public int Hours { get; }

    /// <summary>Which species are counted, and which are not.</summary>
    public SpeciesReport Report { get; }

    /// <summary>Emissions of CMAQ.</summary>
    /// <param name="files">Emission files of one kind, one after another in time.</param>
    /// <param name="grid">The cells, which the files must have, and the layers.</param>
    /// <param name="options">Mechanism, layers of the file, hours.</param>
    /// <returns>The fields.</returns>
    /// <exception cref="SchemaMismatchException">No species that the mechanism counts.</exception>
    /// <exception cref="GridMismatchException">Other cells than the grid's, or more layers without their heights.</exception>
    /// <exception cref="DataNotFoundException">Hours are missing, or there are no files.</exception>
    /// <exception cref="UnitMismatchException">A species in a unit that is no emission, or a mass of a lump of organic
    /// species.</exception>
    public static EmissionFields Of(IReadOnlyList<FieldFile> files, TransportGrid grid, EmissionFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(grid);
        options ??= new EmissionFileOptions();
        string[] names = [.. files.SelectMany(file => file.Fields.Fields).Select(field => field.Name).Distinct()];
        MechanismTable table = options.Mechanism ?? MechanismTable.For(names);
        SpeciesReport report = SpeciesReport.Of(names, table);
        if (report.Counted.IsEmpty) throw NoSpecies(files, table, names);
        List<(EmittedSpecies, StepSeries, RateFactor)> species = [];
        StepSeries? first = null;
        foreach (MechanismSpecies one in report.Counted)
        {
            StepSeries series = RequireGrid(StepSeries.Require(files, "emissions", [one.Name], options.Range), grid, options);
            series.RequireLike(first ??= series);
            species.Add((one.Group!.Value, series, Factor(one, series)));
        }

        return new EmissionFields(grid, first!.Range, report, species, options);
    }

    /// <inheritdoc/>
    public bool Has(EmittedSpecies variable) => _groups.ContainsKey(variable);

    /// <inheritdoc/>
    public int LayersOf(EmittedSpecies variable) => _layers;

    /// <inheritdoc/>
    /// <exception cref="DataFormatException">An emission is negative.</exception>
    public void Read(EmittedSpecies variable, int hour, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hour);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(hour, Hours);
        if (!_groups.TryGetValue(variable, out ImmutableArray<(StepSeries Series, RateFactor Factor)> group))
            throw new ArgumentException($"the files have no {variable}", nameof(variable));
        int cells = Grid.Rows * Grid.Columns;
        if (values.Length != _layers * cells) throw new ArgumentException($"room for {_layers * cells} values is needed", nameof(values));
        double[] sums = new double[values.Length];
        foreach ((StepSeries series, RateFactor factor) in group)
        {
            double[] read = series.Read(hour, series.Levels);
            for (int k = 0; k < read.Length; k++)
                if (read[k] < 0) throw Negative(series, hour, k, read[k]);
            if (factor.IsPerArea)
                for (int k = 0; k < read.Length; k++) read[k] *= _areas![k % cells];
            for (int from = 0; from < series.Levels; from++)
                for (int layer = 0; layer < _layers; layer++)
                {
                    double times = factor.Factor * _shares[from, layer];
                    for (int cell = 0; times > 0 && cell < cells; cell++)
                        sums[(layer * cells) + cell] += times * read[(from * cells) + cell];
                }
        }

        for (int k = 0; k < sums.Length; k++) values[k] = (float)sums[k];
    }

    private static double[,] Same(int layers)
    {
        double[,] shares = new double[layers, layers];
        for (int layer = 0; layer < layers; layer++) shares[layer, layer] = 1;
        return shares;
    }

    private static StepSeries RequireGrid(StepSeries series, TransportGrid grid, EmissionFileOptions options)
    {
        if (!grid.Horizontal.Matches(series.Grid))
            throw new GridMismatchException(new Fault("The emissions do not lie on the grid of the model.", series.First.At(series.Name),
                $"{grid.Horizontal}", $"{series.Grid}", "Regrid the emissions, or use the meteorology of their grid."));
        int most = options.FileLayerTops.IsDefaultOrEmpty ? grid.Layers : options.FileLayerTops.Length;
        bool isRight = options.FileLayerTops.IsDefaultOrEmpty ? series.Levels <= most : series.Levels == most;
        if (isRight) RequireLayers(series, options);
        return isRight ? series : throw new GridMismatchException(new Fault("The emissions are on other layers than the model.",
            series.First.At(series.Name), options.FileLayerTops.IsDefaultOrEmpty ? $"at most {most} layers" : $"{most} layers",
            $"{series.Levels}", options.FileLayerTops.IsDefaultOrEmpty
                ? "Give the tops of the file's layers by --emission-tops, so that they can be merged."
                : "Give as many by --emission-tops."));
    }

    // The lowest layers of the model: as many, and the same.
    private static void RequireLayers(StepSeries series, EmissionFileOptions options)
    {
        if (series.Levels < 2 || !options.FileLayerTops.IsDefaultOrEmpty || options.LayerEdges.Length < series.Edges.Length) return;
        LayerMerging.RequireSame(options.LayerEdges[..series.Edges.Length], series.Edges,
            new Fault("The emissions are on other layers than the model, though no more.", series.First.At(series.Name), "",
                Remedy: "Give the tops of the file's layers by --emission-tops, so that they can be merged."));
    }

    // From the unit of a file to kg s-1 of a cell, or of a square metre.
    private readonly record struct RateFactor(double Factor, bool IsPerArea);

    private static double[] AreasOf(Grid grid, Func<Grid, CellAreas>? trueAreas)
    {
        double[] all = new double[grid.CellCount];
        CellAreas? areas = trueAreas?.Invoke(grid) ?? (grid.Crs.IsGeographic ? CellAreas.Of(grid) : null);
        double plane = Math.Abs(grid.Affine.Determinant) * grid.Crs.MetresPerUnit * grid.Crs.MetresPerUnit;
        for (int cell = 0; cell < all.Length; cell++)
            all[cell] = areas is null ? plane : areas.At(cell / grid.Columns, cell % grid.Columns);
        return all;
    }

    private static RateFactor Factor(MechanismSpecies species, StepSeries series)
    {
        Unit unit = series.Values.Unit;
        if (species.FactorFrom(unit) is { } whole && series.Values.IsUnitStated) return new RateFactor(whole, false);
        if (series.Values.IsUnitStated && species.FactorFrom(unit * Unit.Parse("m2")) is { } factor)
            return new RateFactor(factor, true);
        throw new UnitMismatchException(new Fault("A species is not in a unit of emissions.", series.First.At(series.Name),
            species.Group == EmittedSpecies.Pm25 ? "mass per time, such as g/s" : species.MolarMass > 0 ? "moles/s, or a mass per time"
                : "moles/s: a lump of several species has no molar mass",
            series.Values.UnitWords, "Correct the attribute units, or convert the file."));
    }

    private static KayaException NoSpecies(IReadOnlyList<FieldFile> files, MechanismTable table, string[] names) => files.Count == 0
        ? new DataNotFoundException(new Fault("There is no emission file.", Expected: "one or more", Found: "none",
            Remedy: "Give the emission files of the period."))
        : new SchemaMismatchException(new Fault("The emission files have no species that is updated.", new SourceLocation(files[0].Path),
            $"names of {table.Name}, such as NO, NO2, NH3, SO2, PEC", string.Join(", ", names.Take(40)),
            "Rename the variables to those of CB6 or SAPRC-07, for example: ncrename -v OLD,NEW FILE."));

    private static DataFormatException Negative(StepSeries series, int hour, int at, double value) => new(new Fault(
        "An emission is negative.", series.FileOf(hour).At(series.Name), "0 or more",
        string.Create(CultureInfo.InvariantCulture, $"{value:G6} {series.Place(hour, at)}"),
        "Repair the file: deposition is no negative emission here."));
}
