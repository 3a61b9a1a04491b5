using Kaya.Inversion;

namespace Kaya.Tasks.Tests.Inversion;

/// <summary>The numbers of paper 003, against what the paper says about them elsewhere.</summary>
public sealed class PublishedInversionTests
{
    // Independent source: the rows "Average", the plain mean in table 1, weighted by emissions in table 2.
    [Fact]
    public void Tables1And2_Averages_AreThoseOfTheMonths()
    {
        PublishedRow Average(IReadOnlyList<PublishedRow> table) => table.Single(row => row.Names[0] == "average");
        for (int k = 0; k < 8; k++)
            Assert.Equal(PublishedInversion.Table1.Take(4).Average(month => month.Values[k]), Average(PublishedInversion.Table1).Values[k],
                0.0101);
        for (int k = 0; k < 5; k++)
            Assert.InRange(Average(PublishedInversion.Table2).Values[k], PublishedInversion.Table2.Take(4).Min(month => month.Values[k]),
                PublishedInversion.Table2.Take(4).Max(month => month.Values[k]));
    }

    // Independent source: section 3.3, "20.03 %, 11.54 %, 19.33 % and 11.99 %" for NO2, SO2, O3 and PM2.5.
    [Fact]
    public void Stations_Reductions_AreThoseOfTheText()
    {
        double[] said = [20.03, 11.54, 19.33, 11.99];
        for (int k = 0; k < said.Length; k++)
        {
            PublishedRow row = PublishedInversion.Stations[k];
            Assert.Equal(said[k], 100 * (1 - (row.Values[1] / row.Values[0])), 0.05);
        }
    }

    [Fact]
    public void Tables3And4_EveryMonthSpeciesAndRegion_IsThere()
    {
        Assert.Equal(20, PublishedInversion.Table3.Select(row => string.Join(' ', row.Names)).Distinct().Count());
        Assert.All(PublishedInversion.Table3.Concat(PublishedInversion.Table4), row => Assert.Equal(10, row.Values.Length));
        Assert.Equal(AtmosphericSpecies.Emitted.Select(one => one.Symbol()).Order(),
            PublishedInversion.Table3.Select(row => row.Names[1]).Distinct().Order());
        Assert.All(PublishedInversion.Table4, row => Assert.Equal(row.Names[0], PublishedInversion.PollutantOf(row.Names[0]).Symbol()));
    }
}
