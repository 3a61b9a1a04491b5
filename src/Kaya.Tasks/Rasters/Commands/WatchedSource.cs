using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>A source that is written while it is computed: reports progress, can be cancelled, sums its values, and refuses
/// to end without a value.</summary>
internal sealed class WatchedSource(IRasterSource source, TaskSession session) : IRasterSource
{
    private CompensatedSum _sum;

    public Grid Grid => source.Grid;

    public IReadOnlyList<BandDescription> Bands => source.Bands;

    /// <summary>Cells with a value so far.</summary>
    public long WithData { get; private set; }

    /// <summary>Whether a value was infinite.</summary>
    public bool HasInfinite { get; private set; }

    /// <summary>Sum of the values so far.</summary>
    public double Sum => _sum.Value;

    public void Read(int band, Window window, Span<double> destination)
    {
        session.Cancellation.ThrowIfCancellationRequested();
        source.Read(band, window, destination);
        foreach (double value in destination)
        {
            if (double.IsNaN(value)) continue;
            WithData++;
            HasInfinite |= double.IsInfinity(value);
            _sum.Add(value);
        }

        session.Report("writing", window.EndRow, Grid.Rows);
        if (window.EndRow == Grid.Rows && WithData == 0)
            throw new DataFormatException(
                new Fault("The result would be entirely no-data.", new SourceLocation(Variable: Bands[0].Name),
                "at least one cell with a value", "none",
                "Check with `kaya raster info` that the file has data in this area, its no-data value and its coordinate system."));
    }
}
