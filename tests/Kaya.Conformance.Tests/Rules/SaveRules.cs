using System.Text.Json.Nodes;
using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Conformance.Tests;

/// <summary>Rules about saving and loading.</summary>
internal static class SaveRules
{
    public static void SurvivesSaving(EstimatorCase subject)
    {
        (IFittedModel model, object data) = subject.Fit();
        ModelState state = model.ToState();
        IFittedModel loaded = subject.Load(ThroughFiles(state));
        Assert.NotSame(model, loaded);
        Assert.Equal(model.GetType(), loaded.GetType());
        Assert.Equal(subject.Answer(model, data), subject.Answer(loaded, data));
        subject.CheckForm(loaded, data);
        ModelState again = loaded.ToState();
        Assert.Equal((state.Kind, state.Version), (again.Kind, again.Version));
        Assert.Equal(state.Description.ToJsonString(), again.Description.ToJsonString());
        Assert.Equal(state.Arrays.Keys, again.Arrays.Keys);
        foreach (string name in state.Arrays.Keys) Assert.True(state.Arrays[name].Bytes.Span.SequenceEqual(again.Arrays[name].Bytes.Span),
            name);
    }

    public static void RefusesDamagedStates(EstimatorCase subject)
    {
        ModelState state = subject.Fit().Model.ToState();
        Assert.Throws<ModelFormatException>(() => subject.Load(new ModelState("no such kind", 1, state.Description, state.Arrays)));
        Assert.Throws<ModelFormatException>(() => subject.Load(new ModelState(state.Kind, 999, state.Description, state.Arrays)));
        Assert.Throws<ModelFormatException>(() => subject.Load(new ModelState(state.Kind, state.Version, [], state.Arrays)));
        foreach (string lost in state.Arrays.Keys)
        {
            Dictionary<string, StateArray> rest = state.Arrays.Where(pair => pair.Key != lost).ToDictionary();
            Assert.Throws<ModelFormatException>(() => subject.Load(new ModelState(state.Kind, state.Version, state.Description, rest)));
        }
    }

    /// <summary>What a state becomes on the disk: JSON text and a safetensors file.</summary>
    private static ModelState ThroughFiles(ModelState state)
    {
        string path = Path.Combine(Path.GetTempPath(), $"kaya-conformance-{Guid.NewGuid():N}.safetensors");
        try
        {
            Safetensors.Write(path, state.Arrays);
            JsonObject description = (JsonObject)JsonNode.Parse(state.Description.ToJsonString())!;
            return new ModelState(state.Kind, state.Version, description, Safetensors.Read(path).Arrays);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
