using System.Runtime.ExceptionServices;

namespace Kaya.Torch;

/// <summary>Batches made ahead by one thread, in the order of their numbers, while the steps before them are taken.</summary>
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

    /// <param name="source">Makes the batches.</param>
    /// <param name="ahead">How many may be ready before they are needed.</param>
    /// <param name="first">Number of the first one.</param>
    /// <param name="end">One past the last number.</param>
    /// <param name="context">Random numbers and device.</param>
    internal BatchQueue(IBatchSource source, int ahead, long first, long end, FitContext context)
    {
        (_source, _random, _end, _next, _taken) = (source, context.Random, end, first, first);
        // One more than are ahead: the one that the step in progress uses.
        _batches = [.. Enumerable.Range(0, ahead + 1).Select(_ => new Batch(source.Arrays, context.Device))];
        _thread = new Thread(Make) { IsBackground = true, Name = "batches" };
        _thread.Start();
    }

    /// <summary>Waits for a batch; the one taken before may be overwritten from now on.</summary>
    /// <param name="number">The number after the last one taken.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The batch; null where the waiting was ended.</returns>
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

    // A batch may go where the one that many numbers before it was, once that one's step is over.
    private bool HasRoom(long number)
    {
        lock (_gate) return number < _taken + _batches.Length;
    }
}
