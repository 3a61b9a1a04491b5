using Kaya.Core;

namespace Kaya.Learning.LibSvm;

/// <summary>The native library of this assembly, loaded at first use.</summary>
public static class LibSvmLibrary
{
    /// <summary>Number of native objects in this process; 0 if no fit is running.</summary>
    public static long LiveHandles => Ledger.Alive;

    internal static HandleLedger Ledger { get; } = new();
}
