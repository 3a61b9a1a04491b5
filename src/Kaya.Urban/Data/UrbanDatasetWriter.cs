using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Kaya.Core;
using Microsoft.Win32.SafeHandles;

namespace Kaya.Urban;

/// <summary>Writes a file of cells: the tables at once, the images one by one and in any order, from several threads.</summary>
/// <remarks>The file gets its name when it is complete; until then it lies beside it, under the name of <see cref="PartFiles"/>.</remarks>
public sealed class UrbanDatasetWriter : IDisposable
{
    private readonly string _path, _part;
    private readonly IReadOnlyList<string> _made;
    private readonly SafeFileHandle? _file;
    private readonly long _images;
    private readonly int _imageLength, _imageCount;
    private bool _isDone;

    /// <summary>Writes the tables.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tables">All except for the pixels.</param>
    /// <exception cref="ModelFormatException">The tables do not fit each other.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public UrbanDatasetWriter(string path, UrbanTables tables)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tables);
        UrbanTableChecks.Require(tables, path);
        (_path, _part) = (path, PartFiles.NameFor(path));
        _imageLength = tables.PixelSize * tables.PixelSize * 3;
        _imageCount = tables.PixelSize > 0 ? tables.ImageOf.Max() + 1 : 0;
        List<(string Name, string Type, long[] Shape, ReadOnlyMemory<byte> Bytes)> arrays = Arrays(tables);
        long imageBytes = (long)_imageCount * _imageLength;
        byte[] header = Header(tables, arrays, imageBytes, _imageCount);
        _images = 8 + header.Length + arrays.Sum(array => (long)array.Bytes.Length);
        _made = OutputFolders.Make(Path.GetDirectoryName(Path.GetFullPath(path))!);
        try
        {
            PartFiles.RemoveStale(path);
            _file = File.OpenHandle(_part, FileMode.Create, FileAccess.ReadWrite, FileShare.None, FileOptions.None, _images + imageBytes);
            WriteTables(header, arrays, _images + imageBytes);
        }
        catch
        {
            Remove();
            throw;
        }
    }

    /// <summary>Writes an image.</summary>
    /// <param name="image">Image from 0.</param>
    /// <param name="pixels">[row, column, red/green/blue].</param>
    public void WriteImage(int image, ReadOnlySpan<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, _imageCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, _imageLength);
        RandomAccess.Write(_file!, pixels, _images + ((long)image * _imageLength));
    }

    /// <summary>Gives the file its name.</summary>
    public void Complete()
    {
        AtomicFile.FlushToDisk(_file!, _path);
        _file!.Dispose();
        File.Move(_part, _path, overwrite: true);
        _isDone = true;
    }

    /// <summary>Closes the file; one that is not complete is removed.</summary>
    public void Dispose()
    {
        if (!_isDone) Remove();
    }

    private void Remove()
    {
        _isDone = true;
        _file?.Dispose();
        File.Delete(_part);
        OutputFolders.TakeBack(_made);
    }

    private void WriteTables(byte[] header, List<(string Name, string Type, long[] Shape, ReadOnlyMemory<byte> Bytes)> arrays, long length)
    {
        RandomAccess.SetLength(_file!, length);
        RandomAccess.Write(_file!, BitConverter.GetBytes((ulong)header.Length), 0);
        RandomAccess.Write(_file!, header, 8);
        long place = 8 + header.Length;
        foreach ((_, _, _, ReadOnlyMemory<byte> bytes) in arrays)
        {
            RandomAccess.Write(_file!, bytes.Span, place);
            place += bytes.Length;
        }
    }

    // Larger elements first, so that each array is aligned.
    private static List<(string Name, string Type, long[] Shape, ReadOnlyMemory<byte> Bytes)> Arrays(UrbanTables tables)
    {
        int n = tables.Cells.Length;
        List<(string, string, long[], ReadOnlyMemory<byte>)> arrays = [];
        void Add<T>(string name, ElementType type, ReadOnlySpan<T> values, params long[] shape) where T : unmanaged =>
            arrays.Add((name, type.ToString(), shape, MemoryMarshal.AsBytes(values).ToArray()));
        if (!tables.Targets.IsEmpty) Add("targets", ElementType.F64, tables.Targets.AsSpan(), n);
        Add("cell", ElementType.I32, tables.Cells.AsSpan(), n);
        if (tables.PixelSize > 0) Add("image_of", ElementType.I32, tables.ImageOf.AsSpan(), n);
        if (!tables.RegionOf.IsEmpty) Add("region", ElementType.I32, tables.RegionOf.AsSpan(), n);
        if (!tables.Covariates.IsEmpty) Add("covariates", ElementType.F32, tables.CovariateValues.AsSpan(), n, tables.Covariates.Length);
        if (tables.Categories.IsEmpty) return arrays;
        Add("point_start", ElementType.I32, tables.PointStart.AsSpan(), n + 1);
        Add("points", ElementType.U16, tables.Points.AsSpan(), tables.Points.Length, 3);
        byte[] covered = [.. Enumerable.Range(0, n).Select(cell => (byte)(tables.HasPoints.IsEmpty || tables.HasPoints[cell] ? 1 : 0))];
        Add<byte>("has_points", ElementType.U8, covered, n);
        return arrays;
    }

    private static byte[] Header(UrbanTables tables, List<(string Name, string Type, long[] Shape, ReadOnlyMemory<byte> Bytes)> arrays,
        long imageBytes, int imageCount)
    {
        Dictionary<string, object> entries = new()
        {
            ["__metadata__"] = new Dictionary<string, string> { [UrbanDataset.MetadataKey] = UrbanDatasetHeader.Write(tables) },
        };
        long place = 0;
        foreach ((string name, string type, long[] shape, ReadOnlyMemory<byte> bytes) in arrays)
            entries[name] = new { dtype = type, shape, data_offsets = new[] { place, place += bytes.Length } };
        if (imageCount > 0)
            entries["images"] = new
            {
                dtype = nameof(ElementType.U8),
                shape = new long[] { imageCount, tables.PixelSize, tables.PixelSize, 3 },
                data_offsets = new[] { place, place + imageBytes },
            };
        string text = JsonSerializer.Serialize(entries);
        return Encoding.UTF8.GetBytes(text.PadRight(text.Length + 8 - (Encoding.UTF8.GetByteCount(text) % 8)));
    }
}
