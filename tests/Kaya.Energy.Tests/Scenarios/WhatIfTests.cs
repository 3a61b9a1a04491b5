using System.Diagnostics;
using Kaya.Core;
using Kaya.Energy.Tests.Clean;

namespace Kaya.Energy.Tests.Scenarios;

[Collection("native")]
public sealed class WhatIfTests(SampleModel sample, ITestOutputHelper output)
{
    private static readonly DateOnly Day = new(2023, 5, 17);

    private RegionDay At(string region) => sample.Training[sample.Training.RowOf(region, Day)];

    [Fact]
    public void Emission_NothingMoved_IsNoDifference()
    {
        RegionDay day = At("Arvania");
        WhatIfAnswer answer = WhatIf.Emission(sample.Model, day, SourceMove.Parse("coal:gas:0%").Apply(day.Energy));
        Assert.All(answer.Parts.Prepend(answer.Total), line =>
        {
            Assert.Equal(0, line.Difference);
            Assert.All(line.Disagreement, interval => Assert.Equal((0, 0), (interval.Lower, interval.Upper)));
        });
    }

    [Fact]
    public void Emission_CoalToGas_HasTheSignOfTheTruth()
    {
        SourceMove move = SourceMove.Parse("coal:gas:10%");
        foreach (string region in sample.Training.Regions)
        {
            RegionDay day = At(region);
            if (day.Energy.Share(EnergySource.Coal) < 0.05) continue;
            double truth = sample.World.TrueEmissionAfter(region, Day, move).Total - day.Emission!.Total;
            WhatIfAnswer answer = WhatIf.Emission(sample.Model, day, move.Apply(day.Energy));
            output.WriteLine($"{region}: {answer.Total.Difference:0.0000} Mt, truth {truth:0.0000} Mt");
            Assert.True(truth < 0 && answer.Total.Difference < 0, region);
            Assert.Equal(answer.Total.Difference, answer.Parts.Sum(part => part.Difference), 1e-5 * answer.Total.Before);
        }
    }

    [Fact]
    public void Generation_SectorCut_AnswersBySource()
    {
        RegionDay day = At("Hestmark");
        WhatIfAnswer answer = WhatIf.Generation(sample.Model, day, SectorCut.Parse("industry:10%").Apply(day.Emission!));
        Assert.Equal((Direction.EmissionToEnergy, 8), (answer.Direction, answer.Parts.Count));
        Assert.True(answer.Total.Difference < 0);
        Assert.Throws<ArgumentException>(() => WhatIf.Generation(sample.Model, day with { Emission = null }, day.Emission!));
    }

    // Two-sided quantiles of Student's t at 50, 80 and 95 %: Abramowitz and Stegun, table 26.10, for 7, 15 and 60 degrees of freedom.
    [Theory]
    [InlineData(8, 0.711, 1.415, 2.365)]
    [InlineData(16, 0.691, 1.341, 2.131)]
    [InlineData(61, 0.679, 1.296, 2.000)]
    public void Quantiles_AnyNumberOfMembers_AreStudents(int members, double half, double fourFifths, double most) =>
        Assert.Equal([half, fourFifths, most], WhatIf.Quantiles(members).Select(quantile => Math.Round(quantile, 3)));

    [Fact]
    public void Emission_Asked_TakesMilliseconds()
    {
        RegionDay day = At("Arvania");
        EnergyProfile after = SourceMove.Parse("coal:gas:10%").Apply(day.Energy);
        WhatIf.Emission(sample.Model, day, after);
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < 20; i++) WhatIf.Emission(sample.Model, day, after);
        // Printed, not asserted: a shared machine is no clock.
        output.WriteLine($"one what-if: {Stopwatch.GetElapsedTime(started).TotalMilliseconds / 20:0.00} ms");
    }

    [Theory]
    [InlineData("coal:gas", "FROM:TO:AMOUNT")]
    [InlineData("coal:coal:10%", "two sources")]
    [InlineData("coal:gas:-10%", "number with %")]
    [InlineData("coal:gas:NaN%", "number with %")]
    public void Parse_NoMove_SaysWhatItExpects(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<DataFormatException>(() => SourceMove.Parse(text)).Fault.Expected,
            StringComparison.Ordinal);

    [Fact]
    public void Parse_UnknownSource_Suggests() =>
        Assert.Contains("'hydro'", Assert.Throws<DataFormatException>(() => SourceMove.Parse("coal:hidro:10%")).Fault.Remedy,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(0.5, 0.4)]
    [InlineData(1.2, -0.2)]
    [InlineData(double.NaN, 1)]
    public void FromShares_NoMix_Refuses(double coal, double gas) =>
        Assert.ThrowsAny<KayaException>(() => EnergyProfile.FromShares([coal, gas, 0, 0, 0, 0, 0, 0], 100));
}
