using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kaya.Core;

/// <summary>A seed with a name: every stream of random numbers is derived by what it is for, never by the order of calls.</summary>
/// <remarks>
/// Same seed and same path give the same numbers on every platform and in every version of .NET: the seed of a
/// derived source is the first 8 bytes of SHA-256(parent seed, name), the stream is xoshiro256** seeded by SplitMix64.
/// </remarks>
public sealed class RandomSource
{
    /// <summary>The root source of a run.</summary>
    /// <param name="seed">Any number; it is saved with the run.</param>
    public RandomSource(ulong seed) : this(seed, "") { }

    private RandomSource(ulong seed, string path) => (Seed, Path) = (seed, path);

    /// <summary>The seed of this source.</summary>
    public ulong Seed { get; }

    /// <summary>The names that led here from the root, joined by <c>/</c>.</summary>
    public string Path { get; }

    /// <summary>A source for one purpose, independent of every other name and of how often this is called.</summary>
    /// <param name="name">What the numbers are for, such as <c>split/fold3</c>.</param>
    /// <returns>The derived source.</returns>
    public RandomSource Derive(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        byte[] text = new byte[8 + Encoding.UTF8.GetByteCount(name)];
        BinaryPrimitives.WriteUInt64LittleEndian(text, Seed);
        Encoding.UTF8.GetBytes(name, text.AsSpan(8));
        ulong seed = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(text));
        return new RandomSource(seed, Path.Length == 0 ? name : $"{Path}/{name}");
    }

    /// <summary>Starts the sequence of this source from its beginning.</summary>
    /// <returns>A generator; it has state, so it belongs to one place and one thread.</returns>
    public RandomSequence Sequence() => new(Seed);

    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? $"seed {Seed}" : $"seed {Seed} ({Path})";
}
