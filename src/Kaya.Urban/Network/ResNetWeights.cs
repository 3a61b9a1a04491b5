using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>What is done to the channels of an image before a network sees it: (x / 255 - mean) / spread.</summary>
/// <param name="Mean">Red, green, blue.</param>
/// <param name="Spread">Red, green, blue.</param>
public sealed record ImageNormalisation(ImmutableArray<float> Mean, ImmutableArray<float> Spread)
{
    /// <summary>Means and standard deviations of ImageNet (Deng et al. 2009), as torchvision states them.</summary>
    public static ImageNormalisation ImageNet { get; } = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);
}

/// <summary>Weights of a residual network of images, without classifier.</summary>
public sealed class ResNetWeights
{
    private const string Mean = "normalisation.mean", Spread = "normalisation.std";

    private readonly Dictionary<string, StateArray> _arrays;

    private ResNetWeights(ResNetOptions options, ImageNormalisation normalisation, Dictionary<string, StateArray> arrays) =>
        (Options, Normalisation, _arrays) = (options, normalisation, arrays);

    /// <summary>Blocks and channels, as the arrays show them.</summary>
    public ResNetOptions Options { get; }

    /// <summary>What the network expects to be done to its images.</summary>
    public ImageNormalisation Normalisation { get; }

    /// <summary>Reads a safetensors file with torchvision's names, such as <c>layer1.0.conv1.weight</c>.</summary>
    /// <remarks>A classifier <c>fc</c> and <c>num_batches_tracked</c> are passed over. Images are normalised by
    /// <see cref="ImageNormalisation.ImageNet"/> where the file has no arrays <c>normalisation.mean</c> and
    /// <c>normalisation.std</c>.</remarks>
    /// <param name="path">The file.</param>
    /// <returns>The weights.</returns>
    /// <exception cref="DataNotFoundException">The file does not exist.</exception>
    /// <exception cref="ModelFormatException">The file is damaged, or its weights are those of another architecture.</exception>
    public static ResNetWeights Read(string path) => Of(Safetensors.Read(path).Arrays, path);

    /// <summary>Reads the weights of a residual network from an ONNX file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="normalisation">What its images are brought to, as means and spreads of red, green, blue.</param>
    /// <param name="isBlueFirst">Whether its input has the channels blue, green, red; they are turned round here.</param>
    /// <returns>The weights.</returns>
    /// <exception cref="DataNotFoundException">The file does not exist.</exception>
    /// <exception cref="ModelFormatException">The file is damaged, or is no residual network of basic blocks.</exception>
    public static ResNetWeights FromOnnx(string path, ImageNormalisation normalisation, bool isBlueFirst)
    {
        ArgumentNullException.ThrowIfNull(normalisation);
        Dictionary<string, StateArray> arrays = OnnxResNet.Arrays(OnnxFile.Read(path));
        if (isBlueFirst) arrays["conv1.weight"] = TurnedRound(arrays["conv1.weight"]);
        arrays[Mean] = StateArray.Of(normalisation.Mean.AsSpan());
        arrays[Spread] = StateArray.Of(normalisation.Spread.AsSpan());
        return Of(arrays, path);
    }

    /// <summary>What the images of <c>ResNet18.onnx</c> of the package Microsoft.ML.DnnImageFeaturizer.ResNet18 are brought to: bytes less
    /// the mean image of <c>ResNetPreprocess.onnx</c> of the same package, of which this has the mean over the plane, since cells come in
    /// any size. Its channels are blue first.</summary>
    public static ImageNormalisation DnnImageFeaturizer { get; } = new(
        [123.15163f / 255, 115.90288f / 255, 103.06262f / 255], [1f / 255, 1f / 255, 1f / 255]);

    /// <summary>Writes a file that <see cref="Read"/> reads.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => Safetensors.Write(path, ToArrays(),
        new Dictionary<string, string> { ["architecture"] = $"residual network, {Options}" });

    /// <summary>Weights and normalisation by the names of the file.</summary>
    internal Dictionary<string, StateArray> ToArrays() => new(_arrays, StringComparer.Ordinal)
    {
        [Mean] = StateArray.Of(Normalisation.Mean.AsSpan()), [Spread] = StateArray.Of(Normalisation.Spread.AsSpan()),
    };

    /// <summary>First, random values.</summary>
    internal static ResNetWeights Untrained(ResNetOptions options, RandomSource random)
    {
        using ResNet network = new(options, random);
        return new ResNetWeights(options, ImageNormalisation.ImageNet,
            network.ToState().ToDictionary(array => Dotted(array.Key), array => array.Value, StringComparer.Ordinal));
    }

    internal static ResNetWeights Of(IReadOnlyDictionary<string, StateArray> arrays, string path)
    {
        Dictionary<string, StateArray> own = arrays.Where(array => array.Key is not (Mean or Spread)
            && !array.Key.StartsWith("fc.", StringComparison.Ordinal)
            && !array.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            .ToDictionary(array => array.Key, array => array.Value, StringComparer.Ordinal);
        ResNetOptions options = OptionsOf(own, path);
        using ResNet network = new(options, new RandomSource(0));
        Dictionary<string, long[]> expected = network.NamedTensors()
            .ToDictionary(tensor => Dotted(tensor.Name), tensor => tensor.Tensor.Shape.ToArray(), StringComparer.Ordinal);
        foreach ((string name, long[] shape) in expected)
            if (!own.TryGetValue(name, out StateArray? array) || array.Type != ElementType.F32 || !array.Shape.SequenceEqual(shape))
                throw Other(path, name, $"F32 [{string.Join(", ", shape)}]", own.TryGetValue(name, out array)
                    ? $"{array.Type} [{string.Join(", ", array.Shape.ToArray())}]" : "no such array");
        foreach ((string name, StateArray array) in own)
            if (expected.ContainsKey(name) && array.As<float>().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
                throw new ModelFormatException(new Fault("The weights are not finite.", new SourceLocation(path, Variable: name),
                    "finite numbers", "NaN or infinite", "The training that wrote them went wrong: give other weights."));
        if (own.Keys.FirstOrDefault(name => !expected.ContainsKey(name)) is { } further)
            throw Other(path, further, $"no array of this name in a residual network of basic blocks with {options}", "one");
        return new ResNetWeights(options, arrays.ContainsKey(Mean) && arrays.ContainsKey(Spread)
            ? new ImageNormalisation([.. arrays[Mean].As<float>()], [.. arrays[Spread].As<float>()]) : ImageNormalisation.ImageNet, own);
    }

    /// <summary>Digest of all numbers.</summary>
    internal string Digest()
    {
        DataDigest digest = new();
        foreach ((_, StateArray array) in _arrays.OrderBy(array => array.Key, StringComparer.Ordinal)) digest.Add(array.Bytes.Span);
        return digest.Add(Normalisation.Mean.AsSpan()).Add(Normalisation.Spread.AsSpan()).Finish();
    }

    /// <summary>Gives the weights to a network of the same options.</summary>
    internal void Load(ImageNetwork network)
    {
        network.Network.LoadState(_arrays.ToDictionary(array => array.Key.Replace('.', '/'), array => array.Value, StringComparer.Ordinal));
        network.SetNormalisation(Normalisation);
    }

    /// <summary>Refuses weights of other options.</summary>
    internal void Require(ResNetOptions options, string path)
    {
        if (!Options.Equals(options))
            throw new ModelFormatException(new Fault("The weights of the images are those of another network.", new SourceLocation(path),
                options.ToString(), Options.ToString(), "Give the network the blocks and the width of the weights, or other weights."));
    }

    private static string Dotted(string name) => name.Replace('/', '.');

    private static ResNetOptions OptionsOf(Dictionary<string, StateArray> arrays, string path)
    {
        if (!arrays.TryGetValue("conv1.weight", out StateArray? stem) || stem.Shape.Length != 4 || stem.Shape[0] > 4096)
            throw Other(path, "conv1.weight", "[channels, 3, 7, 7]", stem is null ? $"no such array, but {First(arrays)}"
                : $"[{string.Join(", ", stem.Shape.ToArray())}]");
        List<int> blocks = [];
        for (int stage = 1; ; stage++)
        {
            int count = 0;
            // By any of its arrays: one that is missing is then named itself.
            while (arrays.Keys.Any(name => name.StartsWith(string.Create(CultureInfo.InvariantCulture, $"layer{stage}.{count}."),
                StringComparison.Ordinal))) count++;
            if (count == 0) break;
            blocks.Add(count);
        }

        return blocks.Count is > 0 and <= 6 ? new ResNetOptions { Blocks = [.. blocks], Width = (int)stem.Shape[0] }
            : throw Other(path, "layer1.0.conv1.weight", "1 to 6 stages of blocks", $"{blocks.Count}");
    }

    private static string First(Dictionary<string, StateArray> arrays) =>
        arrays.Count == 0 ? "none" : string.Join(", ", arrays.Keys.Order(StringComparer.Ordinal).Take(3));

    // [outputs, channels, rows, columns] with the channels in the other order.
    private static StateArray TurnedRound(StateArray weight)
    {
        (int outputs, int channels) = ((int)weight.Shape[0], (int)weight.Shape[1]);
        ReadOnlySpan<float> values = weight.As<float>();
        float[] turned = new float[values.Length];
        int plane = values.Length / (outputs * channels);
        for (int i = 0; i < outputs; i++)
            for (int j = 0; j < channels; j++)
                values.Slice(((i * channels) + j) * plane, plane).CopyTo(turned.AsSpan(((i * channels) + channels - 1 - j) * plane));
        return StateArray.Of(turned, weight.Shape);
    }

    private static ModelFormatException Other(string path, string name, string expected, string found) => new(
        new Fault("The weights are those of another architecture.", new SourceLocation(path, Variable: name), expected, found,
            "Give weights of a residual network of basic blocks (ResNet-18, ResNet-34) with torchvision's names."));
}
