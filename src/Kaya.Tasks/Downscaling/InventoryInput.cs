using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Figures;
using Kaya.Inventory;
using Kaya.Runs;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="InventoryComputeTask"/>.</summary>
public sealed record InventoryComputeOptions : ComputeOptions
{
    /// <summary>Fuel statistics; the sample country when left out.</summary>
    [Option("CSV table of fuel use: a column 'zone' and the eight fuels with units in the headings, as 'coal [1e4 t]', or the energy "
        + "balances of China's provinces (default: the sample country)", Group = OptionGroup.Input)]
    public string? Fuels { get; set; }

    /// <summary>Layout of <see cref="Fuels"/>.</summary>
    [Option("layout of the table", Group = OptionGroup.Input)]
    public FuelTableForm Form { get; set; }

    /// <summary>Unit of fuels by mass whose heading has none.</summary>
    [Option("unit of fuels by mass where headings have none, such as '1e4 t'", Group = OptionGroup.Input)]
    public Unit? MassUnit { get; set; }

    /// <summary>Unit of natural gas where its heading has none.</summary>
    [Option("unit of natural gas where its heading has none, such as '1e8 m3'", Group = OptionGroup.Input)]
    public Unit? VolumeUnit { get; set; }

    /// <summary>Whether empty cells and absent fuels count as no use and are listed.</summary>
    [Option("count empty cells and fuels without a column as no use, and list them, instead of stopping; energy balances always do",
        Group = OptionGroup.Input)]
    public bool EmptyIsNoUse { get; set; }

    /// <summary>Year of the statistics.</summary>
    [Option("year of the statistics: compared with what lies between published years; 2005 or 2010 for the sample country (default: 2010)",
        Group = OptionGroup.Input, Minimum = 1900, Maximum = 2200)]
    public int? Year { get; set; }

    /// <summary>Published emission to compare with.</summary>
    [Option("CSV table of published emission of China's provinces (CEADs) to compare with", Group = OptionGroup.Input)]
    public string? Compare { get; set; }
}

/// <summary>Fuel statistics as a task gets them.</summary>
/// <param name="Inventory">Their emission.</param>
/// <param name="Comparison">Beside published emission; null where none was named.</param>
/// <param name="Origin">What the data is.</param>
internal sealed record InventoryInput(FuelInventory Inventory, PublishedComparison? Comparison, DataOrigin Origin)
{
    public static IReadOnlyList<TaskInput> Files(InventoryComputeOptions options)
    {
        if (options.Compare is not null && options.Fuels is null)
            throw new DataNotFoundException(
                new Fault("There are no statistics to compare.", new SourceLocation(options.Compare), "--fuels FILE beside --compare",
                "--compare alone", "Name the fuel statistics: the sample country is in no published inventory."));
        List<TaskInput> files = [];
        if (options.Fuels is { } fuels) files.Add(new TaskInput("fuels", fuels, "fuel statistics"));
        if (options.Compare is { } compare) files.Add(new TaskInput("compare", compare, "published emission", Unit.Parse("Mt")));
        return files;
    }

    public static InventoryInput Load(InventoryComputeOptions options)
    {
        if (options.Fuels is null) return new InventoryInput(
            Sample(options.Year).Inventory, null, new DataOrigin(SampleCountry.Label, IsSample: true));
        FuelUse use = FuelUse.Read(options.Fuels, new FuelReadOptions
        {
            Form = options.Form, MassUnit = options.MassUnit, VolumeUnit = options.VolumeUnit, EmptyIsNoUse = options.EmptyIsNoUse,
        });
        FuelInventory inventory = FuelInventory.Of(use);
        PublishedComparison? comparison = options.Compare is { } published ? Compared(inventory, published, options.Year) : null;
        return new InventoryInput(inventory, comparison, new DataOrigin(Path.GetFileName(options.Fuels), IsSample: false));
    }

    /// <summary>What the user should know, one sentence each.</summary>
    public IEnumerable<string> Warnings()
    {
        foreach (string note in Inventory.Use.Notes) yield return note;
        if (Comparison is null) yield break;
        if (Comparison.NotComputed.Length > 0) yield return $"Published, but not in the statistics: "
            + $"{string.Join(", ", Comparison.NotComputed)}.";
        if (Comparison.NotPublished.Length > 0) yield return $"In the statistics, but not published: "
            + $"{string.Join(", ", Comparison.NotPublished)}.";
    }

    private static SampleCountryYear Sample(int? year)
    {
        SampleCountry country = SampleCountry.Create();
        return year is { } wanted ? country.In(wanted) : country.Second;
    }

    private static PublishedComparison Compared(FuelInventory inventory, string path, int? year)
    {
        PublishedComparison comparison = PublishedComparison.Of(inventory, ProvincialRecords.Read(path), year);
        return comparison.Agreement.Length > 0 ? comparison
            : throw new DataNotFoundException(new Fault("The statistics and the published emission have no zone in common.",
            new SourceLocation(path), $"some of {string.Join(", ", inventory.Zones.Take(5))}",
                string.Join(", ", comparison.NotComputed.Take(5)), "Compare zones that are provinces of China."));
    }
}
