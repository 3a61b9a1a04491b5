namespace Kaya.Learning;

/// <summary>Rows cut into batches of a fixed size and worked on by all processors.</summary>
/// <remarks>The size does not depend on the number of processors, so neither do the results.</remarks>
internal static class RowBatches
{
    /// <summary>Calls the work once for every batch; a single batch stays on the calling thread.</summary>
    /// <param name="rowCount">Rows in all.</param>
    /// <param name="batchSize">Rows of a batch; the last one may have fewer.</param>
    /// <param name="work">Given the first row and the row after the last.</param>
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
