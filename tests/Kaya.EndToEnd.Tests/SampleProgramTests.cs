namespace Kaya.EndToEnd.Tests;

/// <summary>The programs below <c>samples/</c>: short, and they do what they say.</summary>
public sealed class SampleProgramTests
{
    [Fact]
    public void EnergyWhatIf_Run_TrainsPredictsAndAnswers()
    {
        using TemporaryFolder folder = new();
        KayaResult result = KayaProcess.RunSample("EnergyWhatIf", folder.Path);
        Assert.True(result.ExitCode == 0 && result.Error.Length == 0, result.ToString());
        Assert.Contains("CLEAN-MLP: 4 networks, 12 regions, 8760 region-days", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"Ostelia, 2023-01-01: 0\.\d{3} Mt of CO2, with 80 % between 0\.\d{3} and 0\.\d{3}", result.Output);
        // Coal emits and wind does not: the answer is a saving, whatever the seed.
        Assert.Matches(@"Arvania, 2024-11-20, coal to wind, 10 %: power sector \d\.\d{3} to \d\.\d{3} Mt \(-\d\.\d %\)", result.Output);
        Assert.Matches(@"coal: \d+\.\d % to \d+\.\d % of the mix", result.Output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void MapFromZones_Run_MakesAMapThatAddsUp()
    {
        using TemporaryFolder folder = new();
        KayaResult result = KayaProcess.RunSample("MapFromZones", folder.Path);
        Assert.True(result.ExitCode == 0 && result.Error.Length == 0, result.ToString());
        Assert.Equal("512 x 640 cells, 12 of 12 provinces add up; read back: as written", result.Output.Trim());
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("EnergyWhatIf", 40)]
    [InlineData("MapFromZones", 50)]
    public void Source_OfASample_IsShort(string name, int lines) =>
        Assert.InRange(File.ReadAllLines(Repository.File($"samples/{name}/Program.cs")).Length, 1, lines);
}
