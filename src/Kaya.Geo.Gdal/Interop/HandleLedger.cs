namespace Kaya.Geo.Gdal;

/// <summary>Counts native objects that are alive.</summary>
internal sealed class HandleLedger
{
    private long _alive;

    /// <summary>Objects made and not yet freed.</summary>
    public long Alive => Interlocked.Read(ref _alive);

    /// <summary>One was made.</summary>
    public void Add() => Interlocked.Increment(ref _alive);

    /// <summary>One was freed.</summary>
    public void Remove() => Interlocked.Decrement(ref _alive);
}
