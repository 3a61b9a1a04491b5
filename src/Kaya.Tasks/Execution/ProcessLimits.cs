using System.Diagnostics;
using System.Globalization;
using Kaya.Geo.Gdal;
using Kaya.Torch;

namespace Kaya.Tasks;

/// <summary>Threads, raster cache and memory limit of a process that runs one task: they apply to the whole process.</summary>
internal sealed class ProcessLimits : IDisposable
{
    private const long DefaultCache = 256_000_000;
    // How long work may go on beyond the limit. OpenBLAS tries for ever where the system gives it no memory.
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250), s_patience = TimeSpan.FromSeconds(3);

    private readonly double? _gigabytes;
    private readonly Action<ResourceException>? _unstoppable;
    private readonly CancellationTokenSource _source;
    private readonly Timer? _timer;
    private readonly Stopwatch _beyond = new();
    private long _found;

    private ProcessLimits(double? gigabytes, Action<ResourceException>? unstoppable, CancellationToken outer)
    {
        (_gigabytes, _unstoppable) = (gigabytes, unstoppable);
        _source = CancellationTokenSource.CreateLinkedTokenSource(outer);
        if (gigabytes is not null) _timer = new Timer(_ => Check(), null, TimeSpan.Zero, s_interval);
    }

    /// <summary>Cancelled by the caller, or if the process exceeds its memory limit.</summary>
    public CancellationToken Cancellation => _source.Token;

    /// <summary>Whether the memory limit was exceeded.</summary>
    public bool Exceeded => Interlocked.Read(ref _found) > 0;

    /// <summary>Sets the limits of this process from the options of its task, and monitors its resident memory.</summary>
    /// <param name="options">Options of the task.</param>
    /// <param name="unstoppable">Ends the process: called where work goes on beyond the memory limit for some seconds.</param>
    /// <param name="outer">The caller's own cancellation.</param>
    public static ProcessLimits Set(TaskOptions options, Action<ResourceException>? unstoppable, CancellationToken outer)
    {
        double? most = (options as WorkOptions)?.MaxMemory;
        // GDAL caches blocks of files; its default cache is 5 % of the memory of the machine.
        if (options is WorkOptions) GdalLibrary.LimitCache(most is { } limit ? (long)Math.Min(DefaultCache, limit * 1e9 / 4)
            : DefaultCache);
        if (most is { } memory)
        {
            // A piece of a file is unpacked beside what is already there.
            ReadLimit.Set(Math.Max(1 << 20, (long)(memory * 1e9 / 2)));
            // The libraries themselves are loaded before the limit holds.
            if (options is ComputeOptions) _ = TorchRuntime.Threads;
            // A driver of a GPU maps memory of the host as it likes.
            if (options is not ComputeOptions { Device: not "cpu" }) HardMemoryLimit.Set((long)(memory * 1e9));
        }

        if (options is ComputeOptions { Threads: { } threads }) TorchRuntime.SetThreads(threads);
        return new ProcessLimits(most, unstoppable, outer);
    }

    /// <summary>Does not change a shared process; refuses options that need a separate process.</summary>
    /// <exception cref="ArgumentException">The options limit threads or memory.</exception>
    public static ProcessLimits None(TaskOptions options, CancellationToken outer)
    {
        if (options is WorkOptions { MaxMemory: not null } or ComputeOptions { Threads: not null })
        {
            throw new ArgumentException("threads and memory are limits of a whole process: start the task in its own process, " +
                "or set OwnsProcess if this process runs only the task", nameof(options));
        }

        return new ProcessLimits(null, null, outer);
    }

    /// <summary>The failure to report.</summary>
    public ResourceException Failure() => new(new Fault("The task exceeded its memory limit.",
        Expected: string.Create(CultureInfo.InvariantCulture, $"at most {_gigabytes:0.##} GB"),
        Found: string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Read(ref _found) / 1e9:0.##} GB in use"),
        Remedy: "Increase --max-memory, or reduce the size of the job."));

    /// <summary>The failure to report where the system gave no more memory.</summary>
    public static ResourceException OutOfMemory(Exception cause) => new(new Fault("There is not enough memory for the task.",
        Expected: "memory of the machine, and --max-memory, above what the task needs", Found: cause.Message,
        Remedy: "Increase --max-memory, or reduce the size of the job."), cause);

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _source.Dispose();
    }

    private void Check()
    {
        if (_beyond.Elapsed > s_patience) _unstoppable?.Invoke(Failure());
        using Process self = Process.GetCurrentProcess();
        if (self.WorkingSet64 <= _gigabytes * 1e9 || Exceeded) return;
        Interlocked.Exchange(ref _found, self.WorkingSet64);
        _beyond.Start();
        _source.Cancel();
    }
}
