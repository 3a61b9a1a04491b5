namespace Kaya.Core;

/// <summary>Counts the native objects of one library that are alive; tests read it to find leaks.</summary>
/// <remarks>Every adapter of a native library has one. No result depends on it. Safe to use from several threads.</remarks>
internal sealed class HandleLedger
{
    private long _alive;

    /// <summary>Objects created and not yet freed.</summary>
    public long Alive => Interlocked.Read(ref _alive);

    /// <summary>Counts one more object.</summary>
    public void Add() => Interlocked.Increment(ref _alive);

    /// <summary>Counts one object less.</summary>
    public void Remove() => Interlocked.Decrement(ref _alive);
}
