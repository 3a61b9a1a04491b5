using System.Text.Json;

namespace Kaya.Torch.Tests;

/// <summary>The vectors that a make_vectors.py recorded from PyTorch; other projects of tests link this file and have their own.</summary>
internal static class Vectors
{
    public static JsonElement Root { get; } = Load();

    public static float[] Values(JsonElement array) => [.. array.GetProperty("values").EnumerateArray().Select(value => value.GetSingle())];

    public static long[] Shape(JsonElement array) => [.. array.GetProperty("shape").EnumerateArray().Select(value => value.GetInt64())];

    public static Tensor Tensor(JsonElement array) => Torch.Tensor.From(Values(array), Shape(array) is { Length: > 0 } shape ? shape : [1]);

    public static StateArray State(JsonElement array) => StateArray.Of(Values(array), Shape(array));

    /// <summary>Largest difference as a part of the largest number of the array, which must be below the tolerance.</summary>
    public static double Compare(string what, JsonElement expected, Tensor found, double tolerance)
    {
        Assert.Equal(Shape(expected), found.Shape.ToArray());
        float[] values = Values(expected), ours = found.ToArray<float>();
        double size = Math.Max(1e-3, values.Max(value => Math.Abs((double)value)));
        double worst = values.Zip(ours).Max(pair => Math.Abs((double)pair.First - pair.Second)) / size;
        Assert.True(worst < tolerance, $"{what}: {worst:G3}");
        return worst;
    }

    private static JsonElement Load()
    {
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Parity", "vectors.json"));
        return JsonDocument.Parse(stream).RootElement.Clone();
    }
}
