using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;


namespace Kaya.Tasks;

/// <summary>How a file is fetched.</summary>
/// <param name="Overwrite">Whether an existing file is replaced.</param>
/// <param name="Sha256">The required digest, in place of the digest in the registry; null for the latter.</param>
/// <param name="Patience">Longest time without data from the provider; default one minute.</param>
public sealed record DataFetchOptions(bool Overwrite = false, string? Sha256 = null, TimeSpan? Patience = null);

/// <summary>A downloaded file.</summary>
/// <param name="Path">Where.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 of its contents.</param>
/// <param name="Version">The known version; null for an unknown, newer version of a source that the provider updates.</param>
/// <param name="WasThere">True if the file already existed and nothing was downloaded.</param>
public sealed record FetchedFile(string Path, long Size, string Sha256, DataVersion? Version, bool WasThere);

/// <summary>Downloads a source of the registry: checks size and SHA-256, leaves no partial file, and continues an interrupted
/// download.</summary>
/// <remarks>
/// If the contents can be checked, the download continues after the part that exists. A source that the provider updates
/// is always downloaded from the beginning, since it may have changed; its digest is reported but not checked.
/// </remarks>
/// <param name="client">The connection; see <see cref="CreateClient"/>.</param>
public sealed class DataFetch(HttpClient client)
{
    /// <summary>A client that decompresses responses and has no overall timeout.</summary>
    /// <returns>The client; the caller disposes of it.</returns>
    public static HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(20),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Downloads a source to a file.</summary>
    /// <param name="source">The source.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="options">Overwriting, required digest, timeout.</param>
    /// <param name="progress">Receives the number of bytes downloaded.</param>
    /// <param name="cancellation">Stops the download; the part received so far is kept for the next attempt if it can be checked.</param>
    /// <returns>The file, downloaded or already present.</returns>
    /// <exception cref="DataNotFoundException">No network, no answer, no address for programs, or the transfer broke off.</exception>
    /// <exception cref="VerificationException">The contents do not match the expected digest; no file is left.</exception>
    /// <exception cref="DataFormatException">The provider sent a web page instead of data, or a different file already exists at the
    /// path.</exception>
    public async Task<FetchedFile> GetAsync(DataSource source, string path, DataFetchOptions? options = null,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new DataFetchOptions();
        string full = Path.GetFullPath(path);
        if (File.Exists(full) && !options.Overwrite) return await AlreadyThere(source, full, options, cancellation);
        if (source.Address is null) throw DataFetchFaults.NoAddress(source, full);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string part = full + ".part";
        bool canContinue = IsPinned(source, options);
        if (!canContinue) File.Delete(part);
        try
        {
            await Transfer(source, part, canContinue, options.Patience ?? TimeSpan.FromMinutes(1), progress, cancellation);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or TimeoutException)
        {
            long kept = canContinue && File.Exists(part) ? new FileInfo(part).Length : 0;
            if (!canContinue) File.Delete(part);
            throw DataFetchFaults.NoNetwork(source, full, broken, kept);
        }

        FetchedFile fetched = await Verify(source, part, full, options, cancellation);
        File.Move(part, full, overwrite: true);
        return fetched;
    }

    private static bool IsPinned(DataSource source, DataFetchOptions options) => options.Sha256 is not null || !source.IsLiving;

    private static async Task<FetchedFile> AlreadyThere(DataSource source, string path, DataFetchOptions options,
        CancellationToken cancellation)
    {
        (long size, string sha256) = await Digest(path, cancellation);
        DataVersion? version = source.Version(size, sha256);
        bool wanted = options.Sha256 is { } asked ? string.Equals(asked, sha256, StringComparison.OrdinalIgnoreCase) : version is not null
            || source.IsLiving;
        return wanted ? new FetchedFile(path, size, sha256, version, WasThere: true)
            : throw DataFetchFaults.InTheWay(source, path, size, sha256);
    }

    private async Task Transfer(DataSource source, string part, bool canContinue, TimeSpan patience, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        using CancellationTokenSource silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(patience);
        try
        {
            long start = canContinue && File.Exists(part) ? new FileInfo(part).Length : 0;
            using HttpResponseMessage answer = await Ask(source, start, canContinue, silence.Token);
            bool continued = answer.StatusCode == HttpStatusCode.PartialContent;
            long? total = answer.Content.Headers.ContentLength + (continued ? start : 0);
            await using FileStream file = new(part, continued ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None);
            await using Stream content = await answer.Content.ReadAsStreamAsync(silence.Token);
            byte[] buffer = new byte[1 << 16];
            for (int read; (read = await content.ReadAsync(buffer, silence.Token)) > 0;)
            {
                await file.WriteAsync(buffer.AsMemory(0, read), silence.Token);
                silence.CancelAfter(patience);
                progress?.Report(new WorkProgress($"get {source.Name}", file.Position, total));
            }

            file.Flush();
            AtomicFile.FlushToDisk(file.SafeFileHandle, part);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no data received for {patience.TotalSeconds:0} s");
        }
    }

    private async Task<HttpResponseMessage> Ask(DataSource source, long start, bool plain, CancellationToken cancellation)
    {
        HttpResponseMessage answer = await Send(source, start, plain, cancellation);
        // The local part is longer than the remote file: start again.
        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && start > 0)
        {
            answer.Dispose();
            answer = await Send(source, 0, plain, cancellation);
        }

        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw new HttpRequestException($"the provider answered {(int)answer.StatusCode} {answer.ReasonPhrase}");
    }

    private async Task<HttpResponseMessage> Send(DataSource source, long start, bool plain, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, source.Address);
        // Byte ranges count transferred bytes, so a download that may be continued is requested without compression.
        if (plain) request.Headers.AcceptEncoding.ParseAdd("identity");
        if (start > 0) request.Headers.Range = new RangeHeaderValue(start, null);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private static async Task<FetchedFile> Verify(DataSource source, string part, string path, DataFetchOptions options,
        CancellationToken cancellation)
    {
        (long size, string sha256) = await Digest(part, cancellation);
        DataVersion? version = source.Version(size, sha256);
        bool wrong = options.Sha256 is { } asked ? !string.Equals(asked, sha256, StringComparison.OrdinalIgnoreCase) : !source.IsLiving
            && version is null;
        if (!wrong && !IsWebPage(part)) return new FetchedFile(path, size, sha256, version, WasThere: false);
        File.Delete(part);
        throw wrong ? DataFetchFaults.Unexpected(source, options.Sha256, size, sha256) : DataFetchFaults.WebPage(source, path);
    }

    /// <summary>Some providers report an error as a web page with a success status.</summary>
    private static bool IsWebPage(string path)
    {
        using FileStream file = File.OpenRead(path);
        int first;
        do first = file.ReadByte();
        while (first is ' ' or '\r' or '\n' or '\t' or 0xEF or 0xBB or 0xBF);
        return first is -1 or '<';
    }

    private static async Task<(long Size, string Sha256)> Digest(string path, CancellationToken cancellation)
    {
        await using FileStream file = File.OpenRead(path);
        return (file.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation)));
    }
}
