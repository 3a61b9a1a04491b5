namespace Kaya.Runs;

/// <summary>A file that a running process holds locked: how others tell a run at work from one that was cut off.</summary>
/// <remarks>The system drops the lock with the process, whatever ended it, so no process number can be mistaken for another.</remarks>
internal sealed class RunLock : IDisposable
{
    public const string FileName = ".lock";
    private readonly FileStream _stream;

    public RunLock(string folder) =>
        _stream = new FileStream(Path.Combine(folder, FileName), FileMode.Create, FileAccess.Write, FileShare.None);

    public static bool IsHeld(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return false;
        try
        {
            using FileStream _ = new(path, FileMode.Open, FileAccess.Write, FileShare.None);
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
