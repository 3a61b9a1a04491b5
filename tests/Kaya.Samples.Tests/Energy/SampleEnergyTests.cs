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
            return [.. new[] { files.Emissions, files.Generation, files.Uncovered }.Select(path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))))];
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
        foreach (EnergySource source in EnergySources.All) Assert.Equal(World.Dataset.Generation(source).ToArray(), data.Dataset.Generation(source).ToArray());
        foreach (Sector sector in Sectors.All) Assert.Equal(World.Dataset.Emission(sector).ToArray(), data.Dataset.Emission(sector).ToArray());
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
            // Six digits are kept.
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
        double expected = 0.1 * before.Energy.Total * (region.EmissionFactor(EnergySource.Gas) - region.EmissionFactor(EnergySource.Coal)) / 1e6;
        Assert.Equal(expected, after.Total - before.Emission!.Total, 1e-4 * Math.Abs(expected));
        Assert.Equal(before.Emission[Sector.Industry], after[Sector.Industry]);
        Assert.True(after.Total < before.Emission.Total);
        Assert.Throws<DataFormatException>(() => World.TrueEmissionAfter("Hestmark", day, SourceMove.Parse("coal:gas:99pp")));
        Assert.Throws<DataFormatException>(() => World.TrueEmissionAfter("Atlantis", day, SourceMove.Parse("coal:gas:10%")));
    }

    [Fact]
    public void Dataset_Seasons_HangTogether()
    {
        // Cold region: more electricity and far more residential emission in January than in July; aviation the other way round.
        Assert.True(Mean("Corsund", 1, set => set.TotalGeneration) > 1.04 * Mean("Corsund", 7, set => set.TotalGeneration));
        Assert.True(Mean("Corsund", 1, set => set.Emission(Sector.Residential)) > 3 * Mean("Corsund", 7, set => set.Emission(Sector.Residential)));
        Assert.True(Mean("Corsund", 7, set => set.Emission(Sector.DomesticAviation)) > 1.3 * Mean("Corsund", 1, set => set.Emission(Sector.DomesticAviation)));
        // Hot region: cooling in July. Sun everywhere in the north: July above January.
        Assert.True(Mean("Galdora", 7, set => set.TotalGeneration) > 1.1 * Mean("Galdora", 1, set => set.TotalGeneration));
        Assert.True(Mean("Arvania", 7, set => set.Generation(EnergySource.Solar)) > 2 * Mean("Arvania", 1, set => set.Generation(EnergySource.Solar)));
        Assert.True(Mean("Arvania", 1, set => set.Generation(EnergySource.Wind)) > Mean("Arvania", 7, set => set.Generation(EnergySource.Wind)));
    }

    [Fact]
    public void Dataset_Week_SundaysAreLower()
    {
        EnergyDataset set = World.Dataset.ForRegions("Fenholt");
        double Of(DayOfWeek day, Sector sector) => Enumerable.Range(0, set.Count).Where(row => set.Day[row].DayOfWeek == day).Average(row => set.Emission(sector)[row]);
        Assert.True(Of(DayOfWeek.Sunday, Sector.Industry) < 0.92 * Of(DayOfWeek.Tuesday, Sector.Industry));
        Assert.True(Of(DayOfWeek.Friday, Sector.GroundTransport) > 1.2 * Of(DayOfWeek.Sunday, Sector.GroundTransport));
    }

    [Fact]
    public void Dataset_Levels_ArePlausible()
    {
        foreach (string region in World.Dataset.Regions)
        {
            EnergyDataset set = World.Dataset.ForRegions(region);
            double perGigawattHour = set.TotalEmission.ToArray().Sum() / set.TotalGeneration.ToArray().Sum() * 1e6;
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{region,-10} {set.TotalGeneration.ToArray().Average(),8:0} GWh {perGigawattHour,6:0} t/GWh  {string.Join(" ", EnergySources.All.Select(s => $"{s.Label()} {set.Generation(s).ToArray().Sum() / set.TotalGeneration.ToArray().Sum():0.00}"))}  {string.Join(" ", Sectors.All.Select(s => $"{s.Label()} {set.Emission(s).ToArray().Sum() / set.TotalEmission.ToArray().Sum():0.00}"))}"));
            // Carbon Monitor's own regions of 2023 to 2025 emitted 560 (France) to 1,620 t (India) in all sectors per GWh of electricity: computed from its two files with pandas.
            Assert.InRange(perGigawattHour, 400, 1800);
            Assert.All(set.Emission(Sector.InternationalAviation).ToArray(), value => Assert.Equal(0, value));
        }
    }

    private delegate ReadOnlySpan<double> ColumnOf(EnergyDataset set);

    private static double Mean(string region, int month, ColumnOf column)
    {
        EnergyDataset set = World.Dataset.ForRegions(region);
        double[] values = column(set).ToArray();
        return Enumerable.Range(0, set.Count).Where(row => set.Day[row].Month == month).Average(row => values[row]);
    }
}
