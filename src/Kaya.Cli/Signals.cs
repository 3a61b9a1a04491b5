using System.Runtime.InteropServices;
using Kaya.Core;

namespace Kaya.Cli;

/// <summary>Turns SIGINT and SIGTERM into a cancellation, so that work stops at a checkpoint; a second signal stops it at once.</summary>
/// <remarks>A native library that reads a file does not look for a cancellation: after a while the process ends without it.</remarks>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TimeSpan _patience;
    private Timer? _end;

    /// <summary>Begins to listen.</summary>
    /// <param name="patience">How long work may take to stop after the first signal.</param>
    public Signals(TimeSpan patience)
    {
        _patience = patience;
        _registrations =
            [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code for the first signal; null if no signal was received.</summary>
    public int? ExitCode { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _end?.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (ExitCode is not null) return;
        context.Cancel = true;
        ExitCode = context.Signal == PosixSignal.SIGINT ? Cli.ExitCode.Interrupted : Cli.ExitCode.Terminated;
        int code = ExitCode.Value;
        _end = new Timer(_ =>
        {
            Console.Error.WriteLine($"kaya: ended {_patience.TotalSeconds:0} s after the signal; something that cannot be stopped was "
                + "at work.");
            // Not through the handlers of exit: the libraries are at work on another thread.
            SystemCalls.EndNow(code);
        }, null, _patience, Timeout.InfiniteTimeSpan);
        _source.Cancel();
    }
}
