namespace Kaya.Fuzz;

/// <summary>A reader that is given mutated files.</summary>
/// <param name="Name">Name of the format.</param>
/// <param name="Extension">Extension of its files, with the dot.</param>
/// <param name="Seeds">Valid files, made by code.</param>
/// <param name="Dictionary">Words and marks of the format.</param>
/// <param name="Read">Reads a file as the commands do.</param>
public sealed record FuzzTarget(string Name, string Extension, IReadOnlyList<byte[]> Seeds, IReadOnlyList<byte[]> Dictionary,
    Action<string> Read)
{
    /// <summary>Whether a native library reads the file: a crash ends the process.</summary>
    public bool IsNative { get; init; }

    /// <summary>Makes a mutated file agree with its own digest again, so that what lies behind it is reached.</summary>
    public Func<byte[], byte[]>? Seal { get; init; }
}

/// <summary>A mutated file that did what no file should.</summary>
/// <param name="Target">The format.</param>
/// <param name="What">Exception with its place, time or memory.</param>
/// <param name="File">The file.</param>
public sealed record FuzzFinding(string Target, string What, byte[] File);
