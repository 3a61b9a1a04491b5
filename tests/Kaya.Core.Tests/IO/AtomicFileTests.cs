namespace Kaya.Core.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_Fails_LeavesTheOldFileAndNothingElse()
    {
        string path = Path.Combine(_folder, "result.json");
        AtomicFile.WriteText(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException("half way");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Write_FailsAndItsFolderIsGone_IsTheFirstFailure()
    {
        string folder = Path.Combine(_folder, "run");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(Path.Combine(folder, "result.json"), _ =>
        {
            Directory.Delete(folder, recursive: true);
            throw new InvalidOperationException("half way");
        }));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void Write_NewFolder_MakesIt()
    {
        string path = Path.Combine(_folder, "a", "b", "result.json");
        AtomicFile.WriteText(path, "new");
        AtomicFile.WriteText(path, "newer");
        Assert.Equal("newer"u8.ToArray(), File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }
}
