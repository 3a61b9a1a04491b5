namespace Kaya.Tasks;

/// <summary>An external data source.</summary>
/// <param name="Name">Its name on the command line, such as <c>carbon-monitor</c>.</param>
/// <param name="What">Its contents, in one line.</param>
/// <param name="Page">The provider's page for people.</param>
/// <param name="Address">Download address; null if only a manual download is possible.</param>
/// <param name="FileName">Name to save it under.</param>
/// <param name="Terms">Terms of use, and what to cite.</param>
/// <param name="Reader">The reader in Kaya.</param>
/// <param name="IsLiving">True if the provider updates the file, so that its current digest is unknown.</param>
/// <param name="KnownVersions">Known versions, newest first.</param>
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
    /// <returns>The version; null for unknown contents.</returns>
    public DataVersion? Version(long size, string sha256) => KnownVersions.FirstOrDefault(version =>
        version.Size == size && string.Equals(version.Sha256, sha256, StringComparison.OrdinalIgnoreCase));
}

/// <summary>One state of a file.</summary>
/// <param name="Description">Description, such as the period covered.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 of the contents, 64 hexadecimal digits in lower case.</param>
public sealed record DataVersion(string Description, long Size, string Sha256);
