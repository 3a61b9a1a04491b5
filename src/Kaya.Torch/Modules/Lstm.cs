namespace Kaya.Torch;

/// <summary>What an LSTM returns.</summary>
/// <param name="Outputs">[batch, time, hidden]: the last layer at every time.</param>
/// <param name="Hidden">[layers, batch, hidden] after the last time.</param>
/// <param name="Cell">[layers, batch, hidden] after the last time.</param>
public sealed record LstmResult(Tensor Outputs, Tensor Hidden, Tensor Cell);

/// <summary>Long short-term memory over a sequence, batch first (Hochreiter and Schmidhuber 1997, with forget gates).</summary>
/// <remarks>Gates in the order input, forget, cell, output; first values uniform in +-1/sqrt(hidden).</remarks>
public sealed class Lstm : Module
{
    private readonly int _hidden, _layers;
    private readonly Tensor[] _parameters;

    /// <summary>Makes the module.</summary>
    /// <param name="inputs">Number of inputs at each time.</param>
    /// <param name="hidden">Width of the state.</param>
    /// <param name="random">Where first values come from.</param>
    /// <param name="layers">Layers on top of each other.</param>
    public Lstm(int inputs, int hidden, RandomSource random, int layers = 1)
    {
        ArgumentNullException.ThrowIfNull(random);
        (_hidden, _layers) = (hidden, layers);
        double limit = 1 / Math.Sqrt(hidden);
        List<Tensor> parameters = [];
        void Make(string name, params long[] shape) =>
            parameters.Add(AddParameter(name, FirstValues.Uniform(random, name, shape.Aggregate((a, b) => a * b), limit), shape));
        for (int layer = 0; layer < layers; layer++)
        {
            Make($"weight_ih_l{layer}", 4 * hidden, layer == 0 ? inputs : hidden);
            Make($"weight_hh_l{layer}", 4 * hidden, hidden);
            Make($"bias_ih_l{layer}", 4 * hidden);
            Make($"bias_hh_l{layer}", 4 * hidden);
        }

        _parameters = [.. parameters];
    }

    /// <summary>Runs over a sequence.</summary>
    /// <param name="input">[batch, time, inputs].</param>
    /// <param name="hidden">[layers, batch, hidden] to start from; zeros when null.</param>
    /// <param name="cell">[layers, batch, hidden] to start from; zeros when null.</param>
    /// <returns>Outputs at every time, and the last state.</returns>
    public LstmResult Forward(Tensor input, Tensor? hidden = null, Tensor? cell = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        long batch = input.Length(0);
        Tensor[] start = [hidden ?? Tensor.Zeros(_layers, batch, _hidden), cell ?? Tensor.Zeros(_layers, batch, _hidden)];
        Tensor[] results = Operators.Lstm.CallMany(3, input, start, _parameters, true, (long)_layers, 0.0, IsTraining, false, true);
        return new LstmResult(results[0], results[1], results[2]);
    }
}
