using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kaya.Core;

/// <summary>A seed and a path of names. Random numbers are derived by name, so they do not depend on the order of calls.</summary>
/// <remarks>
/// The same seed and path give the same numbers on every platform and in every version of .NET. The seed of a derived source is the
/// first 8 bytes of SHA-256(parent seed, name); the sequence is xoshiro256** seeded by SplitMix64.
/// </remarks>
public sealed class RandomSource
{
    private readonly RandomSource? _parent;
    private readonly string _name;

    /// <summary>Creates a root source.</summary>
    /// <param name="seed">Any number.</param>
    public RandomSource(ulong seed) : this(seed, null, "") { }

    private RandomSource(ulong seed, RandomSource? parent, string name) => (Seed, _parent, _name) = (seed, parent, name);

    /// <summary>The seed of this source.</summary>
    public ulong Seed { get; }

    /// <summary>The names from the root to this source, joined by <c>/</c>; empty for the root.</summary>
    public string Path => _parent is null || _parent._name.Length == 0 ? _name : $"{_parent.Path}/{_name}";

    /// <summary>The source for one purpose. It depends only on this source and the name.</summary>
    /// <param name="name">Purpose of the random numbers, such as <c>split/fold3</c>.</param>
    /// <returns>The derived source.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public RandomSource Derive(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        int length = sizeof(ulong) + Encoding.UTF8.GetByteCount(name);
        Span<byte> text = length <= 256 ? stackalloc byte[length] : new byte[length], hash = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(text, Seed);
        Encoding.UTF8.GetBytes(name, text[sizeof(ulong)..]);
        SHA256.HashData(text, hash);
        return new RandomSource(BinaryPrimitives.ReadUInt64LittleEndian(hash), this, name);
    }

    /// <summary>The sequence of this source, from its first number.</summary>
    /// <returns>A generator with a state of its own, for use by one thread.</returns>
    public RandomSequence Sequence() => new(Seed);

    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? $"seed {Seed}" : $"seed {Seed} ({Path})";
}
