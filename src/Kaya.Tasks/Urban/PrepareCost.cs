using System.Globalization;

namespace Kaya.Tasks;

/// <summary>Size and time of a preparation, from names and sizes of files alone.</summary>
internal static class PrepareCost
{
    // Measured on two cores with tiles of 256 pixels.
    private const double ImagesPerSecond = 250;

    public static string Of(UrbanPrepareOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Images is not { Count: > 0 } paths) return "a few seconds and 0.3 GB of memory for 10,000 cells without images";
        (long files, long bytes) = Directory.Exists(paths[0])
            ? new DirectoryInfo(paths[0]).EnumerateFiles("*", SearchOption.AllDirectories).Aggregate((0L, 0L), (sum, file) =>
                (sum.Item1 + 1, sum.Item2 + file.Length))
            : (paths.Count, paths.Where(File.Exists).Sum(path => new FileInfo(path).Length));
        double image = 3.0 * options.Image.Pixels * options.Image.Pixels;
        if (!Directory.Exists(paths[0]) || options.Grid is not null || options.CellSize is not null)
            return string.Create(CultureInfo.InvariantCulture,
                $"{files} files of images, {bytes / 1e6:0.#} MB; {image / 1e6:0.###} MB twice until the run ends, and about"
                    + $" {1 / ImagesPerSecond * 1000:0} ms for each cell; 0.5 GB of memory");
        return string.Create(CultureInfo.InvariantCulture,
            $"at most {files} cells, one a tile ({bytes / 1e6:0.#} MB of files): {files * image / 1e6:0} MB, twice until the run ends;"
                + $" about "
                + $"{Math.Max(1, files / ImagesPerSecond):0} s; 0.5 GB of memory");
    }
}
