using System.Runtime.InteropServices;

namespace Kaya.Learning.XGBoost;

/// <summary>A data matrix owned by XGBoost.</summary>
internal sealed class DMatrixHandle() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        XGBoostLibrary.Ledger.Remove();
        return XGBoostNative.XGDMatrixFree(handle) == 0;
    }
}

/// <summary>A booster owned by XGBoost.</summary>
internal sealed class BoosterHandle() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        XGBoostLibrary.Ledger.Remove();
        return XGBoostNative.XGBoosterFree(handle) == 0;
    }
}
