using Kaya.EndToEnd.Tests;
using Kaya.Samples;

[assembly: AssemblyFixture(typeof(TrainedWorld))]

namespace Kaya.EndToEnd.Tests;

/// <summary>One small model of the sample world and small provider files, made once for all tests.</summary>
public sealed class TrainedWorld : IDisposable
{
    /// <summary>Networks so small that a training takes a second: what they say is not looked at here, only how it is said.</summary>
    internal static string[] Tiny =>
        ["--model.steps", "30", "--model.members", "2", "--model.hidden-size", "8", "--model.latent-size", "4", "--model.batch-size", "16"];

    private static readonly string[] s_regions = ["Arvania", "Belmora", "Corsund"];
    private readonly TemporaryFolder _folder = new();

    public TrainedWorld()
    {
        SampleProviderFiles files = SampleEnergy.Create().WriteProviderFiles(_folder.File("world"));
        Emissions = Small(files.Emissions, "/02/2023", "emissions.csv");
        Generation = Small(files.Generation, ",2023-02-", "generation.csv");
        Model = _folder.File("model");
        KayaResult trained = KayaProcess.Run(_folder.Path, ["energy", "train", "--out", Model, .. Tiny]);
        Assert.True(trained.ExitCode == 0, trained.ToString());
    }

    /// <summary>Emission of three regions in February 2023, as the provider writes it.</summary>
    public string Emissions { get; }

    /// <summary>Generation of the same region-days.</summary>
    public string Generation { get; }

    /// <summary>Run of a training on the whole sample world.</summary>
    public string Model { get; }

    public void Dispose() => _folder.Dispose();

    private string Small(string file, string month, string name)
    {
        string[] lines = File.ReadAllLines(file);
        File.WriteAllLines(
            _folder.File(name),
            [lines[0], .. lines.Where(line => s_regions.Any(region => line.StartsWith(region + ",", StringComparison.Ordinal))
            && line.Contains(month, StringComparison.Ordinal))]);
        return _folder.File(name);
    }
}
