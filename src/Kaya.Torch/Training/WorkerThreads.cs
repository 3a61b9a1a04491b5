using System.Runtime.ExceptionServices;
using Kaya.Core;

namespace Kaya.Torch;

/// <summary>Independent pieces of work on separate threads, for operators too small to use all cores: one piece per core
/// instead.</summary>
/// <remarks>The division into pieces does not depend on the number of threads, so neither do the results of pieces with one thread
/// each.</remarks>
public static class WorkerThreads
{
    /// <summary>Runs all pieces, one per thread; only the first piece reports progress.</summary>
    /// <typeparam name="T">What a piece gives.</typeparam>
    /// <param name="pieces">Number of pieces.</param>
    /// <param name="context">Cancelled for all pieces as soon as one fails.</param>
    /// <param name="work">Called with the number of the piece and its context.</param>
    /// <param name="threadsEach">Threads of the operators of a piece; default: all threads divided evenly.</param>
    /// <returns>What the pieces gave, in order.</returns>
    /// <exception cref="OperationCanceledException">The context was cancelled.</exception>
    public static T[] Run<T>(int pieces, FitContext context, Func<int, FitContext, T> work, int? threadsEach = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(work);
        int threads = TorchRuntime.Threads;
        T[] results = new T[pieces];
        Exception?[] failures = new Exception?[pieces];
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
        int next = -1, workers = Math.Min(threads, pieces);
        Thread[] pool = [.. Enumerable.Range(0, workers).Select(_ => new Thread(Take) { IsBackground = true })];
        foreach (Thread thread in pool) thread.Start();
        foreach (Thread thread in pool) thread.Join();
        TorchRuntime.SetThreads(threads);
        // A piece cancelled because another one failed is not the cause.
        if (failures.FirstOrDefault(failure => failure is not null and not OperationCanceledException) is
            { } fault) ExceptionDispatchInfo.Throw(fault);
        context.Cancellation.ThrowIfCancellationRequested();
        return results;

        void Take()
        {
            TorchRuntime.SetThreads(threadsEach ?? Math.Max(1, threads / workers));
            for (int piece = Interlocked.Increment(ref next); piece < pieces && !stop.IsCancellationRequested;
                piece = Interlocked.Increment(ref next))
            {
                try
                {
                    results[piece] = work(
                        piece, context with { Progress = piece == 0 ? context.Progress : null, Cancellation = stop.Token });
                }
                catch (Exception failure)
                {
                    failures[piece] = failure;
                    stop.Cancel();
                }
            }
        }
    }
}
