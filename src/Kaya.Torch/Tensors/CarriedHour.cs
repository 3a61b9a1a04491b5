namespace Kaya.Torch;

/// <summary>An hour of quantities that are carried through a grid by wind, mixed between levels, and changed by reactions.</summary>
/// <remarks>
/// Each step: <see cref="Early"/> is added; neighbours are summed along the rows, then along the columns (the other way round in every
/// second step), as <see cref="Tensor.Neighbours"/> of values plus that of their <see cref="Tensor.LimitedSlopes"/>; levels are summed with
/// <see cref="Up"/>; <see cref="Late"/> is added; all is multiplied by <see cref="Kept"/>; then After PReLU(Between x + Reaction) + Bias is
/// added to x. On the CPU in 32-bit numbers, in one kernel; it has a derivative by every input and no second one.
/// </remarks>
public sealed unsafe record CarriedHour
{
    /// <summary>Quantities at the begin: [windows, levels, kinds, rows, columns].</summary>
    public required Tensor State { get; init; }

    /// <summary>Weights of the values and of the slopes of neighbours in a row: [windows, levels, taps, rows, columns].</summary>
    public required (Tensor Values, Tensor Slopes) Along { get; init; }

    /// <summary>The same of neighbours in a column.</summary>
    public required (Tensor Values, Tensor Slopes) Across { get; init; }

    /// <summary>Weights of the levels around: [windows, levels, lifts, rows, columns].</summary>
    public required Tensor Up { get; init; }

    /// <summary>Added before the wind: [windows, levels x kinds, rows, columns].</summary>
    public required Tensor Early { get; init; }

    /// <summary>Added after the levels are mixed, of the same shape.</summary>
    public required Tensor Late { get; init; }

    /// <summary>What all is multiplied by then, of the same shape.</summary>
    public required Tensor Kept { get; init; }

    /// <summary>What the weather adds to the hidden numbers of the reactions: [windows, hidden, rows, columns].</summary>
    public required Tensor Reaction { get; init; }

    /// <summary>From quantities to hidden numbers: hidden x (levels x kinds).</summary>
    public required Tensor Between { get; init; }

    /// <summary>Slope of negative hidden numbers: [hidden].</summary>
    public required Tensor Slope { get; init; }

    /// <summary>From hidden numbers to changes of quantities: (levels x kinds) x hidden.</summary>
    public required Tensor After { get; init; }

    /// <summary>Added to these changes: [levels x kinds].</summary>
    public required Tensor Bias { get; init; }

    /// <summary>Carries the quantities through the hour.</summary>
    /// <param name="steps">Number of steps, at least 1.</param>
    /// <returns>The quantities at its end, and their mean over it by the trapezoidal rule, both as <see cref="State"/>.</returns>
    /// <exception cref="NativeCallException">The shapes do not match, or a tensor is not of 32-bit numbers on the CPU.</exception>
    public (Tensor Next, Tensor Mean) Pass(int steps)
    {
        TensorSet set = TensorScope.Current.Tensors;
        Tensor[] all = [State, Along.Values, Along.Slopes, Across.Values, Across.Slopes, Up, Early, Late, Kept, Reaction, Between, Slope,
            After, Bias];
        nint* inputs = stackalloc nint[all.Length];
        for (int i = 0; i < all.Length; i++) inputs[i] = all[i].Pointer;
        nint next, mean;
        NativeTorch.Check(NativeMethods.kaya_carry(inputs, steps, &next, &mean), "an hour of carried quantities");
        foreach (Tensor one in all) GC.KeepAlive(one.Owner);
        return (new Tensor(set, next), new Tensor(set, mean));
    }
}
