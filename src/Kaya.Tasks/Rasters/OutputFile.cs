namespace Kaya.Tasks;

/// <summary>The output file of a task without a run folder.</summary>
internal static class OutputFile
{
    /// <summary>Refuses to replace an existing file unless that was asked for.</summary>
    public static void Require(string path, bool force)
    {
        if (Directory.Exists(path)) throw Refused("The output path is a folder.", path, "a folder", "Give the path of a file.");
        if (File.Exists(path) && !force) throw Refused("The output file already exists.", path, "a file",
            "Give another file, or replace it with --force.");
    }

    /// <summary>Refuses the extension of a format that cannot be written.</summary>
    public static void RequireEnding(string path, params string[] endings)
    {
        if (!endings.Contains(Path.GetExtension(path).ToLowerInvariant()))
            throw Refused("The file extension does not belong to a format that can be written.", path, $"'{Path.GetExtension(path)}'",
                $"Use the extension {string.Join(" or ", endings)}.", string.Join(", ", endings));
    }

    private static DataFormatException Refused(string what, string path, string found, string remedy, string expected = "a new file") =>
        new(new Fault(what, new SourceLocation(path), expected, found, remedy));
}
