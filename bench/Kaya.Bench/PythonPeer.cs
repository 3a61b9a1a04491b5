using System.Diagnostics;
using System.Globalization;

namespace Kaya.Bench;

/// <summary>The same work in Python, in a process that waits while it is not its turn.</summary>
internal sealed class PythonPeer : IDisposable
{
    private readonly Process _process;
    private readonly string _python;

    public PythonPeer(string script, int threads, params ReadOnlySpan<string> arguments)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "peers", script);
        _python = Environment.GetEnvironmentVariable("KAYA_PYTHON") ?? "/usr/bin/python3";
        ProcessStartInfo start = new(_python, [path, threads.ToString(CultureInfo.InvariantCulture), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // The same waiting rule as Kaya sets for itself, so that neither side spins while the other works.
        start.Environment["GOMP_SPINCOUNT"] = "1000";
        _process = Process.Start(start)!;
        Name = Line();
    }

    public string Name { get; }

    public Timing Train(int members, int steps)
    {
        double[] n = Ask(string.Create(CultureInfo.InvariantCulture, $"{members} {steps}"));
        return new Timing(n[0], n[1], n[2], n[3]);
    }

    /// <summary>Sends one line and waits for the numbers of the answer.</summary>
    public double[] Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        return [.. Line().Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Line() => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException(
            $"{_python} with the packages of this benchmark is needed for this benchmark (KAYA_PYTHON names another one)");
}
