using System.Collections.Frozen;
using Kaya.Core;
using Microsoft.Win32.SafeHandles;

namespace Kaya.NetCdf;

/// <summary>An open netCDF file of any format: CDF-1, CDF-2, CDF-5, or netCDF-4. Opened once, read many times, from any thread.</summary>
/// <remarks>
/// Read by managed code only. Every size in the file is checked before memory is allocated, so a damaged file gives an
/// exception.
/// Reads of a netCDF-4 file with chunks are sequential; all others are parallel.
/// </remarks>
public sealed class NetCdfFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly HdfFile? _hdf;
    private readonly FrozenDictionary<string, NetCdfVariable> _variables;

    private NetCdfFile(string path, SafeFileHandle handle, HdfFile? hdf, FileContents contents)
    {
        (Path, _handle, _hdf) = (path, handle, hdf);
        (Format, Dimensions, Attributes) = (contents.Format, contents.Dimensions, contents.Attributes);
        Variables = [.. contents.Variables.Select(variable => new NetCdfVariable(path, variable))];
        _variables = Variables.GroupBy(variable => variable.Name).ToFrozenDictionary(group => group.Key, group => group.First());
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its format, such as <c>netCDF-4</c> or <c>netCDF-3 (CDF-2)</c>.</summary>
    public string Format { get; }

    /// <summary>Its dimensions, those of groups with the path of the group.</summary>
    public IReadOnlyList<NetCdfDimension> Dimensions { get; }

    /// <summary>Its variables, those of groups with the path of the group; coordinates too.</summary>
    public IReadOnlyList<NetCdfVariable> Variables { get; }

    /// <summary>Attributes of the file.</summary>
    public NetCdfAttributes Attributes { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">An existing file.</param>
    /// <returns>The open file; dispose of it.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    /// <exception cref="DataFormatException">Not netCDF, damaged, or not supported.</exception>
    /// <exception cref="ResourceException">It has parts that do not fit into memory, or cannot be opened.</exception>
    public static NetCdfFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeFileHandle handle = OpenHandle(path);
        try
        {
            if (!IsHdf(handle)) return new NetCdfFile(path, handle, null, ClassicHeader.Read(handle, path));
            (HdfFile file, FileContents contents) = HdfFile.Open(handle, path);
            return new NetCdfFile(path, handle, file, contents);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Whether a file begins like a classic netCDF or an HDF5 (netCDF-4) file.</summary>
    /// <param name="path">An existing file.</param>
    /// <returns>True for files that <see cref="Open"/> may read.</returns>
    /// <exception cref="DataNotFoundException">No such file.</exception>
    public static bool IsNetCdf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using SafeFileHandle handle = OpenHandle(path);
        Span<byte> first = stackalloc byte[4];
        return (RandomAccess.Read(handle, first, 0) == 4 && first is [(byte)'C', (byte)'D', (byte)'F', _]) || IsHdf(handle);
    }

    /// <summary>One variable.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The variable; null if there is none.</returns>
    public NetCdfVariable? Find(string name) => _variables.GetValueOrDefault(name);

    /// <summary>One variable that must exist.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The variable.</returns>
    /// <exception cref="DataFormatException">There is no such variable; the message lists the names and suggests one.</exception>
    public NetCdfVariable Variable(string name) =>
        Find(name) ?? throw Spelling.Unknown("variable", name, Variables.Select(variable => variable.Name), new SourceLocation(Path));

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _hdf?.Dispose();
        _handle.Dispose();
    }

    private static SafeFileHandle OpenHandle(string path)
    {
        try
        {
            // Checked first: opening a pipe would block.
            if ((File.GetAttributes(path) & FileAttributes.Directory) != 0) throw NotFound(path, "a folder", null);
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.RandomAccess);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NotFound(path, "nothing", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ResourceException(new Fault("The file cannot be opened.", new SourceLocation(path), "read permission",
                failure.Message, "Check its permissions."), failure);
        }
    }

    private static bool IsHdf(SafeFileHandle handle)
    {
        Span<byte> first = stackalloc byte[8];
        return RandomAccess.Read(handle, first, 0) == 8 && first is [0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10];
    }

    private static DataNotFoundException NotFound(string path, string found, Exception? cause) =>
        new(new Fault("The file does not exist.", new SourceLocation(path), "a netCDF file", found, "Check the path."), cause);
}
