namespace Kaya.Torch;

/// <summary>Settings of <see cref="Sgd"/>.</summary>
/// <param name="Rate">Learning rate.</param>
/// <param name="Momentum">Weight of the past in the velocity; 0 for none.</param>
/// <param name="Nesterov">Whether to use Nesterov momentum.</param>
/// <param name="WeightDecay">Weight decay of every parameter.</param>
public sealed record SgdOptions(double Rate = 1e-2, double Momentum = 0, bool Nesterov = false, double WeightDecay = 0);

/// <summary>Steps against the gradient, with momentum (Sutskever et al. 2013, in the form of PyTorch).</summary>
public sealed class Sgd : Optimiser
{
    private readonly SgdOptions _options;
    private readonly Tensor[] _velocities;
    private readonly nint[] _parameterPointers, _velocityPointers;

    /// <summary>Starts an optimiser of all parameters of a module.</summary>
    /// <param name="module">The module, on the device where it will be trained.</param>
    /// <param name="options">Settings.</param>
    public Sgd(Module module, SgdOptions? options = null)
        : this((module ?? throw new ArgumentNullException(nameof(module))).Parameters(), options) { }

    /// <summary>Starts an optimiser of chosen parameters.</summary>
    /// <param name="parameters">The parameters to optimise.</param>
    /// <param name="options">Settings.</param>
    public Sgd(IReadOnlyList<Tensor> parameters, SgdOptions? options = null) : base(parameters, (options ?? new SgdOptions()).Rate)
    {
        _options = options ?? new SgdOptions();
        // A velocity of zero before the first step gives the first velocity = gradient, which is PyTorch's start.
        _velocities = _options.Momentum > 0 ? MakeSlot() : [];
        (_parameterPointers, _velocityPointers) = (ParameterPointers, Pointers(_velocities));
    }

    private protected override IEnumerable<(string Name, Tensor[] Tensors)> Slots => [("velocity", _velocities)];

    private protected override unsafe void StepFused(nint* gradients, int members, float* scales)
    {
        NativeStep step = new()
        {
            Rate = Rate,
            First = _options.Momentum,
            Decay = _options.WeightDecay,
            Nesterov = _options.Nesterov ? 1 : 0,
            Members = members,
            Count = _parameterPointers.Length,
            Scales = scales,
        };
        fixed (nint* parameters = _parameterPointers, velocities = _velocityPointers)
            NativeTorch.Check(NativeMethods.kaya_sgd(&step, parameters, gradients, velocities), "sgd");
    }

    private protected override void StepComposed(Tensor[] parameters, Tensor[] gradients, int[] places)
    {
        gradients = Decayed(gradients, parameters, _options.WeightDecay);
        Tensor[] direction = gradients;
        if (_options.Momentum > 0)
        {
            Tensor[] velocities = [.. places.Select(i => _velocities[i])];
            Operators.ForeachMultiply.Run(velocities, _options.Momentum);
            Operators.ForeachAdd.Run(velocities, gradients, 1.0);
            direction = _options.Nesterov
                ? [.. gradients.Zip(velocities, (gradient, velocity) => gradient + velocity * _options.Momentum)]
                : velocities;
        }

        Operators.ForeachAdd.Run(parameters, direction, -Rate);
    }
}
