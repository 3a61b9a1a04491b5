using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

using Kaya.Core;

namespace Kaya.Tasks.Tests.Data;

public sealed class DataFetchTests : IDisposable
{
    private static readonly byte[] Body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 9000).Select(i => $"France,{i}\r\n")));
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-fetch-").FullName;
    private readonly HttpClient _client = DataFetch.CreateClient();

    private string Target => Path.Combine(_folder, "in", "data.csv");

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static DataSource Source(Uri? address, bool living = false) =>
        new("made-up", "a made-up table", new Uri("https://example.org/page"),
        address, "data.csv", "free", "none", living,
            [new DataVersion("the one", Body.Length, Convert.ToHexStringLower(SHA256.HashData(Body)))]);

    private Task<FetchedFile> Get(DataSource source, DataFetchOptions? options = null, IProgress<WorkProgress>? progress = null) =>
        new DataFetch(_client).GetAsync(source, Target, options, progress, TestContext.Current.CancellationToken);

    private async Task<Fault> FaultOf<T>(DataSource source, DataFetchOptions? options = null) where T : KayaException
    {
        Fault fault = (await Assert.ThrowsAsync<T>(() => Get(source, options))).Fault;
        Assert.Contains("https://example.org/page", fault.Remedy, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
        return fault;
    }

    private sealed class Reports : IProgress<WorkProgress>
    {
        internal List<WorkProgress> All { get; } = [];

        public void Report(WorkProgress value) => All.Add(value);
    }

    [Fact]
    public async Task GetAsync_Good_WritesTheFileAndReports()
    {
        await using LocalProvider provider = new(_ => LocalProvider.Answer("200 OK", Body));
        Reports reports = new();
        FetchedFile file = await Get(Source(provider.Address), progress: reports);
        Assert.Equal(Body, File.ReadAllBytes(Target));
        Assert.Equal(("the one", false, (long)Body.Length), (file.Version!.Description, file.WasThere, file.Size));
        Assert.Equal((Body.Length, (long?)Body.Length), (reports.All[^1].Done, reports.All[^1].Total));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(Target)!));
    }

    [Fact]
    public async Task GetAsync_AlreadyThere_AsksNobody()
    {
        await using LocalProvider provider = new(_ => LocalProvider.Answer("200 OK", Body));
        await Get(Source(provider.Address));
        Assert.True((await Get(Source(provider.Address))).WasThere);
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task GetAsync_OtherFileThere_IsKept()
    {
        await using LocalProvider provider = new(_ => LocalProvider.Answer("200 OK", Body));
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        await File.WriteAllTextAsync(Target, "mine", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<DataFormatException>(() => Get(Source(provider.Address)));
        Assert.Equal("mine", await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken));
        await Get(Source(provider.Address), new DataFetchOptions(Overwrite: true));
        Assert.Equal(Body, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task GetAsync_OneByteWrong_IsRefusedAndNothingKept()
    {
        byte[] wrong = [.. Body];
        wrong[500] ^= 1;
        await using LocalProvider provider = new(_ => LocalProvider.Answer("200 OK", wrong));
        Fault fault = await FaultOf<VerificationException>(Source(provider.Address));
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(wrong)), fault.Found, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Target)!));
    }

    [Fact]
    public async Task GetAsync_Truncated_GoesOnWhereItBrokeOff()
    {
        int calls = 0;
        await using LocalProvider provider = new(request => calls++ == 0
            ? LocalProvider.Answer("200 OK", Body[..40000], announced: Body.Length)
            : LocalProvider.WithRanges(request, Body));
        Fault fault = await FaultOf<DataNotFoundException>(Source(provider.Address));
        Assert.Contains("continues after the 40000 bytes", fault.Remedy, StringComparison.Ordinal);
        await Get(Source(provider.Address));
        Assert.Contains("Range: bytes=40000-", provider.Requests[1], StringComparison.Ordinal);
        Assert.Equal(Body, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task GetAsync_ServerWithoutRanges_BeginsAgain()
    {
        int calls = 0;
        await using LocalProvider provider = new(
            _ => LocalProvider.Answer("200 OK", calls++ == 0 ? Body[..40000] : Body, announced: Body.Length));
        await Assert.ThrowsAsync<DataNotFoundException>(() => Get(Source(provider.Address)));
        await Get(Source(provider.Address));
        Assert.Equal(Body, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task GetAsync_PartTooLong_BeginsAgain()
    {
        await using LocalProvider provider = new(request => LocalProvider.WithRanges(request, Body));
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        await File.WriteAllBytesAsync(Target + ".part", new byte[Body.Length + 5], TestContext.Current.CancellationToken);
        await Get(Source(provider.Address));
        Assert.Equal(Body, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task GetAsync_NoNetwork_NamesThePage()
    {
        int port;
        using (TcpListener closed = new(IPAddress.Loopback, 0))
        {
            closed.Start();
            port = ((IPEndPoint)closed.LocalEndpoint).Port;
        }

        Fault fault = await FaultOf<DataNotFoundException>(Source(new Uri($"http://127.0.0.1:{port}/file")));
        Assert.Contains("could not be downloaded", fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_NotFoundThere_NamesThePage()
    {
        await using LocalProvider provider = new(_ => LocalProvider.Answer("404 Not Found", []));
        Assert.Contains("404", (await FaultOf<DataNotFoundException>(Source(provider.Address))).Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_Silence_EndsAfterThePatience()
    {
        await using LocalProvider provider = new(_ =>
        {
            Thread.Sleep(1500);
            return LocalProvider.Answer("200 OK", Body);
        });
        Fault fault = await FaultOf<DataNotFoundException>(
            Source(provider.Address), new DataFetchOptions(Patience: TimeSpan.FromMilliseconds(200)));
        Assert.Contains("no data received", fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_NoAddress_NamesThePage() => await FaultOf<DataNotFoundException>(Source(null));

    [Fact]
    public async Task GetAsync_LivingSource_TakesANewerStateAndSaysSo()
    {
        byte[] newer = [.. Body, .. Body];
        await using LocalProvider provider = new(_ => LocalProvider.Answer("200 OK", newer));
        FetchedFile file = await Get(Source(provider.Address, living: true));
        Assert.Null(file.Version);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(newer)), file.Sha256);
    }

    [Fact]
    public async Task GetAsync_LivingSourceTruncated_KeepsNothing()
    {
        await using LocalProvider provider = new(_ => LocalProvider.Answer("200 OK", Body[..100], announced: Body.Length));
        await FaultOf<DataNotFoundException>(Source(provider.Address, living: true));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Target)!));
    }

    [Fact]
    public async Task GetAsync_WebPageInsteadOfData_IsRefused()
    {
        await using LocalProvider provider = new(_ => LocalProvider.Answer("200 OK", Encoding.ASCII.GetBytes("\n<br />Fatal error")));
        await FaultOf<DataFormatException>(Source(provider.Address, living: true));
    }

    [Fact]
    public async Task GetAsync_DigestAsked_IsDemandedOfALivingSourceToo()
    {
        await using LocalProvider provider = new(_ => LocalProvider.Answer("200 OK", Body));
        await FaultOf<VerificationException>(Source(provider.Address, living: true), new DataFetchOptions(Sha256: new string('0', 64)));
        await Get(Source(provider.Address, living: true), new DataFetchOptions(Sha256: Convert.ToHexString(SHA256.HashData(Body))));
    }
}
