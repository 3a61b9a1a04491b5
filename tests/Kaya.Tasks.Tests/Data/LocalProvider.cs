using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kaya.Tasks.Tests.Data;

/// <summary>A provider on 127.0.0.1 that answers as it is told, broken answers included.</summary>
internal sealed class LocalProvider : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, byte[]> _answer;
    private readonly Task _loop;

    internal LocalProvider(Func<string, byte[]> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = Serve();
    }

    internal Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/file");

    internal List<string> Requests { get; } = [];

    internal static byte[] Answer(string status, byte[] body, int? announced = null, string headers = "") =>
        [.. Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Length: {announced ?? body.Length}\r\n{headers}Connection: close\r\n\r\n"), .. body];

    /// <summary>Answers byte ranges as a good server does.</summary>
    internal static byte[] WithRanges(string request, byte[] body)
    {
        int at = request.IndexOf("Range: bytes=", StringComparison.Ordinal);
        if (at < 0) return Answer("200 OK", body);
        int start = int.Parse(request.AsSpan(at + 13, request.IndexOf('-', at + 13) - at - 13), CultureInfo.InvariantCulture);
        return start >= body.Length ? Answer("416 Range Not Satisfiable", [])
            : Answer("206 Partial Content", body[start..], headers: $"Content-Range: bytes {start}-{body.Length - 1}/{body.Length}\r\n");
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                using TcpClient caller = await _listener.AcceptTcpClientAsync();
                NetworkStream stream = caller.GetStream();
                StringBuilder request = new();
                byte[] buffer = new byte[4096];
                while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                    request.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer)));
                Requests.Add(request.ToString());
                await stream.WriteAsync(_answer(request.ToString()));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // The listener was stopped, or the caller has gone.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _loop;
    }
}
