using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Energy.Tests.Clean;

public sealed class IntensityBaselineTests
{
    /// <summary>The rows of baseline.py: three regions of different length, so that their equal weight shows.</summary>
    private static EnergyDataset Rows() => EnergyDataset.From(
        from region in Enumerable.Range(0, 3)
        from day in Enumerable.Range(0, 20 - 3 * region)
        select new RegionDay($"region {region}", new DateOnly(2023, 1, 1).AddDays(9 * day),
            new EnergyProfile(
                [.. Enumerable.Range(0, 8).Select(s => (double)((s + 1) * (region + 1) * 10 + (day * 7 + s * 3 + region * 5) % 11))]),
            new EmissionProfile(
                [.. Enumerable.Range(0, 6).Select(s => 0.1 * (s + 1) * (region + 1) + 0.01 * ((day * 5 + s * 2 + region * 3) % 7))])));

    [Fact]
    public void Fit_ThreeRegions_MatchesNumpy()
    {
        // baseline.json was recorded by baseline.py beside it (numpy.linalg.lstsq, double precision; ours reads rows of floats).
        JsonNode expected = JsonNode.Parse(File.ReadAllText(Beside("baseline.json")))!;
        IntensityBaseline baseline = IntensityBaseline.Fit(EnergyRows.Of(Rows()));
        double[] Numbers(string name) => [.. expected[name]!.AsArray().Select(value => value!.GetValue<double>())];
        double Number(string name) => expected[name]!.GetValue<double>();
        Close(Numbers("sources"), baseline.Forward[..8]);
        Close([Number("size")], baseline.Forward[8..9]);
        double[] season = Numbers("season"), back = Numbers("backwardSeason");
        // Calendar columns: two of the year, two of its second harmonic (unused), Saturday, Sunday, Monday (unused).
        Close([season[0], season[1], 0, 0, season[2], season[3], 0], baseline.Forward[9..16]);
        Close([Number("intercept")], baseline.Forward[16..]);
        Close([Number("power"), 0, 0, 0, 0, 0, 0], baseline.Backward[..7]);
        Close([back[0], back[1], 0, 0, back[2], back[3], 0], baseline.Backward[7..14]);
        Close([Number("backwardIntercept")], baseline.Backward[14..]);
    }

    private static void Close(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 2e-5);
    }

    private static string Beside(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, name);
}
