using Kaya.Core;
using Kaya.Energy;

namespace Kaya.Tasks.Tests;

/// <summary>Files of scenarios, as a table and as YAML.</summary>
public sealed class ScenarioFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-scenarios-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IReadOnlyList<Scenario> Read(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return ScenarioFile.Read(path);
    }

    private static string Text(Scenario own) => string.Join(" | ", own.Name, own.Region, own.Period, string.Join("; ", own.Moves),
        own.Target, string.Join(";", own.Pinned), string.Join(";", own.Allowed));

    [Fact]
    public void Read_TableAndYaml_AreTheSameScenarios()
    {
        const string Yaml = """
            # two questions; the first of two regions in two months
            scenarios:
              - name: half
                region: [Germany, Italy]
                period: [2024-01, 2024-02-01/2024-02-10]
                move: [coal:gas:25%, coal:solar:25%]
              - region: Spain
                date: 2024-03-01
                target: -5%
                pin: [nuclear, hydro]
                allow: oil
            """;
        const string Table = """
            name,region,period,move,target,pin,allow
            half,Germany;Italy,2024-01;2024-02-01/2024-02-10,coal:gas:25%;coal:solar:25%,,,
            ,Spain,2024-03-01,,-5%,nuclear;hydro,oil
            """;
        string[] yaml = [.. Read("s.yaml", Yaml).Select(Text)];
        Assert.Equal(yaml, Read("s.csv", Table).Select(Text));
        Assert.Equal(yaml, Read("s.yml", Yaml.Replace("scenarios:", "", StringComparison.Ordinal)).Select(Text));
        Assert.Equal(5, yaml.Length);
        Assert.StartsWith("half, Italy, 2024-01 | Italy | 2024-01 | ", yaml[2], StringComparison.Ordinal);
        Assert.StartsWith("5 | Spain | 2024-03-01 |  | ", yaml[4], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("- region: Spain\n  period: 2024\n  moves: coal:gas:10%\n", 3, "'move'")]
    [InlineData("- region: Spain\n  period: 2024\n", 1, "a move or a target")]
    [InlineData("- region: Spain\n  period: 2024\n  move: coal:gas:10%\n  target: -5%\n", 1, "both")]
    [InlineData("- region: Spain\n  move: coal:gas:10%\n", 1, "period")]
    [InlineData("- region: Spain\n  period: 2024\n  move: coal:gas\n", 1, "coal:gas:10%")]
    [InlineData("- region: Spain\n  period: 2024\n  target: [-5%, -6%]\n", 1, "-5%; -6%")]
    [InlineData("- region: [[Spain]]\n  period: 2024\n  target: -5%\n", 1, "list of texts")]
    [InlineData("region: Spain\nperiod: 2024\n", 1, "- region")]
    [InlineData("- Spain\n", 1, "group of keys")]
    [InlineData("[]\n", 0, "no scenario")]
    public void Read_WrongYaml_IsRefusedWithItsLine(string text, int line, string said)
    {
        Fault fault = Assert.ThrowsAny<KayaException>(() => Read("s.yaml", text)).Fault;
        Assert.Contains(said, fault.ToString(), StringComparison.Ordinal);
        Assert.Equal(line, fault.Where!.Line ?? 0);
    }
}
