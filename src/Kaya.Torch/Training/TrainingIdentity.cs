using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Kaya.Torch;

/// <summary>The identity of a training: equal identities and seeds give equal weights. A checkpoint with a different identity is
/// refused.</summary>
/// <param name="Settings">All settings that affect the result, such as the options as JSON.</param>
/// <param name="Data">Digest of the training data: <see cref="DataDigest"/>.</param>
public sealed record TrainingIdentity(string Settings, string Data);

/// <summary>SHA-256 over the arrays of the training data, each with its length.</summary>
public sealed class DataDigest
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds an array.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <param name="values">The elements; their bit patterns count, so -0 and 0 differ.</param>
    /// <returns>This digest.</returns>
    /// <exception cref="ObjectDisposedException"><see cref="Finish"/> was called.</exception>
    public DataDigest Add<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, values.Length);
        _hash.AppendData(length);
        // In pieces: an array of more than 2 GB has more bytes than a span can count.
        const int piece = 1 << 24;
        for (int start = 0; start < values.Length; start += piece)
            _hash.AppendData(MemoryMarshal.AsBytes(values.Slice(start, Math.Min(piece, values.Length - start))));
        return this;
    }

    /// <summary>Ends the digest.</summary>
    /// <returns>64 hexadecimal digits.</returns>
    /// <exception cref="ObjectDisposedException">It was called before.</exception>
    public string Finish()
    {
        string digest = Convert.ToHexStringLower(_hash.GetHashAndReset());
        _hash.Dispose();
        return digest;
    }
}
