using System.Text.Json;

namespace Kaya.Torch.Tests;

// Expected values: vectors.json, computed by PyTorch 1.13 (make_vectors.py).
public sealed class ModuleParityTests : NativeTest
{
    private static readonly Dictionary<string, Func<Module>> Modules = new()
    {
        ["linear"] = () => new Linear(5, 7, Random),
        ["linear_relu"] = () => new Sequential(new Linear(5, 7, Random), new Activation(ActivationKind.Relu)),
        ["conv1d"] = () => new Conv1d(3, 4, 3, Random, new ConvolutionOptions(Stride: 2, Padding: 1)),
        ["conv1d_plain"] = () => new Conv1d(3, 4, 3, Random, new ConvolutionOptions(Padding: 1)),
        ["conv2d"] = () => new Conv2d(2, 4, 3, Random, new ConvolutionOptions(Padding: 1)),
        ["conv2d_groups"] = () => new Conv2d(4, 4, 3, Random, new ConvolutionOptions(Stride: 2, Groups: 2)),
        ["conv_transpose2d"] = () => new ConvTranspose2d(3, 2, 3, Random, new ConvolutionOptions(Stride: 2, Padding: 1, OutputPadding: 1)),
        ["conv1d_dilated"] = () => new Conv1d(3, 4, 3, Random, new ConvolutionOptions(Padding: 4, Dilation: 2, Bias: false)),
        ["conv2d_dilated"] = () => new Conv2d(2, 4, 3, Random, new ConvolutionOptions(Padding: 2, Dilation: 2)),
        ["conv2d_rectangular"] = () => new Conv2d(2, 3, (3, 5), Random,
            new ConvolutionOptions(Stride: (2, 1), Padding: (1, 2), Dilation: (1, 2), Bias: false)),
        ["conv_transpose2d_rectangular"] = () => new ConvTranspose2d(3, 2, (2, 3), Random,
            new ConvolutionOptions(Stride: (2, 3), Padding: (0, 1), OutputPadding: (1, 0), Bias: false)),
        ["max_pool2d_rectangular"] = () => new Function(x => x.MaxPool2d((2, 3), (1, 2), (1, 0))),
        ["avg_pool2d_rectangular"] = () => new Function(x => x.AveragePool2d((3, 2))),
        ["adaptive_avg_whole"] = () => new Function(x => x.AdaptiveAveragePool2d(1)),
        ["adaptive_avg"] = () => new Function(x => x.AdaptiveAveragePool2d((3, 2))),
        ["adaptive_max"] = () => new Function(x => x.AdaptiveMaxPool2d((3, 2))),
        ["nearest"] = () => new Function(x => x.Interpolate((7, 9), Interpolation.Nearest)),
        ["bilinear"] = () => new Function(x => x.Interpolate((7, 9))),
        ["bilinear_smaller"] = () => new Function(x => x.Interpolate((3, 2))),
        ["bicubic"] = () => new Function(x => x.Interpolate((7, 9), Interpolation.Bicubic)),
        ["batch_norm_1d"] = () => new BatchNorm(4),
        ["batch_norm_2d"] = () => new BatchNorm(3),
        ["batch_norm_use"] = () => new BatchNorm(4),
        ["layer_norm"] = () => new LayerNorm(6),
        ["prelu"] = () => new PRelu(3),
        ["embedding"] = () => new Embedding(6, 4, Random),
        ["lstm"] = () => new Lstm(4, 5, Random, layers: 2),
        ["lstm_cell"] = () => new Lstm(4, 5, Random),
        ["relu"] = () => new Activation(ActivationKind.Relu),
        ["gelu"] = () => new Activation(ActivationKind.Gelu),
        ["silu"] = () => new Activation(ActivationKind.Silu),
        ["sigmoid"] = () => new Activation(ActivationKind.Sigmoid),
        ["tanh"] = () => new Activation(ActivationKind.Tanh),
        ["softplus"] = () => new Activation(ActivationKind.Softplus),
        ["softmax"] = () => new Function(x => x.Softmax(1)),
        ["log_softmax"] = () => new Function(x => x.LogSoftmax(1)),
        ["max_pool1d"] = () => new Function(x => x.MaxPool1d(2)),
        ["max_pool2d"] = () => new Function(x => x.MaxPool2d(3, 2, 1)),
        ["avg_pool2d"] = () => new Function(x => x.AveragePool2d(2)),
        ["mse"] = () => new Function(x => x.MeanSquaredLoss(Tensor.Full(0.25, x.Shape))),
        ["l1"] = () => new Function(x => x.MeanAbsoluteLoss(Tensor.Full(0.25, x.Shape))),
        ["smooth_l1"] = () => new Function(x => x.SmoothAbsoluteLoss(Tensor.Full(0.25, x.Shape), 0.5)),
        ["bce"] = () => new Function(x => x.BinaryCrossEntropyLoss(Tensor.Full(0.25, x.Shape))),
    };

    public static TheoryData<string> Names =>
        [.. Vectors.Root.GetProperty("modules").EnumerateObject().Select(property => property.Name)];

    [Theory]
    [InlineData("lstm")]
    [InlineData("lstm_cell")]
    public void ForwardProjected_RecordedInput_AgreesWithPyTorch(string name) => Compare(name, projected: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void ForwardAndGradients_RecordedInput_AgreeWithPyTorch(string name) => Compare(name, projected: false);

    private static void Compare(string name, bool projected)
    {
        JsonElement expected = Vectors.Root.GetProperty("modules").GetProperty(name);
        using TensorScope scope = new();
        using Module module = Modules[name]();
        Load(module, expected, name == "batch_norm_use");
        bool integer = name == "embedding";
        Tensor input = Vectors.Tensor(expected.GetProperty("input"));
        if (integer) input = input.To(TensorType.Int64);
        else input.RequiresGradient = true;

        Tensor output = module switch
        {
            Lstm lstm => Pick(projected ? lstm.ForwardProjected(lstm.Project(input)) : lstm.Forward(input)),
            Layer layer => layer.Forward(input),
            _ => throw new InvalidOperationException(),
        };
        Tensor Pick(LstmResult result) => name == "lstm" ? result.Outputs : result.Cell;
        Tensor seed = Vectors.Tensor(expected.GetProperty("seed")).Reshape(output.Shape);
        Tensor?[] gradients = Autograd.Gradients(output, integer ? module.Parameters() : [.. module.Parameters(), input], seed);

        AssertClose(Vectors.Values(expected.GetProperty("output")), output.ToArray<float>(), what: "output");
        string[] names = [.. module.NamedTensors().Where(tensor => tensor.IsParameter).Select(tensor => tensor.Name)];
        for (int i = 0; i < names.Length; i++)
            AssertClose(Vectors.Values(expected.GetProperty("gradients").GetProperty(names[i].Replace('/', '.'))),
                gradients[i]!.Value.ToArray<float>(), what: names[i]);
        if (!integer) AssertClose(Vectors.Values(expected.GetProperty("input_gradient")), gradients[^1]!.Value.ToArray<float>(),
            what: "input");
        foreach (ModuleTensor buffer in module.NamedTensors().Where(tensor => !tensor.IsParameter))
            AssertClose(Vectors.Values(expected.GetProperty("buffers").GetProperty(buffer.Name)), buffer.Tensor.ToArray<float>(),
                what: buffer.Name);
    }

    [Fact]
    public void Gradients_OfAGradient_AgreeWithPyTorch()
    {
        JsonElement expected = Vectors.Root.GetProperty("double");
        using TensorScope scope = new();
        using Sequential network = new(new Linear(4, 6, Random), new Activation(ActivationKind.Relu), new Linear(6, 2, Random));
        Load(network, expected, false);
        Tensor input = Vectors.Tensor(expected.GetProperty("input"));
        input.RequiresGradient = true;

        Tensor first = Autograd.Gradients(network.Forward(input).Square().Sum(), [input], differentiable: true)[0]!.Value;
        Tensor[] weights = [.. network.NamedTensors().Where(tensor => tensor.Name.EndsWith("weight", StringComparison.Ordinal))
            .Select(tensor => tensor.Tensor)];
        Tensor?[] second = Autograd.Gradients(first.Square().Sum(), weights);

        AssertClose(Vectors.Values(expected.GetProperty("first")), first.ToArray<float>(), what: "first");
        for (int i = 0; i < 2; i++)
            AssertClose(Vectors.Values(expected.GetProperty("second")[i]), second[i]!.Value.ToArray<float>(), what: $"second {i}");
    }

    private static void Load(Module module, JsonElement expected, bool inUse)
    {
        Dictionary<string, StateArray> state = module.ToState();
        foreach (JsonProperty property in expected.GetProperty("parameters").EnumerateObject())
            state[property.Name.Replace('.', '/')] = Vectors.State(property.Value);
        if (inUse)
            foreach (JsonProperty property in expected.GetProperty("buffers").EnumerateObject())
                state[property.Name] = Vectors.State(property.Value);
        module.LoadState(state);
        module.SetTraining(!inUse);
    }

    private sealed class Function(Func<Tensor, Tensor> function) : Layer
    {
        public override Tensor Forward(Tensor input) => function(input);
    }
}
