using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Inversion;

/// <summary>The species of an emission file, each multiplied with the factor of its group: layers, units and hourly profile stay.</summary>
/// <remarks>
/// As a source of fields it is written back in the layout of the file it was made from; species that no group counts are none of its
/// fields, and stay as they are.
/// </remarks>
public sealed class CorrectedEmissions : IFieldSource
{
    private readonly FieldFile _prior;
    private readonly CorrectionFactors _correction;
    private readonly ImmutableArray<(int Field, EmittedSpecies Group)> _species;

    private CorrectedEmissions(FieldFile prior, CorrectionFactors correction, SpeciesReport report)
    {
        (_prior, _correction, Report) = (prior, correction, report);
        _species = [.. report.Counted.Select(one => (prior.Find(one.Name)!.Value, one.Group!.Value))];
        Fields = [.. _species.Select(one => prior.Fields.Fields[one.Field])];
    }

    /// <inheritdoc/>
    public IReadOnlyList<FieldDescription> Fields { get; }

    /// <summary>Which species are multiplied, and which stay as they are.</summary>
    public SpeciesReport Report { get; }

    /// <summary>Corrects a file.</summary>
    /// <param name="prior">The file; its fields outlive the result.</param>
    /// <param name="correction">Factors on the cells of the file.</param>
    /// <param name="mechanism">The mechanism of the species; null to find it by their names.</param>
    /// <returns>The corrected fields.</returns>
    /// <exception cref="SchemaMismatchException">No species that the mechanism counts.</exception>
    /// <exception cref="GridMismatchException">Other cells than those of the factors.</exception>
    /// <exception cref="DataNotFoundException">No step of the file lies in the time of the correction.</exception>
    public static CorrectedEmissions Of(FieldFile prior, CorrectionFactors correction, MechanismTable? mechanism = null)
    {
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(correction);
        string[] names = [.. prior.Fields.Fields.Select(field => field.Name)];
        MechanismTable table = mechanism ?? MechanismTable.For(names);
        SpeciesReport report = SpeciesReport.Of(names, table);
        if (report.Counted.IsEmpty)
            throw new SchemaMismatchException(new Fault("The emission file has no species that is updated.", new SourceLocation(prior.Path),
                $"names of {table.Name}, such as NO, NO2, NH3, SO2, PEC", string.Join(", ", names.Take(40)),
                "Rename the variables to those of CB6 or SAPRC-07, for example: ncrename -v OLD,NEW FILE."));
        CorrectedEmissions corrected = new(prior, correction, report);
        foreach (FieldDescription field in corrected.Fields) corrected.Require(field);
        return corrected;
    }

    /// <inheritdoc/>
    public void Read(int field, FieldWindow window, Span<double> destination)
    {
        (int source, EmittedSpecies group) = _species[field];
        _prior.Fields.Read(source, window, destination);
        FieldDescription description = Fields[field];
        Window cells = window.Cells;
        int at = 0;
        for (int time = 0; time < window.Times; time++)
        {
            int block = description.Time is { } times ? _correction.Layout.Blocks.BlockOf(Instant(times, window.Time + time)) : 0;
            if (!_correction.Layout.Corrects(group)) break;
            ReadOnlySpan<double> factors = _correction.Field(block, group);
            for (int level = 0; level < window.Levels; level++)
                for (int row = cells.Row; row < cells.EndRow; row++)
                    for (int column = cells.Column; column < cells.EndColumn; column++)
                        destination[at++] *= factors[(row * description.Grid.Columns) + column];
        }
    }

    /// <inheritdoc/>
    public void Read(int field, FieldWindow window, Span<float> destination)
    {
        double[] values = new double[destination.Length];
        Read(field, window, values);
        for (int k = 0; k < values.Length; k++) destination[k] = (float)values[k];
    }

    /// <inheritdoc/>
    public void ReadStored<T>(int field, FieldWindow window, Span<T> destination)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) Read(field, window, MemoryMarshal.Cast<T, float>(destination));
        else if (typeof(T) == typeof(double)) Read(field, window, MemoryMarshal.Cast<T, double>(destination));
        else throw new ArgumentException("Corrected emissions are computed: floats or doubles.", nameof(destination));
    }

    /// <summary>Nothing to close: whoever opened the file closes it.</summary>
    public void Dispose()
    {
        // The fields belong to the caller.
    }

    private void Require(FieldDescription field)
    {
        TimeBlocks blocks = _correction.Layout.Blocks;
        if (!_correction.Layout.Grid.Matches(field.Grid))
            throw new GridMismatchException(new Fault("The correction has other cells than the emission file.", _prior.At(field.Name),
                $"{field.Grid}", $"{_correction.Layout.Grid}", "Use the file that the inversion began with."));
        if (field.Time is { } times && !Enumerable.Range(0, times.Count).Select(step => Instant(times, step))
            .Any(instant => instant >= blocks.Start && instant < blocks.End))
            throw new DataNotFoundException(new Fault("The emission file is of another time than the correction.", _prior.At(field.Name),
                FormattableString.Invariant($"a step from {blocks.Start.UtcDateTime:s}Z to {blocks.End.UtcDateTime:s}Z"),
                times.ToString(), "Use the files of the months that were inverted."));
    }

    private static DateTimeOffset Instant(TimeAxis times, int step) =>
        new(DateTime.SpecifyKind(times[step].ToDateTime(), DateTimeKind.Utc));
}
