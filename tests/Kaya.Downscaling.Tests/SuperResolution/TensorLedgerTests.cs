using Kaya.Torch;

namespace Kaya.Downscaling.Tests.SuperResolution;

/// <summary>Tests that count all live tensors of the process: nothing else may run beside them.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;

[Collection("alone")]
public sealed class TensorLedgerTests
{
    [Fact]
    public void Everything_AtItsEnd_FreesItsTensors()
    {
        long before = TorchLedger.LiveWithoutCopies;
        IntensiveRaster map = SyntheticTown.Map(16, 16);
        SyntheticTown.Trained(map, SyntheticTown.Quick with { Steps = 5 }).Refine(map, 2, SyntheticTown.Context());
        Assert.Equal(before, TorchLedger.LiveWithoutCopies);
    }
}
