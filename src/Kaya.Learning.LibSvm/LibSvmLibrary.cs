using Kaya.Core;

namespace Kaya.Learning.LibSvm;

/// <summary>The native library behind this assembly, loaded when first needed.</summary>
public static class LibSvmLibrary
{
    /// <summary>Native objects alive now, in this process: 0 whenever no fit is running.</summary>
    public static long LiveHandles => Ledger.Alive;

    internal static HandleLedger Ledger { get; } = new();
}
