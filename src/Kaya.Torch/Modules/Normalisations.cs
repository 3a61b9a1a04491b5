namespace Kaya.Torch;

/// <summary>Normalises each channel (axis 1) by mean and variance of the batch in training, by running ones in use (Ioffe and Szegedy 2015).</summary>
/// <remarks>One layer for [batch, channels], [batch, channels, length] and [batch, channels, height, width].</remarks>
public sealed class BatchNorm : Layer
{
    private readonly Tensor _weight, _bias, _mean, _variance;
    private readonly double _momentum, _epsilon;

    /// <summary>Makes the layer.</summary>
    /// <param name="channels">Length of axis 1.</param>
    /// <param name="momentum">Weight of the newest batch in the running mean and variance.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public BatchNorm(int channels, double momentum = 0.1, double epsilon = 1e-5)
    {
        (_momentum, _epsilon) = (momentum, epsilon);
        _weight = AddParameter("weight", FirstValues.Constant(channels, 1), [channels]);
        _bias = AddParameter("bias", FirstValues.Constant(channels, 0), [channels]);
        _mean = AddBuffer("running_mean", FirstValues.Constant(channels, 0), [channels]);
        _variance = AddBuffer("running_var", FirstValues.Constant(channels, 1), [channels]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) =>
        Operators.BatchNorm.Call(input, _weight, _bias, _mean, _variance, IsTraining, _momentum, _epsilon, true);
}

/// <summary><see cref="BatchNorm"/> of several networks at once.</summary>
public sealed class MemberBatchNorm : Layer
{
    private readonly int _members, _channels;
    private readonly Tensor _weight, _bias, _mean, _variance;
    private readonly double _momentum, _epsilon;

    /// <summary>Makes the layer.</summary>
    /// <param name="members">Number of networks.</param>
    /// <param name="channels">Length of axis 2.</param>
    /// <param name="momentum">Weight of the newest batch in the running mean and variance.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public MemberBatchNorm(int members, int channels, double momentum = 0.1, double epsilon = 1e-5)
    {
        (_members, _channels, _momentum, _epsilon) = (members, channels, momentum, epsilon);
        long count = (long)members * channels;
        _weight = AddParameter("weight", FirstValues.Constant(count, 1), [members, channels], members);
        _bias = AddParameter("bias", FirstValues.Constant(count, 0), [members, channels], members);
        _mean = AddBuffer("running_mean", FirstValues.Constant(count, 0), [members, channels], members);
        _variance = AddBuffer("running_var", FirstValues.Constant(count, 1), [members, channels], members);
    }

    /// <inheritdoc/>
    /// <param name="input">[members, batch, channels] or [members, batch, channels, length].</param>
    /// <returns>A tensor of the same shape.</returns>
    public override Tensor Forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        long batch = input.Length(1), length = input.Dimensions == 4 ? input.Length(3) : 1;
        // Members side by side as channels: one call normalises each on its own.
        Tensor side = input.Transpose(0, 1).Reshape(batch, (long)_members * _channels, length);
        Tensor flatMean = _mean.Reshape(-1), flatVariance = _variance.Reshape(-1);
        Tensor normal = Operators.BatchNorm.Call(side, _weight.Reshape(-1), _bias.Reshape(-1), flatMean, flatVariance,
            IsTraining, _momentum, _epsilon, true);
        Tensor apart = input.Dimensions == 4
            ? normal.Reshape(batch, _members, _channels, length)
            : normal.Reshape(batch, _members, _channels);
        return apart.Transpose(0, 1);
    }
}

/// <summary>Normalises the last axis of every row (Ba, Kiros and Hinton 2016).</summary>
public sealed class LayerNorm : Layer
{
    private readonly Tensor _weight, _bias;
    private readonly double _epsilon;

    /// <summary>Makes the layer.</summary>
    /// <param name="width">Length of the last axis.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public LayerNorm(int width, double epsilon = 1e-5)
    {
        _epsilon = epsilon;
        _weight = AddParameter("weight", FirstValues.Constant(width, 1), [width]);
        _bias = AddParameter("bias", FirstValues.Constant(width, 0), [width]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.LayerNorm(_weight, _bias, _epsilon);
    }
}
