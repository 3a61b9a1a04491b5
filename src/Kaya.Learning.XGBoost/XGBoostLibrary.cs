using Kaya.Core;

namespace Kaya.Learning.XGBoost;

/// <summary>The native library of this assembly, loaded at first use.</summary>
public static class XGBoostLibrary
{
    /// <summary>Number of native objects in this process; 0 if no fit is running.</summary>
    public static long LiveHandles => Ledger.Alive;

    internal static HandleLedger Ledger { get; } = new();

    /// <summary>Version of the library that was found; loads it.</summary>
    /// <returns>Such as <c>1.7.4</c>.</returns>
    /// <exception cref="NativeLoadException">The library is not installed.</exception>
    public static Version ReadVersion()
    {
        XGBoostNative.XGBoostVersion(out int major, out int minor, out int patch);
        return new Version(major, minor, patch);
    }
}
