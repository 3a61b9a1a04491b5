namespace Kaya.Faults;

/// <summary>A command on small inputs that writes files. It is started in an empty folder and writes <c>made*</c> there.</summary>
/// <param name="Name">Noun and verb, and what it writes.</param>
/// <param name="Arguments">The command without <c>kaya</c>; paths of inputs are absolute.</param>
/// <param name="Ending">Ending of the file that <c>--out</c> names; empty for a folder of a run.</param>
public sealed record FaultJob(string Name, IReadOnlyList<string> Arguments, string Ending = "")
{
    /// <summary>Name of the output in the working folder.</summary>
    public string Output => "made" + Ending;

    /// <summary>Whether the output is the folder of a run, which can be resumed.</summary>
    public bool IsRun => Ending.Length == 0;

    /// <summary>The whole command.</summary>
    public string[] Command => [.. Arguments, "--out", Output, .. IsRun ? Array.Empty<string>() : ["--force"]];
}
