using System.Text.Json;

namespace Kaya.Torch.Tests;

/// <summary>The vectors that make_vectors.py recorded from PyTorch.</summary>
internal static class Vectors
{
    public static JsonElement Root { get; } = Load();

    public static float[] Values(JsonElement array) => [.. array.GetProperty("values").EnumerateArray().Select(value => value.GetSingle())];

    public static long[] Shape(JsonElement array) => [.. array.GetProperty("shape").EnumerateArray().Select(value => value.GetInt64())];

    public static Tensor Tensor(JsonElement array) => Torch.Tensor.From(Values(array), Shape(array) is { Length: > 0 } shape ? shape : [1]);

    public static StateArray State(JsonElement array) => StateArray.Of(Values(array), Shape(array));

    private static JsonElement Load()
    {
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Parity", "vectors.json"));
        return JsonDocument.Parse(stream).RootElement.Clone();
    }
}
