using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Energy;

/// <summary>Some of the networks of a training: they know nothing of the others, so parts train side by side, a thread each.</summary>
/// <remarks>
/// Small operators do not fill two cores; two halves of the networks do. How networks are divided never depends on the
/// number of threads, only on how many there are.
/// </remarks>
/// <param name="Name">Distinguishes its random numbers and its checkpoint.</param>
/// <param name="FirstSet">First training set.</param>
/// <param name="SetCount">Number of training sets.</param>
/// <param name="Members">Networks of each set.</param>
internal sealed record EnsembleShard(string Name, int FirstSet, int SetCount, int Members)
{
    /// <summary>Two halves: of the sets where there are several, else of the members; one part on a GPU, which needs no help.</summary>
    public static IReadOnlyList<EnsembleShard> Of(int sets, int members, ComputeDevice? device)
    {
        if (device?.CudaIndex is not null || (sets == 1 && members == 1)) return [new EnsembleShard("all", 0, sets, members)];
        if (sets > 1) return [new EnsembleShard("first", 0, (sets + 1) / 2, members), new EnsembleShard("second", (sets + 1) / 2, sets / 2, members)];
        return [new EnsembleShard("first", 0, 1, (members + 1) / 2), new EnsembleShard("second", 0, 1, members / 2)];
    }

    /// <summary>Does work for every part, each in a thread of its own where more than one is allowed.</summary>
    /// <returns>What the parts gave, in order.</returns>
    public static T[] Run<T>(IReadOnlyList<EnsembleShard> parts, FitContext context, Func<EnsembleShard, FitContext, T> work) =>
        WorkerThreads.Run(parts.Count, context, (part, own) => work(parts[part], own));
}
