using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Kaya.Geo;

/// <summary>The pixel part of a certificate, from reading a map once from top to bottom.</summary>
/// <param name="Pixels">SHA-256 of all pixels, see <see cref="PixelDigest"/>.</param>
/// <param name="Zones">Digest of the cells of each zone.</param>
/// <param name="Sums">The zones added up again.</param>
internal sealed record CertificateDigest(string Pixels, string[] Zones, ZoneResummation Sums)
{
    public static CertificateDigest Of(IRasterSource map, int band, ZoneMembership membership, int zones)
    {
        ZoneResummation sums = new(membership, zones);
        using IncrementalHash pixels = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using ZoneDigests digests = new(membership, zones);
        PixelDigest.Each(map, band, (window, values) =>
        {
            sums.Add(window, values);
            PixelDigest.Append(pixels, values);
            digests.Add(window, values);
        });
        return new CertificateDigest(Convert.ToHexStringLower(pixels.GetHashAndReset()), digests.Finish(), sums);
    }
}

/// <summary>A digest of the cells of each zone, so that a check can name the zones that were changed.</summary>
internal sealed class ZoneDigests : IDisposable
{
    private const int Digits = 16;

    private readonly ZoneMembership _membership;
    private readonly IncrementalHash[] _hashes;
    private readonly CellShare[] _shared;
    private (int Alone, int Shared) _next;

    public ZoneDigests(ZoneMembership membership, int zones)
    {
        _membership = membership;
        _hashes = [.. Enumerable.Range(0, zones).Select(_ => IncrementalHash.CreateHash(HashAlgorithmName.SHA256))];
        _shared = [.. membership.Shared.OrderBy(share => share.Cell)];
    }

    /// <summary>Takes whole rows in order, as <see cref="PixelDigest.Append"/> left them; the number of rows per call is
    /// arbitrary.</summary>
    public void Add(Window window, ReadOnlySpan<double> values)
    {
        for (int row = window.Row; row < window.EndRow; row++)
        {
            ReadOnlySpan<double> cells = values.Slice((row - window.Row) * window.Columns, window.Columns);
            for (; _next.Alone < _membership.Alone.Length && _membership.Alone[_next.Alone] is { } run && run.Row == row; _next.Alone++)
                _hashes[run.Zone].AppendData(MemoryMarshal.AsBytes(cells.Slice(run.Column, run.Length)));
            for (; _next.Shared < _shared.Length && _shared[_next.Shared] is { } share && share.Cell / window.Columns == row;
                _next.Shared++)
                _hashes[share.Zone].AppendData(MemoryMarshal.AsBytes(cells.Slice(share.Cell % window.Columns, 1)));
        }
    }

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of each zone's cells.</summary>
    public string[] Finish() => [.. _hashes.Select(hash => Convert.ToHexStringLower(hash.GetHashAndReset())[..Digits])];

    public void Dispose()
    {
        foreach (IncrementalHash hash in _hashes) hash.Dispose();
    }
}
