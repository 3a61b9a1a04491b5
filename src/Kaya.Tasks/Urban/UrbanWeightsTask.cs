using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>What images are brought to before a network sees them.</summary>
public enum ImageScaling
{
    /// <summary>Means and deviations of ImageNet, red first, as torchvision has it.</summary>
    ImageNet,

    /// <summary>Bytes less their means, blue first, as the networks of Microsoft.ML.DnnImageFeaturizer have it.</summary>
    DnnImageFeaturizer,
}

/// <summary>Options of <see cref="UrbanWeightsTask"/>.</summary>
public sealed record UrbanWeightsOptions : WorkOptions
{
    /// <summary>The network.</summary>
    [Option("ONNX file of a residual network of basic blocks", Group = OptionGroup.Input)]
    public string File { get; set; } = "";

    /// <summary>The new file.</summary>
    [Option("safetensors file to write, with torchvision's names (default: the name of the ONNX file with .safetensors, in this folder)")]
    public string? To { get; set; }

    /// <summary>Whether an existing file may be replaced.</summary>
    [Option("replace the file if it exists")]
    public bool Force { get; set; }

    /// <summary>What its images are brought to.</summary>
    [Option("what the network expects of its images: image-net (torchvision) or dnn-image-featurizer (bytes less means, blue first)",
        Group = OptionGroup.Input)]
    public ImageScaling Scaling { get; set; } = ImageScaling.DnnImageFeaturizer;
}

/// <summary><c>kaya urban weights import</c>: the weights of a residual network in an ONNX file, for <c>urban train
/// --weights</c>.</summary>
public sealed class UrbanWeightsTask : KayaTask<UrbanWeightsOptions>
{
    /// <inheritdoc/>
    public override string Name => "urban weights import";

    /// <inheritdoc/>
    public override string Summary => "Take the weights of a pretrained residual network from an ONNX file, for urban train and its"
        + " baselines.";

    /// <inheritdoc/>
    public override bool LeavesRun => false;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Positionals => ["file"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["./kaya urban weights import ResNet18.onnx --to resnet.safetensors"];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(UrbanWeightsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [new TaskInput("network", options.File, "ONNX file")];
    }

    /// <inheritdoc/>
    public override string Estimate(UrbanWeightsOptions options) => "about a second for 16 million weights";

    /// <inheritdoc/>
    public override TaskOutcome Execute(UrbanWeightsOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        string to = options.To ?? Path.ChangeExtension(Path.GetFileName(options.File), ".safetensors");
        OutputFile.RequireEnding(to, ".safetensors");
        OutputFile.Require(to, options.Force);
        bool isFeaturizer = options.Scaling == ImageScaling.DnnImageFeaturizer;
        ResNetWeights weights = ResNetWeights.FromOnnx(options.File,
            isFeaturizer ? ResNetWeights.DnnImageFeaturizer : ImageNormalisation.ImageNet, isFeaturizer);
        weights.Write(to);
        return new TaskOutcome([$"{to}: residual network of {weights.Options}, {weights.Options.Features} numbers for an image; use it by "
            + $"`kaya urban train --encoder {to}` or `kaya urban evaluate --encoder {to}`."], []);
    }
}
