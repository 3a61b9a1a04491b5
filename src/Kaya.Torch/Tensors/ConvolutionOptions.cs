namespace Kaya.Torch;

/// <summary>Two lengths of a plane; one number stands for both: <c>Padding: 1</c>, <c>Padding: (0, 2)</c>.</summary>
/// <param name="Height">Along the rows, the first of the two axes.</param>
/// <param name="Width">Along the columns.</param>
public readonly record struct Extent(long Height, long Width)
{
    /// <summary>Both the same.</summary>
    /// <param name="both">Height and width.</param>
    public static implicit operator Extent(long both) => new(both, both);

    /// <summary>Both named.</summary>
    /// <param name="lengths">Height and width.</param>
    public static implicit operator Extent((long Height, long Width) lengths) => new(lengths.Height, lengths.Width);
}

/// <summary>Geometry of a convolution. Along a single axis, the widths are used.</summary>
public sealed record ConvolutionOptions
{
    /// <summary>Settings of a convolution.</summary>
    /// <param name="Stride">Distance between two positions of the kernel; default 1.</param>
    /// <param name="Padding">Zeros added on each side; default none.</param>
    /// <param name="Dilation">Distance between two taps of the kernel; default 1.</param>
    /// <param name="Groups">Number of parts that channels are split into; the parts are independent.</param>
    /// <param name="OutputPadding">Extra length of the result of a transposed convolution.</param>
    /// <param name="Bias">Whether a layer with these options has a bias: none is needed before a normalisation.</param>
    public ConvolutionOptions(
        Extent? Stride = null, Extent? Padding = null, Extent? Dilation = null, long Groups = 1, Extent? OutputPadding = null,
            bool Bias = true) =>
        (this.Stride, this.Padding, this.Dilation, this.Groups, this.OutputPadding, this.Bias) =
        (Stride ?? 1, Padding ?? 0, Dilation ?? 1, Groups, OutputPadding ?? 0, Bias);

    /// <summary>Distance between two positions of the kernel.</summary>
    public Extent Stride { get; init; }

    /// <summary>Zeros added on each side.</summary>
    public Extent Padding { get; init; }

    /// <summary>Distance between two taps of the kernel.</summary>
    public Extent Dilation { get; init; }

    /// <summary>Number of parts that channels are split into; the parts are independent.</summary>
    public long Groups { get; init; }

    /// <summary>Extra length of the result of a transposed convolution.</summary>
    public Extent OutputPadding { get; init; }

    /// <summary>Whether a layer with these options has a bias.</summary>
    public bool Bias { get; init; }
}
