using System.Text.Json;
using Kaya.Torch;

namespace Kaya.Urban.Tests;

// Expected values: vectors.json, computed by PyTorch 1.13 (Parity/make_vectors.py).
public sealed class ParityTests : IDisposable
{
    private const double Tolerance = 1e-4;

    private readonly long _before = TorchLedger.LiveWithoutCopies;

    public static TheoryData<string> Names => [.. Vectors.Root.GetProperty("cases").EnumerateObject().Select(property => property.Name)];

    public void Dispose() => Assert.Equal(_before, TorchLedger.LiveWithoutCopies);

    [Fact]
    public void ResNet18_WithTorchvisionsNames_AgreesWithPyTorch()
    {
        JsonElement expected = Vectors.Root.GetProperty("resnet18");
        using TensorScope scope = new();
        using NoGradient none = new();
        using ResNet network = new(new ResNetOptions(), new RandomSource(1), classes: 1000);
        Dictionary<string, ModuleTensor> tensors = network.NamedTensors().ToDictionary(tensor => tensor.Name);
        Dictionary<string, StateArray> state = [];
        foreach (JsonElement name in expected.GetProperty("names").EnumerateArray())
            state[name.GetString()!] = Wave(name.GetString()!, tensors[name.GetString()!].Tensor.Shape, state.Count);
        Assert.Equal(tensors.Count, state.Count);
        network.LoadState(state);
        network.SetTraining(false);
        byte[] pixels = [.. Enumerable.Range(0, 2 * 96 * 96 * 3).Select(i => (byte)(128 + (120 * Math.Sin(0.05 * Math.Pow(i, 1.1)))))];
        Tensor images = Tensor.From(pixels, 2, 96, 96, 3).To(TensorType.Float32) / 255.0;
        Tensor normal = (images - Tensor.From([0.485f, 0.456f, 0.406f])) / Tensor.From([0.229f, 0.224f, 0.225f]);
        double worst = Compare("output", expected.GetProperty("output"), network.Forward(normal.Permute(0, 3, 1, 2)));
        TestContext.Current.TestOutputHelper?.WriteLine($"largest difference {worst:G3} of the largest number");
    }

    [Theory, MemberData(nameof(Names))]
    public void OpenCarbon_ForwardAndBackward_AgreesWithPyTorch(string name)
    {
        JsonElement expected = Vectors.Root.GetProperty("cases").GetProperty(name);
        using TensorScope scope = new();
        using OpenCarbonNetwork network = Network(expected.GetProperty("options"));
        network.LoadState(expected.GetProperty("state").EnumerateObject().ToDictionary(array => array.Name,
            array => Vectors.State(array.Value)));
        UrbanBatch batch = BatchOf(expected);
        OpenCarbonTrainingOptions options = new()
        {
            ContrastiveWeight = expected.GetProperty("alpha").GetDouble(), Temperature = expected.GetProperty("temperature").GetDouble(),
        };
        network.SetTraining(false);
        double worst = Compare("used", expected.GetProperty("used"), network.Forward(batch).Scaled);
        network.SetTraining(true);
        OpenCarbonOutput answer = network.Forward(batch);
        worst = Math.Max(worst, Compare("scaled", expected.GetProperty("scaled_answer"), answer.Scaled));
        worst = Math.Max(worst, Compare("representation", expected.GetProperty("representation"), answer.Representation));
        worst = Math.Max(worst, Compare("cell weights", expected.GetProperty("cell_weights"), answer.CellWeights));
        Tensor loss = OpenCarbonTraining.Loss(network, options, batch, contrasts: true);
        Assert.Equal(expected.GetProperty("loss").GetDouble(), loss.Item(), 1e-4);
        ModuleTensor[] parameters = [.. network.NamedTensors().Where(tensor => tensor.IsParameter)];
        Tensor?[] gradients = Autograd.Gradients(loss, [.. parameters.Select(parameter => parameter.Tensor)]);
        JsonElement wanted = expected.GetProperty("gradients");
        for (int i = 0; i < parameters.Length; i++)
            if (gradients[i] is { } gradient)
                worst = Math.Max(worst, Compare(parameters[i].Name, wanted.GetProperty(parameters[i].Name), gradient));
        Assert.Equal(wanted.EnumerateObject().Count(), gradients.Count(gradient => gradient is not null));
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: largest difference {worst:G3} of the largest number of an array");
    }

    private static UrbanBatch BatchOf(JsonElement expected)
    {
        Tensor scaled = Vectors.Tensor(expected.GetProperty("scaled"));
        JsonElement[] windows = [.. expected.GetProperty("windows").EnumerateArray()];
        return new UrbanBatch(scaled.Count, [.. expected.GetProperty("inputs").EnumerateObject().Select((input, k) =>
            (input.Name == "Image" ? Tensor.From<byte>([.. Vectors.Values(input.Value).Select(value => (byte)value)],
                Vectors.Shape(input.Value))
                : Vectors.Tensor(input.Value), Tensor.From<long>([.. Vectors.Values(windows[k]).Select(value => (long)value)])))],
            scaled, Vectors.Tensor(expected.GetProperty("present")));
    }

    private static OpenCarbonNetwork Network(JsonElement options)
    {
        int Number(string name) => options.GetProperty(name).GetInt32();
        JsonElement points = options.GetProperty("points");
        return new OpenCarbonNetwork(new OpenCarbonNetworkOptions
        {
            Image = new ResNetOptions { Blocks = [.. Numbers(options, "blocks")], Width = Number("image_width") },
            Points = new PointEncoderOptions
            {
                Channels = [.. Numbers(points, "channels")], SqueezeExcitation = points.GetProperty("scale").GetBoolean(),
                Compression = points.GetProperty("compression").GetInt32(), AddsCounts = points.GetProperty("adds_counts").GetBoolean(),
            },
            CovariateWidth = Number("covariate_width"), Width = Number("width"), Neighbourhood = Number("neighbourhood"),
            Tokens = Enum.Parse<AttentionTokens>(options.GetProperty("tokens").GetString()!), Heads = Number("heads"),
            HeadWidth = Number("head_width"),
        }, new OpenCarbonShape([.. options.GetProperty("modalities").EnumerateArray()
            .Select(one => Enum.Parse<UrbanModality>(one.GetString()!))], Number("categories"), Number("raster"), Number("covariates"),
            options.GetProperty("presence").GetBoolean()), new RandomSource(1));
    }

    private static IEnumerable<int> Numbers(JsonElement options, string name) =>
        options.GetProperty(name).EnumerateArray().Select(value => value.GetInt32());

    // The numbers of make_vectors.py.
    private static StateArray Wave(string name, ReadOnlySpan<long> shape, int place)
    {
        long count = 1;
        foreach (long length in shape) count *= length;
        double size = shape.Length > 1 ? Math.Sqrt(6.0 / (count / shape[0])) : 0;
        bool scales = name.EndsWith("running_var", StringComparison.Ordinal) || name.EndsWith("weight", StringComparison.Ordinal);
        float[] values = new float[count];
        for (int i = 0; i < values.Length; i++)
        {
            double wave = Math.Sin((12.9898 * i) + place) * 43758.5453;
            wave = (2 * (wave - Math.Floor(wave))) - 1;
            values[i] = (float)(size > 0 ? wave * size : scales ? 1 + (0.2 * wave) : 0.1 * wave);
        }

        return StateArray.Of(values, shape);
    }

    private static double Compare(string what, JsonElement expected, Tensor found) => Vectors.Compare(what, expected, found, Tolerance);
}
