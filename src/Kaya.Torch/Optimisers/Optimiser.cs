namespace Kaya.Torch;

/// <summary>A bound on the Euclidean norm of the gradient, over all parameters together.</summary>
/// <param name="Norm">Larger gradients are scaled down to this norm.</param>
/// <param name="Members">Number of networks in a batch, each with its own norm. Every parameter must have members as first
/// axis.</param>
public sealed record GradientClip(double Norm, int Members = 1);

/// <summary>Changes parameters by their gradients.</summary>
/// <remarks>
/// 32-bit parameters on the CPU are updated by a fused kernel of the shim where there is one; all others through libtorch's
/// <c>_foreach_</c> operators. Results may differ in the last bit.
/// </remarks>
public abstract class Optimiser : IDisposable
{
    // Added to the norm in the divisor, as in PyTorch.
    private const double NormFloor = 1e-6;

    // Norms of more members than this are not kept on the stack.
    private const int FewMembers = 256;

    private readonly Tensor[] _parameters;
    private readonly nint[] _pointers, _gradients;
    private readonly TensorSet _owned = new();

    /// <summary>Starts an optimiser.</summary>
    /// <param name="parameters">The parameters to optimise.</param>
    /// <param name="rate">Learning rate.</param>
    protected Optimiser(IReadOnlyList<Tensor> parameters, double rate) : this(parameters, rate, hasFusedStep: true) { }

    private protected Optimiser(IReadOnlyList<Tensor> parameters, double rate, bool hasFusedStep)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = [.. parameters];
        _pointers = Pointers(_parameters);
        _gradients = new nint[_parameters.Length];
        Rate = rate;
        IsFused = hasFusedStep
            && _parameters.All(parameter => parameter.Type == TensorType.Float32 && parameter.Device.CudaIndex is null);
    }

    /// <summary>Learning rate of the next step.</summary>
    public double Rate { get; set; }

    /// <summary>Bound on the gradient; none when null.</summary>
    /// <exception cref="ArgumentException">The bound has no members, or a norm that is not positive.</exception>
    public GradientClip? Clip
    {
        get;
        set
        {
            if (value is not null && (value.Members < 1 || !(value.Norm > 0)))
                throw new ArgumentException($"a bound of norm {value.Norm} for {value.Members} members", nameof(value));
            field = value;
        }
    }

    /// <summary>Number of steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>The optimised parameters.</summary>
    public IReadOnlyList<Tensor> Parameters => _parameters;

    private protected bool IsFused { get; }

    private protected nint[] ParameterPointers => _pointers;

    /// <summary>Refuses a step of an optimiser that is disposed of, or of parameters that are: their memory is another's.</summary>
    private void RequireOpen()
    {
        ObjectDisposedException.ThrowIf(_owned.IsClosed, this);
        for (int i = 0; i < _parameters.Length; i++) _pointers[i] = _parameters[i].Pointer;
    }

    /// <summary>Differentiates a loss with respect to the parameters and takes a step.</summary>
    /// <param name="loss">A scalar. For several networks, the sum of their losses, so that they train independently.</param>
    /// <exception cref="NativeCallException">The loss is not a scalar, or does not depend on parameters.</exception>
    /// <exception cref="ObjectDisposedException">The optimiser or a parameter is disposed of.</exception>
    public unsafe void Minimise(Tensor loss)
    {
        RequireOpen();
        if (!IsFused)
        {
            using TensorScope scope = new();
            Step(Autograd.Gradients(loss, _parameters));
            return;
        }

        // The gradients are passed from libtorch to the fused step by handle, without managed allocations.
        fixed (nint* parameters = _pointers, gradients = _gradients)
        {
            NativeTorch.Check(NativeMethods.kaya_grad(loss.Pointer, 0, parameters, _pointers.Length, 0, 0, gradients), "grad",
                loss.Owner);
            try
            {
                StepFused(gradients);
            }
            finally
            {
                NativeTorch.Free(_gradients);
                Array.Clear(_gradients);
            }
        }
    }

    /// <summary>Takes a step with the gradients accumulated by <see cref="Tensor.Backward"/>, and clears them.</summary>
    /// <exception cref="NativeCallException">A gradient does not fit its parameter, or does not divide by the members of the
    /// clip.</exception>
    public void Step()
    {
        using TensorScope scope = new();
        Step([.. _parameters.Select(parameter => parameter.Gradient)]);
        foreach (Tensor parameter in _parameters) parameter.ClearGradient();
    }

    /// <summary>Takes a step with given gradients.</summary>
    /// <param name="gradients">For each parameter a gradient of its shape, or null to leave it unchanged.</param>
    /// <exception cref="ArgumentException">The number of gradients does not match, or a shape.</exception>
    /// <exception cref="ObjectDisposedException">The optimiser, a parameter or a gradient is disposed of.</exception>
    public unsafe void Step(IReadOnlyList<Tensor?> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        RequireOpen();
        if (gradients.Count != _parameters.Length)
            throw new ArgumentException($"{gradients.Count} gradients for {_parameters.Length} parameters", nameof(gradients));
        for (int i = 0; i < _parameters.Length; i++)
            if (gradients[i] is { } gradient && !gradient.Shape.SequenceEqual(_parameters[i].Shape))
                throw new ArgumentException($"gradient {gradient} of parameter {_parameters[i]}", nameof(gradients));
        if (!IsFused)
        {
            StepComposed(gradients);
            return;
        }

        for (int i = 0; i < _gradients.Length; i++) _gradients[i] = gradients[i]?.Pointer ?? 0;
        fixed (nint* first = _gradients) StepFused(first);
        GC.KeepAlive(gradients);
    }

    /// <summary>Copies the state of the optimiser.</summary>
    /// <param name="prefix">Prefix of the names.</param>
    /// <returns>Arrays by name.</returns>
    /// <exception cref="ObjectDisposedException">The optimiser is disposed of.</exception>
    public Dictionary<string, StateArray> ToState(string prefix = "")
    {
        ObjectDisposedException.ThrowIf(_owned.IsClosed, this);
        Dictionary<string, StateArray> arrays = new(StringComparer.Ordinal) { [$"{prefix}steps"] = StateArray.Of([Steps]) };
        if (Counts.Length > 0) arrays[$"{prefix}counts"] = StateArray.Of(Counts);
        foreach ((string name, Tensor[] tensors) in Slots)
            for (int i = 0; i < tensors.Length; i++)
                arrays[$"{prefix}{name}/{i}"] = tensors[i].ToState();
        return arrays;
    }

    /// <summary>Restores the state from <see cref="ToState"/>.</summary>
    /// <param name="arrays">Arrays by name; other arrays are ignored.</param>
    /// <param name="prefix">Prefix of the names.</param>
    /// <exception cref="ModelFormatException">An array is missing, or has the wrong shape.</exception>
    public void LoadState(IReadOnlyDictionary<string, StateArray> arrays, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(arrays);
        ObjectDisposedException.ThrowIf(_owned.IsClosed, this);
        ModelFormatException Unfit(string name, string expected, string found) => new(new Fault(
            "The stored optimiser does not fit this one.", new SourceLocation(Variable: prefix + name), expected, found,
            "Train again from the start."));
        StateArray Find(string name) => arrays.TryGetValue(prefix + name, out StateArray? array)
            ? array : throw Unfit(name, "an array of that name", "none");
        long steps = Find("steps").As<long>()[0];
        ReadOnlySpan<long> counts = Counts.Length > 0 ? Find("counts").As<long>() : [];
        if (counts.Length != Counts.Length) throw Unfit("counts", $"{Counts.Length} numbers", $"{counts.Length}");
        foreach ((string name, Tensor[] tensors) in Slots)
            for (int i = 0; i < tensors.Length; i++)
                tensors[i].Write(Find($"{name}/{i}"));
        counts.CopyTo(Counts);
        Steps = steps;
    }

    /// <summary>Frees the optimiser's own tensors, not the parameters.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the optimiser's own tensors.</summary>
    /// <param name="disposing">True if called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) _owned.Dispose();
    }

    private protected abstract IEnumerable<(string Name, Tensor[] Tensors)> Slots { get; }

    /// <summary>Steps of each parameter, where an optimiser counts them; part of its state.</summary>
    private protected virtual long[] Counts => [];

    private protected abstract unsafe void StepFused(nint* gradients, int members, float* scales);

    private protected abstract void StepComposed(Tensor[] parameters, Tensor[] gradients, int[] places);

    /// <summary>One tensor of zeros for each parameter, owned by the optimiser.</summary>
    private protected Tensor[] MakeSlot()
    {
        Tensor[] slot = new Tensor[_parameters.Length];
        for (int i = 0; i < slot.Length; i++)
        {
            using TensorScope scope = new(_parameters[i].Device);
            slot[i] = Own(Tensor.Zeros(_parameters[i].Shape).To(_parameters[i].Type));
        }

        return slot;
    }

    /// <summary>Keeps a tensor until the optimiser is disposed of.</summary>
    private protected Tensor Own(Tensor tensor) => tensor.MoveTo(_owned);

    /// <summary>Gradients with the pull of the weights towards zero added.</summary>
    private protected static Tensor[] Decayed(Tensor[] gradients, Tensor[] parameters, double decay) => decay > 0
        ? [.. gradients.Zip(parameters, (gradient, parameter) => gradient + (parameter * decay))] : gradients;

    /// <summary>Adds gradients to the running means of their squares, and gives the roots of these means, which began at zero.</summary>
    /// <param name="squares">The running means.</param>
    /// <param name="gradients">As many gradients.</param>
    /// <param name="decay">Weight of the past.</param>
    /// <param name="taken">Steps, with this one.</param>
    /// <param name="epsilon">Added to the roots.</param>
    private protected static Tensor[] RootsOfSquares(Tensor[] squares, Tensor[] gradients, double decay, long taken, double epsilon)
    {
        Operators.ForeachMultiply.Run(squares, decay);
        Operators.ForeachAddProduct.Run(squares, gradients, gradients, 1 - decay);
        Tensor[] roots = Operators.ForeachSquareRoot.CallMany(squares.Length, squares);
        Operators.ForeachDivide.Run(roots, Math.Sqrt(1 - Math.Pow(decay, taken)));
        Operators.ForeachAddNumber.Run(roots, epsilon);
        return roots;
    }

    private protected static nint[] Pointers(Tensor[] tensors)
    {
        nint[] pointers = new nint[tensors.Length];
        for (int i = 0; i < pointers.Length; i++) pointers[i] = tensors[i].Pointer;
        return pointers;
    }

    private unsafe void StepFused(nint* gradients)
    {
        int members = Clip?.Members ?? 1;
        Span<float> room = members <= FewMembers ? stackalloc float[members] : new float[members];
        fixed (float* scales = room)
        {
            if (Clip is not null) FillScales(gradients, members, scales);
            // A step that is refused below is none; it changed nothing.
            Steps++;
            try
            {
                StepFused(gradients, members, Clip is null ? null : scales);
            }
            catch
            {
                Steps--;
                throw;
            }
        }
    }

    // The parameters are on the CPU here, so norms are available without waiting.
    private unsafe void FillScales(nint* gradients, int members, float* scales)
    {
        Span<double> norms = members <= FewMembers ? stackalloc double[members] : new double[members];
        fixed (double* first = norms)
            NativeTorch.Check(NativeMethods.kaya_norms(gradients, _gradients.Length, members, first), "gradient norms");
        for (int member = 0; member < members; member++)
            scales[member] = (float)Math.Min(1, Clip!.Norm / (norms[member] + NormFloor));
    }

    private void StepComposed(IReadOnlyList<Tensor?> gradients)
    {
        Steps++;
        using TensorScope scope = new();
        using NoGradient none = new();
        int[] places = [.. Enumerable.Range(0, _parameters.Length).Where(i => gradients[i] is not null)];
        if (places.Length == 0) return;
        Tensor[] parameters = [.. places.Select(i => _parameters[i])], used = [.. places.Select(i => gradients[i]!.Value)];
        StepComposed(parameters, Clip is null ? used : Clipped(used, Clip), places);
    }

    // The norm remains on the device, so that the host does not wait for it.
    private static Tensor[] Clipped(Tensor[] gradients, GradientClip clip)
    {
        Tensor squares = gradients[0].Reshape(clip.Members, -1).Square().Sum(1);
        foreach (Tensor gradient in gradients.AsSpan(1)) squares += gradient.Reshape(clip.Members, -1).Square().Sum(1);
        Tensor factors = ((squares.Sqrt() + NormFloor).Reciprocal() * clip.Norm).Clamp(highest: 1).Reshape(clip.Members, 1);
        return [.. gradients.Select(gradient => (gradient.Reshape(clip.Members, -1) * factors).Reshape(gradient.Shape))];
    }
}
