using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Cli;

/// <summary>Runs the body of a verb: signals, progress, and every failure as a message and an exit code.</summary>
internal static class Verb
{
    // A command without a run has nothing to save; a run saves a checkpoint, which may wait for a step to end.
    private static readonly TimeSpan s_atOnce = TimeSpan.FromSeconds(2), s_checkpoint = TimeSpan.FromSeconds(30);

    public static int Run(CommonValues common, Func<ProgressDisplay, CancellationToken, int> body, bool leavesRun = true)
    {
        using Signals signals = new(leavesRun ? s_checkpoint : s_atOnce);
        using ProgressDisplay display = new(common.Quiet);
        try
        {
            return body(display, signals.Token);
        }
        catch (OperationCanceledException) when (signals.ExitCode is not null)
        {
            display.Dispose();
            Console.Error.WriteLine(leavesRun
                ? "kaya: stopped; completed work is saved. Repeat the command with --resume and --out FOLDER to continue."
                : "kaya: stopped; no file was written.");
            return signals.ExitCode.Value;
        }
        catch (IOException failure) when (ExitCode.IsDiskFull(failure))
        {
            display.Dispose();
            return Fail(
                new ResourceException(new Fault("The disk is full.", Expected: "enough space for the result", Found: failure.Message,
                Remedy: "Free some space or choose another folder. No partial file was left."), failure), common.Json);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && ExitCode.Of(failure)
            == ExitCode.OutOfResources)
        {
            display.Dispose();
            return Fail(new ResourceException(new Fault("A file or folder cannot be read or written.", Found: failure.Message,
                Remedy: "Check the disk, the path and its permissions, and try again. An earlier file in that place is unchanged."),
                failure), common.Json);
        }
        catch (Exception failure)
        {
            display.Dispose();
            return Fail(failure, common.Json);
        }
    }

    /// <summary>Prints a failure.</summary>
    /// <returns>The exit code.</returns>
    public static int Fail(Exception failure, bool json)
    {
        int code = ExitCode.Of(failure);
        if (json) Console.Out.WriteLine(Describe(failure, code).ToJsonString(Print.JsonForm));
        string text = failure is KayaException or IOException or UnauthorizedAccessException or ArgumentException ? failure.Message
            : failure.ToString();
        Console.Error.WriteLine($"kaya: {text}");
        if (code == ExitCode.Internal && failure is not KayaException)
            Console.Error.WriteLine(
                "      This is a bug in Kaya, not an error in your input. Please report it with the command and the text above.");
        return code;
    }

    private static JsonObject Describe(Exception failure, int code)
    {
        JsonObject error =
            new() { ["exitCode"] = code, ["kind"] = failure.GetType().Name.Replace("Exception", "", StringComparison.Ordinal) };
        if (failure is KayaException { Fault: { } fault })
        {
            error["what"] = fault.What;
            error["where"] = fault.Where?.ToString();
            error["expected"] = fault.Expected;
            error["found"] = fault.Found;
            error["remedy"] = fault.Remedy;
        }
        else
        {
            error["what"] = failure.Message;
        }

        return new JsonObject { ["error"] = error };
    }
}
