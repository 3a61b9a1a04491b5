using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Geo.Gdal;

/// <summary>The files beside a file that belong to it, by format: the only ones that are opened with it.</summary>
/// <remarks>No overviews, statistics or descriptions of GDAL (.ovr, .msk, .aux.xml), and none that a file names itself.</remarks>
public static class Companions
{
    private static readonly ImmutableArray<(string File, ImmutableArray<string> Beside)> s_beside =
    [
        (".shp", [".shx", ".dbf", ".prj", ".cpg"]),
        (".tif", [".tfw", ".tifw", ".wld"]),
        (".tiff", [".tfw", ".tiffw", ".wld"]),
        (".png", [".pgw", ".pngw", ".wld"]),
        (".asc", [".prj"]),
        (".grd", [".prj"]),
    ];

    /// <summary>Names of the file and of those beside it that may be opened with it, without their folder.</summary>
    /// <param name="path">An existing file.</param>
    /// <returns>The names; those of companions in the case that they have on the disk.</returns>
    public static IReadOnlyList<string> Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string name = Path.GetFileName(path), folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach ((string extension, ImmutableArray<string> beside) in s_beside)
            if (name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                return [name, .. beside.SelectMany(other => (string[])[other, other.ToUpperInvariant()])
                    .Select(other => Path.ChangeExtension(name, other)).Where(other => File.Exists(Path.Combine(folder, other)))];
        return [name];
    }

    // GDAL opens it at the first question for overviews.
    internal static unsafe void RequireNoOther(string path, nint dataset)
    {
        string named = NativeText.Read(GdalNative.GDALGetMetadataItem(dataset, "OVERVIEW_FILE", "OVERVIEWS"));
        if (named.Length > 0)
            throw new DataFormatException(new Fault("The file says that a part of it is in another file.", new SourceLocation(path,
                Variable: "OVERVIEW_FILE"), "a file that is complete in itself", named,
                "Write it anew without this entry: gdal_translate FILE NEW. Kaya opens no file that another one names."));
    }
}
