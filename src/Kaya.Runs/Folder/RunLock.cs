namespace Kaya.Runs;

/// <summary>A file locked by the running process, to distinguish a running run from an interrupted one.</summary>
/// <remarks>The system releases the lock when the process ends for any reason.</remarks>
internal sealed class RunLock : IDisposable
{
    public const string FileName = ".lock";
    private const int Tries = 5;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _stream;

    private RunLock(FileStream stream) => _stream = stream;

    /// <summary>Takes the lock of a folder; null if another process holds it. <see cref="IsHeld"/> also takes it for a
    /// moment.</summary>
    /// <exception cref="IOException">The file of the lock cannot be made, for example because the disk is full.</exception>
    public static RunLock? TryTake(string folder)
    {
        string path = Path.Combine(folder, FileName);
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            try
            {
                return new RunLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None));
            }
            // A lock without a file is held by nobody.
            catch (IOException) when (Directory.Exists(folder) && (attempt < Tries - 1 || File.Exists(path)))
            {
                Thread.Sleep(s_pause);
            }
        }

        return null;
    }

    public static bool IsHeld(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return false;
        try
        {
            using FileStream _ = new(path, FileMode.Open, FileAccess.Write, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        string path = _stream.Name;
        File.Delete(path);
        _stream.Dispose();
    }
}
