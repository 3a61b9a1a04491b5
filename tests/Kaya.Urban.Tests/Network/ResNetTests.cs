using Kaya.Torch;

namespace Kaya.Urban.Tests;

public sealed class ResNetTests
{
    [Fact]
    public void ResNet_OfDefaultOptions_HasTheParametersOfResNet18()
    {
        // torchvision.models.resnet18: https://pytorch.org/vision/stable/models/generated/torchvision.models.resnet18.html
        using ResNet network = new(new ResNetOptions(), new RandomSource(1), classes: 1000);
        Assert.Equal(11_689_512, network.Parameters().Sum(parameter => parameter.Count));
        Assert.Contains(network.NamedTensors(), tensor => tensor.Name == "layer2/0/downsample/1/running_var");
    }
}
