namespace Kaya.Tasks;

/// <summary>A set of data that Kaya reads and does not ship.</summary>
/// <param name="Name">Its name on the command line, such as <c>carbon-monitor</c>.</param>
/// <param name="What">What it holds, in one line.</param>
/// <param name="Page">The provider's page for people.</param>
/// <param name="Address">Where a program gets it; null where the page must be visited.</param>
/// <param name="FileName">Name to save it under.</param>
/// <param name="Terms">Under which terms it may be used, and what to cite.</param>
/// <param name="Reader">What in Kaya reads it.</param>
/// <param name="IsLiving">True where the provider keeps changing the file, so that no digest can be demanded of the present one.</param>
/// <param name="KnownVersions">Versions that were looked at, newest first.</param>
public sealed record DataSource(
    string Name,
    string What,
    Uri Page,
    Uri? Address,
    string FileName,
    string Terms,
    string Reader,
    bool IsLiving,
    IReadOnlyList<DataVersion> KnownVersions)
{
    /// <summary>The version with these contents, if it is a known one.</summary>
    /// <param name="size">Bytes.</param>
    /// <param name="sha256">SHA-256, 64 hexadecimal digits.</param>
    /// <returns>The version; null for contents nobody has recorded.</returns>
    public DataVersion? Version(long size, string sha256) => KnownVersions.FirstOrDefault(version =>
        version.Size == size && string.Equals(version.Sha256, sha256, StringComparison.OrdinalIgnoreCase));
}

/// <summary>One state of a file.</summary>
/// <param name="Description">Which one it is, such as the period it covers.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 of the contents, 64 hexadecimal digits in lower case.</param>
public sealed record DataVersion(string Description, long Size, string Sha256);
