using System.Collections.Immutable;

namespace Kaya.Tasks;

/// <summary>Numbers of Liu et al. (2023), SVR-ZSSR.</summary>
internal static class PublishedDownscaling
{
    /// <summary>Table 1: provinces of 2005 predicted by models of 2010; MAE and RMSE in 10^4 t.</summary>
    public static ImmutableArray<(string Model, double RSquared, double MeanError, double RootError)> Table1 { get; } =
    [
        ("svr", 0.72, 1469.00, 1782.92), ("bayesian", 0.63, 1769.48, 2053.10), ("linear", 0.65, 1615.21, 2158.20),
        ("elastic-net", 0.65, 1673.63, 1988.81),
    ];

    /// <summary>Table 3: kg of CO2 per kg, of natural gas per m3, in the order of the fuels.</summary>
    public static ImmutableArray<double> Table3 { get; } = [1.9003, 2.8604, 3.0202, 2.9251, 3.0179, 3.0959, 3.1705, 2.1622];

    /// <summary>Text beside figure 4: share of built-up land in emissions, %, before and after super-resolution.</summary>
    public static ImmutableDictionary<string, (double Before, double After)> BuiltUp { get; } =
        ImmutableDictionary<string, (double Before, double After)>.Empty.Add("CN-GD", (36.60, 44.88)).Add("CN-SC", (16.18, 30.52));

    /// <summary>Abstract: mean increase of the share of built-up land over the provinces, %; points or relative is not said.</summary>
    public const double MeanIncrease = 15.9;
}
