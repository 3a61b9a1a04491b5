using System.Diagnostics;

namespace Kaya.Fuzz;

/// <summary>Ends this process if a reader holds one file for too long: a native reader cannot be stopped otherwise.</summary>
public sealed class HangWatch : IDisposable
{
    /// <summary>Exit code of a process that was ended: that of SIGKILL.</summary>
    public const int ExitCode = 137;

    private static readonly TimeSpan s_most = 4 * Fuzzer.LongestTime, s_pause = TimeSpan.FromSeconds(1);

    private readonly Timer _timer;
    private long _began = Stopwatch.GetTimestamp();

    /// <summary>Begins to watch.</summary>
    public HangWatch() => _timer = new Timer(_ =>
    {
        if (Stopwatch.GetElapsedTime(Interlocked.Read(ref _began)) <= s_most) return;
        using Process own = Process.GetCurrentProcess();
        own.Kill();
    }, null, s_pause, s_pause);

    /// <summary>A file is read from now on.</summary>
    public void Begin() => Interlocked.Exchange(ref _began, Stopwatch.GetTimestamp());

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
