namespace Kaya.Torch;

/// <summary>x if positive, otherwise a learned fraction of it (He et al. 2015).</summary>
public sealed class PRelu : Layer
{
    private readonly Tensor _weight;

    /// <summary>Creates the layer.</summary>
    /// <param name="channels">1 for one fraction, or the length of axis 1 for one each.</param>
    /// <param name="slope">First value of the fraction.</param>
    public PRelu(int channels = 1, double slope = 0.25) =>
        _weight = AddParameter("weight", FirstValues.Constant(channels, (float)slope), [channels]);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.PRelu(_weight);
}

/// <summary>A learned vector for each of a number of entries (embedding).</summary>
public sealed class Embedding : Layer
{
    private readonly Tensor _weight;

    /// <summary>Creates the layer.</summary>
    /// <param name="entries">Number of entries.</param>
    /// <param name="width">Length of a vector.</param>
    /// <param name="random">Random numbers for initial values: standard normal.</param>
    public Embedding(int entries, int width, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _weight = AddParameter("weight", FirstValues.Normal(random, "weight", (long)entries * width), [entries, width]);
    }

    /// <inheritdoc/>
    /// <param name="input">[...] of 64-bit integers from 0.</param>
    /// <returns>[..., width].</returns>
    public override Tensor Forward(Tensor input) => input.Embedding(_weight);
}
