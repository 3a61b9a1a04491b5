using System.Runtime.CompilerServices;

namespace Kaya.Torch.Tests.Modules;

[Collection("native")]
public sealed class NetworkCopyTests
{
    [Fact]
    public void Use_ManyTimes_BuildsOnceAndIsCountedApart()
    {
        // No copy of another test is freed between the counts.
        Collect();
        long before = TorchLedger.LiveWithoutCopies, all = TorchRuntime.LiveTensors;
        int built = 0;
        NetworkCopy<Linear> copy = new(() =>
        {
            built++;
            return new Linear(3, 2, new RandomSource(1));
        });
        Assert.Equal(0, built);
        Parallel.For(0, 8, _ => Assert.Equal(2, copy.Use(network => network.NamedTensors().Count)));
        Assert.Equal((1, 2), (built, TorchRuntime.LiveTensors - all));
        Assert.Equal(before, TorchLedger.LiveWithoutCopies);
        GC.KeepAlive(copy);
    }

    // The one place where the collector is called: it is what frees the tensors.
    [Fact]
    public void Finaliser_OwnerIsGone_FreesTheTensors()
    {
        // Copies of other tests may still be waiting for it.
        Collect();
        long before = TorchRuntime.LiveTensors, apart = TorchLedger.LiveWithoutCopies;
        Assert.Equal(before + 2, MakeAndForget());
        Collect();
        // Copies of other tests may be freed by the second collection only, so there may be fewer than before.
        Assert.InRange(TorchRuntime.LiveTensors, 0, before);
        Assert.Equal(apart, TorchLedger.LiveWithoutCopies);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long MakeAndForget() =>
        new NetworkCopy<Linear>(() => new Linear(3, 2, new RandomSource(1))).Use(_ => TorchRuntime.LiveTensors);
}
