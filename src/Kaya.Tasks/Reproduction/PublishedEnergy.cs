using System.Collections.Immutable;
using System.Globalization;

namespace Kaya.Tasks;

/// <summary>The results of paper 000 (CLEAN) as they were published.</summary>
internal static class PublishedEnergy
{
    // MAPE of emission and energy for n = 0, 10 and 100 synthetic regions.
    private const string Errors = """
        LR 0.423 0.347 0.243 0.128 0.104 0.101
        KNN 0.309 0.461 0.349 0.316 0.070 0.102
        DT 0.768 1.256 0.402 0.450 0.094 0.128
        XGB 0.359 1.166 0.374 0.370 0.070 0.112
        MLP 0.136 0.157 0.183 0.112 0.056 0.049
        CNN 0.206 0.273 0.259 0.201 0.062 0.050
        CLEAN-MLP 0.118 0.111 0.125 0.110 0.051 0.057
        CLEAN-CNN 0.133 0.196 0.178 0.191 0.048 0.054
        """;

    /// <summary>Numbers of synthetic regions of table 2.</summary>
    public static ImmutableArray<int> Counts { get; } = [0, 10, 100];

    /// <summary>Table 2: model, then the errors of emission and energy for each of <see cref="Counts"/>.</summary>
    public static ImmutableArray<PublishedRow> Table2 { get; } = [.. Errors.Split('\n').Select(line => line.Split(' '))
        .Select(words => new PublishedRow([words[0]], [.. words[1..].Select(word => double.Parse(word, CultureInfo.InvariantCulture))]))];
}
