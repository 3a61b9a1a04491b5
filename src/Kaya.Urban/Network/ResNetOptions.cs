using System.Collections.Immutable;
using System.Globalization;

namespace Kaya.Urban;

/// <summary>Shape of a residual network of basic blocks (He et al. 2016, table 1).</summary>
public sealed record ResNetOptions
{
    /// <summary>Blocks of each stage; every stage after the first halves the plane and doubles the channels. (2, 2, 2, 2) is
    /// ResNet-18.</summary>
    public ImmutableArray<int> Blocks { get; init; } = [2, 2, 2, 2];

    /// <summary>Channels of the first stage.</summary>
    public int Width { get; init; } = 64;

    /// <summary>One block for each stage and 8 channels: for small images and for processors.</summary>
    public static ResNetOptions Small { get; } = new() { Blocks = [1, 1, 1, 1], Width = 8 };

    /// <summary>Length of the vector of an image: the channels of the last stage.</summary>
    public int Features => Width << (Blocks.Length - 1);

    /// <inheritdoc/>
    public bool Equals(ResNetOptions? other) => other is not null && Width == other.Width && Blocks.SequenceEqual(other.Blocks);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Width, Blocks.Length, Blocks.IsEmpty ? 0 : Blocks[0]);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{string.Join(", ", Blocks)} blocks, {Width} channels");

    /// <summary>Refuses what no network can have.</summary>
    internal void Require()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Width, 1);
        if (Blocks.IsDefaultOrEmpty || Blocks.Length > 6 || Blocks.Any(count => count < 1))
            throw new ArgumentException("a residual network has 1 to 6 stages of 1 or more blocks");
    }
}
