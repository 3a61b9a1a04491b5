using Kaya.Geo.Gdal;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Kaya.Geo.Gdal.Tests;

/// <summary>A folder for one test; at its end nothing native is left open and nothing half-written lies about.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("kaya-geo-").FullName;

    public string this[string name] => Path.Combine(_path, name);

    public void Dispose()
    {
        string[] left = [.. Directory.EnumerateFiles(_path).Where(file => file.Contains(".part", StringComparison.Ordinal))];
        Directory.Delete(_path, recursive: true);
        Assert.Empty(left);
        // Tests run one after another, so the count of this process is that of this test.
        Assert.Equal(0, GdalLibrary.LiveHandles);
    }
}
