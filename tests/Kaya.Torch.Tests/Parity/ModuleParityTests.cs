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
    [MemberData(nameof(Names))]
    public void ForwardAndGradients_RecordedInput_AgreeWithPyTorch(string name)
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
            Lstm lstm => name == "lstm" ? lstm.Forward(input).Outputs : lstm.Forward(input).Cell,
            Layer layer => layer.Forward(input),
            _ => throw new InvalidOperationException(),
        };
        Tensor seed = Vectors.Tensor(expected.GetProperty("seed")).Reshape(output.Shape);
        Tensor?[] gradients = Autograd.Gradients(output, integer ? module.Parameters() : [.. module.Parameters(), input], seed);

        AssertClose(Vectors.Values(expected.GetProperty("output")), output.ToArray<float>(), what: "output");
        string[] names = [.. module.NamedTensors().Where(tensor => tensor.IsParameter).Select(tensor => tensor.Name)];
        for (int i = 0; i < names.Length; i++)
            AssertClose(Vectors.Values(expected.GetProperty("gradients").GetProperty(names[i].Replace('/', '.'))),
                gradients[i]!.ToArray<float>(), what: names[i]);
        if (!integer) AssertClose(Vectors.Values(expected.GetProperty("input_gradient")), gradients[^1]!.ToArray<float>(), what: "input");
        foreach (ModuleTensor buffer in module.NamedTensors().Where(tensor => !tensor.IsParameter))
            AssertClose(Vectors.Values(expected.GetProperty("buffers").GetProperty(buffer.Name)), buffer.Tensor.ToArray<float>(), what: buffer.Name);
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

        Tensor first = Autograd.Gradients(network.Forward(input).Square().Sum(), [input], differentiable: true)[0]!;
        Tensor[] weights = [.. network.NamedTensors().Where(tensor => tensor.Name.EndsWith("weight", StringComparison.Ordinal)).Select(tensor => tensor.Tensor)];
        Tensor?[] second = Autograd.Gradients(first.Square().Sum(), weights);

        AssertClose(Vectors.Values(expected.GetProperty("first")), first.ToArray<float>(), what: "first");
        for (int i = 0; i < 2; i++)
            AssertClose(Vectors.Values(expected.GetProperty("second")[i]), second[i]!.ToArray<float>(), what: $"second {i}");
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
