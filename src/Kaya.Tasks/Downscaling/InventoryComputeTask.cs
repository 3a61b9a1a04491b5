using Kaya.Downscaling;

namespace Kaya.Tasks;

/// <summary><c>kaya inventory compute</c>: CO2 of zones from their fuel statistics, equation 1.</summary>
public sealed class InventoryComputeTask : KayaTask<InventoryComputeOptions>
{
    /// <inheritdoc/>
    public override string Name => "inventory compute";

    /// <inheritdoc/>
    public override string Summary =>
        "Compute the CO2 emissions of provinces or other zones from eight fuels, and compare them with published values.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "./kaya inventory compute",
        "./kaya inventory compute --fuels fuels-2007.csv --year 2007 --compare ceads.csv",
        "./kaya inventory compute --fuels districts.csv --mass-unit t --volume-unit '1e4 m3' --empty-is-no-use",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskInput> Inputs(InventoryComputeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return InventoryInput.Files(options);
    }

    /// <inheritdoc/>
    public override string Estimate(InventoryComputeOptions options) => "about a second; two seconds for the sample country";

    /// <inheritdoc/>
    public override void Check(InventoryComputeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Fuels is not null) InventoryInput.Load(options);
    }

    /// <inheritdoc/>
    public override TaskOutcome Execute(InventoryComputeOptions options, TaskSession session)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(session);
        InventoryInput input = InventoryInput.Load(options);
        session.Run.SetMetric("total", input.Inventory.Total, Unit.Parse("t"));
        foreach (InventoryAgreement agreement in input.Comparison?.Agreement ?? []) Record(agreement, session.Run);
        string[] warnings = [.. input.Warnings()];
        foreach (string warning in warnings) session.Run.Log(warning, level: "warning");
        session.Write(InventoryReport.Of(input));
        ResultTable[] compared = input.Comparison is { } comparison
            ? [InventoryTables.Agreement(comparison), InventoryTables.Compared(comparison)] : [];
        return new TaskOutcome(
            [.. Lines(input), .. warnings], [OutputUnits.Of(InventoryTables.Emission(input.Inventory), options.OutputUnit), .. compared,
                InventoryTables.Factors()],
            TablesPrinted: input.Comparison is null ? 1 : 2);
    }

    private static IEnumerable<string> Lines(InventoryInput input)
    {
        yield return $"{input.Origin.Label}: {input.Inventory.Zones.Length} zones, "
            + $"{InventoryReport.Megatonnes(input.Inventory.Total)} of CO2.";
        if (!input.Origin.IsSample) yield return InventoryReport.CountedTwice(input.Inventory);
    }

    private static void Record(InventoryAgreement agreement, ActiveRun run)
    {
        if (agreement.Spearman is { } spearman) run.SetMetric($"{agreement.Reference}/spearman", spearman);
        run.SetMetric($"{agreement.Reference}/median ratio", agreement.MedianRatio);
        run.SetMetric($"{agreement.Reference}/median ratio, once", agreement.MedianRatioWithoutTransformed);
    }
}
