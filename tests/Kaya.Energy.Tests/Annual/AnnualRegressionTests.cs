using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Energy.Tests.Annual;

public sealed class AnnualRegressionTests
{
    // annual.json was recorded by annual.py beside it (scipy.optimize.minimize on the loss itself).
    [Theory]
    [InlineData("plain", false)]
    [InlineData("statistics", true)]
    public void Fit_MadeUpCountries_MatchesScipy(string name, bool statistics)
    {
        JsonNode expected = JsonNode.Parse(File.ReadAllText(Beside("annual.json")))![name]!;
        AnnualRow[] rows = MadeUpCountries.Rows();
        AnnualRegression regression = AnnualRegression.Fit(rows, statistics, 0.3, 1.1);
        Close(Numbers("weights"), regression.ToState().Weights, 2e-4);
        AnnualEstimate[] own = [.. rows.Select(row => regression.Estimate(row.Profile))];
        Close(Numbers("logTotals"), [.. own.Select(estimate => estimate.LogTotal)], 2e-5);
        Close(Numbers("powerShares"), [.. own.Select(estimate => estimate.PowerShare)], 2e-5);

        double[] Numbers(string key) => [.. expected[key]!.AsArray().Select(value => value!.GetValue<double>())];
    }

    [Fact]
    public void Fit_CountryLeftOut_ItsTotalChangesNothingThatIsSaidOfIt()
    {
        AnnualRow[] rows = MadeUpCountries.Rows();
        AnnualRow[] changed = [.. rows.Select((row, i) => i == 3 ? row with { Total = 2 * row.Total } : row)];
        LeftOutCountry first = AnnualModel.Fit(rows, 1.1).LeftOut[3], second = AnnualModel.Fit(changed, 1.1).LeftOut[3];
        Assert.Equal(first.Predicted.Total, second.Predicted.Total);
        Assert.Equal(first.Predicted.Intervals, second.Predicted.Intervals);
        Assert.Equal(2 * first.Published, second.Published);
        // Without the country, the model says the same of it as of a new one.
        AnnualPrediction other = AnnualModel.Fit([.. rows.Where((_, i) => i != 3)], 1.1).Predict(rows[3].Profile);
        Assert.Equal(other.Total, first.Predicted.Total, 1e-9 * other.Total);
        // The regressions behind the intervals start from others here, and end within their tolerance.
        Assert.Equal(other.Interval(0.8).Upper, first.Predicted.Interval(0.8).Upper, 1e-5 * other.Total);
    }

    [Fact]
    public void Predict_FarCountry_IsWiderAndOutside()
    {
        AnnualRow[] rows = MadeUpCountries.Rows();
        AnnualModel model = AnnualModel.Fit(rows, 1.1);
        AnnualPrediction known = model.Predict(rows[2].Profile with { Region = "Elsewhere" });
        // All water, and a hundred times the generation per head.
        AnnualPrediction far = model.Predict(rows[2].Profile with
        {
            Region = "Far", Generation = [0, 0, 0, 0, 5000, 0, 0, 0], Statistics = new CountryYear(2023, 1e5, 1e10),
        });
        Assert.Equal(ApplicabilityClass.Outside, far.Nearness.Flag);
        Assert.NotEmpty(far.Nearness.Reason);
        Assert.True(Math.Log(far.Interval(0.8).Upper / far.Total) > Math.Log(known.Interval(0.8).Upper / known.Total));
        // The country with three times its emissions misses its interval when it is left out, and is said to be outside.
        LeftOutCountry missed = model.LeftOut[5];
        Assert.False(missed.Holds(0.8));
        Assert.Equal(ApplicabilityClass.Outside, model.Predict(rows[5].Profile).Nearness.Flag);
    }

    [Fact]
    public void FromState_Stored_SaysTheSame()
    {
        AnnualRow[] rows = MadeUpCountries.Rows();
        AnnualModel model = AnnualModel.Fit(rows, 1.1);
        AnnualModel back = AnnualModel.FromState(model.ToState());
        Assert.Equal(model.Predict(rows[7].Profile).Total, back.Predict(rows[7].Profile).Total);
        Assert.Equal(model.LeftOut.Select(own => own.Error), back.LeftOut.Select(own => own.Error));
        AnnualRow[] plain = [.. rows.Select(row => row with { Profile = row.Profile with { Statistics = null } })];
        Assert.False(AnnualModel.Fit(plain, 1.1).Predict(rows[7].Profile).UsesStatistics);
        Assert.Contains("at least 20", Assert.Throws<DataNotFoundException>(() => AnnualModel.Fit(rows[..19], 1.1)).Fault.Expected,
            StringComparison.Ordinal);
    }

    private static void Close(double[] expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }

    private static string Beside(string name, [CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, name);
}
