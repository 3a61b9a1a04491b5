using System.Globalization;

namespace Kaya.Core;

/// <summary>The device that holds tensors and runs kernels: the CPU or one CUDA device.</summary>
/// <param name="CudaIndex">Number of the CUDA device, from 0; null for the CPU.</param>
public sealed record ComputeDevice(int? CudaIndex)
{
    /// <summary>The CPU.</summary>
    public static ComputeDevice Cpu { get; } = new((int?)null);

    /// <summary>Reads <c>cpu</c>, <c>cuda</c> (the first CUDA device) or <c>cuda:N</c>.</summary>
    /// <param name="text">The name as on the command line, in any case.</param>
    /// <returns>The device. It is not checked whether the device exists.</returns>
    /// <exception cref="DataFormatException">The text has none of these forms.</exception>
    public static ComputeDevice Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string name = text.Trim().ToLowerInvariant();
        if (name == "cpu") return Cpu;
        if (name == "cuda") return new ComputeDevice(0);
        if (name.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            return new ComputeDevice(index);
        throw new DataFormatException(new Fault("Unknown device.", Expected: "cpu, cuda or cuda:N", Found: text,
            Remedy: "Give one of these, or omit the option to use the CPU."));
    }

    /// <inheritdoc/>
    public override string ToString() => CudaIndex is { } index ? $"cuda:{index}" : "cpu";
}
