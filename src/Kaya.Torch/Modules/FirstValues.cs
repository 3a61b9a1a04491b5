namespace Kaya.Torch;

/// <summary>First values of parameters, drawn by name.</summary>
public static class FirstValues
{
    /// <summary>Overwrites those of a dense layer: normal weights of a stated gain (He et al. 2015), biases zero.</summary>
    /// <param name="layer">The layer; its weights are the tensor named <c>weight</c>.</param>
    /// <param name="gain">Variance of the outputs for inputs of variance 1.</param>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="random">Random numbers.</param>
    public static void WriteNormal(Module layer, double gain, int inputs, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(random);
        double deviation = Math.Sqrt(gain / inputs);
        foreach (ModuleTensor tensor in layer.NamedTensors())
        {
            float[] values = new float[tensor.Tensor.Count];
            RandomSequence sequence = random.Derive("normal").Sequence();
            if (tensor.Name == "weight")
                for (int i = 0; i < values.Length; i++) values[i] = (float)(deviation * sequence.NextGaussian());
            tensor.Tensor.Write<float>(values);
        }
    }

    /// <summary>Uniform in [-limit, limit], in row-major order.</summary>
    internal static float[] Uniform(RandomSource random, string name, long count, double limit)
    {
        RandomSequence sequence = random.Derive(name).Sequence();
        float[] values = new float[count];
        for (int i = 0; i < values.Length; i++) values[i] = (float)((2 * sequence.NextDouble() - 1) * limit);
        return values;
    }

    /// <summary>Standard normal numbers.</summary>
    internal static float[] Normal(RandomSource random, string name, long count)
    {
        RandomSequence sequence = random.Derive(name).Sequence();
        float[] values = new float[count];
        for (int i = 0; i < values.Length; i++) values[i] = (float)sequence.NextGaussian();
        return values;
    }

    /// <summary>One number repeated.</summary>
    internal static float[] Constant(long count, float value)
    {
        float[] values = new float[count];
        Array.Fill(values, value);
        return values;
    }

    /// <summary>The values of each member one after the other; member m draws from the source <c>member{m}</c>.</summary>
    internal static float[] Members(int members, RandomSource random, Func<RandomSource, float[]> draw) =>
        [.. Enumerable.Range(0, members).SelectMany(member => draw(random.Derive($"member{member}")))];
}
