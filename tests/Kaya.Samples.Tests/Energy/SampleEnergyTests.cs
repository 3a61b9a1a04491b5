using System.Globalization;
using System.Security.Cryptography;

using Kaya.Core;
using Kaya.Energy;

namespace Kaya.Samples.Tests.Energy;

public sealed class SampleEnergyTests : IDisposable
{
    private static readonly SampleEnergy World = SampleEnergy.Create();
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-samples-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Create_Default_HasTwelveRegionsAndTwoYears()
    {
        Assert.Equal(12, World.Dataset.Regions.Count);
        Assert.Equal(12 * 730, World.Dataset.Count);
        Assert.Equal((new DateOnly(2023, 1, 1), new DateOnly(2024, 12, 31)), (World.Dataset.Days[0], World.Dataset.Days[^1]));
        Assert.Equal(4, World.Uncovered.Regions.Count);
        Assert.False(World.Uncovered.HasEmission);
        Assert.DoesNotContain(World.Uncovered.Regions, World.Dataset.Regions.Contains);
    }

    [Fact]
    public void WriteProviderFiles_SameSeed_SameBytes()
    {
        string[] Hashes(SampleEnergy world, string name)
        {
            SampleProviderFiles files = world.WriteProviderFiles(Path.Combine(_folder, name));
            string[] paths = [files.Emissions, files.Generation, files.Uncovered];
            return [.. paths.Select(path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))))];
        }

        string[] first = Hashes(World, "a");
        Assert.Equal(first, Hashes(SampleEnergy.Create(), "b"));
        Assert.NotEqual(first, Hashes(SampleEnergy.Create(1), "c"));
    }

    [Fact]
    public void WriteProviderFiles_ReadBack_IsTheDataset()
    {
        SampleProviderFiles files = World.WriteProviderFiles(_folder);
        EnergyData data = EnergyData.Load(files.Emissions, files.Generation);
        Assert.Equal(World.Dataset.Regions, data.Dataset.Regions);
        foreach (EnergySource source in EnergySources.All)
            Assert.Equal(World.Dataset.Generation(source).ToArray(), data.Dataset.Generation(source).ToArray());
        foreach (Sector sector in Sectors.All)
            Assert.Equal(World.Dataset.Emission(sector).ToArray(), data.Dataset.Emission(sector).ToArray());
        Assert.Equal(SampleEnergy.AbsentDay, Assert.Single(data.Card.Gaps).First);
        Assert.NotEmpty(data.Records[1].Clamped);
        Assert.Contains("Kaya sample world", data.Records[0].Footers.Select(footer => footer.Text));
        Assert.Contains("Sample world", Assert.Single(data.Card.Provenance), StringComparison.Ordinal);
        Assert.Empty(data.Card.RepeatedMixes);
    }

    [Fact]
    public void WriteProviderFiles_Uncovered_ReadBack()
    {
        EnergyDataset read = EnergyData.LoadGeneration(World.WriteProviderFiles(_folder).Uncovered).Dataset;
        Assert.Equal(World.Uncovered.TotalGeneration.ToArray(), read.TotalGeneration.ToArray());
    }

    [Fact]
    public void Dataset_PowerEmission_IsFactorsTimesGeneration()
    {
        for (int row = 0; row < World.Dataset.Count; row += 37)
        {
            SampleRegion region = World.Region(World.Dataset.RegionOf(row));
            double tonnes = EnergySources.All.Sum(source => region.EmissionFactor(source) * World.Dataset.Generation(source)[row]);
            // The dataset has six significant digits.
            Assert.Equal(tonnes / 1e6, World.Dataset.Emission(Sector.Power)[row], 1e-5 * tonnes / 1e6 + 1e-12);
        }
    }

    [Fact]
    public void TrueEmissionAfter_CoalToGas_ChangesByTheDifferenceOfTheFactors()
    {
        DateOnly day = new(2024, 1, 17);
        RegionDay before = World.Dataset[World.Dataset.RowOf("Hestmark", day)];
        SampleRegion region = World.Region("Hestmark");
        EmissionProfile after = World.TrueEmissionAfter("Hestmark", day, SourceMove.Parse("coal:gas:10pp"));
        double difference = region.EmissionFactor(EnergySource.Gas) - region.EmissionFactor(EnergySource.Coal);
        double expected = 0.1 * before.Energy.Total * difference / 1e6;
        Assert.Equal(expected, after.Total - before.Emission!.Total, 1e-4 * Math.Abs(expected));
        Assert.Equal(before.Emission[Sector.Industry], after[Sector.Industry]);
        Assert.True(after.Total < before.Emission.Total);
        Assert.Throws<DataFormatException>(() => World.TrueEmissionAfter("Hestmark", day, SourceMove.Parse("coal:gas:99pp")));
        Assert.Throws<DataFormatException>(() => World.TrueEmissionAfter("Atlantis", day, SourceMove.Parse("coal:gas:10%")));
    }

    [Fact]
    public void Dataset_Seasons_FollowTheClimate()
    {
        // Cold region: more electricity and much higher residential emissions in January than in July; aviation peaks in July.
        Assert.True(JanuaryToJuly("Corsund", set => set.TotalGeneration) > 1.04);
        Assert.True(JanuaryToJuly("Corsund", set => set.Emission(Sector.Residential)) > 3);
        Assert.True(JanuaryToJuly("Corsund", set => set.Emission(Sector.DomesticAviation)) < 1 / 1.3);
        // Hot region: cooling in July. Northern hemisphere: more solar power in July, more wind power in January.
        Assert.True(JanuaryToJuly("Galdora", set => set.TotalGeneration) < 1 / 1.1);
        Assert.True(JanuaryToJuly("Arvania", set => set.Generation(EnergySource.Solar)) < 0.5);
        Assert.True(JanuaryToJuly("Arvania", set => set.Generation(EnergySource.Wind)) > 1);
    }

    [Fact]
    public void Dataset_Week_SundaysAreLower()
    {
        EnergyDataset set = World.Dataset.ForRegions("Fenholt");
        double Of(DayOfWeek day, Sector sector) =>
            Enumerable.Range(0, set.Count).Where(row => set.Day[row].DayOfWeek == day).Average(row => set.Emission(sector)[row]);
        Assert.True(Of(DayOfWeek.Sunday, Sector.Industry) < 0.92 * Of(DayOfWeek.Tuesday, Sector.Industry));
        Assert.True(Of(DayOfWeek.Friday, Sector.GroundTransport) > 1.2 * Of(DayOfWeek.Sunday, Sector.GroundTransport));
    }

    [Fact]
    public void Dataset_Levels_ArePlausible()
    {
        foreach (string region in World.Dataset.Regions)
        {
            EnergyDataset set = World.Dataset.ForRegions(region);
            double generation = set.TotalGeneration.ToArray().Sum(), emissions = set.TotalEmission.ToArray().Sum();
            string sources = string.Join(" ", EnergySources.All.Select(source =>
                $"{source.Label()} {set.Generation(source).ToArray().Sum() / generation:0.00}"));
            string sectors = string.Join(" ", Sectors.All.Select(sector =>
                $"{sector.Label()} {set.Emission(sector).ToArray().Sum() / emissions:0.00}"));
            double perGigawattHour = emissions / generation * 1e6;
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{region,-10} {generation / set.Count,8:0} GWh {perGigawattHour,6:0} t/GWh  {sources}  {sectors}"));
            // Regions of Carbon Monitor, 2023 to 2025: 560 (France) to 1,620 t CO2 (India) of all sectors per GWh of electricity,
            // computed from its two files with pandas.
            Assert.InRange(perGigawattHour, 400, 1800);
            Assert.All(set.Emission(Sector.InternationalAviation).ToArray(), value => Assert.Equal(0, value));
        }
    }

    private delegate ReadOnlySpan<double> ColumnOf(EnergyDataset set);

    private static double JanuaryToJuly(string region, ColumnOf column) => Mean(region, 1, column) / Mean(region, 7, column);

    private static double Mean(string region, int month, ColumnOf column)
    {
        EnergyDataset set = World.Dataset.ForRegions(region);
        double[] values = column(set).ToArray();
        return Enumerable.Range(0, set.Count).Where(row => set.Day[row].Month == month).Average(row => values[row]);
    }
}
