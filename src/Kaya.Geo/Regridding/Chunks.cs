using System.Runtime.ExceptionServices;

namespace Kaya.Geo;

/// <summary>Work in parts that do not depend on each other.</summary>
public static class Chunks
{
    /// <summary>Does all parts, on all cores where that is allowed; what a part throws comes out as it was thrown.</summary>
    /// <param name="count">The number of parts.</param>
    /// <param name="atOnce">Whether several may be done at once.</param>
    /// <param name="part">Does the part of a number.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
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
