using System.Security.Cryptography;

using Kaya.Core;

namespace Kaya.Tasks.Tests.Data;

public sealed class DataRegistryTests
{
    [Fact]
    public void All_EverySource_IsComplete() => Assert.All(DataRegistry.All, source =>
    {
        Assert.Equal("https", source.Page.Scheme);
        Assert.NotEmpty(source.Terms);
        Assert.All(source.KnownVersions, version => Assert.Matches("^[0-9a-f]{64}$", version.Sha256));
        Assert.True(source.IsLiving || source.KnownVersions.Count > 0);
    });

    [Fact]
    public void Named_Mistyped_Suggests()
    {
        Assert.Equal("carbon-monitor", DataRegistry.Named("Carbon-Monitor").Name);
        Assert.Contains("carbon-monitor-power", Assert.Throws<DataFormatException>(() => DataRegistry.Named("carbon-monitor-pover"))
            .Fault.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("carbon-monitor", "carbon-monitor-GLOBAL.csv")]
    [InlineData("carbon-monitor-power", "carbon-monitor-power.csv")]
    [InlineData("carbon-monitor-power", "carbon-monitor-power-uncovered-2024.csv")]
    public void Version_RealFile_IsKnown(string name, string file)
    {
        string? root = Environment.GetEnvironmentVariable("KAYA_DATA");
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); root is null && folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Kaya.slnx"))) root = Path.Combine(folder.FullName, "..", "shared", "data");
        string path = Path.Combine(root ?? "", "energy", file);
        if (!File.Exists(path)) Assert.Skip($"{file} is not here (KAYA_DATA or ../shared/data)");
        byte[] bytes = File.ReadAllBytes(path);
        Assert.NotNull(DataRegistry.Named(name).Version(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
    }
}
