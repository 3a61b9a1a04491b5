using System.Diagnostics;
using System.Globalization;
using Kaya.Core;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>Watches the resident memory of this process and cancels the work when it passes the limit.</summary>
internal sealed class MemoryLimit(double gigabytes) : IDisposable
{
    private const long DefaultCache = 256_000_000;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private CancellationTokenSource? _source;
    private Timer? _timer;
    private long _found;

    /// <summary>Limits what the raster library keeps of files, which is read again quickly: by itself it would take a twentieth of the machine.</summary>
    /// <param name="gigabytes">Most memory of the process; null where there is no limit.</param>
    public static void OfFiles(double? gigabytes) => GdalLibrary.LimitCache(gigabytes is { } most ? (long)Math.Min(DefaultCache, most * 1e9 / 4) : DefaultCache);

    /// <summary>Whether the limit was passed.</summary>
    public bool Exceeded => Interlocked.Read(ref _found) > 0;

    /// <summary>Starts watching.</summary>
    /// <param name="outer">The caller's own cancellation.</param>
    /// <returns>Cancelled by the caller or by the limit.</returns>
    public CancellationToken Watch(CancellationToken outer)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(outer);
        _timer = new Timer(_ => Check(), null, TimeSpan.Zero, s_interval);
        return _source.Token;
    }

    /// <summary>The failure to report.</summary>
    public ResourceException Failure() => new(new Fault("The work needs more memory than it may have.",
        Expected: string.Create(CultureInfo.InvariantCulture, $"at most {gigabytes:0.##} GB"),
        Found: string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Read(ref _found) / 1e9:0.##} GB in use"),
        Remedy: "Raise --max-memory, or make the job smaller."));

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _source?.Dispose();
    }

    private void Check()
    {
        using Process self = Process.GetCurrentProcess();
        if (self.WorkingSet64 <= gigabytes * 1e9 || Exceeded) return;
        Interlocked.Exchange(ref _found, self.WorkingSet64);
        _source!.Cancel();
    }
}
