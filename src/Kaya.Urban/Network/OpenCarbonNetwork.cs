using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>Numbers that decide the shape of a network besides its options.</summary>
/// <param name="Modalities">The modalities, in the order of their enumeration.</param>
/// <param name="Categories">Categories of points of interest.</param>
/// <param name="RasterSize">Rows and columns of the plane of points.</param>
/// <param name="Covariates">Number of covariates.</param>
/// <param name="HasPresence">Whether the network also says if the emission is zero.</param>
/// <param name="ImageVectors">Length of the vectors that stand for images; 0 where the network has the images themselves.</param>
internal sealed record OpenCarbonShape(ImmutableArray<UrbanModality> Modalities, int Categories, int RasterSize, int Covariates,
    bool HasPresence, int ImageVectors = 0)
{
    /// <summary>Whether the tiles of a modality are planes, which can be turned and mirrored.</summary>
    internal bool IsPlane(UrbanModality modality) => modality == UrbanModality.Points
        || (modality == UrbanModality.Image && ImageVectors == 0);
}

/// <summary>The vectors of tiles of one modality, and where the windows of the targets find theirs.</summary>
/// <param name="Vectors">[tiles, width].</param>
/// <param name="Windows">[targets x M x M] tile of each place; the number of tiles where there is none.</param>
internal sealed record WindowedVectors(Tensor Vectors, Tensor Windows);

/// <summary>What the network says of targets.</summary>
/// <param name="Scaled">[targets] z of <see cref="EmissionScale"/>.</param>
/// <param name="Presence">[targets] logit of an emission that is not zero; null where the network does not say.</param>
/// <param name="Cells">[targets, width] of each modality.</param>
/// <param name="Representation">[targets, width], equation 5.</param>
/// <param name="CellWeights">[targets, modalities], equation 4.</param>
/// <param name="NeighbourhoodWeights">[targets, modalities]; null without a neighbourhood.</param>
internal sealed record OpenCarbonOutput(Tensor Scaled, Tensor? Presence, IReadOnlyList<Tensor> Cells, Tensor Representation,
    Tensor CellWeights, Tensor? NeighbourhoodWeights);

/// <summary>The network of paper 001: a vector of each cell and modality, the fused one, and the neighbourhood that acts on it.</summary>
internal sealed class OpenCarbonNetwork : Module
{
    private readonly OpenCarbonNetworkOptions _options;
    private readonly OpenCarbonShape _shape;
    private readonly Linear? _imageOutput;
    private readonly PointNetwork? _points;
    private readonly DenseNetwork? _covariates, _imageVectors;
    private readonly AggregateAttention _cells;
    private readonly AggregateAttention? _neighbours;
    private readonly NeighbourhoodNetwork[] _windows;
    private readonly CrossAttention? _attention;
    private readonly Linear _hidden, _output;
    private readonly Dropout _dropout;

    internal OpenCarbonNetwork(OpenCarbonNetworkOptions options, OpenCarbonShape shape, RandomSource random)
    {
        (_options, _shape) = (options, shape);
        int width = options.Width, count = shape.Modalities.Length, places = options.Neighbourhood * options.Neighbourhood;
        if (shape.Modalities.Contains(UrbanModality.Image) && shape.ImageVectors > 0)
            _imageVectors = AddChild("imagevectors",
                new DenseNetwork(shape.ImageVectors, options.ImageWidth, width, random.Derive("imagevectors")));
        else if (shape.Modalities.Contains(UrbanModality.Image))
        {
            Image = AddChild("image", new ImageNetwork(options.Image, random.Derive("image")));
            _imageOutput = AddChild("imageoutput", new Linear(options.Image.Features, width, random.Derive("imageoutput")));
        }

        if (shape.Modalities.Contains(UrbanModality.Points))
            _points = AddChild("points",
                new PointNetwork(options.Points, shape.Categories, shape.RasterSize, width, random.Derive("points")));
        if (shape.Modalities.Contains(UrbanModality.Covariates))
            _covariates = AddChild("covariates",
                new DenseNetwork(shape.Covariates, options.CovariateWidth, width, random.Derive("covariates")));
        _cells = AddChild("cells", new AggregateAttention(width, random.Derive("cells")));
        _windows = places == 1 ? [] : [.. shape.Modalities.Select(modality => AddChild($"window{modality}",
            new NeighbourhoodNetwork(options.Neighbourhood, width, random.Derive($"window{modality}"))))];
        if (places > 1)
        {
            _neighbours = AddChild("neighbours", new AggregateAttention(width, random.Derive("neighbours")));
            _attention = AddChild("attention", new CrossAttention(width, options.Heads,
                options.Tokens == AttentionTokens.Cell ? count + 1 : places, random.Derive("attention")));
        }

        _hidden = AddChild("hidden", new Linear(width, options.HeadWidth, random.Derive("hidden")));
        _dropout = AddChild("dropout", new Dropout(options.Dropout));
        _output = AddChild("output", new Linear(options.HeadWidth, shape.HasPresence ? 2 : 1, random.Derive("output")));
    }

    internal ImageNetwork? Image { get; }

    /// <summary>The vectors of tiles in one modality.</summary>
    /// <param name="modality">Which.</param>
    /// <param name="input">Bytes [tiles, rows, columns, 3] or vectors [tiles, numbers], counts [tiles, categories, rows, columns],
    /// values [tiles, covariates].</param>
    /// <returns>[tiles, width].</returns>
    internal Tensor Encode(UrbanModality modality, Tensor input) => modality switch
    {
        UrbanModality.Image => _imageVectors?.Forward(input) ?? Project(Image!.Forward(input)),
        UrbanModality.Points => _points!.Forward(input),
        _ => _covariates!.Forward(input),
    };

    /// <summary>The last layer of the image modality.</summary>
    /// <param name="features">[tiles, features] of the image network.</param>
    /// <returns>[tiles, width].</returns>
    internal Tensor Project(Tensor features) => _imageOutput!.Forward(features);

    /// <summary>Encodes the tiles of a batch and says what it says of the targets.</summary>
    /// <param name="batch">Targets and tiles.</param>
    /// <param name="imagesAtOnce">Images of a piece that is computed again in the backward pass; 0 for all at once.</param>
    internal OpenCarbonOutput Forward(UrbanBatch batch, int imagesAtOnce = 0) => Forward([.. batch.Inputs.Select((input, k) =>
        new WindowedVectors(imagesAtOnce > 0 && Image is not null && _shape.Modalities[k] == UrbanModality.Image
            ? EncodeInPieces(input.Tiles, imagesAtOnce) : Encode(_shape.Modalities[k], input.Tiles), input.Windows))], batch.Targets);

    /// <summary>All that comes after the vectors.</summary>
    /// <param name="modalities">In the order of the shape; each target has all of them.</param>
    /// <param name="targets">Number of targets.</param>
    internal OpenCarbonOutput Forward(IReadOnlyList<WindowedVectors> modalities, long targets)
    {
        int size = _options.Neighbourhood, places = size * size, middle = places / 2;
        (Tensor Vectors, Tensor Mask)[] windows = [.. modalities.Select(modality => Gather(modality, targets, places))];
        Tensor[] own = [.. windows.Select(window => window.Vectors.Select(1, middle))];
        (Tensor fused, Tensor cellWeights) = _cells.Forward(Tensor.Stack(1, own));
        Tensor final = fused;
        Tensor? neighbourhoodWeights = null;
        if (_attention is not null)
        {
            Tensor[] around = [.. windows.Select((window, i) => _windows[i].Forward(
                window.Vectors.Transpose(1, 2).Reshape(targets, _options.Width, size, size), window.Mask.Reshape(targets, 1, size, size)))];
            (Tensor neighbourhood, Tensor weights) = _neighbours!.Forward(Tensor.Stack(1, around));
            neighbourhoodWeights = weights;
            final = (_options.Tokens == AttentionTokens.Cell
                ? _attention.Forward(neighbourhood, Tensor.Stack(1, [.. own, fused]), null)
                : Attend(neighbourhood, windows, targets, places)) + fused;
        }

        Tensor output = _output.Forward(_dropout.Forward(_hidden.Forward(final, ActivationKind.Relu)));
        return new OpenCarbonOutput(output.Select(1, 0), _shape.HasPresence ? output.Select(1, 1) : null, own, fused, cellWeights,
            neighbourhoodWeights);
    }

    // Pieces have as many images as wanted or some more, never fewer.
    private Tensor EncodeInPieces(Tensor images, int atOnce)
    {
        long count = images.Length(0), pieces = Math.Max(1, count / atOnce);
        List<Tensor> features = [];
        for (long piece = 0; piece < pieces; piece++)
            features.Add(Segment.Run(inputs => [Image!.Forward(inputs[0])],
                [images.Slice(0, piece * count / pieces, (piece + 1) * count / pieces)], Image)[0]);
        return Project(features.Count == 1 ? features[0] : Tensor.Cat(0, [.. features]));
    }

    // The fused vectors of all places of the windows as keys and values.
    private Tensor Attend(Tensor query, (Tensor Vectors, Tensor Mask)[] windows, long targets, int places)
    {
        Tensor mask = Tensor.Stack(2, [.. windows.Select(window => window.Mask)]);
        Tensor values = Tensor.Stack(2, [.. windows.Select(window => window.Vectors)]);
        long count = windows.Length;
        Tensor any = mask.Max(2);
        (Tensor fused, _) = _cells.Forward(values.Reshape(targets * places, count, _options.Width), mask.Reshape(targets * places, count));
        return _attention!.Forward(query, fused.Reshape(targets, places, _options.Width), any);
    }

    // [targets, places, width], 0 where there is none, and [targets, places] of 1 and 0.
    private (Tensor Vectors, Tensor Mask) Gather(WindowedVectors modality, long targets, int places)
    {
        long tiles = modality.Vectors.Length(0);
        Tensor all = Tensor.Cat(0, modality.Vectors, Tensor.Zeros(1, _options.Width));
        Tensor vectors = all.IndexSelect(0, modality.Windows).Reshape(targets, places, _options.Width);
        Tensor mask = modality.Windows.IsLess(tiles).To(TensorType.Float32).Reshape(targets, places);
        return (vectors, mask);
    }
}
