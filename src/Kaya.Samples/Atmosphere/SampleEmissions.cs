using System.Collections.Immutable;
using Kaya.Inversion;

namespace Kaya.Samples;

/// <summary>Emissions of the sources, hour by hour, each cell and species multiplied by a factor.</summary>
internal sealed class SampleEmissions : IHourlyFields<EmittedSpecies>
{
    private const double SecondsOfYear = 365 * 86_400.0;

    private readonly ImmutableArray<SampleSource> _sources;
    private readonly ReadOnlyMemory<float> _factors;

    /// <param name="grid">The boxes of air.</param>
    /// <param name="sources">The true sources.</param>
    /// <param name="factors">Factors: species x row x column; empty for the true emissions.</param>
    /// <param name="start">Begin of the first hour.</param>
    /// <param name="hours">Number of hours.</param>
    public SampleEmissions(
        TransportGrid grid, ImmutableArray<SampleSource> sources, ReadOnlyMemory<float> factors, DateTimeOffset start, int hours)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hours, 1);
        (Grid, _sources, _factors, Start, Hours) = (grid, sources, factors, start.ToUniversalTime(), hours);
    }

    public TransportGrid Grid { get; }

    public DateTimeOffset Start { get; }

    public int Hours { get; }

    public bool Has(EmittedSpecies variable) => Enum.IsDefined(variable);

    public int LayersOf(EmittedSpecies variable) => Math.Min(2, Grid.Layers);

    public void Read(EmittedSpecies variable, int hour, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hour);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(hour, Hours);
        int cells = Grid.Rows * Grid.Columns, count = cells * LayersOf(variable);
        if (values.Length != count) throw new ArgumentException($"room for {count} values is needed", nameof(values));
        values.Clear();
        DateTimeOffset local = Start.AddHours(hour).ToOffset(SampleAtmosphere.UtcOffset);
        foreach (SampleSource source in _sources)
        {
            double rate = source.Totals[(int)variable] / SecondsOfYear * SampleSectors.Profile(source.Sector, local);
            ReadOnlySpan<double> weights = source.Weights.Span;
            Span<float> layer = values.Slice(source.Layer * cells, cells);
            for (int cell = 0; cell < cells; cell++) layer[cell] += (float)(rate * weights[cell]);
        }

        if (_factors.IsEmpty) return;
        ReadOnlySpan<float> factors = _factors.Span.Slice((int)variable * cells, cells);
        for (int at = 0; at < count; at++) values[at] *= factors[at % cells];
    }
}
