using System.Text.Json.Nodes;

namespace Kaya.EndToEnd.Tests;

/// <summary>What every verb promises: where it prints, what it writes, how it ends.</summary>
public sealed class CommandTests(TrainedWorld world) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string[] Question =>
        ["energy", "whatif", "--model", world.Model, "--region", "Arvania", "--date", "2023-03-01", "--move", "coal:gas:10%"];

    private string[] SmallTraining =>
        ["energy", "train", "--emissions", world.Emissions, "--generation", world.Generation, .. TrainedWorld.Tiny];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void DryRun_InputsThere_ShowsThemAndWritesNothing()
    {
        KayaResult result = Run([.. SmallTraining, "--dry-run"]);
        Succeeds(result);
        foreach (string part in (string[])[world.Emissions, "found", "flag --model.steps", "Cost: "]) Assert.Contains(
            part, result.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void DryRun_InputsAbsent_IsMissingData()
    {
        KayaResult result = Run("energy", "train", "--emissions", "e.csv", "--generation", "g.csv", "--dry-run", "--json");
        Assert.Equal(4, result.ExitCode);
        Assert.Equal("missing", JsonNode.Parse(result.Output)!["inputs"]![0]!["state"]!.GetValue<string>());
    }

    [Fact]
    public void Json_EveryVerb_PrintsJsonAndNothingElse()
    {
        Succeeds(Run([.. SmallTraining, "--out", "a", "--quiet"]));
        foreach (string[] arguments in (string[][])
            [
                [.. Question, "--out", "w"], [.. Question, "--dry-run"],
                    ["energy", "target", "--model", world.Model, "--region", "Hestmark", "--emission", "-1%"],
                ["energy", "predict", "--model", world.Model, "--generation", world.Generation], ["run", "list", "--root", "."],
                    ["run", "show", "a"],
                ["run", "verify", "a"], ["run", "diff", "a", "w"], ["data", "list"],
            ])
        {
            KayaResult result = Run([.. arguments, "--json"]);
            Succeeds(result);
            Assert.NotNull(JsonNode.Parse(result.Output));
            Assert.Equal("", result.Error);
        }

        KayaResult failed = Run([.. Question, "--cut", "industry:10%", "--json"]);
        JsonNode error = JsonNode.Parse(failed.Output)!["error"]!;
        Assert.Equal((3, 3), (failed.ExitCode, error["exitCode"]!.GetValue<int>()));
        Assert.Equal("--move or --cut", error["expected"]!.GetValue<string>());
    }

    [Fact]
    public void WhatIf_Redirected_PrintsNoEscapeCodes()
    {
        foreach (
            string[] arguments in (string[][])[Question, ["energy", "train", "--help"], ["--help"], ["run", "list"],
            [.. Question, "--dry-run"]])
        {
            KayaResult result = Run(arguments);
            Succeeds(result);
            Assert.DoesNotContain('\u001b', result.Output + result.Error);
        }
    }

    [Fact]
    public void WhatIf_Asked_LeavesTablesChartAndReport()
    {
        KayaResult result = Run([.. Question, "--out", "w"]);
        Succeeds(result);
        foreach (string part in (string[])["before", "after", "difference", "low 95 %", "total", "power"]) Assert.Contains(
            part, result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("w/report.html")) && File.Exists(_folder.File("w/outputs/change.csv")));
        Assert.NotEmpty(Directory.EnumerateFiles(_folder.File("w/outputs"), "*.svg", SearchOption.AllDirectories));
    }

    [Fact]
    public void WhatIf_TableOfScenarios_IsOneTableInEveryFormat()
    {
        File.WriteAllLines(_folder.File("s.csv"),
            ["name,region,period,move,target", "a,Arvania,2023-03,coal:wind:10%;gas:wind:5%,", "b,Hestmark,2023-06-01,,-2%"]);
        KayaResult result = Run("energy", "whatif", "--model", world.Model, "--scenarios", "s.csv", "--table-formats",
            "parquet,xlsx,records", "--out", "s");
        Succeeds(result);
        JsonArray rows = JsonNode.Parse(File.ReadAllText(_folder.File("s/outputs/scenarios.records.json")))!.AsArray();
        Assert.Equal(["a", "b"], rows.Select(row => row!["scenario"]!.GetValue<string>()));
        Assert.Equal(-2, rows[1]!["relative"]!.GetValue<double>(), 1e-6);
        Assert.Equal("PAR1"u8.ToArray(), File.ReadAllBytes(_folder.File("s/outputs/scenarios.parquet"))[..4]);
        Assert.Equal("PK"u8.ToArray(), File.ReadAllBytes(_folder.File("s/outputs/scenarios.xlsx"))[..2]);
        KayaResult wrong = Run("energy", "whatif", "--model", world.Model, "--scenarios", "s.csv", "--region", "Arvania");
        Assert.True(wrong.ExitCode == 3 && wrong.Error.Contains("--scenarios alone", StringComparison.Ordinal), wrong.ToString());
    }

    [Fact]
    public void MaxMemory_TooLittle_IsOutOfResources()
    {
        KayaResult result = Run("energy", "train", "--max-memory", "0.1", "--model.steps", "100000", "--model.members", "2",
            "--model.hidden-size", "8", "--out", "m");
        Assert.True(result.ExitCode == 6 && result.Error.Contains("--max-memory", StringComparison.Ordinal), result.ToString());
        Assert.False(Directory.Exists(_folder.File("m/model")));
    }

    [Fact]
    public void Out_FolderTaken_IsRefusedUnlessForcedAndNeverAForeignOne()
    {
        Succeeds(Run([.. SmallTraining, "--out", "m"]));
        KayaResult again = Run([.. SmallTraining, "--out", "m"]);
        Assert.True(again.ExitCode == 3 && again.Error.Contains("--force", StringComparison.Ordinal), again.ToString());
        Succeeds(Run([.. SmallTraining, "--seed", "9", "--out", "m", "--force"]));
        Assert.Equal(9UL, JsonNode.Parse(File.ReadAllText(_folder.File("m/run.json")))!["seed"]!.GetValue<ulong>());
        Directory.CreateDirectory(_folder.File("photos"));
        File.WriteAllText(_folder.File("photos/cat.jpg"), "");
        Assert.Equal(3, Run([.. SmallTraining, "--out", "photos", "--force"]).ExitCode);
        Assert.Equal(["m", "photos"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void RunVerbs_ATraining_ListShowVerifyDiffRepeat()
    {
        Succeeds(Run([.. SmallTraining, "--out", "runs/a"]));
        Succeeds(Run([.. SmallTraining, "--seed", "2", "--out", "runs/b"]));
        Assert.Contains("energy train", Run("run", "list").Output, StringComparison.Ordinal);
        Assert.Contains(world.Generation, Run("run", "show", "runs/a").Output, StringComparison.Ordinal);
        Succeeds(Run("run", "verify", "runs/a"));
        string diff = Run("run", "diff", "runs/a", "runs/b").Output;
        Assert.Contains("seed", diff, StringComparison.Ordinal);
        Assert.Contains("weights.safetensors", diff, StringComparison.Ordinal);
        KayaResult repeated = Run("run", "repeat", "runs/a", "--out", "runs/c");
        Succeeds(repeated);
        Assert.Contains("All files are identical", repeated.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(_folder.File("runs/a/model/weights.safetensors")),
            File.ReadAllBytes(_folder.File("runs/c/model/weights.safetensors")));
    }

    [Theory]
    [InlineData("model/weights.safetensors")]
    [InlineData("outputs/fit.csv")]
    public void Verify_OneByteFlipped_NamesTheFile(string name)
    {
        Succeeds(Run([.. SmallTraining, "--out", "m"]));
        byte[] bytes = File.ReadAllBytes(_folder.File("m/" + name));
        bytes[bytes.Length / 3] ^= 4;
        File.WriteAllBytes(_folder.File("m/" + name), bytes);
        KayaResult result = Run("run", "verify", "m");
        Assert.True(result.ExitCode == 5 && result.Output.Contains(name, StringComparison.Ordinal), result.ToString());
    }

    [Fact]
    public void Repeat_InputChanged_IsVerificationFailed()
    {
        string own = _folder.File("generation.csv");
        File.Copy(world.Generation, own);
        Succeeds(Run(["energy", "train", "--emissions", world.Emissions, "--generation", own, .. TrainedWorld.Tiny, "--out", "m"]));
        File.AppendAllText(own, ",,,\n");
        KayaResult result = Run("run", "repeat", "m");
        Assert.True(result.ExitCode == 5 && result.Error.Contains(own, StringComparison.Ordinal), result.ToString());
    }

    [Theory]
    [InlineData("enrgy train", "unknown command 'enrgy'. Did you mean 'energy'?")]
    [InlineData("energy trian --quiet", "unknown command 'trian'. Did you mean 'train'?")]
    [InlineData("energy train --model.stesp=3", "unknown flag '--model.stesp'. Did you mean '--model.steps'?")]
    [InlineData("run list --jsn", "unknown flag '--jsn'. Did you mean '--json'?")]
    public void Mistyped_CommandOrFlag_IsToldWhatWasMeant(string arguments, string message)
    {
        KayaResult result = Run(arguments.Split(' '));
        Assert.True(result.ExitCode == 2 && result.Error.Contains(message, StringComparison.Ordinal), result.ToString());
    }

    [Fact]
    public void Tables_Printed_FitEightyColumns()
    {
        Succeeds(Run([.. Question, "--out", "w"]));
        foreach (
            string[] arguments in (string[][])[[.. Question, "--out", "v"], ["run", "show", "w"], ["run", "diff", "w", "v"],
            ["run", "list", "--root", "."], ["inventory", "compute"]])
        {
            bool isTable = false;
            foreach (string line in Run(arguments).Output.Split('\n'))
            {
                isTable = line.Length > 0 && (isTable || line.StartsWith('─'));
                Assert.True(!isTable || line.Length <= 80 || !line.TrimStart().Contains(' ', StringComparison.Ordinal),
                    $"{string.Join(' ', arguments)}: {line}");
            }
        }
    }

    [Fact]
    public void DataList_Shown_NamesPagesAndTerms()
    {
        KayaResult result = Run("data", "list");
        Succeeds(result);
        foreach (string part in (string[])["carbon-monitor", "https://", "SHA-256", "terms"]) Assert.Contains(
            part, result.Output, StringComparison.Ordinal);
    }

    // Processes of these tests reach the network through a proxy that is not there, on any machine.
    [Fact]
    public void DataGet_NoNetwork_IsMissingDataWithTheAddress()
    {
        KayaResult result = Run("data", "get", "carbon-monitor-power");
        Assert.True(result.ExitCode == 4 && result.Error.Contains("https://", StringComparison.Ordinal)
            && result.Error.Contains("remedy", StringComparison.Ordinal), result.ToString());
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void DataGet_UnknownName_Suggests()
    {
        KayaResult result = Run("data", "get", "carbon-monitr");
        Assert.True(result.ExitCode == 3 && result.Error.Contains("Did you mean 'carbon-monitor'?", StringComparison.Ordinal),
            result.ToString());
    }

    private KayaResult Run(params string[] arguments) => KayaProcess.Run(_folder.Path, arguments);

    private static void Succeeds(KayaResult result) => Assert.True(result.ExitCode == 0, result.ToString());
}
