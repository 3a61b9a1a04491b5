using System.Collections.Immutable;
using Kaya.Torch;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Kaya.Urban.Tests;

public sealed class ResNetTests : CellsTest
{
    private static string Onnx => Path.Combine(AppContext.BaseDirectory, "ResNet18.onnx");

    [Fact]
    public void ResNet_OfDefaultOptions_HasTheParametersOfResNet18()
    {
        // torchvision.models.resnet18: https://pytorch.org/vision/stable/models/generated/torchvision.models.resnet18.html
        using ResNet network = new(new ResNetOptions(), new RandomSource(1), classes: 1000);
        Assert.Equal(11_689_512, network.Parameters().Sum(parameter => parameter.Count));
        Assert.Contains(network.NamedTensors(), tensor => tensor.Name == "layer2/0/downsample/1/running_var");
    }

    [Fact]
    public void FromOnnx_TheNetworkOfImageNet_AgreesWithOnnxRuntime()
    {
        ResNetWeights weights = ResNetWeights.FromOnnx(Onnx, ResNetWeights.DnnImageFeaturizer, isBlueFirst: true);
        Assert.Equal([2, 2, 2, 3], weights.Options.Blocks);
        string path = Path.Combine(Folder, "imagenet.safetensors");
        weights.Write(path);
        const int size = 224, pictures = 2;
        byte[] pixels = Pictures(pictures, size);
        ImmutableArray<float> found = ImageEncoder.Load(path).Encode(pixels, size);
        float[] expected = Expected(pixels, pictures, size);
        double largest = expected.Max();
        double worst = expected.Zip(found).Max(pair => Math.Abs((double)pair.First - pair.Second)) / largest;
        TestContext.Current.TestOutputHelper?.WriteLine($"largest difference {worst:G3} of the largest feature {largest:F2}");
        Assert.Equal(pictures * 512, found.Length);
        Assert.True(worst < 1e-4, $"{worst:G3}");
        // The two pictures are told apart, so it is no comparison of constants.
        Assert.True(found.Take(512).Zip(found.Skip(512)).Max(pair => Math.Abs(pair.First - pair.Second)) > 0.1 * largest);
    }

    [Fact]
    public void Read_WeightsOfAnotherArchitecture_NamesWhatDiffers()
    {
        ResNetOptions options = new() { Blocks = [1, 1], Width = 4 };
        using ResNet network = new(options, new RandomSource(1));
        Dictionary<string, StateArray> arrays = network.ToState().ToDictionary(array => array.Key.Replace('/', '.'), array => array.Value);
        string path = Path.Combine(Folder, "weights.safetensors");
        void Refused(string expected)
        {
            Safetensors.Write(path, arrays);
            ModelFormatException refused = Assert.Throws<ModelFormatException>(() => ResNetWeights.Read(path));
            Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        }

        Safetensors.Write(path, arrays);
        Assert.Equal(options, ResNetWeights.Read(path).Options);
        // A bottleneck block has a third convolution (ResNet-50).
        arrays["layer1.0.conv3.weight"] = StateArray.Of([1f]);
        Refused("layer1.0.conv3.weight");
        arrays.Remove("layer1.0.conv3.weight");
        foreach (string name in new[] { "layer1.0.conv1.weight", "bn1.bias" })
        {
            StateArray kept = arrays[name];
            arrays.Remove(name);
            Refused($"({name})\n  expected: F32");
            arrays[name] = kept;
        }

        StateArray bias = arrays["bn1.bias"];
        arrays["bn1.bias"] = StateArray.Of([1f, 2f, float.NaN, 3f], 4);
        Refused("not finite");
        arrays["bn1.bias"] = bias;
        arrays["layer2.0.conv2.weight"] = StateArray.Of(new float[16], 4, 4, 1, 1);
        Refused("layer2.0.conv2.weight");
        arrays.Remove("conv1.weight");
        Refused("conv1.weight");
    }

    [Fact]
    public void Fit_WithWeightsOfOtherOptions_IsRefused()
    {
        using UrbanDataset data = Open(new SyntheticCells());
        string path = Path.Combine(Folder, "weights.safetensors");
        using (ResNet network = new(new ResNetOptions { Blocks = [1, 2], Width = 4 }, new RandomSource(1)))
            Safetensors.Write(path, network.ToState().ToDictionary(array => array.Key.Replace('/', '.'), array => array.Value));
        ModelFormatException refused = Assert.Throws<ModelFormatException>(() => (OpenCarbonTests.Tiny with { ImageWeights = path })
            .Fit(new UrbanTrainingData(data, SyntheticCells.Split(data)), Context));
        Assert.Contains("1, 2 blocks", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromOnnx_ADamagedFile_IsRefused()
    {
        string path = Path.Combine(Folder, "model.onnx");
        byte[] head = new byte[1 << 20];
        using (FileStream stream = File.OpenRead(Onnx)) stream.ReadExactly(head);
        foreach (byte[] bytes in (byte[][])[head, [.. new byte[100]], [.. Enumerable.Repeat((byte)0xFF, 100)], []])
        {
            File.WriteAllBytes(path, bytes);
            Assert.Throws<ModelFormatException>(() => ResNetWeights.FromOnnx(path, ImageNormalisation.ImageNet, false));
        }
    }

    [Fact]
    public void Encode_CellsOfAFile_IsThatOfTheirPictures()
    {
        using UrbanDataset data = Open(new SyntheticCells(3, 3));
        using ResNet network = new(new ResNetOptions { Blocks = [1, 1], Width = 4 }, new RandomSource(1));
        string path = Path.Combine(Folder, "weights.safetensors");
        Safetensors.Write(path, network.ToState().ToDictionary(array => array.Key.Replace('/', '.'), array => array.Value));
        ImageEncoder encoder = ImageEncoder.Load(path);
        byte[] pixels = new byte[data.ImageLength];
        data.ReadImage(7, pixels);
        ImmutableArray<float> all = encoder.Encode(data, [2, 7], Context);
        Assert.Equal(encoder.Encode(pixels, 32).Select(value => Math.Round(value, 5)), all[8..].Select(value => Math.Round(value, 5)));
    }

    private static float[] Expected(byte[] pixels, int pictures, int size)
    {
        using InferenceSession session = new(Onnx);
        float[] means = [103.06262f, 115.90288f, 123.15163f];
        List<float> features = [];
        for (int picture = 0; picture < pictures; picture++)
        {
            float[] input = new float[3 * size * size];
            for (int i = 0; i < size * size; i++)
                for (int channel = 0; channel < 3; channel++)
                    input[(channel * size * size) + i] = pixels[(((picture * size * size) + i) * 3) + 2 - channel] - means[channel];
            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs = session.Run(
                [NamedOnnxValue.CreateFromTensor(session.InputNames[0], new DenseTensor<float>(input, [1, 3, size, size]))]);
            features.AddRange(outputs[0].AsEnumerable<float>());
        }

        return [.. features];
    }

    // Stripes of a street grid, and hills of green.
    private static byte[] Pictures(int count, int size)
    {
        byte[] pixels = new byte[count * size * size * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int picture, int rest) = Math.DivRem(i / 3, size * size);
            (int row, int column) = Math.DivRem(rest, size);
            pixels[i] = picture == 0 ? (byte)((row % 28 < 4 || column % 40 < 5 ? 200 : 90) + (20 * (i % 3)))
                : (byte)(110 + (i % 3 == 1 ? 60 : 20) * Math.Sin(row / 17.0) * Math.Cos(column / 23.0));
        }

        return pixels;
    }
}
