namespace Kaya.NetCdf.Tests;

/// <summary>The small files that make_files.py and make_refused.py have made.</summary>
internal static class SampleFiles
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Parity");

    public static string File(string name) => Path.Combine(Folder, "Files", name);

    /// <summary>The numbers of a variable, by one read of all.</summary>
    public static double[] Numbers(string file, string variable)
    {
        using NetCdfFile open = NetCdfFile.Open(File(file));
        return open.Variable(variable).ReadAll();
    }
}
