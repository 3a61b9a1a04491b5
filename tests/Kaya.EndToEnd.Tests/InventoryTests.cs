using System.Text.Json.Nodes;

namespace Kaya.EndToEnd.Tests;

/// <summary><c>kaya inventory compute</c> through the real process: what it answers, and every bad input.</summary>
public sealed class InventoryTests : IDisposable
{
    private const string Heading =
        "zone,coal [1e4 t],coke [1e4 t],crude oil [1e4 t],gasoline [1e4 t],kerosene [1e4 t],diesel oil [1e4 t],fuel oil [1e4 t],natural "
            + "gas "
        + "[1e8 m3]";
    private const string Published = "year,province,Scope 1 Total,Process,gdp_100M_CNY_current,population";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Compute_Table_LeavesEmissionComparisonAndReport()
    {
        Write("fuels.csv", Heading, "Beijing,5000,0,0,0,0,0,0,0", "Tianjin,0,0,0,0,0,0,0,100");
        Write("published.csv", Published, "2005,Beijing,92,2,1,1", "2010,Beijing,102,2,1,1", "2010,Hebei,9,0,1,1");
        KayaResult result = KayaProcess.Run(_folder.Path, "inventory", "compute", "--fuels", "fuels.csv", "--compare", "published.csv",
            "--year", "2007", "--out", "i", "--json");
        Assert.True(result.ExitCode == 0, result.ToString());
        JsonNode answer = JsonNode.Parse(result.Output)!;
        // 5e7 t x 1.9002988488 and 1e10 m3 x 2.162188809 kg, by hand.
        Assert.Equal(95_014_942.44, answer["tables"]![0]!["rows"]![0]!["total"]!.GetValue<double>(), 1e-3);
        Assert.Equal(21_621_888.09, answer["tables"]![0]!["rows"]![1]!["natural gas"]!.GetValue<double>(), 1e-3);
        string[] csv = File.ReadAllLines(_folder.File("i/outputs/emission.csv"));
        Assert.Equal(
            "zone,name,coal [t],coke [t],crude oil [t],gasoline [t],kerosene [t],diesel oil [t],fuel oil [t],natural gas [t],"
                + "total [t],once [t],all [t]",
            csv[0]);
        // 90 Mt in 2005 and 100 Mt in 2010: 94 Mt in 2007.
        JsonNode agreement = answer["tables"]![1]!["rows"]![2]!;
        Assert.Equal(95.01494244 / 94, agreement["median ratio"]!.GetValue<double>(), 1e-9);
        string summary = answer["summary"]!.ToJsonString();
        Assert.Contains("not in the statistics: CN-HE", summary, StringComparison.Ordinal);
        Assert.Contains("not published: Tianjin", summary, StringComparison.Ordinal);
        string report = File.ReadAllText(_folder.File("i/report.html"));
        foreach (string part in (string[])["Comparison with published emissions", "CO2 by zone", "counted twice", "2007, interpolated"])
            Assert.Contains(part, report, StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_NothingNamed_IsTheSampleCountryAndSaysSo()
    {
        KayaResult result = KayaProcess.Run(_folder.Path, "inventory", "compute", "--year", "2005", "--out", "i");
        Assert.True(
            result.ExitCode == 0 && result.Output.StartsWith("sample country, made-up provinces: 12 zones", StringComparison.Ordinal),
            result.ToString());
        Assert.Equal(13, File.ReadLines(_folder.File("i/outputs/emission.csv")).Count());
        Assert.Contains("made-up provinces", File.ReadAllText(_folder.File("i/report.html")), StringComparison.Ordinal);
        KayaResult other = KayaProcess.Run(_folder.Path, "inventory", "compute", "--year", "2007");
        Assert.True(other.ExitCode == 4 && other.Error.Contains("2005 or 2010", StringComparison.Ordinal), other.ToString());
    }

    /// <summary>Edits of the two files, the code, the place and what the message must say.</summary>
    public static TheoryData<string, int, string, string> Faults => new()
    {
        { "no such file", 4, "fuels.csv", "Check the path" },
        { "empty file", 3, "fuels.csv", "no data" },
        { "unknown fuel", 3, "fuels.csv:1:2 (coall [1e4 t])", "Did you mean 'coal'?" },
        { "unit missing", 3, "fuels.csv:1:2 (coal)", "--mass-unit" },
        { "mass of gas", 3, "fuels.csv:1:9 (natural gas [1e4 t])", "1e8 m3" },
        { "volume of coal", 3, "fuels.csv:1:2 (coal [1e8 m3])", "1e4 t" },
        { "coal equivalent", 3, "fuels.csv:1:2 (coal [1e4 tce])", "physical amounts" },
        { "negative", 3, "fuels.csv:2:2 (coal [1e4 t])", "0 or more" },
        { "empty cell", 3, "fuels.csv:2:3 (coke [1e4 t])", "write 0" },
        { "no number", 3, "fuels.csv:2:2 (coal [1e4 t])", "'5,0,0'" },
        { "short line", 3, "fuels.csv:2", "9: zone" },
        { "zone twice", 3, "fuels.csv:4:1 (zone)", "line 2" },
        { "no fuel column", 3, "fuels.csv:1 (coke)", "'coke'" },
        { "published without column", 3, "published.csv:1 (Process)", "'Process'" },
        { "unknown province", 3, "published.csv:2:2 (province)", "Did you mean 'Beijing'?" },
        { "nothing in common", 4, "published.csv", "no zone in common" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Compute_FaultyFile_RefusesAndLeavesNothing(string fault, int code, string where, string says)
    {
        string[] fuels = [Heading, "Beijing,5000,0,0,0,0,0,0,0", "Tianjin,0,0,0,0,0,0,0,100"],
            published = [Published, "2005,Beijing,92,2,1,1"];
        switch (fault)
        {
            case "empty file": fuels = []; break;
            case "unknown fuel": fuels[0] = Heading.Replace("coal", "coall", StringComparison.Ordinal); break;
            case "unit missing": fuels[0] = Heading.Replace("coal [1e4 t]", "coal", StringComparison.Ordinal); break;
            case "mass of gas": fuels[0] = Heading.Replace("[1e8 m3]", "[1e4 t]", StringComparison.Ordinal); break;
            case "volume of coal": fuels[0] = Heading.Replace("coal [1e4 t]", "coal [1e8 m3]", StringComparison.Ordinal); break;
            case "coal equivalent": fuels[0] = Heading.Replace("coal [1e4 t]", "coal [1e4 tce]", StringComparison.Ordinal); break;
            case "negative": fuels[1] = fuels[1].Replace("5000", "-5000", StringComparison.Ordinal); break;
            case "empty cell": fuels[1] = "Beijing,5000,,0,0,0,0,0,0"; break;
            case "no number": fuels[1] = "Beijing,\"5,0,0\",0,0,0,0,0,0,0"; break;
            case "short line": fuels[1] = "Beijing,5000"; break;
            case "zone twice": fuels = [.. fuels, fuels[1]]; break;
            case "no fuel column": fuels = ["zone,coal [t]", "Beijing,1"]; break;
            case "published without column": published[0] = Published.Replace("Process,", "Cement,", StringComparison.Ordinal); break;
            case "unknown province": published[1] = published[1].Replace("Beijing", "Bejing", StringComparison.Ordinal); break;
            case "nothing in common": published[1] = published[1].Replace("Beijing", "Hebei", StringComparison.Ordinal); break;
        }

        if (fault != "no such file") Write("fuels.csv", fuels);
        Write("published.csv", published);
        string[] before = [.. Directory.EnumerateFileSystemEntries(_folder.Path)];
        KayaResult result = KayaProcess.Run(_folder.Path, "inventory", "compute", "--fuels", "fuels.csv", "--compare", "published.csv");
        Assert.True(result.ExitCode == code && result.Output.Length == 0, result.ToString());
        foreach (string part in (string[])[$"where: {where}\n", says, "expected: ", "found: ", "remedy: "]) Assert.Contains(
            part, result.Error, StringComparison.Ordinal);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Compute_ComparisonAlone_IsRefused()
    {
        KayaResult result = KayaProcess.Run(_folder.Path, "inventory", "compute", "--compare", "published.csv");
        Assert.True(result.ExitCode == 4 && result.Error.Contains("--fuels", StringComparison.Ordinal), result.ToString());
    }

    private void Write(string name, params string[] lines) => File.WriteAllLines(_folder.File(name), lines);
}
