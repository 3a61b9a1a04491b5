using System.Runtime.InteropServices;

namespace Kaya.Learning.LibSvm;

/// <summary>A trained model owned by libsvm; it refers to its training rows, which must outlive it.</summary>
internal sealed class ModelHandle : SafeHandle
{
    /// <summary>Takes ownership.</summary>
    public ModelHandle(nint model) : base(0, ownsHandle: true)
    {
        SetHandle(model);
        LibSvmLibrary.Ledger.Add();
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override unsafe bool ReleaseHandle()
    {
        nint model = handle;
        LibSvmNative.svm_free_and_destroy_model(&model);
        LibSvmLibrary.Ledger.Remove();
        return true;
    }
}
