using System.Globalization;
using System.Text.RegularExpressions;
using Kaya.Core;

namespace Kaya.NetCdf;

/// <summary>The only place where errors of the HDF5 library are converted to Kaya's exceptions.</summary>
internal static partial class HdfFaults
{
    // Registered filters, https://github.com/HDFGroup/hdf5_plugins: those common in this field.
    private static string FilterName(int id) => id switch
    {
        4 => "szip", 305 => "LZO", 307 => "bzip2", 32000 => "LZF", 32001 => "Blosc", 32004 => "LZ4", 32008 => "bitshuffle", 32013 => "ZFP",
            32015 => "Zstandard",
        32017 => "SZ", 32026 => "Blosc2", _ => $"filter {id}",
    };

    /// <summary>Runs an operation of the HDF5 library.</summary>
    /// <param name="path">The file.</param>
    /// <param name="variable">The variable; null for the whole file.</param>
    /// <param name="work">The operation.</param>
    /// <exception cref="DataFormatException">The library failed: the file is damaged or not supported.</exception>
    /// <exception cref="ResourceException">There is not enough memory for what the file declares.</exception>
    public static T Of<T>(string path, string? variable, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (HdfRefusal refusal) when (!refusal.IsDamage)
        {
            throw NotRead(path, variable, refusal.Message, refusal);
        }
        catch (OutOfMemoryException failure)
        {
            throw new ResourceException(new Fault("There is not enough memory to read the file.",
                new SourceLocation(path, Variable: variable), "parts that fit into memory",
                failure.Message, "Store it in smaller chunks, such as by `nccopy -c`."), failure);
        }
        catch (Exception failure) when (failure is not (KayaException or OperationCanceledException))
        {
            if (Filter(failure) is { } filter) throw NotRead(path, variable, $"values compressed with {filter}", failure);
            throw new DataFormatException(new Fault("The netCDF-4 file is damaged, or not netCDF-4.",
                new SourceLocation(path, Variable: variable),
                "an undamaged file", Innermost(failure).Message, "Download or create the file again."), failure);
        }
    }

    public static DataFormatException CutOff(string path, long length, long end) => new(new Fault(
        "The netCDF-4 file is damaged: its end is missing.", new SourceLocation(path), $"{end} bytes", $"{length} bytes",
        "Download or create the file again."));

    public static DataFormatException NotRead(string path, string? variable, string found, Exception? cause = null) =>
        new(new Fault("The file uses an unsupported feature.",
        new SourceLocation(path, Variable: variable),
            "numbers and text stored in the file itself, uncompressed or with deflate, shuffle, Fletcher32, n-bit or scale-offset", found,
        "Convert it, such as by `nccopy -d 4 FILE NEW`, with a netCDF library that supports it."), cause);

    private static string? Filter(Exception failure)
    {
        for (Exception? at = failure; at is not null; at = at.InnerException)
            if (MissingFilter().Match(at.Message) is { Success: true } match) return FilterName(int.Parse(match.Groups[1].ValueSpan,
                CultureInfo.InvariantCulture));
        return null;
    }

    private static Exception Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner) failure = inner;
        return failure;
    }

    [GeneratedRegex(@"^Could not find filter '.*' with ID '([0-9]+)'")]
    private static partial Regex MissingFilter();
}
