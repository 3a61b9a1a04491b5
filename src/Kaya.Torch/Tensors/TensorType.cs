namespace Kaya.Torch;

/// <summary>Element types of tensors; the numbers are libtorch's.</summary>
public enum TensorType
{
    /// <summary>8-bit unsigned integer.</summary>
    UInt8 = 0,

    /// <summary>32-bit signed integer.</summary>
    Int32 = 3,

    /// <summary>64-bit signed integer, the type of indices.</summary>
    Int64 = 4,

    /// <summary>32-bit IEEE float, the type of networks.</summary>
    Float32 = 6,

    /// <summary>64-bit IEEE float.</summary>
    Float64 = 7,

    /// <summary>16-bit float with the exponent of 32-bit ones (bfloat16): used for lower precision.</summary>
    BFloat16 = 15,

    /// <summary>Truth values, the type of masks.</summary>
    Bool = 11,
}
