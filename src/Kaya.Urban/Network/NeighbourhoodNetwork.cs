using System.Globalization;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>From the vectors of the M x M cells around a cell to one vector, for one modality.</summary>
/// <remarks>
/// Section 4.2 of paper 001 says "several convolutional layers". Ours: one 1 x 1 layer, then as many unpadded 3 x 3 layers as lead from
/// M x M to one, so each place has weights of its own. A cell that is missing is 0, and a further channel says that it is missing.
/// </remarks>
internal sealed class NeighbourhoodNetwork : Module
{
    private readonly Conv2d[] _layers;

    internal NeighbourhoodNetwork(int size, int width, RandomSource random)
    {
        _layers = [.. Enumerable.Range(0, 1 + ((size - 1) / 2)).Select(i =>
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"layer{i}");
            return AddChild(name, new Conv2d(i == 0 ? width + 1 : width, width, i == 0 ? 1 : 3, random.Derive(name)));
        })];
    }

    /// <param name="window">[n, width, M, M], 0 where a cell is missing.</param>
    /// <param name="mask">[n, 1, M, M].</param>
    /// <returns>[n, width].</returns>
    internal Tensor Forward(Tensor window, Tensor mask)
    {
        Tensor value = _layers[0].Forward(Tensor.Cat(1, window, mask)) * mask;
        for (int i = 1; i < _layers.Length; i++) value = _layers[i].Forward(value.Relu());
        return value.Reshape(value.Length(0), value.Length(1));
    }
}

/// <summary>Attention whose query is the neighbourhood, and whose keys and values are several vectors (equation 6 of paper 001).</summary>
/// <remarks>As printed, key and value are one vector: the softmax is 1 and the neighbourhood cannot act. See
/// <see cref="AttentionTokens"/> for the vectors that ours has.</remarks>
internal sealed class CrossAttention : Module
{
    private readonly Linear _query, _key, _value;
    private readonly Tensor _kinds;
    private readonly int _heads;

    /// <param name="width">Length of the vectors.</param>
    /// <param name="heads">Parts of the vectors that attend on their own.</param>
    /// <param name="tokens">Number of vectors; a learnt vector for each says which it is.</param>
    /// <param name="random">First values.</param>
    internal CrossAttention(int width, int heads, int tokens, RandomSource random)
    {
        _heads = heads;
        _query = AddChild("query", new Linear(width, width, random.Derive("query")));
        _key = AddChild("key", new Linear(width, width, random.Derive("key")));
        _value = AddChild("value", new Linear(width, width, random.Derive("value")));
        RandomSequence sequence = random.Derive("kinds").Sequence();
        float[] kinds = [.. Enumerable.Range(0, tokens * width).Select(_ => (float)(0.02 * sequence.NextGaussian()))];
        _kinds = AddParameter("kinds", kinds, [tokens, width]);
    }

    /// <param name="query">[n, width].</param>
    /// <param name="tokens">[n, tokens, width].</param>
    /// <param name="mask">[n, tokens]; null where all are there.</param>
    /// <returns>[n, width].</returns>
    internal Tensor Forward(Tensor query, Tensor tokens, Tensor? mask)
    {
        long n = tokens.Length(0), count = tokens.Length(1), width = tokens.Length(2), part = width / _heads;
        Tensor told = tokens + _kinds;
        Tensor Heads(Tensor values, long many) => values.Reshape(n, many, _heads, part).Transpose(1, 2);
        Tensor scores = Heads(_query.Forward(query), 1).MatMul(Heads(_key.Forward(told), count).Transpose(2, 3)) / Math.Sqrt(part);
        if (mask is { } there) scores = Masked.Scores(scores, there.Reshape(n, 1, 1, count));
        return scores.Softmax(-1).MatMul(Heads(_value.Forward(told), count)).Reshape(n, width);
    }
}
