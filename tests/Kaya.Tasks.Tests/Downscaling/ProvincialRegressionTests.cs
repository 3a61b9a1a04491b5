using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Learning;

namespace Kaya.Tasks.Tests;

/// <summary>The regression table on real provinces: emission from GDP and population, one year from the other, and each province from all
/// others.</summary>
public sealed class ProvincialRegressionTests
{
    private static readonly FitContext s_context = new(new RandomSource(1));

    // R2 by numpy 1.24 and scikit-learn 1.2.1: LinearRegression and BayesianRidge on standardised logarithms with smearing, RMSE in Mt.
    [Theory]
    [InlineData("linear", 0.688, 71.0, 0.662)]
    [InlineData("bayesian", 0.688, 71.0, 0.667)]
    public void Model_RealProvincesOfLogarithms_AgreesWithScikitLearn(string name, double fromLate, double error, double leftOut)
    {
        ZonalTable early = Provinces("2005"), late = Provinces("2010");
        RegressionComparison comparison = new([RegressionModels.Create(name, logarithms: true) with { Scale = ZonalScale.RawSum }]);
        RegressionScore score = comparison.YearToYear(late, early, "2010 -> 2005", s_context)[0].Score;
        Assert.Equal(fromLate, score.RSquared!.Value, 0.005);
        Assert.Equal(error, score.RootMeanSquaredError, 0.5);
        Assert.Equal(leftOut, comparison.LeaveOneZoneOut(early, s_context)[0].Score.RSquared!.Value, 0.005);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AllModels_RealProvinces_ExplainMoreThanHalfOfAnotherYear(bool logarithms)
    {
        ZonalTable early = Provinces("2005"), late = Provinces("2010");
        RegressionComparison comparison = new(
            [.. RegressionModels.Chosen(null, logarithms).Select(model => model with { Scale = ZonalScale.RawSum })]);
        ImmutableArray<RegressionResult> results = comparison.YearToYear(late, early, "2010 -> 2005", s_context);
        Print(results);
        Print(comparison.YearToYear(early, late, "2005 -> 2010", s_context));
        Print(comparison.LeaveOneZoneOut(early, s_context));
        Print(comparison.LeaveOneZoneOut(late, s_context));
        Assert.Equal(RegressionModels.Names, results.Select(result => result.Model));
        Assert.All(results, result => Assert.True(result.Score.RSquared > 0.5, $"{result.Model}: {result.Score.RSquared}"));
    }

    private static void Print(IEnumerable<RegressionResult> results)
    {
        foreach (RegressionResult result in results)
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{result.Test,-20} {result.Model,-12} R2 {result.Score.RSquared:F3} MAE {result.Score.MeanAbsoluteError:F1} RMSE "
                    + $"{result.Score.RootMeanSquaredError:F1} log {result.LogRmse:F3}"));
    }

    private static ZonalTable Provinces(string year)
    {
        string[][] rows = [.. File.ReadLines(Geo.Tests.RealData.File("china-provinces/co2_by_fuel_gdp_population_2005_2010.csv"))
            .Select(line => line.Split(','))];
        int emission = Array.IndexOf(rows[0], "Scope 1 Total"), gdp = Array.IndexOf(rows[0], "gdp_100M_CNY_current"),
            people = Array.IndexOf(rows[0], "population");
        string[][] ofYear = [.. rows.Where(fields => fields[0] == year)];
        IReadOnlyList<double> Column(int at) => [.. ofYear.Select(fields => double.Parse(fields[at], CultureInfo.InvariantCulture))];
        return new ZonalTable([.. ofYear.Select(fields => fields[1])],
            FeatureTable.FromColumns((new FeatureColumn("gdp", Unit.One), Column(gdp)),
                (new FeatureColumn("population", Unit.One), Column(people))), Column(emission), Unit.Parse("Mt"));
    }
}
