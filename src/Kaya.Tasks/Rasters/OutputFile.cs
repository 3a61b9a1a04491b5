using Kaya.Core;

namespace Kaya.Tasks;

/// <summary>The one file that a task without a run writes.</summary>
internal static class OutputFile
{
    /// <summary>Refuses to replace a file that is there unless that was asked for.</summary>
    public static void Require(string path, bool force)
    {
        if (Directory.Exists(path)) throw Refused("There is a folder of that name.", path, "a folder", "Name a file.");
        if (File.Exists(path) && !force) throw Refused("There is a file of that name already.", path, "a file",
            "Name another file, or replace it with --force.");
    }

    /// <summary>Refuses an ending that says another format than those that can be written.</summary>
    public static void RequireEnding(string path, params string[] endings)
    {
        if (!endings.Contains(Path.GetExtension(path).ToLowerInvariant()))
            throw Refused("The ending of the file names no format that can be written.", path, $"'{Path.GetExtension(path)}'",
                $"End the name of the file in {string.Join(" or ", endings)}.", string.Join(", ", endings));
    }

    private static DataFormatException Refused(string what, string path, string found, string remedy, string expected = "a new file") =>
        new(new Fault(what, new SourceLocation(path), expected, found, remedy));
}
