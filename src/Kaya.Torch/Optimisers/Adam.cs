namespace Kaya.Torch;

/// <summary>Settings of <see cref="Adam"/> and <see cref="AdamW"/>.</summary>
/// <param name="Rate">Learning rate.</param>
/// <param name="MeanDecay">Weight of the past in the running mean of gradients (beta 1).</param>
/// <param name="SquareDecay">Weight of the past in the running mean of their squares (beta 2).</param>
/// <param name="Epsilon">Added to the root of the squares.</param>
/// <param name="WeightDecay">Weight decay of every parameter; null means 0 for Adam and 0.01 for AdamW.</param>
public sealed record AdamOptions(
    double Rate = 1e-3, double MeanDecay = 0.9, double SquareDecay = 0.999, double Epsilon = 1e-8, double? WeightDecay = null);

/// <summary>Steps scaled by running means of the gradient and its square (Kingma and Ba 2015, algorithm 1).</summary>
public class Adam : Optimiser
{
    private readonly AdamOptions _options;
    private readonly bool _decoupled;
    private readonly Tensor[] _means, _squares;
    private readonly nint[] _parameterPointers, _meanPointers, _squarePointers;

    /// <summary>Starts an optimiser of all parameters of a module.</summary>
    /// <param name="module">The module, on the device where it will be trained.</param>
    /// <param name="options">Settings.</param>
    public Adam(Module module, AdamOptions? options = null)
        : this((module ?? throw new ArgumentNullException(nameof(module))).Parameters(), options) { }

    /// <summary>Starts an optimiser of chosen parameters.</summary>
    /// <param name="parameters">The parameters to optimise.</param>
    /// <param name="options">Settings.</param>
    public Adam(IReadOnlyList<Tensor> parameters, AdamOptions? options = null) : this(parameters, options, decoupled: false) { }

    private protected Adam(IReadOnlyList<Tensor> parameters, AdamOptions? options, bool decoupled)
        : base(parameters, (options ?? new AdamOptions()).Rate)
    {
        (_options, _decoupled) = (options ?? new AdamOptions(), decoupled);
        (_means, _squares) = (MakeSlot(), MakeSlot());
        (_parameterPointers, _meanPointers, _squarePointers) = (ParameterPointers, Pointers(_means), Pointers(_squares));
    }

    private protected override IEnumerable<(string Name, Tensor[] Tensors)> Slots => [("mean", _means), ("square", _squares)];

    private double Decay => _options.WeightDecay ?? (_decoupled ? 0.01 : 0);

    private protected override unsafe void StepFused(nint* gradients, int members, float* scales)
    {
        NativeStep step = new()
        {
            Rate = Rate,
            First = _options.MeanDecay,
            Second = _options.SquareDecay,
            Epsilon = _options.Epsilon,
            Decay = Decay,
            FirstCorrection = 1 - Math.Pow(_options.MeanDecay, Steps),
            SecondCorrection = 1 - Math.Pow(_options.SquareDecay, Steps),
            Decoupled = _decoupled ? 1 : 0,
            Members = members,
            Count = _parameterPointers.Length,
            Scales = scales,
        };
        fixed (nint* parameters = _parameterPointers, means = _meanPointers, squares = _squarePointers)
            NativeTorch.Check(NativeMethods.kaya_adam(&step, parameters, gradients, means, squares), "adam");
    }

    private protected override void StepComposed(Tensor[] parameters, Tensor[] gradients, int[] places)
    {
        Tensor[] means = [.. places.Select(i => _means[i])], squares = [.. places.Select(i => _squares[i])];
        if (_decoupled) Operators.ForeachMultiply.Run(parameters, 1 - Rate * Decay);
        else gradients = Decayed(gradients, parameters, Decay);
        Operators.ForeachMultiply.Run(means, _options.MeanDecay);
        Operators.ForeachAdd.Run(means, gradients, 1 - _options.MeanDecay);
        Tensor[] roots = RootsOfSquares(squares, gradients, _options.SquareDecay, Steps, _options.Epsilon);
        Operators.ForeachAddQuotient.Run(parameters, means, roots, -Rate / (1 - Math.Pow(_options.MeanDecay, Steps)));
    }
}

/// <summary><see cref="Adam"/> with weight decay decoupled from the running means (Loshchilov and Hutter 2019, algorithm
/// 2).</summary>
public sealed class AdamW : Adam
{
    /// <summary>Starts an optimiser of all parameters of a module.</summary>
    /// <param name="module">The module, on the device where it will be trained.</param>
    /// <param name="options">Settings.</param>
    public AdamW(Module module, AdamOptions? options = null)
        : base((module ?? throw new ArgumentNullException(nameof(module))).Parameters(), options, decoupled: true) { }

    /// <summary>Starts an optimiser of chosen parameters.</summary>
    /// <param name="parameters">The parameters to optimise.</param>
    /// <param name="options">Settings.</param>
    public AdamW(IReadOnlyList<Tensor> parameters, AdamOptions? options = null) : base(parameters, options, decoupled: true) { }
}
