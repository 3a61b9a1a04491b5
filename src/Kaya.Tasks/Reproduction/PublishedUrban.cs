using System.Collections.Immutable;
using System.Globalization;

namespace Kaya.Tasks;

/// <summary>The results of paper 001 as they were published.</summary>
internal static class PublishedUrban
{
    // R2, MAE, RMSE of London, Beijing, Yinchuan (table 2).
    private const string Comparison = """
        SVR 0.395 0.312 0.389 0.460 0.396 0.513 -0.167 0.664 0.803
        Stacked-RFR 0.310 0.328 0.415 0.476 0.399 0.505 0.014 0.611 0.738
        BPNN -13.315 0.456 1.890 0.080 0.466 0.669 -0.668 0.821 0.960
        CarbonGCN -0.152 0.448 0.536 -0.082 0.579 0.726 -1.632 1.070 1.206
        READ 0.338 0.328 0.406 0.558 0.364 0.464 -0.095 0.633 0.778
        Tile2Vec 0.527 0.269 0.343 0.567 0.352 0.459 0.070 0.598 0.717
        PG-SimCLR 0.612 0.237 0.311 0.621 0.334 0.429 0.444 0.440 0.554
        OpenCarbon 0.786 0.168 0.231 0.691 0.302 0.388 0.622 0.357 0.457
        """;

    /// <summary>Relative change of R2, %, when a part is left out: mean of London and Yinchuan (section 5.3).</summary>
    public static ImmutableArray<(UrbanPart Part, double Percent)> Ablations { get; } =
    [
        (UrbanPart.SqueezeExcitation, -3.8), (UrbanPart.Contrastive, -6.49), (UrbanPart.Neighbourhood, -31.8),
    ];

    /// <summary>Mean rank correlation over twelve ordered pairs of English counties (section 5.4).</summary>
    public const double OpenCarbonTransfer = 0.6204;

    /// <summary>That of PG-SimCLR: OpenCarbon is said to be 26.56 % above it.</summary>
    public const double PgSimClrTransfer = OpenCarbonTransfer / 1.2656;

    /// <summary>Table 2: model, then R2, MAE, RMSE of each of three cities.</summary>
    public static ImmutableArray<PublishedRow> Table2 { get; } = [.. Comparison.Split('\n').Select(line => line.Split(' '))
        .Select(words => new PublishedRow([words[0]], [.. words[1..].Select(word => double.Parse(word, CultureInfo.InvariantCulture))]))];
}
