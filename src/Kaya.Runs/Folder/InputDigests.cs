using Kaya.Core;

namespace Kaya.Runs;

/// <summary>Computes the digests of a run's inputs during the run.</summary>
internal sealed class InputDigests : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<InputRecord> _records = [];
    private readonly string _path;
    private Task _work = Task.CompletedTask;
    private bool _isDisposed;

    public InputDigests(string path, IEnumerable<InputRecord> earlier)
    {
        _path = path;
        foreach (InputRecord input in earlier) Add(input);
    }

    /// <summary>Records an input; the same name replaces an earlier one.</summary>
    public void Add(InputRecord input)
    {
        lock (_gate)
        {
            _records.RemoveAll(known => known.Name == input.Name);
            _records.Add(input);
            JsonForm.Write(_path, _records);
            // Sequential, so that at most one thread is used. A stop does not cancel the tasks themselves: the last would end before the
            // one that is at work, which then writes into a folder that has been given back.
            if (input.Sha256 is null) _work = _work.ContinueWith(_ => Compute(input), CancellationToken.None, TaskContinuationOptions.None,
                TaskScheduler.Default);
        }
    }

    /// <summary>Waits for the digests and checks that the inputs have not changed since the run began.</summary>
    /// <exception cref="DataFormatException">An input changed during the run.</exception>
    public void Settle()
    {
        _work.GetAwaiter().GetResult();
        foreach (InputRecord input in _records)
        {
            if (input.Changed(byTime: true) is not { } changed) continue;
            throw new DataFormatException(
                new Fault("An input changed during the run.", new SourceLocation(input.Path), changed.Left,
                changed.Right ?? "no such file", "Do not change inputs during a run. Start the run again."));
        }
    }

    /// <summary>Stops, and waits until nothing is written any more; digests not yet computed remain unknown.</summary>
    public void Dispose()
    {
        // Twice where the end of a run could not be written, because the disk is full.
        if (_isDisposed) return;
        _isDisposed = true;
        _stop.Cancel();
        try
        {
            _work.Wait();
        }
        catch (AggregateException)
        {
            // Cancelled, or an unreadable input, which the task reports itself.
        }

        _stop.Dispose();
    }

    private void Compute(InputRecord input)
    {
        _stop.Token.ThrowIfCancellationRequested();
        InputRecord digested = input.WithDigest(_stop.Token);
        lock (_gate)
        {
            int at = _records.IndexOf(input);
            if (at < 0) return;
            _records[at] = digested;
            JsonForm.Write(_path, _records);
        }
    }
}
