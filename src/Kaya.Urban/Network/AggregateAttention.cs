using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>A weighted sum of the vectors of the modalities, whose weights come of the vectors (equations 4 and 5 of paper 001).</summary>
internal sealed class AggregateAttention : Module
{
    private readonly Linear _hidden, _score;

    internal AggregateAttention(int width, RandomSource random)
    {
        _hidden = AddChild("hidden", new Linear(width, width, random.Derive("hidden")));
        _score = AddChild("score", new Linear(width, 1, random.Derive("score"), bias: false));
    }

    /// <param name="values">[n, modalities, width].</param>
    /// <param name="mask">[n, modalities]: 1 where there is a vector, else 0; null where all are there. One is there at least.</param>
    /// <returns>[n, width], and the weights [n, modalities].</returns>
    internal (Tensor Fused, Tensor Weights) Forward(Tensor values, Tensor? mask = null)
    {
        Tensor scores = _score.Forward(_hidden.Forward(values, ActivationKind.Tanh)).Squeeze(-1);
        if (mask is { } there) scores = Masked.Scores(scores, there);
        Tensor weights = scores.Softmax(-1);
        return ((values * weights.Unsqueeze(-1)).Sum(1), weights);
    }
}

/// <summary>Attention that leaves out what is not there.</summary>
internal static class Masked
{
    // exp of it is 0 beside any score, and a sum of several is still finite.
    private const double Never = -1e9;

    /// <summary>Scores of which a softmax gives exactly 0 where the mask is 0, if it is 1 somewhere.</summary>
    internal static Tensor Scores(Tensor scores, Tensor mask) => (scores * mask) + ((mask - 1) * -Never);
}
