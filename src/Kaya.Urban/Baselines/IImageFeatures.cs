using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Urban;

/// <summary>Gives the vector of an image without learning from the cells at hand.</summary>
public interface IImageFeatures : IFittedModel
{
    /// <summary>Where it comes from, such as <c>ImageNet ResNet-18</c>; part of the names of models that use it.</summary>
    string Name { get; }

    /// <summary>Length of a vector.</summary>
    int Width { get; }

    /// <summary>Encodes the images of cells, each once.</summary>
    /// <param name="data">The cells.</param>
    /// <param name="cells">Which of them, each with an image.</param>
    /// <param name="context">Device, progress, cancellation.</param>
    /// <returns>[n, width].</returns>
    /// <exception cref="SchemaMismatchException">A cell has no image, or images are smaller than wanted.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    ImmutableArray<float> Encode(UrbanDataset data, IReadOnlyList<int> cells, FitContext context);
}
