using System.Collections.Immutable;
using Kaya.Inversion;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>Tables of an update beside the known truth of the sample.</summary>
internal sealed class TwinTables(TwinScore score, CorrectionFactors factors)
{
    private static readonly Unit s_percent = Unit.Parse("%");
    private static readonly ImmutableArray<double> s_parts = [0.1, 0.5];

    public ResultTable Concentrations() => new("truth-concentrations",
    [
        new("stations"), new("pollutant"), new("unit"), new("prior", Decimals: 3,
            Description: "mean absolute error of hours against the truth without errors"),
        new("updated", Decimals: 3), new("true emissions", Decimals: 3,
            Description: "what is left with the true emissions: the model's own error"),
        new("removed", s_percent, Decimals: 0, Description: "of the prior's error"),
        new("of what is possible", s_percent, Decimals: 0, Description: "of what the true emissions remove"),
    ],
    score.Concentrations(factors).Select(row => (IReadOnlyList<object?>)[row.HeldOut ? "held out" : "used", row.Pollutant.Symbol(),
        TransportOutput.UnitOf(row.Pollutant).ToString(), row.Score.Prior, row.Score.Updated, row.Score.True, 100 * row.Score.Removed,
        100 * row.Score.RemovedOfPossible]),
        "Hourly concentrations against the known truth without errors");

    public ResultTable Emissions() => new("truth-emissions",
    [
        new("species"), new("informed by", Description: "variance: half of it taken away; kernel: diagonal of at least 0.5"),
        new("share", s_percent, Decimals: 0, Description: "of the prior emissions that are in such cells"), new("cells", Decimals: 0),
        new("error of the prior", s_percent, Decimals: 1, Description: "mean absolute error there, weighted by emissions"),
        new("error of the update", s_percent, Decimals: 1), new("removed", s_percent, Decimals: 0),
        new("intervals hold", s_percent, Decimals: 0, Description: "share of such cells whose 80 % interval holds the truth"),
    ],
    factors.Layout.Species.SelectMany(species => Enum.GetValues<InformedRule>().Select(rule =>
    {
        EmissionScore one = score.Emissions(factors, species, rule);
        object? Of(double value) => one.Cells == 0 ? null : value;
        return (IReadOnlyList<object?>)[species.Symbol(), rule == InformedRule.AveragingKernel ? "kernel" : "variance", 100 * one.Share,
            one.Cells, Of(100 * one.Prior), Of(100 * one.Updated), Of(100 * (1 - (one.Updated / one.Prior))), Of(100 * one.Inside)];
    })), "Emissions in informed cells against the known truth");

    public ResultTable Moved() => new("truth-moved",
    [
        new("species"), new("variance taken away", Description: "less than this part"),
        new("share", s_percent, Decimals: 0, Description: "of the prior emissions that are in such cells"),
        new("moved", s_percent, Decimals: 1, Description: "share of the emissions of such cells that the update changed by more than 5 %"),
        new("closer", s_percent, Decimals: 0, Description: "of the moved emissions: came closer to the truth"),
        new("error of the prior", s_percent, Decimals: 1, Description: "mean absolute error in such cells, weighted by emissions"),
        new("error of the update", s_percent, Decimals: 1),
    ],
    factors.Layout.Species.SelectMany(species => s_parts.Select(part =>
    {
        MovedScore one = score.Moved(factors, species, part);
        object? Of(double value) => double.IsNaN(value) ? null : 100 * value;
        return (IReadOnlyList<object?>)[species.Symbol(), part, Of(one.Share), Of(one.Moved), Of(one.Closer), Of(one.Prior),
            Of(one.Updated)];
    })),
        "Cells that are hardly informed should stay at the prior; where a region's errors are taken as alike, they move with it");
}
