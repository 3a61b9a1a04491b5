namespace Kaya.EndToEnd.Tests;

/// <summary>Every kind of bad input: exit code, a message with its parts, and nothing written.</summary>
public sealed class BadInputTests(TrainedWorld world) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Edits of the two provider files by name; the line is where the message must point.</summary>
    public static TheoryData<string, int?, string> FileFaults => new()
    {
        { "missing column", 1, "sector" },
        { "unknown sector", 5, "'Powr'" },
        { "unknown source", 7, "'Cole'" },
        { "month before day", null, "dd/mm" },
        { "duplicate row", 6, "line" },
        { "negative beyond rounding", 4, "-250" },
        { "not a number", 9, "NaN" },
        { "no common days", null, "no common day" },
        { "empty file", null, "empty" },
        { "header only", null, "no data" },
    };

    [Theory]
    [MemberData(nameof(FileFaults))]
    public void Train_FaultyFile_RefusesAndLeavesNothing(string fault, int? line, string names)
    {
        string[] emissions = File.ReadAllLines(world.Emissions), generation = File.ReadAllLines(world.Generation);
        (bool inEmissions, string[] changed) = Spoil(fault, emissions, generation);
        string emissionsPath = Write("emissions.csv", inEmissions ? changed : emissions);
        string generationPath = Write("generation.csv", inEmissions ? generation : changed);
        KayaResult result = KayaProcess.Run(_folder.Path, "energy", "train", "--emissions", emissionsPath, "--generation", generationPath);
        string where = inEmissions ? emissionsPath : generationPath;
        Refused(result, 3, line is null ? where : $"{where}:{line}", names);
        Assert.Equal(["emissions.csv", "generation.csv"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName)
            .Order());
    }

    private static (bool InEmissions, string[] Lines) Spoil(string fault, string[] emissions, string[] generation) => fault switch
    {
        "missing column" => (true, ["country,date,kind,MtCO2 per day", .. emissions[1..]]),
        "unknown sector" => (true, With(emissions, 5, line => Field(line, 2, "Powr"))),
        "unknown source" => (false, With(generation, 7, line => Field(line, 2, "Cole"))),
        "month before day" => (true, [emissions[0], .. emissions[1..].Select(MonthFirst)]),
        "duplicate row" => (false, [.. generation[..5], generation[4], .. generation[5..]]),
        "negative beyond rounding" => (false, With(generation, 4, line => Field(line, 3, "-250"))),
        "not a number" => (false, With(generation, 9, line => Field(line, 3, "NaN"))),
        "no common days" => (false, [.. generation.Select(line => line.Replace(",2023-02-", ",2024-02-", StringComparison.Ordinal))]),
        "empty file" => (false, []),
        "header only" => (false, generation[..1]),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "no such fault"),
    };

    [Theory]
    [InlineData(3, "Did you mean 'Arvania'?", "--region", "Arvanja", "--date", "2023-03-01", "--move", "coal:gas:10%")]
    [InlineData(3, "larger than the generation of the source", "--region", "Arvania", "--date", "2023-03-01", "--move", "coal:gas:90pp")]
    [InlineData(3, "Did you mean 'coal'?", "--region", "Arvania", "--date", "2023-03-01", "--move", "coall:gas:10%")]
    [InlineData(3, "FROM:TO:AMOUNT", "--region", "Arvania", "--date", "2023-03-01", "--move", "coal-gas-10")]
    [InlineData(3, "number with %", "--region", "Arvania", "--date", "2023-03-01", "--move", "coal:gas:much")]
    [InlineData(3, "Did you mean 'industry'?", "--region", "Arvania", "--date", "2023-03-01", "--cut", "indutsry:10%")]
    [InlineData(3, "larger than the emissions of the sector", "--region", "Arvania", "--date", "2023-03-01", "--cut", "industry:90pp")]
    [InlineData(3, "--move or --cut", "--region", "Arvania", "--date", "2023-03-01")]
    [InlineData(3, "--region", "--date", "2023-03-01", "--move", "coal:gas:10%")]
    [InlineData(3, "day", "--region", "Arvania", "--date", "01/03/2023", "--move", "coal:gas:10%")]
    [InlineData(4, "a day from 2023-01-01 to 2024-12-31", "--region", "Arvania", "--date", "2031-03-01", "--move", "coal:gas:10%")]
    public void WhatIf_BadQuestion_RefusesAndLeavesNothing(int code, string names, params string[] arguments)
    {
        Refused(KayaProcess.Run(_folder.Path, ["energy", "whatif", "--model", world.Model, .. arguments]), code, names);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Target_OutOfReach_RefusesAndLeavesNothing()
    {
        Refused(KayaProcess.Run(_folder.Path, "energy", "target", "--model", world.Model, "--region", "Arvania", "--emission", "-90%"), 3,
            "at closest");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("one bit flipped")]
    [InlineData("description altered")]
    public void WhatIf_DamagedModel_RefusesAndLeavesNothing(string damage)
    {
        string model = _folder.File("model");
        Directory.CreateDirectory(model);
        foreach (string name in (string[])["model.json", "weights.safetensors"]) File.Copy(
            Path.Combine(world.Model, "model", name), Path.Combine(model, name));
        string hurt = Path.Combine(model, damage == "description altered" ? "model.json" : "weights.safetensors");
        byte[] bytes = File.ReadAllBytes(hurt);
        if (damage == "truncated") bytes = bytes[..(bytes.Length / 2)];
        else if (damage == "one bit flipped") bytes[bytes.Length / 2] ^= 1;
        else bytes = System.Text.Encoding.UTF8.GetBytes(
            System.Text.Encoding.UTF8.GetString(bytes).Replace("Arvania", "Brvania", StringComparison.Ordinal));
        File.WriteAllBytes(hurt, bytes);
        Refused(KayaProcess.Run(_folder.Path, "energy", "whatif", "--model", model, "--region", "Arvania", "--date", "2023-03-01",
            "--move", "coal:gas:10%"), 3, hurt);
        Assert.Equal([model], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Train_UnknownConfigurationKey_Suggests()
    {
        string file = Write("kaya.yaml", ["seed: 3", "model:", "  stepps: 10"]);
        Refused(KayaProcess.Run(_folder.Path, "energy", "train", "--config", file), 3, $"{file}:3", "Did you mean 'steps'?");
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("energy", "train", "--emissions", "absent.csv", "--generation", "absent.csv")]
    [InlineData("energy", "predict", "--model", "absent")]
    [InlineData("energy", "train", "--config", "absent.yaml")]
    [InlineData("run", "show", "absent")]
    public void AnyVerb_AbsentFile_IsMissingData(params string[] arguments)
    {
        Refused(KayaProcess.Run(_folder.Path, arguments), 4, "absent");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Predict_UnknownRegionOfAFile_NamesTheFile() => Refused(
        KayaProcess.Run(_folder.Path, "energy", "predict", "--model", world.Model, "--generation", world.Generation, "--regions",
            "Arvanai"), 3, world.Generation, "Did you mean 'Arvania'?");

    [Fact]
    public void Train_ForcedOverARunWithBadInput_KeepsTheEarlierRun()
    {
        string earlier = _folder.File("model");
        Directory.CreateDirectory(earlier);
        foreach (string path in Directory.EnumerateFiles(world.Model)) File.Copy(path, Path.Combine(earlier, Path.GetFileName(path)));
        string record = File.ReadAllText(Path.Combine(earlier, "run.json"));
        Refused(KayaProcess.Run(_folder.Path, "energy", "train", "--out", earlier, "--force", "--emissions", world.Emissions,
            "--generation", Write("empty.csv", [])), 3, "empty");
        Assert.Equal(record, File.ReadAllText(Path.Combine(earlier, "run.json")));
        Assert.Equal(["empty.csv", "model"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("energy", "train", "--stepz", "3")]
    [InlineData("energy", "trian")]
    [InlineData("run", "show")]
    public void AnyVerb_WrongUsage_IsExitCode2(params string[] arguments)
    {
        KayaResult result = KayaProcess.Run(_folder.Path, arguments);
        Assert.True(result.ExitCode == 2 && result.Error.Contains("--help", StringComparison.Ordinal) && result.Output.Length == 0,
            result.ToString());
    }

    private static void Refused(KayaResult result, int code, params string[] names) =>
        result.RequireRefusal(code, [.. names, "expected: ", "found: "]);

    private string Write(string name, string[] lines)
    {
        File.WriteAllLines(_folder.File(name), lines);
        return _folder.File(name);
    }

    private static string[] With(string[] lines, int line, Func<string, string> change)
    {
        string[] changed = [.. lines];
        changed[line - 1] = change(changed[line - 1]);
        return changed;
    }

    private static string Field(string line, int index, string value)
    {
        string[] fields = line.Split(',');
        fields[index] = value;
        return string.Join(',', fields);
    }

    private static string MonthFirst(string line)
    {
        string[] fields = line.Split(','), date = fields[1].Split('/');
        return Field(line, 1, $"{date[1]}/{date[0]}/{date[2]}");
    }
}
