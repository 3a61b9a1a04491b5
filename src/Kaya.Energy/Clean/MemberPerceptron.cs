using System.Globalization;
using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Energy;

/// <summary>Batched dense layers of several networks, with SiLU between layers and a linear last layer.</summary>
internal sealed class MemberPerceptron : Layer
{
    private readonly MemberLinear[] _layers;

    /// <param name="members">Number of networks.</param>
    /// <param name="sizes">Inputs, hidden widths, outputs.</param>
    /// <param name="outputGain">Variance of the last layer's outputs at the start, for inputs of variance 1.</param>
    /// <param name="random">Random numbers for the initial values.</param>
    public MemberPerceptron(int members, ReadOnlySpan<int> sizes, double outputGain, RandomSource random)
    {
        _layers = new MemberLinear[sizes.Length - 1];
        for (int i = 0; i < _layers.Length; i++)
        {
            string name = i.ToString(CultureInfo.InvariantCulture);
            _layers[i] = AddChild(name, new MemberLinear(members, sizes[i], sizes[i + 1], random.Derive(name)));
            FirstValues.WriteNormal(_layers[i], i == _layers.Length - 1 ? outputGain : 2, sizes[i], random.Derive(name));
        }
    }

    public override Tensor Forward(Tensor input)
    {
        Tensor value = input;
        for (int i = 0; i < _layers.Length; i++)
            value = _layers[i].Forward(value, i < _layers.Length - 1 ? ActivationKind.Silu : ActivationKind.Identity);
        return value;
    }
}
