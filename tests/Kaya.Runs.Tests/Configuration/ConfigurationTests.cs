using Kaya.Core;

namespace Kaya.Runs.Tests;

public enum Backbone
{
    Mlp,
    OneDimensional,
}

public sealed record TrainingOptions
{
    [Option("Passes over the data.", Minimum = 1, Maximum = 10000)]
    public int Epochs { get; init; } = 100;

    public double LearningRate { get; init; } = 1e-3;

    public IReadOnlyList<int> Hidden { get; init; } = [64, 64];
}

public sealed record SampleOptions
{
    [Option("Seed of all random numbers.")]
    public ulong Seed { get; init; } = 1;

    public string? Emissions { get; init; }

    [Option("Side of a cell.", Unit = "km", Minimum = 0)]
    public Quantity CellSize { get; init; } = Quantity.Parse("27 km");

    public Period? Period { get; init; }

    public DateOnly Date { get; init; } = new(2024, 2, 29);

    public Backbone Backbone { get; init; }

    public bool Quick { get; init; }

    public TrainingOptions Training { get; init; } = new() { Epochs = 50 };
}

public sealed record NamedOptions
{
    public string Name { get; init; } = "mixture";
}

public sealed class ConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private ResolvedConfiguration<SampleOptions> Read(string yaml) =>
        ConfigurationReader.Read<SampleOptions>(new ConfigurationSources { File = _folder.Text("kaya.yaml", yaml) });

    [Fact]
    public void Read_File_SetsEveryKindOfValue()
    {
        SampleOptions options = Read("""
            seed: 18446744073709551615
            emissions: data/a.csv     # a comment
            cell-size: 500 m
            period: 2024-02
            date: 2023-01-31
            backbone: one-dimensional
            quick: yes
            training:
              learning-rate: 2e-4
              hidden: [32, 16, 8]
            """).Options;
        Assert.Equal(ulong.MaxValue, options.Seed);
        Assert.Equal("data/a.csv", options.Emissions);
        Assert.Equal(0.5, options.CellSize.In(Unit.Parse("km")));
        Assert.Equal(29, options.Period!.DayCount);
        Assert.Equal(new DateOnly(2023, 1, 31), options.Date);
        Assert.Equal(Backbone.OneDimensional, options.Backbone);
        Assert.True(options.Quick);
        Assert.Equal(2e-4, options.Training.LearningRate);
        Assert.Equal(50, options.Training.Epochs);
        Assert.Equal([32, 16, 8], options.Training.Hidden);
    }

    [Fact]
    public void Read_SeveralSources_FlagWinsOverEnvironmentOverFile()
    {
        ConfigurationSources sources = new()
        {
            File = _folder.Text("kaya.yaml", "seed: 2\ntraining:\n  epochs: 2\n  learning-rate: 0.5\n"),
            Environment = new Dictionary<string,
                string> { ["KAYA_SEED"] = "3", ["KAYA_TRAINING_EPOCHS"] = "3", ["KAYA_DATA"] = "elsewhere" },
            Flags = new Dictionary<string, string> { ["seed"] = "4", ["training.hidden"] = "1, 2" },
        };
        ResolvedConfiguration<SampleOptions> resolved = ConfigurationReader.Read<SampleOptions>(sources);
        Assert.Equal((4UL, 3, 0.5), (resolved.Options.Seed, resolved.Options.Training.Epochs, resolved.Options.Training.LearningRate));
        Assert.Equal([1, 2], resolved.Options.Training.Hidden);
        Assert.Equal("flag --seed", resolved.Origins["seed"]);
        Assert.Equal("environment KAYA_TRAINING_EPOCHS", resolved.Origins["training.epochs"]);
        Assert.EndsWith("kaya.yaml:4:18", resolved.Origins["training.learning-rate"], StringComparison.Ordinal);
        Assert.Equal("default", resolved.Origins["quick"]);
    }

    [Fact]
    public void FromRecord_SavedConfiguration_GivesTheSameOptions()
    {
        ResolvedConfiguration<SampleOptions> first = Read(
            "seed: 7\ncell-size: 1.5 km\ntraining: { hidden: [5], epochs: 9 }\nperiod: 2024\n");
        ResolvedConfiguration<SampleOptions> again = ConfigurationReader.FromRecord<SampleOptions>(first.ToJson());
        Assert.Equal(first.ToJson().ToJsonString(), again.ToJson().ToJsonString());
        Assert.Equal(first.Options.CellSize, again.Options.CellSize);
        Assert.Equal(first.Options.Training.Hidden, again.Options.Training.Hidden);
    }

    // File, expected line:column, then what remedy, expected and found must say.
    [Theory]
    [InlineData("seed: 1\nemision: a.csv\n", 2, 1, "Did you mean 'emissions'?")]
    [InlineData("training:\n  lerning-rate: 1\n", 2, 3, "Did you mean 'learning-rate'?")]
    [InlineData("seed: 1\nseed: 2\n", 2, 1, "Keep one")]
    [InlineData("cell-size: 27\n", 1, 12, "'27 km'")]
    [InlineData("cell-size: 27 GWh\n", 1, 12, "27 km")]
    [InlineData("cell-size: -1 km\n", 1, 12, "range")]
    [InlineData("training:\n  epochs: 0\n", 2, 11, "range")]
    [InlineData("training:\n  epochs: 1.5\n", 2, 11, "Correct")]
    [InlineData("training: 5\n", 1, 11, "Indent")]
    [InlineData("backbone: mpl\n", 1, 11, "'mlp'")]
    [InlineData("seed: [1, 2]\n", 1, 1, "after the colon")]
    [InlineData("seed:\n", 1, 6, "remove the key")]
    [InlineData("seed: &x 1\nquick: *x\n", 2, 8, "anchors")]
    [InlineData("seed: 1\n---\nseed: 2\n", 2, 1, "one document")]
    [InlineData("seed: 'one\n", 1, 7, "Correct the line")]
    [InlineData("date: 29/02/2024\n", 1, 7, "Correct")]
    [InlineData("- seed\n", 1, 1, "Indent")]
    public void Read_BadFile_NamesPlaceAndRemedy(string yaml, int line, int column, string remedy)
    {
        DataFormatException error = Assert.Throws<DataFormatException>(() => Read(yaml));
        Assert.EndsWith("kaya.yaml", error.Fault.Where!.File, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Fault.Remedy, StringComparison.Ordinal);
        Assert.Equal((line, column), ((int)error.Fault.Where.Line!, (int)error.Fault.Where.Column!));
    }

    [Fact]
    public void Read_DeepNesting_IsRefused()
    {
        string yaml = string.Concat(Enumerable.Repeat("[", 5000)) + string.Concat(Enumerable.Repeat("]", 5000));
        Assert.Throws<DataFormatException>(() => Read("seed: " + yaml));
    }

    [Fact]
    public void Read_EmptyFile_GivesDefaults() => Assert.Equal(27, Read("# nothing\n").Options.CellSize.Value);

    [Fact]
    public void Read_EmptyText_IsNoValueOnlyWhereThereMayBeNone()
    {
        static ConfigurationSources Empty(string key) => new() { Flags = new Dictionary<string, string> { [key] = "" } };
        Assert.Null(ConfigurationReader.Read<SampleOptions>(Empty("emissions")).Options.Emissions);
        Assert.Equal("nothing", Assert.Throws<DataFormatException>(() => ConfigurationReader.Read<SampleOptions>(Empty("cell-size")))
            .Fault.Found);
        Assert.Equal("--name", Assert.Throws<DataFormatException>(() => ConfigurationReader.Read<NamedOptions>(Empty("name")))
            .Fault.Where!.Variable);
    }

    [Fact]
    public void Read_UnknownFlag_Suggests()
    {
        ConfigurationSources sources = new() { Flags = new Dictionary<string, string> { ["training.epoch"] = "3" } };
        DataFormatException error = Assert.Throws<DataFormatException>(() => ConfigurationReader.Read<SampleOptions>(sources));
        Assert.Equal("Did you mean 'training.epochs'?", error.Fault.Remedy);
    }

    [Fact]
    public void Describe_Options_SaysWhatTheHelpNeeds()
    {
        IReadOnlyList<OptionDescription> options = ConfigurationReader.Describe<SampleOptions>();
        OptionDescription epochs = Assert.Single(options, option => option.Key == "training.epochs");
        Assert.Equal(new OptionDescription("training.epochs", "whole number", "50", "Passes over the data.", "KAYA_TRAINING_EPOCHS"),
            epochs);
        Assert.Equal("64, 64", Assert.Single(options, option => option.Key == "training.hidden").Default);
    }
}
