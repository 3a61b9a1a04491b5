using Kaya.Downscaling;

namespace Kaya.Tasks.Tests.Downscaling;

public sealed class SuperResolutionOptionsTests
{
    [Fact]
    public void ToOptions_UnsetOrSet_AreThoseOfTheLibrary()
    {
        Assert.Equal(new ZeroShotSuperResolution(), new SuperResolutionOptions().ToEstimator());
        Assert.Equal(new ZeroShotSuperResolution { Members = 2, Steps = 3, HiddenLayers = 5, Channels = 7, LearningRate = 0.01 },
            new SuperResolutionOptions { Members = 2, Steps = 3, HiddenLayers = 5, Channels = 7, LearningRate = 0.01 }.ToEstimator());
    }
}
