using System.Runtime.Intrinsics.X86;
using Kaya.Core;

namespace Kaya.Torch;

/// <summary>Precision of matrix products and convolutions; parameters, sums and losses are always 32-bit floats.</summary>
public enum Precision
{
    /// <summary>32-bit floats.</summary>
    Float32,

    /// <summary>32-bit floats rounded to 10 bits before they are multiplied (TF32): NVIDIA GPUs from Ampere on; elsewhere as
    /// <see cref="Float32"/>.</summary>
    TensorFloat32,

    /// <summary>16-bit floats with 8 bits (bfloat16), chosen operator by operator as libtorch's autocast does; on processors without
    /// support it is slow, and less exact where <see cref="MixedPrecision.RoundsSums"/>.</summary>
    BFloat16,
}

/// <summary>While open, operators of this thread may compute in lower precision: <c>using MixedPrecision? p =
/// MixedPrecision.Of(...);</c>.</summary>
/// <remarks>
/// Tested on the CPU, where <see cref="Precision.BFloat16"/> acts and <see cref="Precision.TensorFloat32"/> does not; neither has been
/// tried on a GPU.
/// TF32 is a setting of the whole process.
/// </remarks>
public sealed unsafe class MixedPrecision : IDisposable
{
    private readonly int _before;
    private bool _closed;

    private MixedPrecision(Precision precision)
    {
        NativeTorch.Require();
        int before;
        NativeTorch.Check(NativeMethods.kaya_precision((int)precision, &before), "precision");
        _before = before;
    }

    /// <summary>Starts lower precision.</summary>
    /// <param name="precision">Which precision.</param>
    /// <returns>Ends it when disposed; null for 32-bit floats, where nothing changes.</returns>
    /// <exception cref="NativeLoadException">libtorch could not be loaded.</exception>
    public static MixedPrecision? Of(Precision precision) => precision == Precision.Float32 ? null : new MixedPrecision(precision);

    /// <summary>Whether sums are rounded as well, and not only what is added up: libtorch 1.13 does that with bfloat16 on processors
    /// without AVX-512, so that errors grow with the number of terms.</summary>
    /// <param name="precision">Which precision.</param>
    /// <param name="device">Where is computed; null for the CPU.</param>
    /// <returns>True where it does.</returns>
    public static bool RoundsSums(Precision precision, ComputeDevice? device) =>
        precision == Precision.BFloat16 && device?.CudaIndex is null && !Avx512F.IsSupported;

    /// <summary>Restores the previous precision.</summary>
    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        int replaced;
        NativeTorch.Check(NativeMethods.kaya_precision(_before, &replaced), "precision");
    }
}
