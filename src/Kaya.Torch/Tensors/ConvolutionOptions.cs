namespace Kaya.Torch;

/// <summary>How a convolution walks over its input; the same for every axis.</summary>
/// <param name="Stride">Distance between two positions of the kernel.</param>
/// <param name="Padding">Zeros added on each side.</param>
/// <param name="Dilation">Distance between two taps of the kernel.</param>
/// <param name="Groups">Number of parts that channels are split into; each part sees only itself.</param>
/// <param name="OutputPadding">Extra length of the result of a transposed convolution.</param>
public sealed record ConvolutionOptions(long Stride = 1, long Padding = 0, long Dilation = 1, long Groups = 1, long OutputPadding = 0);
