using System.Globalization;
using Kaya.Core;

namespace Kaya.Urban;

/// <summary>Finds a residual network of basic blocks in the graph of an ONNX file, whatever its tensors are called.</summary>
/// <remarks>
/// Each convolution is followed by a batch normalisation of its own. Convolutions of 3 x 3 come in pairs, the blocks; one of 1 x 1 with
/// the input of a block is its shortcut; where the number of channels changes, a stage begins.
/// </remarks>
internal static class OnnxResNet
{
    private const double Epsilon = 1e-5;

    /// <summary>The arrays by torchvision's names.</summary>
    /// <exception cref="ModelFormatException">The graph is something else.</exception>
    internal static Dictionary<string, StateArray> Arrays(OnnxFile file)
    {
        Dictionary<string, StateArray> arrays = new(StringComparer.Ordinal);
        OnnxNode[] convolutions = [.. file.Nodes.Where(node => node.Kind == "Conv")];
        OnnxNode[] Of(int kernel) => [.. convolutions.Where(node => Kernel(file, node) == kernel)];
        OnnxNode[] stem = Of(7), plain = Of(3), shortcuts = Of(1);
        if (stem.Length != 1 || plain.Length == 0 || plain.Length % 2 != 0
            || stem.Length + plain.Length + shortcuts.Length != convolutions.Length)
            throw file.Damaged("one convolution of 7 x 7, pairs of 3 x 3, and shortcuts of 1 x 1", string.Create(
                CultureInfo.InvariantCulture,
                $"{stem.Length}, {plain.Length} and {shortcuts.Length} of {convolutions.Length} convolutions"));
        Take(file, stem[0], "conv1", "bn1", arrays);
        int stage = 0, block = 0, taken = 0;
        long channels = 0;
        for (int i = 0; i < plain.Length; i += 2)
        {
            long own = Weight(file, plain[i]).Shape[0];
            if (own != channels) (stage, block, channels) = (stage + 1, 0, own);
            string name = string.Create(CultureInfo.InvariantCulture, $"layer{stage}.{block++}.");
            Take(file, plain[i], name + "conv1", name + "bn1", arrays);
            Take(file, plain[i + 1], name + "conv2", name + "bn2", arrays);
            foreach (OnnxNode shortcut in shortcuts.Where(node => node.Inputs[0] == plain[i].Inputs[0]))
            {
                Take(file, shortcut, name + "downsample.0", name + "downsample.1", arrays);
                taken++;
            }
        }

        return taken == shortcuts.Length ? arrays
            : throw file.Damaged("shortcuts that begin where a block begins", $"{taken} of {shortcuts.Length}");
    }

    private static StateArray Weight(OnnxFile file, OnnxNode convolution)
    {
        if (convolution.Inputs.Count != 2)
            throw file.Damaged("convolutions without bias, each with a batch normalisation", "a convolution with a bias");
        StateArray weight = Stored(file, convolution.Inputs[1]);
        return weight.Shape.Length == 4 ? weight : throw file.Damaged("convolutions over planes", $"{weight.Shape.Length} axes");
    }

    private static long Kernel(OnnxFile file, OnnxNode convolution) => Weight(file, convolution).Shape[3];

    private static void Take(OnnxFile file, OnnxNode convolution, string name, string normalisation, Dictionary<string, StateArray> arrays)
    {
        OnnxNode after = file.Nodes.Find(node => node.Kind == "BatchNormalization" && node.Inputs[0] == convolution.Outputs[0])
            ?? throw file.Damaged("a batch normalisation after each convolution", $"none after that of {name}");
        float epsilon = after.Numbers.GetValueOrDefault("epsilon", (float)Epsilon);
        if (after.Inputs.Count != 5 || Math.Abs(epsilon - Epsilon) > 1e-8)
            throw file.Damaged($"batch normalisations with 5 inputs and epsilon {Epsilon}", $"{after.Inputs.Count} and {epsilon}");
        arrays[name + ".weight"] = Weight(file, convolution);
        foreach ((string part, int input) in ((string, int)[])[("weight", 1), ("bias", 2), ("running_mean", 3), ("running_var", 4)])
            arrays[$"{normalisation}.{part}"] = Stored(file, after.Inputs[input]);
    }

    private static StateArray Stored(OnnxFile file, string name) =>
        file.Tensors.TryGetValue(name, out StateArray? array) ? array : throw file.Damaged($"stored floats of '{name}'", "none");
}
