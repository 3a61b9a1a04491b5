namespace Kaya.Torch.Tests;

public sealed class ModuleTests : NativeTest
{
    [Fact]
    public void LoadState_OfAnotherSeed_GivesTheSameOutput()
    {
        using TensorScope scope = new();
        using Sequential first = Network(Random.Derive("one")), second = Network(Random.Derive("two"));
        Tensor x = Tensor.From(Draw("x", 12), 4, 3);
        second.LoadState(first.ToState("net/"), "net/");
        first.SetTraining(false);
        second.SetTraining(false);
        Assert.Equal(first.Forward(x).ToArray<float>(), second.Forward(x).ToArray<float>());
    }

    [Fact]
    public void LoadState_MissingOrMisshapen_IsRefusedAndNothingChanges()
    {
        using Sequential network = Network(Random);
        Dictionary<string, StateArray> good = network.ToState();
        Dictionary<string,
            StateArray> bad = new(good) { ["2/bias"] = StateArray.Of([1f, 2f, 3f]), ["0/weight"] = StateArray.Of(new float[15], 5, 3) };
        ModelFormatException exception = Assert.Throws<ModelFormatException>(() => network.LoadState(bad));
        Assert.Equal("2/bias", exception.Fault.Where!.Variable);
        bad.Remove("2/bias");
        Assert.Throws<ModelFormatException>(() => network.LoadState(bad));
        Assert.Equal(good["0/weight"].Bytes.ToArray(), network.ToState()["0/weight"].Bytes.ToArray());
    }

    [Fact]
    public void Constructor_SameSource_SameFirstValues()
    {
        using Sequential first = Network(Random), second = Network(Random);
        Assert.Equal(first.ToState()["2/weight"].Bytes.ToArray(), second.ToState()["2/weight"].Bytes.ToArray());
        float[] values = first.ToState()["0/weight"].As<float>().ToArray();
        Assert.All(values, value => Assert.InRange(Math.Abs(value), 0, 1 / Math.Sqrt(3)));
    }

    [Fact]
    public void StartStep_SameSeed_SameDropout()
    {
        using TensorScope scope = new();
        using Sequential network = Network(Random);
        Tensor x = Tensor.From(Draw("x", 120), 40, 3);
        network.StartStep(5);
        float[] first = network.Forward(x).ToArray<float>(), second = network.Forward(x).ToArray<float>();
        network.StartStep(5);
        Assert.Equal(first, network.Forward(x).ToArray<float>());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void NamedTensors_OfNestedModules_ArePaths()
    {
        using Sequential network = new(Network(Random), new BatchNorm(2));
        Assert.Equal(["0/0/weight", "0/0/bias", "0/2/weight", "0/2/bias", "1/weight", "1/bias", "1/running_mean", "1/running_var"],
            network.NamedTensors().Select(tensor => tensor.Name));
        Assert.Equal(6, network.Parameters().Count);
    }

    private static Sequential Network(RandomSource random) =>
        new(new Linear(3, 5, random.Derive("a")), new Dropout(0.5), new Linear(5, 2, random.Derive("b")));
}
