namespace Kaya.NetCdf.Tests;

/// <summary>A folder for one test, in which nothing half-written is left at the end.</summary>
internal sealed class WrittenFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("kaya-netcdf-").FullName;

    public string this[string name] => Path.Combine(_path, name);

    public void Dispose()
    {
        string[] left = [.. Directory.EnumerateFiles(_path).Where(file => file.Contains(".part", StringComparison.Ordinal))];
        Directory.Delete(_path, recursive: true);
        Assert.Empty(left);
    }
}
