using System.Text;

namespace Kaya.Torch;

// Shapes, parts, types and places.
public readonly unsafe partial struct Tensor
{
    // c10::MemoryFormat::ChannelsLast.
    private const long ChannelsLastFormat = 2;

    /// <summary>The same elements under another shape.</summary>
    /// <param name="shape">Lengths of the axes; one may be -1 and is then worked out.</param>
    /// <returns>A view where possible, else a copy.</returns>
    public Tensor Reshape(params ReadOnlySpan<long> shape)
    {
        fixed (long* first = shape) return Operators.Reshape.Call(this, Argument.List(first, shape.Length));
    }

    /// <summary>Swaps two axes.</summary>
    /// <param name="first">One axis; negative counts from the end.</param>
    /// <param name="second">The other.</param>
    /// <returns>A view.</returns>
    public Tensor Transpose(int first, int second) => Operators.Transpose.Call(this, first, second);

    /// <summary>Puts the axes in another order.</summary>
    /// <param name="axes">For each new axis, the old one.</param>
    /// <returns>A view.</returns>
    public Tensor Permute(params ReadOnlySpan<long> axes)
    {
        fixed (long* first = axes) return Operators.Permute.Call(this, Argument.List(first, axes.Length));
    }

    /// <summary>Repeats axes of length one.</summary>
    /// <param name="shape">New lengths; -1 leaves one as it is.</param>
    /// <returns>A view.</returns>
    public Tensor Expand(params ReadOnlySpan<long> shape)
    {
        fixed (long* first = shape) return Operators.Expand.Call(this, Argument.List(first, shape.Length));
    }

    /// <summary>Inserts an axis of length one.</summary>
    /// <param name="axis">Where it will be.</param>
    /// <returns>A view.</returns>
    public Tensor Unsqueeze(int axis) => Operators.Unsqueeze.Call(this, axis);

    /// <summary>Removes an axis of length one.</summary>
    /// <param name="axis">Which one.</param>
    /// <returns>A view.</returns>
    public Tensor Squeeze(int axis) => Operators.Squeeze.Call(this, axis);

    /// <summary>The stretch [<paramref name="start"/>, <paramref name="end"/>) of one axis.</summary>
    /// <param name="axis">Which axis.</param>
    /// <param name="start">First index; negative counts from the end.</param>
    /// <param name="end">One past the last index; the end of the axis when left out.</param>
    /// <param name="step">Distance between the indices taken.</param>
    /// <returns>A view.</returns>
    public Tensor Slice(int axis, long start, long end = long.MaxValue, long step = 1) =>
        Operators.Slice.Call(this, axis, start, end, step);

    /// <summary>One index of one axis; the axis goes away.</summary>
    /// <param name="axis">Which axis.</param>
    /// <param name="index">Which index.</param>
    /// <returns>A view.</returns>
    public Tensor Select(int axis, long index) => Operators.Select.Call(this, axis, index);

    /// <summary>Chosen indices of one axis, in the order asked for.</summary>
    /// <param name="axis">Which axis.</param>
    /// <param name="indices">One axis of 64-bit integers.</param>
    /// <returns>A copy.</returns>
    public Tensor IndexSelect(int axis, Tensor indices) => Operators.IndexSelect.Call(this, axis, indices);

    /// <summary>For each place of <paramref name="indices"/>, the element at that index of one axis.</summary>
    /// <param name="axis">Which axis.</param>
    /// <param name="indices">64-bit integers, with as many axes as this.</param>
    /// <returns>A tensor of the shape of the indices.</returns>
    public Tensor Gather(int axis, Tensor indices) => Operators.Gather.Call(this, axis, indices);

    /// <summary>Sliding windows over one axis: the window becomes a new last axis.</summary>
    /// <param name="axis">Which axis.</param>
    /// <param name="size">Length of a window.</param>
    /// <param name="step">Distance between windows.</param>
    /// <returns>A view.</returns>
    public Tensor Unfold(int axis, long size, long step) => Operators.Unfold.Call(this, axis, size, step);

    /// <summary>Puts a constant around the last axes.</summary>
    /// <param name="value">The constant.</param>
    /// <param name="widths">Before and after the last axis, then before and after the one before it, and so on.</param>
    /// <returns>A larger tensor.</returns>
    public Tensor Pad(double value, params ReadOnlySpan<long> widths)
    {
        fixed (long* first = widths) return Operators.Pad.Call(this, Argument.List(first, widths.Length), value);
    }

    /// <summary>Reverses the order along one axis.</summary>
    /// <param name="axis">Which axis.</param>
    /// <returns>A copy.</returns>
    public Tensor Flip(int axis)
    {
        long only = axis;
        return Operators.Flip.Call(this, Argument.List(&only, 1));
    }

    /// <summary>The same elements in row-major order in memory.</summary>
    /// <returns>This memory where it already is so, else a copy.</returns>
    public Tensor Contiguous() => Operators.Contiguous.Call(this);

    /// <summary>The same elements with the channels of a pixel beside each other in memory: the order convolutions are quickest
    /// in.</summary>
    /// <returns>This memory where it already is so, else a copy; [batch, channels, height, width] as before.</returns>
    public Tensor ChannelsLast() => Operators.Contiguous.Call(this, ChannelsLastFormat);

    /// <summary>A copy, which differentiation sees through.</summary>
    /// <returns>New memory.</returns>
    public Tensor Clone() => Operators.Clone.Call(this);

    /// <summary>The elements in another type.</summary>
    /// <param name="type">The type wanted.</param>
    /// <returns>A copy where the type differs.</returns>
    public Tensor To(TensorType type) => Operators.ToType.Call(this, type);

    /// <summary>The elements on another device.</summary>
    /// <param name="device">The device wanted.</param>
    /// <returns>A copy where the device differs.</returns>
    /// <exception cref="ResourceException">The device does not exist.</exception>
    public Tensor To(ComputeDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        TorchRuntime.RequireDevice(device);
        Span<byte> name = stackalloc byte[16];
        Encoding.ASCII.GetBytes(device.ToString(), name);
        fixed (byte* text = name) return Operators.ToDevice.Call(this, Argument.Device(text), Type);
    }

    /// <summary>Joins tensors along an axis they have.</summary>
    /// <param name="axis">Which axis.</param>
    /// <param name="tensors">Equal in shape but for that axis.</param>
    /// <returns>A copy.</returns>
    public static Tensor Cat(int axis, params Tensor[] tensors) => Operators.Concatenate.Call(tensors, axis);

    /// <summary>Joins tensors along a new axis.</summary>
    /// <param name="axis">Where the new axis will be.</param>
    /// <param name="tensors">Equal in shape.</param>
    /// <returns>A copy.</returns>
    public static Tensor Stack(int axis, params Tensor[] tensors) => Operators.Stack.Call(tensors, axis);
}
