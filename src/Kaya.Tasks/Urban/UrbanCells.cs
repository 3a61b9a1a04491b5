using Kaya.Figures;
using Kaya.Samples;
using Kaya.Urban;

namespace Kaya.Tasks;

/// <summary>Options of tasks that learn from or predict prepared cells.</summary>
public abstract record UrbanCellsOptions : ComputeOptions
{
    /// <summary>The prepared cells.</summary>
    [Option("file of prepared cells, or the folder of an 'urban prepare' run (default: the sample city)", Group = OptionGroup.Input)]
    public string? Cells { get; set; }
}

/// <summary>How cells are divided into training, validation and test. As a group named <c>Split</c>: <c>--split.test-regions</c>.</summary>
public sealed record UrbanSplitOptions
{
    /// <summary>Regions held out.</summary>
    [Option("regions of the cells that are held out to judge by, separated by commas, as in the paper (default: the sample city's "
        + "last district; for other cells blocks, see test-share)")]
    public IReadOnlyList<string>? TestRegions { get; set; }

    /// <summary>Share of the blocks held out.</summary>
    [Option("share of the blocks of cells that are held out to judge by where no regions are named; 0 to learn from all cells",
        Minimum = 0, Maximum = 0.9)]
    public double? TestShare { get; set; }

    /// <summary>Size of a block.</summary>
    [Option("rows and columns of a block of cells that stays together", Minimum = 1, Maximum = 1000)]
    public int BlockSize { get; set; } = 4;

    /// <summary>Share of validation.</summary>
    [Option("share of the other blocks that is for choosing weights and for calibrating intervals", Minimum = 0.01, Maximum = 0.9)]
    public double ValidationShare { get; set; } = 0.2;

    internal BlockOptions Blocks(FitContext context) => new(context.Random.Derive("split"), BlockSize, ValidationShare);

    internal UrbanSplit Make(UrbanDataset data, IReadOnlyCollection<UrbanModality> modalities, FitContext context, double share)
    {
        IReadOnlyList<string>? regions = TestRegions is { Count: > 0 } ? TestRegions
            : TestShare is null && share > 0 && data.Tables is { IsSample: true, Regions.Length: > 1 } ? [data.Tables.Regions[^1]] : null;
        return regions is not null ? UrbanSplit.ByRegion(data, modalities, regions, Blocks(context))
            : UrbanSplit.ByBlocks(data, modalities, TestShare ?? share, Blocks(context));
    }
}

/// <summary>Prepared cells of a task, from a file or of the sample city.</summary>
internal sealed class UrbanCells : IDisposable
{
    private const string OutputFile = "cells.safetensors";
    private readonly string? _scratch;

    private UrbanCells(UrbanDataset data, DataOrigin origin, string? scratch) => (Data, Origin, _scratch) = (data, origin, scratch);

    public UrbanDataset Data { get; }

    public DataOrigin Origin { get; }

    public static TaskInput Listed(string path, string name = "cells") => new(name, FileOf(path), "prepared cells");

    public static IReadOnlyList<TaskInput> Files(UrbanCellsOptions options) => options.Cells is { } path ? [Listed(path)] : [];

    /// <summary>Opens the cells of the options.</summary>
    public static UrbanCells Load(string? path)
    {
        if (path is not null)
        {
            string file = FileOf(path);
            UrbanDataset given = UrbanDataset.Open(file);
            return new UrbanCells(given, new DataOrigin(given.Tables.IsSample ? "sample city" : Path.GetFileNameWithoutExtension(
                Directory.Exists(path) ? Path.TrimEndingDirectorySeparator(path) : path), given.Tables.IsSample), null);
        }

        return Sample(SamplePlace.City);
    }

    /// <summary>A place of the sample world, in a file that goes with this.</summary>
    public static UrbanCells Sample(SamplePlace place)
    {
        string folder = Directory.CreateTempSubdirectory("kaya-city-").FullName;
        try
        {
            SampleCity city = SampleCity.Create(place);
            string file = Path.Combine(folder, OutputFile);
            city.Write(file);
            string kind = place == SamplePlace.City ? "city" : "town";
            return new UrbanCells(UrbanDataset.Open(file), new DataOrigin($"sample {kind} {city.Name}", IsSample: true), folder);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public void Dispose()
    {
        Data.Dispose();
        if (_scratch is not null) Directory.Delete(_scratch, recursive: true);
    }

    private static string FileOf(string path) => Directory.Exists(path) ? Path.Combine(path, "outputs", OutputFile) : path;
}
