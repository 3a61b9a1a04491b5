using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Kaya.Faults;

/// <summary>Lets one system call of a command fail. The program that does so is compiled from <c>failpoint.c</c>.</summary>
/// <param name="folder">Where it is compiled, and its list of points is written.</param>
public sealed class FailPoint(string folder)
{
    private string Program => Path.Combine(folder, "failpoint");

    private string Log => Path.Combine(folder, "points.txt");

    /// <summary>Compiles the program.</summary>
    /// <returns>Why it cannot be used on this machine; null if it can.</returns>
    public string? Build()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return "points of failure need Linux on x86-64";
        try
        {
            using Process compiler = Process.Start(new ProcessStartInfo("gcc", ["-O2", "-Wall", "-Wextra", "-Werror", "-o", Program,
                Path.Combine(AppContext.BaseDirectory, "failpoint.c")]) { RedirectStandardError = true, UseShellExecute = false })!;
            string messages = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            if (compiler.ExitCode != 0) throw new InvalidOperationException(messages);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "gcc is not installed";
        }

        using Process tried = Process.Start(new ProcessStartInfo(Program, ["/", "COUNT", "0", Log, "/bin/true"])
            { RedirectStandardError = true, UseShellExecute = false })!;
        string refused = tried.StandardError.ReadToEnd();
        tried.WaitForExit();
        return tried.ExitCode == 0 ? null : $"this system does not allow a process to be traced: {refused}";
    }

    /// <summary>Runs the command with a fault.</summary>
    /// <param name="root">Working folder; points are calls that change files in it.</param>
    /// <param name="kind">What happens: see <c>failpoint.c</c>.</param>
    /// <param name="number">At which point, from 1.</param>
    /// <param name="arguments">Arguments of the command.</param>
    /// <returns>How it ended, and the points: a call and a file each.</returns>
    public (CommandEnd End, IReadOnlyList<string> Points) Run(string root, string kind, int number, IEnumerable<string> arguments)
    {
        CommandEnd end = KayaCommand.Run(root, arguments, Program, kind == "OPENS" ? "/" : root + "/", kind,
            number.ToString(CultureInfo.InvariantCulture), Log);
        return (end, File.ReadAllLines(Log));
    }
}
