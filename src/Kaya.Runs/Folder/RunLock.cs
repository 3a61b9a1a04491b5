namespace Kaya.Runs;

/// <summary>A file that a running process holds locked: how others tell a run at work from one that was cut off.</summary>
/// <remarks>The system drops the lock with the process, whatever ended it, so no process number can be mistaken for another.</remarks>
internal sealed class RunLock : IDisposable
{
    public const string FileName = ".lock";
    private const int Tries = 5;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _stream;

    private RunLock(FileStream stream) => _stream = stream;

    /// <summary>Takes the lock of a folder; null where another process holds it. Whoever asks <see cref="IsHeld"/> holds it for a
    /// moment.</summary>
    public static RunLock? TryTake(string folder)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            try
            {
                return new RunLock(new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None));
            }
            catch (IOException) when (Directory.Exists(folder))
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
