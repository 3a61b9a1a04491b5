namespace Kaya.Torch;

// Differentiation.
public readonly unsafe partial struct Tensor
{
    /// <summary>Whether operators on this tensor are recorded for differentiation.</summary>
    public bool RequiresGradient
    {
        get
        {
            int current;
            NativeTorch.Check(NativeMethods.kaya_requires_grad(Pointer, -1, &current), "requires_grad", Owner);
            return current != 0;
        }

        set
        {
            int current;
            NativeTorch.Check(NativeMethods.kaya_requires_grad(Pointer, value ? 1 : 0, &current), "requires_grad", Owner);
        }
    }

    /// <summary>The gradient accumulated by <see cref="Backward"/>; null before.</summary>
    public Tensor? Gradient
    {
        get
        {
            nint result;
            NativeTorch.Check(NativeMethods.kaya_grad_of(Pointer, 0, &result), "grad", Owner);
            return result == 0 ? null : TensorScope.Adopt(result);
        }
    }

    /// <summary>The same elements, detached from differentiation.</summary>
    /// <returns>A view.</returns>
    public Tensor Detach() => Operators.Detach.Call(this);

    /// <summary>Adds the derivatives of this scalar to the gradients of every tensor it depends on.</summary>
    public void Backward() => NativeTorch.Check(NativeMethods.kaya_backward(Pointer), "backward", Owner);

    /// <summary>Clears the gradient accumulated by <see cref="Backward"/>.</summary>
    public void ClearGradient() => NativeTorch.Check(NativeMethods.kaya_grad_of(Pointer, 1, null), "grad", Owner);
}

/// <summary>Derivatives with respect to chosen tensors, without touching any other.</summary>
public static unsafe class Autograd
{
    /// <summary>The derivatives of an output with respect to each input.</summary>
    /// <param name="output">One number, or any shape with a <paramref name="seed"/>.</param>
    /// <param name="inputs">Tensors that require gradients: parameters, or the inputs of a network.</param>
    /// <param name="seed">Weights of the output's elements (the vector of a vector-Jacobian product); ones when null.</param>
    /// <param name="keepGraph">Whether the record stays, so that the output can be differentiated again.</param>
    /// <param name="differentiable">Whether the derivatives can themselves be differentiated.</param>
    /// <returns>For each input a tensor of its shape; null if the output does not depend on it.</returns>
    public static Tensor?[] Gradients(
        Tensor output, IReadOnlyList<Tensor> inputs, Tensor? seed = null, bool keepGraph = false, bool differentiable = false)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        TensorScope scope = TensorScope.Current;
        int count = inputs.Count;
        nint[] pointers = new nint[count], results = new nint[count];
        for (int i = 0; i < count; i++) pointers[i] = inputs[i].Pointer;
        fixed (nint* first = pointers, found = results)
            NativeTorch.Check(NativeMethods.kaya_grad(output.Pointer, seed?.Pointer ?? 0, first, count,
                keepGraph || differentiable ? 1 : 0, differentiable ? 1 : 0, found), "grad", output.Owner, seed?.Owner);
        GC.KeepAlive(inputs);
        Tensor?[] gradients = new Tensor?[count];
        for (int i = 0; i < count; i++) gradients[i] = results[i] == 0 ? null : new Tensor(scope.Tensors, results[i]);
        return gradients;
    }
}

/// <summary>While open, operators of this thread are not recorded for differentiation: <c>using NoGradient none = new();</c>.</summary>
public sealed unsafe class NoGradient : IDisposable
{
    private readonly bool _before;
    private bool _closed;

    /// <summary>Starts the pause.</summary>
    public NoGradient()
    {
        NativeTorch.Require();
        int previous;
        NativeTorch.Check(NativeMethods.kaya_grad_mode(0, &previous), "grad_mode");
        _before = previous != 0;
    }

    /// <summary>Ends the pause.</summary>
    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        int previous;
        NativeTorch.Check(NativeMethods.kaya_grad_mode(_before ? 1 : 0, &previous), "grad_mode");
    }
}
