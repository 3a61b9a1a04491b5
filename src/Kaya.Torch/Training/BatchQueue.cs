using System.Runtime.ExceptionServices;

namespace Kaya.Torch;

/// <summary>Batches prepared in advance by one thread, in order, during earlier steps.</summary>
internal sealed class BatchQueue : IDisposable
{
    private readonly IBatchSource _source;
    private readonly RandomSource _random;
    private readonly Batch[] _batches;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _made = new(false), _used = new(false);
    private readonly long _end;
    private long _next, _taken;
    private Exception? _failure;
    private volatile bool _stopped;

    /// <param name="source">Creates the batches.</param>
    /// <param name="ahead">Maximum number of prepared batches.</param>
    /// <param name="first">Number of the first one.</param>
    /// <param name="end">One past the last number.</param>
    /// <param name="context">Random numbers and device.</param>
    internal BatchQueue(IBatchSource source, int ahead, long first, long end, FitContext context)
    {
        (_source, _random, _end, _next, _taken) = (source, context.Random, end, first, first);
        // One more than prepared: the batch of the current step.
        _batches = [.. Enumerable.Range(0, ahead + 1).Select(_ => new Batch(source.Arrays, context.Device))];
        _thread = new Thread(Make) { IsBackground = true, Name = "batches" };
        _thread.Start();
    }

    /// <summary>Waits for a batch; the previous batch may then be overwritten.</summary>
    /// <param name="number">The number after the last one taken.</param>
    /// <param name="cancellation">Cancels the waiting.</param>
    /// <returns>The batch; null if the waiting was ended.</returns>
    internal Batch? Take(long number, CancellationToken cancellation)
    {
        lock (_gate) _taken = number;
        _used.Set();
        while (true)
        {
            lock (_gate)
            {
                if (number < _next) return _batches[number % _batches.Length];
                if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
            }

            if (cancellation.IsCancellationRequested) return null;
            _made.WaitOne(50);
        }
    }

    public void Dispose()
    {
        _stopped = true;
        _used.Set();
        _thread.Join();
        foreach (Batch batch in _batches) batch.Dispose();
        _made.Dispose();
        _used.Dispose();
    }

    private void Make()
    {
        try
        {
            for (long number = _next; number < _end && !_stopped; number++)
            {
                while (!HasRoom(number))
                {
                    if (_stopped) return;
                    _used.WaitOne();
                }

                Batch batch = _batches[number % _batches.Length];
                _source.Fill(number, _random.Derive($"batch{number}"), batch);
                batch.Send();
                lock (_gate) _next = number + 1;
                _made.Set();
            }
        }
        catch (Exception failure)
        {
            lock (_gate) _failure = failure;
            _made.Set();
        }
    }

    // A batch can reuse the memory of an earlier batch when its step has ended.
    private bool HasRoom(long number)
    {
        lock (_gate) return number < _taken + _batches.Length;
    }
}
