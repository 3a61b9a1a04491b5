using System.Text.Json;

namespace Kaya.Torch.Tests;

// Expected values: vectors.json, 100 steps of PyTorch 1.13's optimisers, and of SOAP written out in NumPy (make_vectors.py).
public sealed class OptimiserParityTests : NativeTest
{
    public static TheoryData<string> Names =>
        [.. Vectors.Root.GetProperty("optimisers").EnumerateObject().Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Minimise_HundredSteps_AgreesWithPyTorch(string name) => Run(name, TensorType.Float32, resumeAt: -1);

    [Theory]
    [MemberData(nameof(Names))]
    public void Minimise_HundredStepsThroughForeach_AgreesWithPyTorch(string name) => Run(name, TensorType.Float64, resumeAt: -1);

    [Theory]
    [MemberData(nameof(Names))]
    public void LoadState_InTheMiddle_GoesOnAsBefore(string name) => Run(name, TensorType.Float32, resumeAt: 40);

    private static void Run(string name, TensorType type, int resumeAt)
    {
        JsonElement expected = Vectors.Root.GetProperty("optimisers").GetProperty(name);
        using TensorScope scope = new();
        Tensor x = Vectors.Tensor(expected.GetProperty("x")).To(type), y = Vectors.Tensor(expected.GetProperty("y")).To(type);
        Tensor w = Vectors.Tensor(expected.GetProperty("before")).To(type);
        w.RequiresGradient = true;
        Optimiser optimiser = Make(name, w);
        for (int i = 0; i < 100; i++)
        {
            if (i == resumeAt)
            {
                Dictionary<string, StateArray> state = optimiser.ToState("o/");
                optimiser.Dispose();
                optimiser = Make(name, w);
                optimiser.LoadState(state, "o/");
            }

            using TensorScope step = new();
            Tensor loss = x.MatMul(w).MeanSquaredLoss(y);
            if (i % 2 == 0)
            {
                optimiser.Minimise(loss);
                continue;
            }

            loss.Backward();
            optimiser.Step();
        }

        optimiser.Dispose();
        AssertClose(Vectors.Values(expected.GetProperty("after")), w.Detach().To(TensorType.Float32).ToArray<float>(), what: name);
    }

    private static Optimiser Make(string name, Tensor w)
    {
        Optimiser optimiser = name switch
        {
            "sgd" or "sgd_clip" => new Sgd([w], new SgdOptions(0.05)),
            "sgd_momentum" => new Sgd([w], new SgdOptions(0.02, 0.9, WeightDecay: 0.01)),
            "sgd_nesterov" => new Sgd([w], new SgdOptions(0.02, 0.9, Nesterov: true)),
            "adam" or "adam_clip" => new Adam([w], new AdamOptions(0.01)),
            "adam_decay" => new Adam([w], new AdamOptions(0.01, WeightDecay: 0.1)),
            "adamw" => new AdamW([w], new AdamOptions(0.01, WeightDecay: 0.1)),
            "soap" => new Soap([w], new SoapOptions(0.02)),
            "soap_decay" => new Soap([w], new SoapOptions(0.02, WeightDecay: 0.1)),
            "soap_rows" => new Soap([w], new SoapOptions(0.02, LongestSide: 3)),
            _ => throw new ArgumentException(name),
        };
        if (name.EndsWith("clip", StringComparison.Ordinal) || name == "soap_decay") optimiser.Clip = new GradientClip(0.3);
        return optimiser;
    }
}
