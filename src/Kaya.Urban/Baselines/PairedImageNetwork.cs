using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>An encoder of images, a projection for the contrast, and a prediction from the vector and counts of points.</summary>
internal sealed class PairedImageNetwork : Module
{
    private readonly ImageNetwork? _encoder;
    private readonly DenseNetwork? _vectors;
    private readonly Linear _hidden, _answer;
    private readonly Sequential? _projection;

    internal PairedImageNetwork(PairedImageEstimator options, int points, int imageVectors, RandomSource random)
    {
        if (imageVectors == 0) _encoder = AddChild("encoder", new ImageNetwork(options.Encoder, random.Derive("encoder")));
        else _vectors = AddChild("vectors", new DenseNetwork(imageVectors, options.Hidden, options.Encoder.Features,
            random.Derive("vectors")));
        _hidden = AddChild("hidden", new Linear(options.Encoder.Features + points, options.Hidden, random.Derive("hidden")));
        _answer = AddChild("answer", new Linear(options.Hidden, 1, random.Derive("answer")));
        if (options.Pairing == ImagePairing.PgSimClr)
            _projection = AddChild("projection", new Sequential(
                new Linear(options.Encoder.Features, options.Hidden, random.Derive("projection.0")),
                new Activation(ActivationKind.Relu), new Linear(options.Hidden, options.Hidden, random.Derive("projection.2"))));
    }

    /// <param name="images">[images, rows, columns, red/green/blue] bytes, or [images, numbers] of a frozen encoder.</param>
    /// <returns>[images, features].</returns>
    internal Tensor Encode(Tensor images) => _encoder?.Forward(images) ?? _vectors!.Forward(images);

    /// <returns>What is compared: the projection of PG-SimCLR, the vector itself of Tile2Vec.</returns>
    internal Tensor Compared(Tensor vectors) => _projection?.Forward(vectors) ?? vectors;

    /// <param name="vectors">[cells, features].</param>
    /// <param name="points">[cells, categories] scaled logarithms of counts.</param>
    /// <returns>[cells] z.</returns>
    internal Tensor Predict(Tensor vectors, Tensor points) =>
        _answer.Forward(_hidden.Forward(Tensor.Cat(1, vectors, points), ActivationKind.Relu)).Squeeze(1);
}
