namespace Kaya.Torch;

/// <summary>A dense layer: <c>y = x W^T + b</c>.</summary>
/// <remarks>Initial values uniform in +-1/sqrt(inputs), as in PyTorch.</remarks>
public sealed class Linear : Layer
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;

    /// <summary>Creates the layer.</summary>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="random">Random numbers for initial values.</param>
    /// <param name="bias">Whether there is a bias.</param>
    public Linear(int inputs, int outputs, RandomSource random, bool bias = true)
    {
        ArgumentNullException.ThrowIfNull(random);
        double limit = 1 / Math.Sqrt(inputs);
        _weight = AddParameter("weight", FirstValues.Uniform(random, "weight", (long)inputs * outputs, limit), [outputs, inputs]);
        _bias = bias ? AddParameter("bias", FirstValues.Uniform(random, "bias", outputs, limit), [outputs]) : null;
    }

    /// <inheritdoc/>
    /// <param name="input">[..., inputs].</param>
    /// <returns>[..., outputs].</returns>
    public override Tensor Forward(Tensor input) => Forward(input, ActivationKind.Identity);

    /// <summary>The layer followed by an activation; ReLU and SiLU are fused.</summary>
    /// <param name="input">[..., inputs].</param>
    /// <param name="after">The activation.</param>
    /// <returns>[..., outputs].</returns>
    public Tensor Forward(Tensor input, ActivationKind after) => input.Dense(_weight, _bias, transposed: true, after);
}

/// <summary>A dense layer of several networks at once: member m computes <c>x_m W_m + b_m</c>.</summary>
/// <remarks>Member m starts as <see cref="Linear"/> does with the source <c>random.Derive("member{m}")</c>.</remarks>
public sealed class MemberLinear : Layer
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;

    /// <summary>Creates the layer.</summary>
    /// <param name="members">Number of networks.</param>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="random">Random numbers for initial values.</param>
    /// <param name="bias">Whether there is a bias.</param>
    public MemberLinear(int members, int inputs, int outputs, RandomSource random, bool bias = true)
    {
        ArgumentNullException.ThrowIfNull(random);
        double limit = 1 / Math.Sqrt(inputs);
        float[] weights = FirstValues.Members(members, random,
            source => Transposed(FirstValues.Uniform(source, "weight", (long)inputs * outputs, limit), outputs, inputs));
        _weight = AddParameter("weight", weights, [members, inputs, outputs], members);
        _bias = bias
            ? AddParameter("bias", FirstValues.Members(members, random, source => FirstValues.Uniform(source, "bias", outputs, limit)),
                [members, outputs], members)
            : null;
    }

    /// <inheritdoc/>
    /// <param name="input">[members, rows, inputs], or [rows, inputs] shared by all members.</param>
    /// <returns>[members, rows, outputs].</returns>
    public override Tensor Forward(Tensor input) => Forward(input, ActivationKind.Identity);

    /// <summary>The layer followed by an activation; ReLU and SiLU are fused.</summary>
    /// <param name="input">[members, rows, inputs], or [rows, inputs] shared by all members.</param>
    /// <param name="after">The activation.</param>
    /// <returns>[members, rows, outputs].</returns>
    public Tensor Forward(Tensor input, ActivationKind after) => input.Dense(_weight, _bias, transposed: false, after);

    private static float[] Transposed(float[] values, int rows, int columns)
    {
        float[] result = new float[values.Length];
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
                result[column * rows + row] = values[row * columns + column];
        return result;
    }
}
