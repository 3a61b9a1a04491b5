using System.Text.Json.Nodes;
using Kaya.Core;

namespace Kaya.Runs.Tests;

public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Model => _folder.Of("model");

    private static readonly ModelCard Card = new()
    {
        Title = "Line", IntendedUse = "Tests.", Limits = ["Nothing else."],
        Inputs = [new ModelColumn("coal", "GWh")], Outputs = [new ModelColumn("emission", "Mt d-1")],
    };

    private void Write(float first = 1.5f) => ModelFolder.Write(Model, new ModelState("line", 1,
        new JsonObject { ["degree"] = 1, ["mean"] = 0.1, ["name"] = "größe <1>" },
        new Dictionary<string, StateArray> { ["weight"] = StateArray.Of([first, 2f, 3f]), ["bias"] = StateArray.Of([0.25]) }), Card);

    [Fact]
    public void Read_WrittenModel_GivesItBack()
    {
        Write(9);
        Write();
        StoredModel model = ModelFolder.Read(Model);
        Assert.Equal(("line", 1), (model.State.Kind, model.State.Version));
        Assert.Equal([1.5f, 2f, 3f], model.State.Array("weight").As<float>().ToArray());
        Assert.Equal("größe <1>", (string?)model.State.Description["name"]);
        Assert.Equal(0.1, (double)model.State.Description["mean"]!);
        Assert.Equal(Card.Inputs, model.Card.Inputs);
        Assert.Equal([Model], Directory.GetDirectories(_folder.Path));
    }

    [Fact]
    public void Read_AnyFlippedBitOfEitherFile_IsRefused()
    {
        Write();
        RandomSequence random = new RandomSource(5).Sequence();
        foreach (string file in new[] { "model.json", "weights.safetensors" })
        {
            string path = Path.Combine(Model, file);
            byte[] original = File.ReadAllBytes(path);
            for (int trial = 0; trial < 200; trial++)
            {
                byte[] damaged = [.. original];
                int at = random.NextInt32(damaged.Length), bit = random.NextInt32(8);
                damaged[at] ^= (byte)(1 << bit);
                // A space that turns into another kind of white space is the same JSON.
                if (file == "model.json" && char.IsWhiteSpace((char)original[at]) && char.IsWhiteSpace((char)damaged[at])) continue;
                File.WriteAllBytes(path, damaged);
                Exception? error = Record.Exception(() => ModelFolder.Read(Model));
                Assert.True(error is ModelFormatException, $"{file}, byte {at}, bit {bit} (seed 5): {error?.GetType().Name ?? "accepted"}");
            }

            File.WriteAllBytes(path, original);
        }

        Assert.NotNull(ModelFolder.Read(Model));
    }

    [Theory]
    [InlineData("model.json")]
    [InlineData("weights.safetensors")]
    public void Read_Truncated_SaysWhereExpectedFoundAndRemedy(string file)
    {
        Write();
        string path = Path.Combine(Model, file);
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Fault fault = Assert.Throws<ModelFormatException>(() => ModelFolder.Read(Model)).Fault;
        Assert.Equal(path, fault.Where!.File);
        Assert.All([fault.Expected, fault.Found, fault.Remedy], part => Assert.False(string.IsNullOrEmpty(part)));
    }

    [Fact]
    public void Read_WeightsOfAnotherModel_IsRefused()
    {
        Write();
        byte[] weights = File.ReadAllBytes(Path.Combine(Model, "weights.safetensors"));
        Write(7);
        File.WriteAllBytes(Path.Combine(Model, "weights.safetensors"), weights);
        Assert.Throws<ModelFormatException>(() => ModelFolder.Read(Model));
        File.Delete(Path.Combine(Model, "weights.safetensors"));
        Assert.Contains("missing", Assert.Throws<ModelFormatException>(() => ModelFolder.Read(Model)).Fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NewerFormatOrNoModel_SaysSo()
    {
        Write();
        string path = Path.Combine(Model, "model.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"formatVersion\": 1", "\"formatVersion\": 8", StringComparison.Ordinal));
        Assert.Equal("8", Assert.Throws<ModelFormatException>(() => ModelFolder.Read(Model)).Fault.Found);
        Assert.Throws<DataNotFoundException>(() => ModelFolder.Read(_folder.Of("nowhere")));
    }
}
