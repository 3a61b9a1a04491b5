namespace Kaya.Torch;

/// <summary>A sequence of layers; ReLU or SiLU after a dense layer is fused with it.</summary>
public sealed class Sequential : Layer
{
    private readonly Layer[] _layers;

    /// <summary>Creates a sequence and owns the layers; their names are 0, 1, 2 ...</summary>
    /// <param name="layers">The layers, first to last.</param>
    public Sequential(params Layer[] layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        _layers = [.. layers];
        for (int i = 0; i < _layers.Length; i++) AddChild(i.ToString(System.Globalization.CultureInfo.InvariantCulture), _layers[i]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input)
    {
        Tensor value = input;
        for (int i = 0; i < _layers.Length; i++)
        {
            ActivationKind after = i + 1 < _layers.Length && _layers[i + 1] is Activation activation ? activation.Kind
                : ActivationKind.Identity;
            if (_layers[i] is Linear linear) value = linear.Forward(value, after);
            else if (_layers[i] is MemberLinear members) value = members.Forward(value, after);
            else
            {
                value = _layers[i].Forward(value);
                continue;
            }

            if (i + 1 < _layers.Length && _layers[i + 1] is Activation) i++;
        }

        return value;
    }
}

/// <summary>Functions applied to every element.</summary>
public enum ActivationKind
{
    /// <summary>x.</summary>
    Identity,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x Phi(x).</summary>
    Gelu,

    /// <summary>x / (1 + e^-x).</summary>
    Silu,

    /// <summary>1 / (1 + e^-x).</summary>
    Sigmoid,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>log(1 + e^x).</summary>
    Softplus,
}

/// <summary>A function applied to every element, as a layer.</summary>
/// <param name="kind">Which function.</param>
public sealed class Activation(ActivationKind kind) : Layer
{
    /// <summary>Which function.</summary>
    public ActivationKind Kind { get; } = kind;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.Activate(Kind);
}

/// <summary>Sets a random part of its input to zero while training; scales the rest, so that the mean is unchanged.</summary>
/// <param name="drop">Probability of zero, from 0 to below 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The probability is below 0, or 1 or more.</exception>
public sealed class Dropout(double drop) : Layer
{
    private ulong _seed;
    private ulong _calls;

    /// <summary>Probability of zero.</summary>
    public double Drop { get; } = drop is >= 0 and < 1 ? drop : throw new ArgumentOutOfRangeException(
        nameof(drop), drop, "from 0 to below 1");

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => IsTraining && Drop > 0 ? input.Dropout(Drop, Mix(_seed, _calls++)) : input;

    /// <inheritdoc/>
    protected override void OnStep(ulong seed) => (_seed, _calls) = (seed, 0);

    internal override ModulePosition Position
    {
        get => base.Position with { Seed = _seed, Calls = _calls };
        set => (base.Position, _seed, _calls) = (value, value.Seed, value.Calls);
    }
}
