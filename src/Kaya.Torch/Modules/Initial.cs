namespace Kaya.Torch;

/// <summary>First values of parameters, drawn by name.</summary>
internal static class Initial
{
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
