using System.Diagnostics;
using System.Text;
using Kaya.Faults;

namespace Kaya.EndToEnd.Tests;

/// <summary>What one call of the command printed and how it ended.</summary>
internal sealed record KayaResult(int ExitCode, string Output, string Error)
{
    /// <summary>Requires a refusal: its exit code, the parts of its message, a remedy, nothing on the output, and no trace of the program
    /// inside.</summary>
    public void RequireRefusal(int code, params IEnumerable<string> parts)
    {
        Assert.True(ExitCode == code, ToString());
        Assert.Equal("", Output);
        foreach (string part in parts.Append("remedy: ")) Assert.True(Error.Contains(part, StringComparison.Ordinal),
            $"'{part}' is not in\n{Error}");
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("HDF5-DIAG", Error, StringComparison.Ordinal);
    }

    /// <summary>The end of the call, for messages of failed assertions.</summary>
    public override string ToString() => $"exit code {ExitCode}\n--- output\n{Output}\n--- error\n{Error}";
}

/// <summary>Runs the real command as a process of its own, in a folder of its own.</summary>
internal sealed class KayaProcess : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

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

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the command; one thread, so that tests side by side do not slow each other, and no way out to the network.</summary>
    public static KayaProcess Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start("kaya", folder, environment, arguments);

    private static KayaProcess Start(string program, string folder, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        ProcessStartInfo start = KayaCommand.Prepare(folder, [Path.Combine(AppContext.BaseDirectory, program), .. arguments]);
        start.Environment["TERM"] = "xterm-256color";
        foreach (string proxy in (string[])["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"]) start.Environment[
            proxy] = "http://127.0.0.1:9";
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return new KayaProcess(start);
    }

    public static KayaProcess Start(string folder, params string[] arguments) => Start(folder, new Dictionary<string, string>(), arguments);

    /// <summary>Runs the command to its end.</summary>
    public static KayaResult Run(string folder, params string[] arguments)
    {
        using KayaProcess process = Start(folder, arguments);
        return process.Wait();
    }

    /// <summary>Runs the command to its end, with options from the environment.</summary>
    public static KayaResult Run(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using KayaProcess process = Start(folder, environment, arguments);
        return process.Wait();
    }

    /// <summary>Runs a program of the samples to its end.</summary>
    public static KayaResult RunSample(string program, string folder)
    {
        using KayaProcess process = Start(program, folder, new Dictionary<string, string>(), []);
        return process.Wait();
    }

    /// <summary>SIGKILL: the process has no say in it.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Sends a signal by its name, such as <c>INT</c>.</summary>
    public void Signal(string name)
    {
        // The kill of the shell: a bare Debian 13 has no program of that name.
        using Process kill = Process.Start("/bin/sh", ["-c", FormattableString.Invariant($"kill -{name} {_process.Id}")]);
        kill.WaitForExit();
    }

    public KayaResult Wait()
    {
        if (!_process.WaitForExit(Longest)) Assert.Fail($"the command has not ended within {Longest}: {_output}\n{_error}");
        _process.WaitForExit();
        return new KayaResult(_process.ExitCode, _output.ToString(), _error.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.AppendLine(line);
    }
}
