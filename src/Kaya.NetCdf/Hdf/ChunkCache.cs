namespace Kaya.NetCdf;

/// <summary>A least-recently-used cache of unpacked chunks of one file. For any
/// thread.</summary>
internal sealed class ChunkCache
{
    private readonly Dictionary<(object Owner, long Chunk), LinkedListNode<Entry>> _held = [];
    private readonly LinkedList<Entry> _byUse = [];
    private long _bytes;

    /// <summary>Capacity in bytes; <see cref="Need"/> increases it.</summary>
    public long Room { get; private set; } = 16 << 20;

    /// <summary>Ensures a capacity of at least one row of chunks, so that reading by rows unpacks each chunk once.</summary>
    public void Need(long bytes)
    {
        lock (_byUse) Room = Math.Max(Room, bytes);
    }

    public Memory<byte>? Find(object owner, long chunk)
    {
        lock (_byUse)
        {
            if (!_held.TryGetValue((owner, chunk), out LinkedListNode<Entry>? node)) return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Bytes;
        }
    }

    public void Keep(object owner, long chunk, Memory<byte> bytes)
    {
        lock (_byUse)
        {
            if (bytes.Length > Room || _held.ContainsKey((owner, chunk))) return;
            while (_byUse.Last is { } last && _bytes + bytes.Length > Room)
            {
                _bytes -= last.Value.Bytes.Length;
                _held.Remove(last.Value.Key);
                _byUse.RemoveLast();
            }

            _held[(owner, chunk)] = _byUse.AddFirst(new Entry((owner, chunk), bytes));
            _bytes += bytes.Length;
        }
    }

    private sealed record Entry((object Owner, long Chunk) Key, Memory<byte> Bytes);
}
