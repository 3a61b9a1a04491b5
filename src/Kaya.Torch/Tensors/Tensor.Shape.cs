using System.Text;

namespace Kaya.Torch;

// Shapes, slices, types and devices.
public readonly unsafe partial struct Tensor
{
    // c10::MemoryFormat::ChannelsLast.
    private const long ChannelsLastFormat = 2;

    /// <summary>The same elements under another shape.</summary>
    /// <param name="shape">Lengths of the axes; one may be -1 and is then computed.</param>
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

    /// <summary>Permutes the axes.</summary>
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
    /// <param name="axis">Its position.</param>
    /// <returns>A view.</returns>
    public Tensor Unsqueeze(int axis) => Operators.Unsqueeze.Call(this, axis);

    /// <summary>Removes an axis of length one.</summary>
    /// <param name="axis">Which one.</param>
    /// <returns>A view.</returns>
    public Tensor Squeeze(int axis) => Operators.Squeeze.Call(this, axis);

    /// <summary>The slice [<paramref name="start"/>, <paramref name="end"/>) of one axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="start">First index; negative counts from the end.</param>
    /// <param name="end">One past the last index; default: the end of the axis.</param>
    /// <param name="step">Distance between the indices taken.</param>
    /// <returns>A view.</returns>
    public Tensor Slice(int axis, long start, long end = long.MaxValue, long step = 1) =>
        Operators.Slice.Call(this, axis, start, end, step);

    /// <summary>One index of one axis; the axis is removed.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="index">Which index.</param>
    /// <returns>A view.</returns>
    public Tensor Select(int axis, long index) => Operators.Select.Call(this, axis, index);

    /// <summary>All parts along an axis, without it. Cheaper to differentiate than as many selections: the gradients are put side by side.
    /// </summary>
    /// <param name="axis">The axis.</param>
    /// <returns>As many as the axis is long.</returns>
    public Tensor[] Unbind(int axis) => Operators.Unbind.CallMany(checked((int)Length(axis)), this, axis);

    /// <summary>Stretches along an axis, one after the other.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="lengths">Their lengths, which add up to that of the axis.</param>
    /// <returns>As many as there are lengths.</returns>
    /// <exception cref="NativeCallException">The lengths do not add up.</exception>
    public Tensor[] Split(int axis, params ReadOnlySpan<long> lengths)
    {
        fixed (long* first = lengths)
            return Operators.Split.CallMany(lengths.Length, this, Argument.List(first, lengths.Length), axis);
    }

    /// <summary>Selected indices of one axis, in the given order.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="indices">One axis of 64-bit integers.</param>
    /// <returns>A copy.</returns>
    public Tensor IndexSelect(int axis, Tensor indices) => Operators.IndexSelect.Call(this, axis, indices);

    /// <summary>For each entry of <paramref name="indices"/>, the element at this index of one axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="indices">64-bit integers, with as many axes as this.</param>
    /// <returns>A tensor of the shape of the indices.</returns>
    public Tensor Gather(int axis, Tensor indices) => Operators.Gather.Call(this, axis, indices);

    /// <summary>Sliding windows over one axis: the window becomes a new last axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="size">Length of a window.</param>
    /// <param name="step">Distance between windows.</param>
    /// <returns>A view.</returns>
    public Tensor Unfold(int axis, long size, long step) => Operators.Unfold.Call(this, axis, size, step);

    /// <summary>Pads the last axes with a constant.</summary>
    /// <param name="value">The constant.</param>
    /// <param name="widths">Before and after the last axis, then before and after the one before it, and so on.</param>
    /// <returns>A larger tensor.</returns>
    public Tensor Pad(double value, params ReadOnlySpan<long> widths)
    {
        fixed (long* first = widths) return Operators.Pad.Call(this, Argument.List(first, widths.Length), value);
    }

    /// <summary>Reverses the order along one axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <returns>A copy.</returns>
    public Tensor Flip(int axis)
    {
        long only = axis;
        return Operators.Flip.Call(this, Argument.List(&only, 1));
    }

    /// <summary>The same elements in row-major order in memory.</summary>
    /// <returns>This memory where it already is so, else a copy.</returns>
    public Tensor Contiguous() => Operators.Contiguous.Call(this);

    /// <summary>The same elements with the channels of a pixel adjacent in memory, the fastest layout for convolutions.
    /// in.</summary>
    /// <returns>This memory where it already is so, else a copy; [batch, channels, height, width] as before.</returns>
    public Tensor ChannelsLast() => Operators.Contiguous.Call(this, ChannelsLastFormat);

    /// <summary>A differentiable copy.</summary>
    /// <returns>New memory.</returns>
    public Tensor Clone() => Operators.Clone.Call(this);

    /// <summary>The elements in another type.</summary>
    /// <param name="type">The new type.</param>
    /// <returns>A copy where the type differs.</returns>
    public Tensor To(TensorType type) => Operators.ToType.Call(this, type);

    /// <summary>The elements on another device.</summary>
    /// <param name="device">The target device.</param>
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

    /// <summary>Concatenates tensors along an existing axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="tensors">Equal in shape except for this axis.</param>
    /// <returns>A copy.</returns>
    public static Tensor Cat(int axis, params Tensor[] tensors) => Operators.Concatenate.Call(tensors, axis);

    /// <summary>Stacks tensors along a new axis.</summary>
    /// <param name="axis">Where the new axis will be.</param>
    /// <param name="tensors">Equal in shape.</param>
    /// <returns>A copy.</returns>
    public static Tensor Stack(int axis, params Tensor[] tensors) => Operators.Stack.Call(tensors, axis);
}
