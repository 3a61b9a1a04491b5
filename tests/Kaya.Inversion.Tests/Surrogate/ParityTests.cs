using System.Text.Json;
using Kaya.Torch;

namespace Kaya.Inversion.Tests;

// Expected values: vectors.json, computed by PyTorch 1.13 (Parity/make_vectors.py).
public sealed class ParityTests : TensorTest
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Names => [.. Vectors.Root.GetProperty("cases").EnumerateObject().Select(property => property.Name)];

    [Theory, MemberData(nameof(Names))]
    public void LstmUnet_ForwardAndBackward_AgreeWithPyTorch(string name)
    {
        JsonElement expected = Vectors.Root.GetProperty("cases").GetProperty(name);
        using TensorScope scope = new();
        using LstmUnet network = Network(expected.GetProperty("options"));
        network.LoadState(expected.GetProperty("state").EnumerateObject().ToDictionary(array => array.Name,
            array => Vectors.State(array.Value)));
        Tensor series = Vectors.Tensor(expected.GetProperty("series")), previous = Vectors.Tensor(expected.GetProperty("previous"));
        series.RequiresGradient = previous.RequiresGradient = true;
        SurrogateInput input = new(series, [.. expected.GetProperty("starts").EnumerateArray().Select(start => start.GetInt32())], previous,
            Vectors.Tensor(expected.GetProperty("geography")));
        network.SetTraining(false);
        double worst = Compare("used", expected.GetProperty("used"), network.Forward(input));
        network.SetTraining(true);
        Tensor output = network.Forward(input);
        worst = Math.Max(worst, Compare("output", expected.GetProperty("output"), output));
        ModuleTensor[] parameters = [.. network.NamedTensors().Where(tensor => tensor.IsParameter)];
        Tensor?[] gradients = Autograd.Gradients((output * Vectors.Tensor(expected.GetProperty("seed"))).Sum(),
            [.. parameters.Select(parameter => parameter.Tensor), series, previous]);
        JsonElement wanted = expected.GetProperty("gradients");
        for (int i = 0; i < parameters.Length; i++)
            worst = Math.Max(worst, Compare(parameters[i].Name, wanted.GetProperty(parameters[i].Name), gradients[i]!.Value));
        Assert.Equal(wanted.EnumerateObject().Count(), parameters.Length);
        worst = Math.Max(worst, Compare("series", expected.GetProperty("series_gradient"), gradients[^2]!.Value));
        worst = Math.Max(worst, Compare("previous", expected.GetProperty("previous_gradient"), gradients[^1]!.Value));
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: largest difference {worst:G3} of the largest number of an array");
    }

    private static LstmUnet Network(JsonElement options)
    {
        int Number(string name) => options.GetProperty(name).GetInt32();
        return new LstmUnet(new SurrogateNetworkOptions
        {
            HistoryHours = Number("history"), HiddenSize = Number("hidden"), Channels = Number("channels"),
            BranchChannels = Number("branch"), HeadChannels = Number("head"), EncoderConvolutions = Number("encoder"), Dropout = 0,
            AllHiddenStates = options.GetProperty("all").GetBoolean(), JoinsBeforeUnet = false,
        }, new SurrogateShape(Number("inputs"), Number("fields")), new RandomSource(1));
    }

    private static double Compare(string what, JsonElement expected, Tensor found) => Vectors.Compare(what, expected, found, Tolerance);
}
