using System.Security.Cryptography;

namespace Kaya.Geo;

/// <summary>What a certificate says of the pixels of a map, from one reading from top to bottom.</summary>
/// <param name="Pixels">SHA-256 of all pixels, see <see cref="PixelDigest"/>.</param>
/// <param name="Zones">Digest of the cells of each zone.</param>
/// <param name="Recount">The zones added up again.</param>
internal sealed record MapSurvey(string Pixels, string[] Zones, Recount Recount)
{
    public static MapSurvey Of(IRasterSource map, int band, ZoneMembership membership, int zones)
    {
        Recount recount = new(membership, zones);
        using IncrementalHash pixels = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using ZoneDigests digests = new(membership, zones);
        PixelDigest.Each(map, band, (window, values) =>
        {
            recount.Add(window, values);
            PixelDigest.Append(pixels, values);
            digests.Add(window, values);
        });
        return new MapSurvey(Convert.ToHexStringLower(pixels.GetHashAndReset()), digests.Finish(), recount);
    }
}
