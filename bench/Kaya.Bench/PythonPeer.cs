using System.Diagnostics;
using System.Globalization;

namespace Kaya.Bench;

/// <summary>The same work in Python, in a process that waits while it is not its turn.</summary>
internal sealed class PythonPeer : IDisposable
{
    private readonly Process _process;

    public PythonPeer(string script, int threads)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "peers", script);
        string python = Environment.GetEnvironmentVariable("KAYA_PYTHON") ?? "/usr/bin/python3";
        ProcessStartInfo start = new(python, [path, threads.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // The same waiting rule as Kaya sets for itself, so that neither side spins while the other works.
        start.Environment["GOMP_SPINCOUNT"] = "1000";
        _process = Process.Start(start)!;
        Name = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{python} with torch is needed for this benchmark");
    }

    public string Name { get; }

    public Timing Train(int members, int steps)
    {
        _process.StandardInput.WriteLine($"{members} {steps}");
        _process.StandardInput.Flush();
        double[] n = [.. _process.StandardOutput.ReadLine()!.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        return new Timing(n[0], n[1], n[2], n[3]);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
