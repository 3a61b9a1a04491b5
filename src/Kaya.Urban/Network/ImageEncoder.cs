using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>A residual network whose weights do not change any more: it gives the vector of any image. Immutable.</summary>
public sealed class ImageEncoder : IFittedModel
{
    /// <summary>Kind of the stored state.</summary>
    public const string Kind = "image-encoder";

    // Vectors are kept with the encoder where all of them take no more than this.
    private const long MostKept = 256L << 20;

    private readonly ConditionalWeakTable<UrbanDataset, ConcurrentDictionary<int, float[]?[]>> _known = [];

    private readonly ResNetWeights _weights;
    private readonly NetworkCopy<ImageNetwork> _network;

    /// <summary>An encoder of weights.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="name">Where they come from, such as <c>ImageNet ResNet-18</c>; part of the names of models that use it.</param>
    public ImageEncoder(ResNetWeights weights, string name = "encoder of a file")
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentException.ThrowIfNullOrEmpty(name);
        (_weights, Name) = (weights, name);
        _network = new NetworkCopy<ImageNetwork>(Build);
    }

    /// <summary>Where the weights come from.</summary>
    public string Name { get; }

    /// <summary>Blocks and channels of its network.</summary>
    public ResNetOptions Options => _weights.Options;

    /// <summary>Length of a vector.</summary>
    public int Width => _weights.Options.Features;

    /// <summary>Reads an encoder.</summary>
    /// <param name="path">A safetensors file with torchvision's names: see <see cref="ResNetWeights.Read"/>.</param>
    /// <returns>The encoder.</returns>
    /// <exception cref="DataNotFoundException">The file does not exist.</exception>
    /// <exception cref="ModelFormatException">The file is damaged, or its weights are those of another architecture.</exception>
    public static ImageEncoder Load(string path) => new(ResNetWeights.Read(path));

    /// <summary>An encoder with first, random values: what an architecture gives before it has learnt anything.</summary>
    /// <param name="options">Blocks and channels.</param>
    /// <param name="random">First values.</param>
    /// <returns>The encoder; its name says that it is untrained.</returns>
    public static ImageEncoder Untrained(ResNetOptions options, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        return new ImageEncoder(ResNetWeights.Untrained(options, random), "untrained encoder");
    }

    /// <summary>Digest of its weights.</summary>
    internal string Digest() => _weights.Digest();

    /// <inheritdoc/>
    public ModelState ToState() => new(Kind, 1, new JsonObject { ["name"] = Name }, _weights.ToArrays());

    /// <summary>Reads what <see cref="ToState"/> gave.</summary>
    /// <param name="state">The encoder as plain data.</param>
    /// <returns>The encoder.</returns>
    /// <exception cref="ModelFormatException">Another kind or version, or arrays of another architecture.</exception>
    public static ImageEncoder FromState(ModelState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Require(Kind, 1);
        return new ImageEncoder(ResNetWeights.Of(state.Arrays, "stored model"), state.Described<Description>().Name);
    }

    /// <summary>Encodes the images of cells, each once.</summary>
    /// <param name="data">The cells.</param>
    /// <param name="cells">Which of them, each with an image.</param>
    /// <param name="context">Device, progress, cancellation.</param>
    /// <param name="imageSize">Rows and columns that images are brought to by means over areas; 0 for those of the data.</param>
    /// <returns>[n, width].</returns>
    /// <exception cref="SchemaMismatchException">A cell has no image, or images are smaller than wanted.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ImmutableArray<float> Encode(UrbanDataset data, IReadOnlyList<int> cells, FitContext context, int imageSize = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfNegative(imageSize);
        int size = imageSize > 0 ? imageSize : data.Tables.PixelSize;
        new OpenCarbonSchema([], [], size, false, "").Require(data, cells, [UrbanModality.Image]);
        TileInputs inputs = new(data, new OpenCarbonShape([UrbanModality.Image], 0, 1, 0, false), size, null, null, readsAgain: false);
        return _network.Use(context.Device, network => Encode(network, inputs, cells, context));
    }

    /// <summary>Encodes pictures.</summary>
    /// <param name="pixels">[pictures, row, column, red/green/blue].</param>
    /// <param name="size">Rows and columns of a picture.</param>
    /// <returns>[pictures, width].</returns>
    /// <exception cref="ArgumentException">The bytes are no whole number of pictures.</exception>
    public ImmutableArray<float> Encode(ReadOnlySpan<byte> pixels, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        int length = size * size * 3;
        if (pixels.Length % length != 0) throw new ArgumentException($"{pixels.Length} bytes are no pictures of {length}", nameof(pixels));
        byte[] all = pixels.ToArray();
        return _network.Use(network =>
        {
            using TensorScope scope = new();
            using NoGradient none = new();
            return ImmutableArray.Create(network.Forward(Tensor.From(all, all.Length / length, size, size, 3)).ToArray<float>());
        });
    }

    /// <summary>Room for the vector of each cell, with those that have been found before.</summary>
    internal float[]?[] Known(UrbanDataset data, int imageSize) => (long)data.Count * Width * sizeof(float) > MostKept
        ? new float[]?[data.Count]
        : _known.GetValue(data, _ => []).GetOrAdd(imageSize, _ => new float[]?[data.Count]);

    private static ImmutableArray<float> Encode(ImageNetwork network, TileInputs inputs, IReadOnlyList<int> cells, FitContext context)
    {
        ImmutableArray<float>.Builder vectors = ImmutableArray.CreateBuilder<float>();
        using TensorScope scope = new(context.Device);
        using NoGradient none = new();
        int atOnce = OpenCarbonEvaluation.TilesAtOnce(inputs.ImageSize, context.Device);
        for (int start = 0; start < cells.Count; start += atOnce)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using TensorScope part = new();
            int[] some = [.. cells.Skip(start).Take(atOnce)];
            vectors.AddRange(network.Forward(inputs.Read(UrbanModality.Image, some)).ToArray<float>());
            context.Progress?.Report(new WorkProgress("encode images", start + some.Length, cells.Count));
        }

        return vectors.ToImmutable();
    }

    private ImageNetwork Build()
    {
        ImageNetwork network = new(_weights.Options, new RandomSource(0));
        _weights.Load(network);
        network.SetTraining(false);
        return network;
    }

    private sealed record Description(string Name);
}
