namespace Kaya.Inversion;

/// <summary>Items shared among workers, each with memory of its own.</summary>
internal static class WorkSharing
{
    /// <summary>Does every item once, on as many threads as there are workers.</summary>
    /// <remarks>A worker takes the next item when it is done with one: on a busy machine equal shares would wait for the
    /// slowest.</remarks>
    internal static void Run<TWorker>(int items, TWorker[] workers, Action<TWorker, int> body)
    {
        int next = 0;
        Parallel.For(0, workers.Length, number =>
        {
            for (int item = Interlocked.Increment(ref next) - 1; item < items; item = Interlocked.Increment(ref next) - 1)
                body(workers[number], item);
        });
    }
}
