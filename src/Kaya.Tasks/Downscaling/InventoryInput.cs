using Kaya.Downscaling;
using Kaya.Figures;
using Kaya.Inventory;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Options of <see cref="InventoryComputeTask"/>.</summary>
public sealed record InventoryComputeOptions : ComputeOptions
{
    /// <summary>Fuel statistics; default: the sample country.</summary>
    [Option("CSV table of fuel use: a column 'zone' and the eight fuels with units in the headings, such as 'coal [1e4 t]', or the energy "
        + "balances of China's provinces (default: the sample country)", Group = OptionGroup.Input)]
    public string? Fuels { get; set; }

    /// <summary>Layout of <see cref="Fuels"/>.</summary>
    [Option("layout of the table", Group = OptionGroup.Input)]
    public FuelTableForm Form { get; set; }

    /// <summary>Unit of fuels by mass whose heading has none.</summary>
    [Option("unit of fuels measured by mass, if headings have none, such as '1e4 t'", Group = OptionGroup.Input)]
    public Unit? MassUnit { get; set; }

    /// <summary>Unit of natural gas if its heading has none.</summary>
    [Option("unit of natural gas, if its heading has none, such as '1e8 m3'", Group = OptionGroup.Input)]
    public Unit? VolumeUnit { get; set; }

    /// <summary>Whether empty cells and missing fuels count as zero and are listed.</summary>
    [Option("treat empty cells and missing fuel columns as zero and list them, instead of stopping; always on for energy balances",
        Group = OptionGroup.Input)]
    public bool EmptyIsNoUse { get; set; }

    /// <summary>How coke and crude oil are counted.</summary>
    [Option("once: without coke and crude oil, whose carbon total consumption also has in coal and in oil products; all: all eight fuels; "
        + "detect: once where the table is known to be total consumption, such as energy balances")]
    public FuelCounting Count { get; set; }

    /// <summary>Unit of the emissions in the tables.</summary>
    [Option("unit of the emissions in the tables, such as kt (default: t)", Group = OptionGroup.Output)]
    public string? OutputUnit { get; set; }

    /// <summary>Year of the statistics.</summary>
    [Option("year of the statistics; published values are interpolated to it; 2005 or 2010 for the sample country (default: 2010)",
        Group = OptionGroup.Input, Minimum = 1900, Maximum = 2200)]
    public int? Year { get; set; }

    /// <summary>Published emissions to compare with.</summary>
    [Option("CSV table of published emissions of Chinese provinces (CEADs) to compare with", Group = OptionGroup.Input)]
    public string? Compare { get; set; }
}

/// <summary>Fuel statistics with their computed emissions.</summary>
/// <param name="Inventory">Computed emissions.</param>
/// <param name="Comparison">Comparison with published emissions; null if none were given.</param>
/// <param name="Origin">Origin of the data.</param>
internal sealed record InventoryInput(FuelInventory Inventory, PublishedComparison? Comparison, DataOrigin Origin)
{
    public static IReadOnlyList<TaskInput> Files(InventoryComputeOptions options)
    {
        if (options.Compare is not null && options.Fuels is null)
            throw new DataNotFoundException(
                new Fault("There are no statistics to compare.",
                    new SourceLocation(options.Compare), "--fuels FILE together with --compare",
                "--compare alone", "Give the fuel statistics: no published inventory contains the sample country."));
        List<TaskInput> files = [];
        if (options.Fuels is { } fuels) files.Add(new TaskInput("fuels", fuels, "fuel statistics"));
        if (options.Compare is { } compare) files.Add(new TaskInput("compare", compare, "published emissions", Unit.Parse("Mt")));
        return files;
    }

    public static InventoryInput Load(InventoryComputeOptions options)
    {
        if (options.Fuels is null) return new InventoryInput(
            FuelInventory.Of(Sample(options.Year).Fuels, options.Count), null, new DataOrigin(SampleCountry.Label, IsSample: true));
        FuelUse use = FuelUse.Read(options.Fuels, new FuelReadOptions
        {
            Form = options.Form, MassUnit = options.MassUnit, VolumeUnit = options.VolumeUnit, EmptyIsNoUse = options.EmptyIsNoUse,
        });
        FuelInventory inventory = FuelInventory.Of(use, options.Count);
        PublishedComparison? comparison = options.Compare is { } published ? Compared(inventory, published, options.Year) : null;
        return new InventoryInput(inventory, comparison, new DataOrigin(Path.GetFileName(options.Fuels), IsSample: false));
    }

    /// <summary>Notes for the user, one sentence each.</summary>
    public IEnumerable<string> Warnings()
    {
        foreach (string note in Inventory.Use.Notes) yield return note;
        if (Comparison is null) yield break;
        if (Comparison.NotComputed.Length > 0) yield return $"Published but not in the statistics: "
            + $"{string.Join(", ", Comparison.NotComputed)}.";
        if (Comparison.NotPublished.Length > 0) yield return $"In the statistics but not published: "
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
            : throw new DataNotFoundException(new Fault("The statistics and the published emissions have no zone in common.",
            new SourceLocation(path), $"some of {string.Join(", ", inventory.Zones.Take(5))}",
                string.Join(", ", comparison.NotComputed.Take(5)), "The zones must be provinces of China."));
    }
}
