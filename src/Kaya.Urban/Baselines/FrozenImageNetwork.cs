using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>A residual network whose weights do not change, as part of a saved model. Immutable.</summary>
public sealed class FrozenImageNetwork : IImageFeatures
{
    /// <summary>Kind of the stored state.</summary>
    public const string Kind = "frozen-image-network";

    private const string Weights = "network/";
    private const int ImagesAtOnce = 32;

    private readonly ResNetOptions _options;
    private readonly int _imageSize;
    private readonly IReadOnlyDictionary<string, StateArray> _weights;
    private readonly NetworkCopy<ImageNetwork> _network;

    private FrozenImageNetwork(string name, ResNetOptions options, int imageSize, IReadOnlyDictionary<string, StateArray> weights)
    {
        (Name, _options, _imageSize, _weights) = (name, options, imageSize, weights);
        _network = new NetworkCopy<ImageNetwork>(Build);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Width => _options.Features;

    /// <summary>A network with its first, random values: what an architecture gives before it has learnt anything.</summary>
    /// <param name="options">Blocks and channels.</param>
    /// <param name="random">First values.</param>
    /// <param name="imageSize">Rows and columns that images are brought to; 0 for those of the data.</param>
    /// <returns>The network; its name says that it is untrained.</returns>
    public static FrozenImageNetwork Untrained(ResNetOptions options, RandomSource random, int imageSize = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        using ImageNetwork network = new(options, random);
        return new FrozenImageNetwork("untrained encoder", options, imageSize, network.ToState(Weights));
    }

    /// <summary>A network with given weights.</summary>
    /// <param name="name">Where the weights come from, such as <c>ImageNet ResNet-18</c>.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="imageSize">Rows and columns that images are brought to; 0 for those of the data.</param>
    /// <returns>The network.</returns>
    public static FrozenImageNetwork Of(string name, ResNetWeights weights, int imageSize = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(weights);
        using ImageNetwork network = new(weights.Options, new RandomSource(0));
        weights.Load(network);
        return new FrozenImageNetwork(name, weights.Options, imageSize, network.ToState(Weights));
    }

    /// <inheritdoc/>
    public ImmutableArray<float> Encode(UrbanDataset data, IReadOnlyList<int> cells, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(context);
        int size = _imageSize > 0 ? _imageSize : data.Tables.PixelSize;
        new OpenCarbonSchema([], [], size, false, "").Require(data, cells, [UrbanModality.Image]);
        TileInputs inputs = new(data, new OpenCarbonShape([UrbanModality.Image], 0, 1, 0, false), size, null);
        if (context.Device?.CudaIndex is null) return _network.Use(network => Encode(network, inputs, cells, context));
        using ImageNetwork there = Build();
        there.MoveTo(context.Device);
        return Encode(there, inputs, cells, context);
    }

    /// <inheritdoc/>
    public ModelState ToState() => new(Kind, 1, new JsonObject
    {
        ["name"] = Name,
        ["options"] = JsonSerializer.SerializeToNode(_options),
        ["imageSize"] = _imageSize,
    }, _weights);

    /// <summary>Reads what <see cref="ToState"/> gave.</summary>
    /// <param name="state">The network as plain data.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ModelFormatException">Another kind or version, or weights that do not fit the options.</exception>
    public static FrozenImageNetwork FromState(ModelState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Require(Kind, 1);
        Description said = state.Described<Description>();
        try
        {
            FrozenImageNetwork network = new(said.Name, said.Options, said.ImageSize, state.Arrays);
            return network._network.Use(_ => network);
        }
        catch (Exception cause) when (cause is ArgumentException or OverflowException)
        {
            throw StateDescription.Unreadable(state, cause);
        }
    }

    internal static ImmutableArray<float> Encode(ImageNetwork network, TileInputs inputs, IReadOnlyList<int> cells, FitContext context)
    {
        ImmutableArray<float>.Builder vectors = ImmutableArray.CreateBuilder<float>();
        using TensorScope scope = new(context.Device);
        using NoGradient none = new();
        for (int start = 0; start < cells.Count; start += ImagesAtOnce)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using TensorScope part = new();
            int[] some = [.. cells.Skip(start).Take(ImagesAtOnce)];
            vectors.AddRange(network.Forward(inputs.Read(UrbanModality.Image, some)).ToArray<float>());
            context.Progress?.Report(new WorkProgress("encode images", start + some.Length, cells.Count));
        }

        return vectors.ToImmutable();
    }

    private ImageNetwork Build()
    {
        _options.Require();
        ImageNetwork network = new(_options, new RandomSource(0));
        try
        {
            network.LoadState(_weights, Weights);
            network.SetTraining(false);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private sealed record Description(string Name, ResNetOptions Options, int ImageSize);
}
