[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Kaya.Torch.Tests;

/// <summary>A test of native code: when it is over, as many native tensors live as before.</summary>
public abstract class NativeTest : IDisposable
{
    private readonly long _before = TorchLedger.LiveWithoutCopies;

    protected static RandomSource Random { get; } = new(20240607);

    public virtual void Dispose()
    {
        Assert.Equal(_before, TorchLedger.LiveWithoutCopies);
        GC.SuppressFinalize(this);
    }

    protected static float[] Draw(string name, int count)
    {
        RandomSequence sequence = Random.Derive(name).Sequence();
        return [.. Enumerable.Range(0, count).Select(_ => (float)sequence.NextGaussian())];
    }

    /// <summary>|a - b| within tolerance (1 + |b|), element by element.</summary>
    protected static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance = 1e-5, string what = "")
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * (1 + Math.Abs(expected[i])),
                $"{what}[{i}]: expected {expected[i]:R}, found {actual[i]:R}");
    }
}
