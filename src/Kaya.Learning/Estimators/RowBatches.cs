namespace Kaya.Learning;

/// <summary>Processes rows in batches of a fixed size on all processors.</summary>
/// <remarks>The size does not depend on the number of processors, so neither do the results.</remarks>
internal static class RowBatches
{
    /// <summary>Calls the work once for every batch; a single batch stays on the calling thread.</summary>
    /// <param name="rowCount">Total number of rows.</param>
    /// <param name="batchSize">Rows of a batch; the last one may have fewer.</param>
    /// <param name="work">Called with the first row and the row after the last.</param>
    public static void Run(int rowCount, int batchSize, Action<int, int> work)
    {
        int batches = (rowCount + batchSize - 1) / batchSize;
        if (batches <= 1)
        {
            if (rowCount > 0) work(0, rowCount);
            return;
        }

        Parallel.For(0, batches, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            batch => work(batch * batchSize, Math.Min((batch + 1) * batchSize, rowCount)));
    }
}
