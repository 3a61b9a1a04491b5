using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>A source that stops being read as soon as the task is cancelled, also within a large window of a result.</summary>
internal sealed class InterruptibleSource(IRasterSource source, CancellationToken cancellation) : IRasterSource
{
    public Grid Grid => source.Grid;

    public IReadOnlyList<BandDescription> Bands => source.Bands;

    public bool IsThreadSafe => source.IsThreadSafe;

    public void Read(int band, Window window, Span<double> destination)
    {
        cancellation.ThrowIfCancellationRequested();
        source.Read(band, window, destination);
    }

    public void Read(int band, Window window, Span<float> destination)
    {
        cancellation.ThrowIfCancellationRequested();
        source.Read(band, window, destination);
    }

    public void ReadStored<T>(int band, Window window, Span<T> destination) where T : unmanaged
    {
        cancellation.ThrowIfCancellationRequested();
        source.ReadStored(band, window, destination);
    }
}
