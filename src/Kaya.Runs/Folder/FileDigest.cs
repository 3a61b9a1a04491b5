using System.Security.Cryptography;
using System.Text;

namespace Kaya.Runs;

/// <summary>SHA-256 of files and texts as lower-case hexadecimal digits.</summary>
internal static class FileDigest
{
    private const int BufferSize = 1 << 20;

    public static (long Size, string Sha256) Of(string path, CancellationToken cancellation = default)
    {
        using FileStream stream = RegularFile.Open(path);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[(int)Math.Clamp(stream.Length, 1, BufferSize)];
        long size = 0;
        for (int read; (read = stream.Read(buffer)) > 0; size += read)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }

        return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public static string OfText(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
