using System.Globalization;

namespace Kaya.Torch.Tests;

public sealed class LargeBlocksTests : NativeTest
{
    private const long Mebi = 1 << 20;

    // Independent source: the system counts pages that a thread touches for the first time.
    [Fact]
    public void Full_LargeTensorAgainAndAgain_TouchesItsMemoryOnce()
    {
        int threads = TorchRuntime.Threads;
        TorchRuntime.SetThreads(1);
        try
        {
            Make(40);
            long before = FirstTouches();
            for (int i = 0; i < 20; i++) Make(40);
            // In pages of 2 MiB each time would be 20 of them.
            Assert.InRange(FirstTouches() - before, 0, 200);
        }
        finally
        {
            TorchRuntime.SetThreads(threads);
        }
    }

    [Fact]
    public void Full_LargeTensorsOfManySizes_HoldNoMoreThanTheLargest()
    {
        Make(600);
        long before = Resident();
        for (int mebi = 590; mebi > 40; mebi -= 50) Make(mebi);
        Assert.InRange(Resident() - before, long.MinValue, 100 * Mebi);
    }

    private static void Make(int mebi)
    {
        using TensorScope scope = new();
        Assert.Equal(3, Tensor.Full(3, mebi * Mebi / sizeof(float)).Select(0, 0).Item());
    }

    private static long FirstTouches() => Field("/proc/thread-self/stat", text => text[(text.LastIndexOf(')') + 2)..], 7);

    private static long Resident() => Field("/proc/self/statm", text => text, 1) * Environment.SystemPageSize;

    private static long Field(string path, Func<string, string> fields, int number) =>
        long.Parse(fields(File.ReadAllText(path)).Split(' ')[number], CultureInfo.InvariantCulture);
}
