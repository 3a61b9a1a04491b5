using Kaya.Torch;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Kaya.Inversion.Tests;

/// <summary>Options that train in seconds.</summary>
internal static class SmallCase
{
    public static SurrogateEstimator Tiny { get; } = new()
    {
        Network = new SurrogateNetworkOptions { HistoryHours = 4, HiddenSize = 6, Channels = 4, BranchChannels = 4, HeadChannels = 4 },
        Training = new SurrogateTrainingOptions
        {
            Steps = 12, BatchSize = 4, WindowsPerBlock = 2, HoursBetweenWindows = 2, CropSize = 8, CropMargin = 1, ValidateEvery = 4,
            ValidationWindows = 3, CheckpointEvery = 3,
        },
        Split = new SurrogateSplit(6, 3, 1, 12),
    };

    public static SyntheticWorld World { get; } = new() { Rows = 10, Columns = 11, Hours = 9 * 24 };

    public static FitContext Context => new(new RandomSource(17));

    public static byte[] BytesOf(ModelState state) =>
        [.. state.Arrays.SelectMany(array => array.Value.Bytes.ToArray())];
}

/// <summary>A test after which as many native tensors live as before.</summary>
public abstract class TensorTest : IDisposable
{
    private readonly long _before = TorchLedger.LiveWithoutCopies;

    public virtual void Dispose()
    {
        Assert.Equal(_before, TorchLedger.LiveWithoutCopies);
        GC.SuppressFinalize(this);
    }
}
