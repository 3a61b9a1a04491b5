namespace Kaya.Runs.Tests;

/// <summary>A folder of one test, gone when it ends.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kaya-").FullName;

    public string Of(string name) => System.IO.Path.Combine(Path, name);

    public string Text(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Of(name))!);
        File.WriteAllText(Of(name), text);
        return Of(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
