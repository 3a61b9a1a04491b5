using System.Diagnostics;

namespace Kaya.Faults;

/// <summary>The real command as a process of its own.</summary>
public sealed class KayaCommand : IDisposable
{
    private const int NotEnded = -1;
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Task<string> _output, _error;

    private KayaCommand(string folder, IEnumerable<string> program)
    {
        ProcessStartInfo start = Prepare(folder, program);
        // One thread: the same bytes at every run, on every machine.
        start.Environment["OMP_NUM_THREADS"] = "1";
        _process = Process.Start(start)!;
        (_output, _error) = (_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
    }

    /// <summary>Path of the program.</summary>
    public static string Program => Path.Combine(AppContext.BaseDirectory, "kaya");

    /// <summary>What starts a program with the output and messages of the command, one thread, and none of the options that the
    /// environment may have.</summary>
    /// <param name="folder">Working folder.</param>
    /// <param name="program">The program and its arguments.</param>
    /// <returns>To be started.</returns>
    public static ProcessStartInfo Prepare(string folder, IEnumerable<string> program)
    {
        string[] words = [.. program];
        ProcessStartInfo start = new(words[0], words[1..])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        string[] own = [.. start.Environment.Keys.Where(name => name.StartsWith("KAYA_", StringComparison.Ordinal)
            && name != "KAYA_LIBTORCH")];
        foreach (string name in own) start.Environment.Remove(name);
        start.Environment["KAYA_THREADS"] = "1";
        return start;
    }

    /// <summary>Starts the command.</summary>
    /// <param name="folder">Working folder.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="under">A program that starts it, with the arguments before the command; empty for none.</param>
    /// <returns>The process.</returns>
    public static KayaCommand Start(string folder, IEnumerable<string> arguments, params IEnumerable<string> under) =>
        new(folder, [.. under, Program, .. arguments]);

    /// <summary>Runs the command to its end.</summary>
    /// <param name="folder">Working folder.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="under">A program that starts it; empty for none.</param>
    /// <returns>How it ended.</returns>
    public static CommandEnd Run(string folder, IEnumerable<string> arguments, params IEnumerable<string> under)
    {
        using KayaCommand command = Start(folder, arguments, under);
        return command.Wait();
    }

    /// <summary>Kills the process after a time (SIGKILL), unless it has ended.</summary>
    /// <param name="time">The time from now.</param>
    /// <returns>Whether it was killed at work.</returns>
    public bool KillAfter(TimeSpan time)
    {
        if (_process.WaitForExit(time)) return false;
        _process.Kill();
        _process.WaitForExit();
        return true;
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>How it ended.</returns>
    public CommandEnd Wait()
    {
        if (!_process.WaitForExit(s_longest))
        {
            _process.Kill(entireProcessTree: true);
            return new CommandEnd(NotEnded, "", $"the command has not ended within {s_longest}");
        }

        _process.WaitForExit();
        return new CommandEnd(_process.ExitCode, _output.Result, _error.Result);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}

/// <summary>How a command ended.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Error">Its messages.</param>
public sealed record CommandEnd(int Code, string Output, string Error)
{
    /// <summary>Requires success.</summary>
    /// <returns>This.</returns>
    /// <exception cref="InvalidOperationException">The exit code is not 0.</exception>
    public CommandEnd Require() => Code == 0 ? this : throw new InvalidOperationException($"exit code {Code}: {Error}");
}
