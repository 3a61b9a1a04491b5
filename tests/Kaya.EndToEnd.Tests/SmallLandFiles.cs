using Kaya.EndToEnd.Tests;
using Kaya.Tasks.Tests.Downscaling;

[assembly: AssemblyFixture(typeof(SmallLandFiles))]

namespace Kaya.EndToEnd.Tests;

/// <summary>The files of a small land, good and bad: what downscaling is tried on. Made once, before any process starts.</summary>
public sealed class SmallLandFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallLandFiles() => SmallLand.Write(_folder.Path);

    public void Dispose() => _folder.Dispose();

    /// <summary>Copies them all to a folder.</summary>
    internal void CopyTo(TemporaryFolder folder)
    {
        foreach (string path in Directory.EnumerateFiles(_folder.Path)) File.Copy(path, folder.File(Path.GetFileName(path)));
    }
}
