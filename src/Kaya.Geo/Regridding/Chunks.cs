using System.Runtime.ExceptionServices;

namespace Kaya.Geo;

/// <summary>Work in parts that do not depend on each other.</summary>
internal static class Chunks
{
    /// <summary>Does all parts, on all cores where that is allowed; what a part throws comes out as it was thrown.</summary>
    public static void Run(int count, bool atOnce, Action<int> part, CancellationToken cancellation = default)
    {
        try
        {
            ParallelOptions threads = new() { MaxDegreeOfParallelism = atOnce ? Environment.ProcessorCount : 1,
                CancellationToken = cancellation };
            Parallel.For(0, count, threads, part);
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
