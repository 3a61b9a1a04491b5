using System.Collections.Concurrent;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>One open dataset per concurrent reader: GDAL allows one thread at a time for each open dataset.</summary>
internal sealed class DatasetPool(string path, DatasetHandle first) : IDisposable
{
    private readonly ConcurrentBag<DatasetHandle> _idle = [first];
    private readonly (long Length, DateTime Written) _file = Identity(path);

    /// <summary>A dataset for exclusive use; return it afterwards.</summary>
    public DatasetHandle Take(ErrorScope errors)
    {
        if (_idle.TryTake(out DatasetHandle? dataset)) return dataset;
        if (Identity(path) != _file)
            throw new DataFormatException(
                new Fault("The file changed while it was read.", new SourceLocation(path), Remedy: "Try again when the file is complete."));
        return GdalFile.Open(path, GdalNative.RasterKind, errors);
    }

    public void Return(DatasetHandle dataset) => _idle.Add(dataset);

    public void Dispose()
    {
        while (_idle.TryTake(out DatasetHandle? dataset)) dataset.Dispose();
    }

    private static (long Length, DateTime Written) Identity(string path) => (new FileInfo(path).Length, File.GetLastWriteTimeUtc(path));
}
