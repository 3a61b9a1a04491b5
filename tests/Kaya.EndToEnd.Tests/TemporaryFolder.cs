namespace Kaya.EndToEnd.Tests;

/// <summary>A folder that goes when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kaya-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    // A job that was ended may still be recorded: what is written while the folder goes is removed with the next attempt.
    public void Dispose()
    {
        for (int attempt = 0; ; attempt++)
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 20)
            {
                Thread.Sleep(100);
            }
    }
}
