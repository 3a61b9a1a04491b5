using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Inversion;

/// <summary>Air at the start (ICON) or around the grid (BCON) from files of CMAQ, on the layers of the meteorology: gases in ppb, primary
/// particles in ug m-3.</summary>
/// <remarks>
/// Layers are those of the model, or those of the meteorology files, which are merged as these are: mole fractions by mass, masses by
/// volume. Of an ICON file with several steps that of the begin of the run is taken; a single step is taken whatever its time. Values of
/// BCON hold from step to step, at most a day apart, in a straight line, taken at the begin of the hour; a file without times is constant.
/// The air around is put into the outermost cells, where the
/// model looks for it; a corner takes the mean of both sides. The air above the model is the mean around its uppermost layer, as mole
/// fraction. CMAQ lets no air in from above.
/// </remarks>
public sealed class AirConcentrations : IHourlyFields<TransportedSpecies>
{
    private const double MostHoursBetween = 24;
    private readonly MeteorologyFields _weather;
    private readonly ImmutableArray<(FieldFile File, int Field, AirSpecies Species, double Factor)> _series;
    private readonly bool _isAround;
    private readonly int _first;

    private AirConcentrations(IReadOnlyList<FieldFile> files, MeteorologyFields weather, HourRange range, bool isAround)
    {
        (_weather, _isAround, Start, Hours) = (weather, isAround, range.Start, isAround ? range.Hours : 1);
        _first = (int)Math.Round((range.Start - weather.Start).TotalHours);
        if (files.Count == 0)
            throw new DataNotFoundException(new Fault("There is no file of concentrations.", Expected: "one or more", Found: "none",
                Remedy: "Give the file."));
        string[] names = [.. files.SelectMany(file => file.Fields.Fields).Select(field => field.Name).Distinct()];
        MechanismTable mechanism = MechanismTable.For(names);
        List<(FieldFile, int, AirSpecies, double)> series = [];
        foreach (FieldFile file in files)
            for (int field = 0; field < file.Fields.Fields.Count; field++)
                if (AirSpecies.Of(file.Fields.Fields[field].Name, mechanism) is { } species)
                    series.Add((file, field, species, Checked(file, file.Fields.Fields[field], species)));
        _series = [.. series];
        Counted = [.. _series.Select(one => one.Species).DistinctBy(one => one.Name).GroupBy(one => one.Species)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(one => one.Name))}")];
        Uncounted = [.. names.Where(name => _series.All(one => one.Species.Name != name))];
        if (_series.IsEmpty)
            throw new SchemaMismatchException(new Fault("The file has no species that the model carries.",
                new SourceLocation(files[0].Path),
                "NO, NO2, O3, SO2, organic gases of CB6 or SAPRC-07, or aerosols of AERO6", string.Join(", ", names.Take(40)),
                "Give a file of ICON or BCON with the names of the mechanism."));
    }

    /// <inheritdoc/>
    public TransportGrid Grid => _weather.Grid;

    /// <inheritdoc/>
    public DateTimeOffset Start { get; }

    /// <inheritdoc/>
    public int Hours { get; }

    /// <summary>Species of the model and the names of the file that count as them.</summary>
    public ImmutableArray<string> Counted { get; }

    /// <summary>Names of the file that count nowhere.</summary>
    public ImmutableArray<string> Uncounted { get; }

    /// <summary>The time of the file's only step, where it is not that of the begin of the run; null where it is, or where the file has
    /// no times.</summary>
    public DateTimeOffset? OtherTime => !_isAround
        && _series[0].File.Fields.Fields[_series[0].Field] is { TimeCount: 1, Time: not null } only
        && Instant(only, 0) is var when && when != Start ? when : null;

    /// <summary>The air at the start: ICON.</summary>
    /// <param name="files">Usually one; a species of several files is taken from the first that has it.</param>
    /// <param name="weather">Meteorology of the run.</param>
    /// <param name="range">Hours of the run.</param>
    /// <returns>Fields of one hour.</returns>
    /// <exception cref="SchemaMismatchException">No species that the model carries.</exception>
    /// <exception cref="GridMismatchException">Other cells or layers than those of the meteorology.</exception>
    /// <exception cref="UnitMismatchException">A species in a unit of something else.</exception>
    public static AirConcentrations AtStart(IReadOnlyList<FieldFile> files, MeteorologyFields weather, HourRange range) =>
        Of(files, weather, range, isAround: false);

    /// <summary>The air around the grid: BCON.</summary>
    /// <param name="files">Files one after another in time, or one without times.</param>
    /// <param name="weather">Meteorology of the run.</param>
    /// <param name="range">Hours of the run.</param>
    /// <returns>Fields of these hours.</returns>
    /// <exception cref="SchemaMismatchException">No species that the model carries.</exception>
    /// <exception cref="GridMismatchException">No boundary file, or one around other cells or layers.</exception>
    /// <exception cref="UnitMismatchException">A species in a unit of something else.</exception>
    /// <exception cref="DataNotFoundException">Hours are missing.</exception>
    public static AirConcentrations Around(IReadOnlyList<FieldFile> files, MeteorologyFields weather, HourRange range)
    {
        AirConcentrations air = Of(files, weather, range, isAround: true);
        foreach (TransportedSpecies species in Enum.GetValues<TransportedSpecies>().Where(air.Has))
            for (int hour = 0; hour < range.Hours; hour += Math.Max(1, range.Hours - 1)) _ = air.StepsOf(species, hour).Count();
        return air;
    }

    /// <inheritdoc/>
    public bool Has(TransportedSpecies variable) => _series.Any(one => one.Species.Species == variable);

    /// <inheritdoc/>
    public int LayersOf(TransportedSpecies variable) => Grid.Layers;

    /// <inheritdoc/>
    /// <exception cref="NonFiniteException">A gap in the file, or a negative concentration.</exception>
    public void Read(TransportedSpecies variable, int hour, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hour);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(hour, Hours);
        if (!Has(variable)) throw new ArgumentException($"the files have no {variable}", nameof(variable));
        if (values.Length != Grid.CountOf(CellPosition.Layer)) throw new ArgumentException("room for all layers is needed", nameof(values));
        float[] density = new float[values.Length];
        _weather.Read(MeteorologyVariable.AirDensity, _first + hour, density);
        double[] sums = new double[values.Length];
        foreach ((FieldFile file, int field, AirSpecies species, double factor, int step, double weight) in StepsOf(variable, hour))
        {
            double[] read = OnLayers(file, field, step, species, hour);
            for (int cell = 0; cell < sums.Length; cell++)
            {
                // A mass in a volume becomes a mole fraction with the air of the volume: ug m-3 over kg mol-1 and mol m-3 is 1e-9.
                double amount = species.MolarMass > 0 ? BoundaryAir.MolarMassOfAir / (species.MolarMass * density[cell]) : species.Atoms;
                sums[cell] += weight * factor * amount * read[cell];
            }
        }

        if (_isAround) FillAbove(sums, density, BoundaryAir.IsMass(variable));
        for (int cell = 0; cell < sums.Length; cell++) values[cell] = (float)sums[cell];
    }

    private static AirConcentrations Of(IReadOnlyList<FieldFile> files, MeteorologyFields weather, HourRange range, bool isAround)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(weather);
        return new AirConcentrations(files, weather, range, isAround);
    }

    private double Checked(FieldFile file, FieldDescription field, AirSpecies species)
    {
        Grid cells = Grid.Horizontal;
        Grid expected = _isAround ? new(cells.Crs, cells.Affine.Shift(-1, -1), cells.Rows + 2, cells.Columns + 2) : cells;
        if (!expected.Matches(field.Grid))
            throw new GridMismatchException(new Fault(_isAround ? "The file does not hold the air around these cells."
                    : "The air at the start does not lie on the cells of the meteorology.", file.At(field.Name),
                _isAround ? $"a boundary file (BNDARY3, one cell thick) around {cells}" : $"{cells}", $"{field.Grid}",
                "Give the file of the same grid as the meteorology."));
        if (field.LevelCount != Grid.Layers && field.LevelCount != _weather.FileLayers)
            throw new GridMismatchException(new Fault("The file has other layers than the meteorology.", file.At(field.Name),
                $"{Grid.Layers} layers as the model, or {_weather.FileLayers} as the meteorology files", $"{field.LevelCount} layers",
                "Give a file on the layers of the meteorology."));
        if (field.Levels?.Edges is { IsDefaultOrEmpty: false } edges && field.LevelCount == _weather.FileLayers)
            _weather.RequireLayers(edges, file.At(field.Name));
        if (field.Values.IsUnitStated && field.Values.Unit.IsConvertibleTo(species.FileUnit))
            return field.Values.Unit.FactorTo(species.FileUnit);
        throw new UnitMismatchException(new Fault("A species is not in a unit of a concentration.", file.At(field.Name),
            species.IsMass ? "a mass in a volume, such as ug m-3" : "a mole fraction, such as ppmV",
            field.Values.UnitWords, "Correct the attribute units."));
    }

    // The steps on both sides of the begin of an hour and their weights.
    private IEnumerable<(FieldFile File, int Field, AirSpecies Species, double Factor, int Step, double Weight)> StepsOf(
        TransportedSpecies variable, int hour)
    {
        DateTimeOffset when = Start.AddHours(hour);
        foreach (var species in _series.Where(one => one.Species.Species == variable).GroupBy(one => one.Species.Name))
        {
            (FieldFile file, int field, AirSpecies one, double factor) = species.First();
            FieldDescription described = file.Fields.Fields[field];
            if (!_isAround || described.Time is not { Count: > 0 })
            {
                yield return (file, field, one, factor, StepAtStart(file, described), 1);
                continue;
            }

            var steps = species.SelectMany(part => Enumerable.Range(0, part.File.Fields.Fields[part.Field].TimeCount).Select(step =>
                (part.File, part.Field, part.Factor, Step: step, When: Instant(part.File.Fields.Fields[part.Field], step))))
                .DistinctBy(step => step.When).OrderBy(step => step.When).ToArray();
            int before = Array.FindLastIndex(steps, step => step.When <= when);
            if (before < 0 || (before == steps.Length - 1 && (when - steps[before].When).TotalHours >= 1))
                throw new DataNotFoundException(new Fault("The air around the grid is not given for all hours.", file.At(one.Name),
                    $"a step at {when.UtcDateTime:yyyy-MM-ddTHH:mm}Z, or one before and one after it",
                    $"steps from {steps[0].When.UtcDateTime:yyyy-MM-ddTHH:mm}Z to {steps[^1].When.UtcDateTime:yyyy-MM-ddTHH:mm}Z",
                    "Give the boundary files of all hours, or choose hours by --first and --hours."));
            int after = Math.Min(before + 1, steps.Length - 1);
            if ((steps[after].When - steps[before].When).TotalHours > MostHoursBetween)
                throw new DataNotFoundException(new Fault("The air around the grid is not given for all hours.", file.At(one.Name),
                    $"steps at most {MostHoursBetween} hours apart", $"none between {steps[before].When.UtcDateTime:yyyy-MM-ddTHH:mm}Z and "
                        + $"{steps[after].When.UtcDateTime:yyyy-MM-ddTHH:mm}Z",
                    "Give the boundary files of all days; a file without times is constant."));
            double part = after == before ? 0 : (when - steps[before].When) / (steps[after].When - steps[before].When);
            yield return (steps[before].File, steps[before].Field, one, steps[before].Factor, steps[before].Step, 1 - part);
            if (part > 0) yield return (steps[after].File, steps[after].Field, one, steps[after].Factor, steps[after].Step, part);
        }
    }

    // The only one there is, or that of the begin.
    private int StepAtStart(FieldFile file, FieldDescription field)
    {
        if (field.Time is not { Count: > 1 }) return 0;
        int at = Enumerable.Range(0, field.TimeCount).FirstOrDefault(step => Instant(field, step) == Start, -1);
        return at >= 0 ? at : throw new DataNotFoundException(new Fault("No step of the air at the start is that of the begin of the run.",
            file.At(field.Name), $"a step at {Start.UtcDateTime:yyyy-MM-ddTHH:mm}Z, or a single step",
            $"{field.TimeCount} steps, {field.Time}",
            "Take the step out into a file of its own, such as by `cdo seltimestep`, or begin at one of them by --first."));
    }

    private static DateTimeOffset Instant(FieldDescription field, int step) =>
        new(DateTime.SpecifyKind(field.Time![step].ToDateTime(), DateTimeKind.Utc));

    private double[] OnLayers(FieldFile file, int field, int step, AirSpecies species, int hour)
    {
        FieldDescription described = file.Fields.Fields[field];
        double[] read = new double[described.LevelCount * described.Grid.CellCount];
        file.Fields.Read(field, new FieldWindow(step, 1, 0, described.LevelCount, described.Grid.All), read);
        if (_isAround) read = Inside(read, described.LevelCount);
        for (int cell = 0; cell < read.Length; cell++)
            if (!(read[cell] >= 0 && double.IsFinite(read[cell])) && (!_isAround || IsOutermost(cell)))
                throw new NonFiniteException(new Fault("A concentration is not usable.", file.At(species.Name),
                    "a finite number, at least 0",
                    $"{read[cell]} in step {step}", "Repair the file."));
        // Layers of the files come first: CMAQ's own are on them, also where as many were asked for.
        return described.LevelCount != _weather.FileLayers ? read : _weather.Merged(read, _first + hour, species.IsMass);
    }

    private bool IsOutermost(int cell)
    {
        (int row, int column) = (cell / Grid.Columns % Grid.Rows, cell % Grid.Columns);
        return row == 0 || row == Grid.Rows - 1 || column == 0 || column == Grid.Columns - 1;
    }

    // From the frame around the grid to its outermost cells; NaN within.
    private double[] Inside(double[] frame, int layers)
    {
        (int rows, int columns) = (Grid.Rows, Grid.Columns);
        double[] inside = new double[layers * rows * columns];
        for (int at = 0; at < inside.Length; at++)
        {
            (int layer, int row, int column) = (at / (rows * columns), at / columns % rows, at % columns);
            double sum = 0;
            int count = 0;
            void Add(int down, int across)
            {
                sum += frame[(((layer * (rows + 2)) + down) * (columns + 2)) + across];
                count++;
            }

            if (row == 0) Add(0, column + 1);
            if (row == rows - 1) Add(rows + 1, column + 1);
            if (column == 0) Add(row + 1, 0);
            if (column == columns - 1) Add(row + 1, columns + 1);
            inside[at] = count == 0 ? double.NaN : sum / count;
        }

        return inside;
    }

    // Cells within: the mean mole fraction, or mass in a kilogram of air, around their layer.
    private void FillAbove(double[] values, float[] density, bool isMass)
    {
        int plane = Grid.Rows * Grid.Columns;
        for (int layer = 0; layer < Grid.Layers; layer++)
        {
            (double sum, int count) = (0, 0);
            for (int cell = layer * plane; cell < (layer + 1) * plane; cell++)
                if (!double.IsNaN(values[cell])) (sum, count) = (sum + (values[cell] / (isMass ? density[cell] : 1)), count + 1);
            for (int cell = layer * plane; cell < (layer + 1) * plane; cell++)
                if (double.IsNaN(values[cell])) values[cell] = sum / count * (isMass ? density[cell] : 1);
        }
    }
}
