namespace Kaya.Torch;

/// <summary>Normalises each channel (axis 1) by mean and variance of the batch in training, by running ones for prediction (Ioffe and
/// Szegedy
/// 2015).</summary>
/// <remarks>One layer for [batch, channels], [batch, channels, length] and [batch, channels, height, width].</remarks>
public sealed class BatchNorm : Layer
{
    private readonly Tensor _weight, _bias, _mean, _variance;
    private readonly double _momentum, _epsilon;

    /// <summary>Creates the layer.</summary>
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
        Operators.BatchNorm.Call(input, _weight, _bias, _mean, _variance, IsTraining, IsReplay ? 0.0 : _momentum, _epsilon, true);
}

/// <summary>Normalises the last axis of every row (Ba, Kiros and Hinton 2016).</summary>
public sealed class LayerNorm : Layer
{
    private readonly Tensor _weight, _bias;
    private readonly double _epsilon;

    /// <summary>Creates the layer.</summary>
    /// <param name="width">Length of the last axis.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public LayerNorm(int width, double epsilon = 1e-5)
    {
        _epsilon = epsilon;
        _weight = AddParameter("weight", FirstValues.Constant(width, 1), [width]);
        _bias = AddParameter("bias", FirstValues.Constant(width, 0), [width]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.LayerNorm(_weight, _bias, _epsilon);
}
