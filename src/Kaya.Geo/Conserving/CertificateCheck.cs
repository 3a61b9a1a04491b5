using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Geo;

/// <summary>What came of adding a map up again.</summary>
/// <param name="Zones">Statistic, sum and residual, from the pixels as they are now.</param>
/// <param name="Problems">What is not as certified, each in a sentence that names it; empty where all holds.</param>
public sealed record CertificateCheck(ImmutableArray<ZoneBalance> Zones, ImmutableArray<string> Problems)
{
    /// <summary>Whether the map is what its certificate says.</summary>
    public bool Holds => Problems.IsEmpty;

    /// <summary>Throws where something is not as certified.</summary>
    /// <param name="file">The file, for the message.</param>
    /// <exception cref="VerificationException">With every problem named.</exception>
    public void RequireHolds(string file)
    {
        if (Holds) return;
        throw new VerificationException(new Fault("The map is not what its certificate says.", new SourceLocation(file),
            "pixels as certified, and every zone equal to its statistic to 1 ulp", string.Join("; ", Problems.Take(8)) + (Problems.Length > 8 ? $"; and {Problems.Length - 8} more" : ""),
            "The file was changed or damaged after it was written: make the map again."));
    }
}
