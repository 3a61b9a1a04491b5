using System.Diagnostics;
using System.Text;

namespace Kaya.EndToEnd.Tests;

/// <summary>What one call of the command printed and how it ended.</summary>
internal sealed record KayaResult(int ExitCode, string Output, string Error);

/// <summary>Runs the real command as a process of its own, in a folder of its own.</summary>
internal sealed class KayaProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private KayaProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the command; the arguments are split at blanks, single quotes keep blanks.</summary>
    public static KayaProcess Start(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "kaya"))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return new KayaProcess(start);
    }

    /// <summary>Runs the command to its end.</summary>
    public static KayaResult Run(string folder, params string[] arguments)
    {
        using KayaProcess process = Start(folder, arguments);
        return process.Wait();
    }

    public void Kill() => _process.Kill();

    public KayaResult Wait()
    {
        _process.WaitForExit();
        return new KayaResult(_process.ExitCode, _output.ToString(), _error.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.AppendLine(line);
    }
}
