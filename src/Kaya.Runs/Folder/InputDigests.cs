using Kaya.Core;

namespace Kaya.Runs;

/// <summary>Computes the digests of a run's inputs while the run works, and settles them when it ends.</summary>
internal sealed class InputDigests : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<InputRecord> _records = [];
    private readonly string _path;
    private Task _work = Task.CompletedTask;

    public InputDigests(string path, IEnumerable<InputRecord> earlier)
    {
        _path = path;
        foreach (InputRecord input in earlier) Add(input);
    }

    /// <summary>Takes down an input; the same name again replaces it.</summary>
    public void Add(InputRecord input)
    {
        lock (_gate)
        {
            _records.RemoveAll(known => known.Name == input.Name);
            _records.Add(input);
            JsonForm.Write(_path, _records);
            // One after the other: the disk is read once, and one thread at most is taken from the work.
            if (input.Sha256 is null) _work = _work.ContinueWith(_ => Compute(input), _stop.Token, TaskContinuationOptions.None,
                TaskScheduler.Default);
        }
    }

    /// <summary>Waits for the digests; the inputs must be as they were when the run began.</summary>
    /// <exception cref="DataFormatException">An input has changed while the run read it.</exception>
    public void Settle()
    {
        _work.GetAwaiter().GetResult();
        foreach (InputRecord input in _records)
        {
            if (input.Changed(byTime: true) is not { } changed) continue;
            throw new DataFormatException(
                new Fault("An input has changed while the run read it.", new SourceLocation(input.Path), changed.Left,
                changed.Right ?? "no such file", "Leave the inputs alone while a run is at work, and start the run again."));
        }
    }

    /// <summary>Stops; what is not computed by now stays unknown.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        try
        {
            _work.Wait();
        }
        catch (AggregateException)
        {
            // Cancelled, or an input that cannot be read any more, which the task has met itself.
        }

        _stop.Dispose();
    }

    private void Compute(InputRecord input)
    {
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
