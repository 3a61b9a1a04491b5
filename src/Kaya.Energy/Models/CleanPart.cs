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
internal sealed record CleanPart(string Name, int FirstSet, int SetCount, int Members)
{
    /// <summary>Two halves: of the sets where there are several, else of the members; one part on a GPU, which needs no help.</summary>
    public static IReadOnlyList<CleanPart> Of(int sets, int members, ComputeDevice? device)
    {
        if (device?.CudaIndex is not null || (sets == 1 && members == 1)) return [new CleanPart("all", 0, sets, members)];
        if (sets > 1) return [new CleanPart("first", 0, (sets + 1) / 2, members), new CleanPart("second", (sets + 1) / 2, sets / 2, members)];
        return [new CleanPart("first", 0, 1, (members + 1) / 2), new CleanPart("second", 0, 1, members / 2)];
    }

    /// <summary>Does work for every part, each in a thread of its own where more than one is allowed.</summary>
    /// <returns>What the parts gave, in order.</returns>
    public static T[] Run<T>(IReadOnlyList<CleanPart> parts, FitContext context, Func<CleanPart, FitContext, T> work) =>
        WorkerThreads.Run(parts.Count, context, (part, own) => work(parts[part], own));
}
