using System.Reflection;

namespace Kaya.Conventions.Tests;

/// <summary>The assemblies of the project and the arrows that may run between them.</summary>
internal static class House
{
    /// <summary>Which Kaya assemblies each assembly may know. What is not listed here is not allowed.</summary>
    public static IReadOnlyDictionary<string, string[]> Arrows { get; } = new Dictionary<string, string[]>
    {
        ["Kaya.Core"] = [],
        ["Kaya.Geo"] = ["Kaya.Core"],
        ["Kaya.Geo.Gdal"] = ["Kaya.Core", "Kaya.Geo"],
        ["Kaya.NetCdf"] = ["Kaya.Core", "Kaya.Geo"],
        ["Kaya.Learning"] = ["Kaya.Core"],
        ["Kaya.Learning.XGBoost"] = ["Kaya.Core", "Kaya.Learning"],
        ["Kaya.Learning.LibSvm"] = ["Kaya.Core", "Kaya.Learning"],
        ["Kaya.Torch"] = ["Kaya.Core"],
        ["Kaya.Energy"] = ["Kaya.Core", "Kaya.Learning", "Kaya.Torch"],
        ["Kaya.Inventory"] = ["Kaya.Core", "Kaya.Geo"],
        ["Kaya.Figures"] = ["Kaya.Core", "Kaya.Geo"],
        ["Kaya.Downscaling"] = ["Kaya.Core", "Kaya.Geo", "Kaya.Inventory", "Kaya.Learning", "Kaya.Torch"],
        ["Kaya.Inversion"] = ["Kaya.Core", "Kaya.Geo", "Kaya.Learning", "Kaya.Torch"],
        ["Kaya.Urban"] = ["Kaya.Core", "Kaya.Geo", "Kaya.Learning", "Kaya.Torch"],
        ["Kaya.Samples"] =
        [
            "Kaya.Core", "Kaya.Geo", "Kaya.Inventory", "Kaya.Downscaling", "Kaya.Energy", "Kaya.Inversion", "Kaya.Urban",
        ],
        ["Kaya.Runs"] = ["Kaya.Core"],
        ["Kaya.Tasks"] =
        [
            "Kaya.Core", "Kaya.Learning", "Kaya.Learning.XGBoost", "Kaya.Learning.LibSvm", "Kaya.Torch", "Kaya.Geo", "Kaya.NetCdf",
            "Kaya.Geo.Gdal", "Kaya.Energy", "Kaya.Downscaling", "Kaya.Inventory", "Kaya.Inversion", "Kaya.Urban", "Kaya.Figures",
            "Kaya.Samples", "Kaya.Runs",
        ],
        ["kaya"] = ["Kaya.Core", "Kaya.Tasks", "Kaya.Runs", "Kaya.Energy", "Kaya.Geo", "Kaya.Downscaling"],
    };

    /// <summary>Which packages each assembly may refer to. An assembly that is not listed needs the framework only.</summary>
    public static IReadOnlyDictionary<string, string[]> Packages { get; } = new Dictionary<string, string[]>
    {
        ["Kaya.Core"] = ["CsvHelper", "ExcelDataReader"],
        ["Kaya.Geo"] = ["CsvHelper", "NetTopologySuite"],
        ["Kaya.Geo.Gdal"] = ["NetTopologySuite"],
        ["Kaya.NetCdf"] = ["PureHDF"],
        ["Kaya.Learning"] = ["MathNet.Numerics"],
        ["Kaya.Energy"] = ["CsvHelper", "MathNet.Numerics"],
        ["Kaya.Inventory"] = ["CsvHelper"],
        ["Kaya.Figures"] = ["NetTopologySuite", "SkiaSharp"],
        ["Kaya.Downscaling"] = ["CsvHelper", "MathNet.Numerics"],
        ["Kaya.Inversion"] = ["CsvHelper", "MathNet.Numerics"],
        ["Kaya.Urban"] = ["CsvHelper", "Google.Protobuf", "MathNet.Numerics", "SkiaSharp"],
        ["Kaya.Samples"] = ["NetTopologySuite"],
        ["Kaya.Runs"] = ["CsvHelper", "MiniExcel", "Parquet", "YamlDotNet"],
        ["Kaya.Tasks"] = ["Microsoft.Data.Sqlite", "NetTopologySuite"],
        ["kaya"] = ["System.CommandLine"],
    };

    /// <summary>Assemblies that load native libraries. Only they may use the framework's loader, and Kaya.Core, which has it for
    /// them.</summary>
    public static IReadOnlySet<string> NativeAdapters { get; } =
        new HashSet<string> { "Kaya.Core", "Kaya.Torch", "Kaya.Geo.Gdal", "Kaya.Learning.XGBoost", "Kaya.Learning.LibSvm" };

    /// <summary>Static fields, and types of static fields, that may change, each with the reason why no result depends on it.</summary>
    public static IReadOnlyDictionary<string, string> ChangingStatics { get; } = new Dictionary<string, string>
    {
        ["Kaya.Core.CsvRows.Options"] = "options of the reader of CSV tables, set once when they are made",
        ["Kaya.Figures.FontSet.s_shipped"] = "a typeface, which Skia does not change once it is loaded",
        ["Kaya.Geo.Gdal.GdalLibrary.Ledger"] = "counts live native handles for tests",
        ["Kaya.Geo.Gdal.NetCdfWriter.s_library"] = "a lock: the netCDF library takes one thread at a time",
        ["Kaya.Learning.LibSvm.LibSvmLibrary.Ledger"] = "counts live native handles for tests",
        ["Kaya.Learning.XGBoost.XGBoostLibrary.Ledger"] = "counts live native handles for tests",
        ["Kaya.Torch.TorchLedger"] = "counts live native handles for tests",
        ["Kaya.Torch.Operators"] = "operators of libtorch, each looked up by its name at its first use",
        ["Kaya.Torch.TensorScope.Scopes"] = "the innermost scope of each thread, empty between pieces of work",
    };

    /// <summary>Assemblies whose public signatures may show a native handle or tensor: the adapters.</summary>
    public static IReadOnlySet<string> Adapters { get; } = new HashSet<string> { "Kaya.Torch" };

    /// <summary>Where a console may be written to: the command line only.</summary>
    public static IReadOnlySet<string> Programs { get; } = new HashSet<string> { "kaya" };

    public static Assembly Load(string name) => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, name + ".dll"));

    /// <summary>Every assembly of the house, as test data.</summary>
    public static TheoryData<string> Names => [.. Arrows.Keys];

    /// <summary>The Kaya assemblies that lie in the output folder: none may be missing from the table above.</summary>
    public static IEnumerable<string> Built => Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
        .Select(path => Path.GetFileNameWithoutExtension(path)!)
        .Where(name =>
            name == "kaya"
            || (name.StartsWith("Kaya.", StringComparison.Ordinal) && !name.Contains(".Conventions.", StringComparison.Ordinal)));
}
