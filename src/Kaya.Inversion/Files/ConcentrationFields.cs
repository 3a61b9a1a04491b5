using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Surface concentrations of CMAQ files, hour by hour: gases in ppb, PM2.5 in ug m-3. A step stands for the hour that begins at
/// it, as in ACONC.</summary>
/// <remarks>
/// PM2.5 is PM25_TOT, PM25, ATOTIJ or PM2_5_DRY where the file has one of them; otherwise the sum of the species of CMAQ's Aitken and
/// accumulation modes, names that begin with A and end with I or J, without water. The lowest layer is taken.
/// </remarks>
public sealed partial class ConcentrationFields : IHourlyFields<Pollutant>
{
    private static readonly ImmutableArray<string> s_totals = ["PM25_TOT", "PM25", "ATOTIJ", "PM2_5_DRY", "PM2_5"];
    private readonly ImmutableDictionary<Pollutant, ImmutableArray<StepSeries>> _series;

    private ConcentrationFields(TransportGrid grid, HourRange range, ImmutableDictionary<Pollutant, ImmutableArray<StepSeries>> series) =>
        (Grid, Start, Hours, _series) = (grid, range.Start, range.Hours, series);

    /// <inheritdoc/>
    public TransportGrid Grid { get; }

    /// <inheritdoc/>
    public DateTimeOffset Start { get; }

    /// <inheritdoc/>
    public int Hours { get; }

    /// <summary>Concentrations of CMAQ.</summary>
    /// <param name="files">Files of one kind, such as combined ACONC, one after another in time.</param>
    /// <param name="grid">The cells, which the files must have.</param>
    /// <param name="range">The hours that are wanted; null for all that the files have.</param>
    /// <returns>The fields; <see cref="Has"/> says which there are.</returns>
    /// <exception cref="SchemaMismatchException">None of the pollutants.</exception>
    /// <exception cref="GridMismatchException">Other cells than the grid's.</exception>
    /// <exception cref="DataNotFoundException">Hours are missing, or there are no files.</exception>
    /// <exception cref="UnitMismatchException">A pollutant in a unit of something else.</exception>
    public static ConcentrationFields Of(IReadOnlyList<FieldFile> files, TransportGrid grid, HourRange? range = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(grid);
        if (files.Count == 0)
            throw new DataNotFoundException(new Fault("There is no concentration file.", Expected: "one or more", Found: "none",
                Remedy: "Give the concentration files of the period."));
        Dictionary<Pollutant, ImmutableArray<StepSeries>> found = [];
        foreach (Pollutant pollutant in AtmosphericSpecies.Pollutants)
        {
            ImmutableArray<StepSeries> series = [.. Names(files, pollutant).Select(name => StepSeries.Find(files, name, range)!)];
            if (!series.IsEmpty) found[pollutant] = series;
        }

        if (found.Count == 0)
            throw new SchemaMismatchException(new Fault("The file has none of the pollutants.", new SourceLocation(files[0].Path),
                "NO2, SO2, O3, PM25_TOT or species of aerosol modes", string.Join(", ",
                    files[0].Fields.Fields.Select(field => field.Name).Take(40)), "Give a file of concentrations."));
        StepSeries first = found.Values.First()[0];
        foreach (StepSeries series in found.Values.SelectMany(all => all))
            _ = series.RequireLike(first, grid.Horizontal).FactorTo(UnitOf(found, series));
        return new ConcentrationFields(grid, first.Range, found.ToImmutableDictionary());
    }

    /// <inheritdoc/>
    public bool Has(Pollutant variable) => _series.ContainsKey(variable);

    /// <inheritdoc/>
    public int LayersOf(Pollutant variable) => 1;

    /// <inheritdoc/>
    public void Read(Pollutant variable, int hour, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hour);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(hour, Hours);
        if (!_series.TryGetValue(variable, out ImmutableArray<StepSeries> parts))
            throw new ArgumentException($"the files have no {variable}", nameof(variable));
        int cells = Grid.Rows * Grid.Columns;
        if (values.Length != cells) throw new ArgumentException($"room for {cells} values is needed", nameof(values));
        double[] sums = new double[cells];
        foreach (StepSeries series in parts)
        {
            double factor = series.FactorTo(variable.ConcentrationUnit());
            double[] read = series.Read(hour, 1);
            for (int cell = 0; cell < cells; cell++) sums[cell] += factor * read[cell];
        }

        for (int cell = 0; cell < cells; cell++) values[cell] = (float)sums[cell];
    }

    private static Unit UnitOf(Dictionary<Pollutant, ImmutableArray<StepSeries>> found, StepSeries series) =>
        found.First(pair => pair.Value.Contains(series)).Key.ConcentrationUnit();

    private static IEnumerable<string> Names(IReadOnlyList<FieldFile> files, Pollutant pollutant)
    {
        HashSet<string> names = [.. files.SelectMany(file => file.Fields.Fields).Select(field => field.Name)];
        if (pollutant != Pollutant.Pm25) return names.Contains(pollutant.Symbol()) ? [pollutant.Symbol()] : [];
        return s_totals.FirstOrDefault(names.Contains) is { } total ? [total]
            : names.Where(name => FineMode().IsMatch(name)).Order(StringComparer.Ordinal);
    }

    // AH2OI, AH2OJ and AORGH2OJ are water on particles.
    [GeneratedRegex("^A(?!H2O|ORGH2O)[A-Z0-9]+[IJ]$", RegexOptions.CultureInvariant)]
    private static partial Regex FineMode();
}
