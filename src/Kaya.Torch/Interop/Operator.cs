namespace Kaya.Torch;

/// <summary>An argument with the owners of its tensors, so that none is collected during the call.</summary>
internal readonly unsafe struct Argument
{
    private Argument(ArgumentTag tag, long payload = 0, int length = 0, object? owner = null) =>
        (Tag, Payload, Length, Owner) = (tag, payload, length, owner);

    internal ArgumentTag Tag { get; }

    internal long Payload { get; }

    internal int Length { get; }

    internal object? Owner { get; }

    internal static Argument None => default;

    public static implicit operator Argument(Tensor tensor) => new(ArgumentTag.Tensor, tensor.Pointer, owner: tensor.Owner);

    public static implicit operator Argument(Tensor? tensor) => tensor is { } present ? present : default(Argument);

    public static implicit operator Argument(long value) => new(ArgumentTag.Integer, value);

    public static implicit operator Argument(double value) => new(ArgumentTag.Number, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(bool value) => new(ArgumentTag.Flag, value ? 1 : 0);

    public static implicit operator Argument(TensorType type) => new(ArgumentTag.Integer, (long)type);

    public static implicit operator Argument(Tensor[] tensors) => new(ArgumentTag.Tensors, 0, tensors.Length, tensors);

    /// <summary>A list of integers; the memory must stay pinned during the call.</summary>
    internal static Argument List(long* first, int count) => new(ArgumentTag.Integers, (long)first, count);

    /// <summary>Zero-terminated text; the memory must stay pinned during the call.</summary>
    internal static Argument Text(byte* text) => new(ArgumentTag.Text, (long)text);

    /// <summary>A device by name; the memory must stay pinned during the call.</summary>
    internal static Argument Device(byte* name) => new(ArgumentTag.Device, (long)name);
}

/// <summary>One operator of libtorch, looked up by name the first time it is called.</summary>
/// <param name="name">Full name, such as <c>aten::add</c>.</param>
/// <param name="overload">Overload name, empty for the first one.</param>
internal sealed unsafe class Operator(string name, string overload = "")
{
    private nint _handle;

    /// <summary>Calls an operator with one result.</summary>
    internal Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        nint result;
        Invoke(arguments, &result, 1);
        return TensorScope.Adopt(result);
    }

    /// <summary>Calls an operator whose result is one of its arguments.</summary>
    internal void Run(params ReadOnlySpan<Argument> arguments) => Invoke(arguments, null, 0);

    /// <summary>Calls an operator with several results.</summary>
    internal Tensor[] CallMany(int capacity, params ReadOnlySpan<Argument> arguments)
    {
        nint* results = stackalloc nint[capacity];
        int written = Invoke(arguments, results, capacity);
        Tensor[] tensors = new Tensor[written];
        for (int i = 0; i < written; i++) tensors[i] = TensorScope.Adopt(results[i]);
        return tensors;
    }

    private int Invoke(ReadOnlySpan<Argument> arguments, nint* results, int capacity)
    {
        if (_handle == 0) _handle = NativeTorch.FindOperator(name, overload);
        // Checked here, before libtorch creates a result without an owner.
        if (capacity > 0) _ = TensorScope.Current;
        int listed = 0;
        foreach (ref readonly Argument argument in arguments)
            if (argument.Tag == ArgumentTag.Tensors) listed += argument.Length;
        NativeArgument* native = stackalloc NativeArgument[arguments.Length];
        nint* lists = stackalloc nint[listed];
        for (int i = 0; i < arguments.Length; i++)
        {
            ref readonly Argument argument = ref arguments[i];
            native[i] = new NativeArgument { Tag = argument.Tag, Length = argument.Length, Payload = argument.Payload };
            if (argument.Tag != ArgumentTag.Tensors) continue;
            native[i].Payload = (long)lists;
            foreach (Tensor tensor in (Tensor[])argument.Owner!) *lists++ = tensor.Pointer;
        }

        int written;
        if (NativeMethods.kaya_op_call(_handle, native, arguments.Length, results, capacity, &written) != 0)
            NativeTorch.Check(1, overload.Length == 0 ? name : $"{name}.{overload}");
        return written;
    }
}
