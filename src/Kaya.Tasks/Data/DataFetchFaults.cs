namespace Kaya.Tasks;

/// <summary>Messages of failed downloads; each names the web page of the data.</summary>
internal static class DataFetchFaults
{
    internal static DataNotFoundException NoAddress(DataSource source, string path) => new(new Fault(
        $"{source.Name} cannot be downloaded by a program.", Expected: "a manual download", Found: "no address",
        Remedy: $"Visit {source.Page}, download {source.What}, and save it as {path}."));

    internal static DataNotFoundException NoNetwork(DataSource source, string path, Exception broken, long kept) => new(new Fault(
        $"{source.Name} could not be downloaded.", new SourceLocation(source.Address!.ToString()), "a response from the provider",
        Cause(broken),
            (kept > 0 ? $"Run the command again: it continues after the {kept} bytes already downloaded. "
            : "Check the network and run the command again. ")
        + $"Or visit {source.Page}, download {source.What}, and save it as {path}."), broken);

    internal static VerificationException Unexpected(DataSource source, string? asked, long size, string sha256) => new(new Fault(
        $"The file received for {source.Name} is not the expected one.", new SourceLocation(source.Address!.ToString()),
        asked is null ? string.Join(" or ", source.KnownVersions.Select(version => $"{version.Size} bytes, SHA-256 {version.Sha256}"))
            : $"SHA-256 {asked}",
        $"{size} bytes, SHA-256 {sha256}", $"Nothing was kept. Run the command again, or compare with {source.Page}."));

    internal static DataFormatException WebPage(DataSource source, string path) => new(new Fault(
        $"The provider sent no data for {source.Name}.", new SourceLocation(source.Address!.ToString()), "a data file",
            "a web page or nothing",
        $"Nothing was kept. Visit {source.Page}, download {source.What}, and save it as {path}."));

    internal static DataFormatException InTheWay(DataSource source, string path, long size, string sha256) => new(new Fault(
        "A different file with this name exists.", new SourceLocation(path), $"a known version of {source.Name}",
        $"{size} bytes, SHA-256 {sha256}",
        "Name another file, or replace this one with --force."));

    private static string Cause(Exception broken) => broken.InnerException is { } inner ? $"{broken.Message} ({inner.Message})"
        : broken.Message;
}
