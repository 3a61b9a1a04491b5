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

    /// <summary>Creates the module.</summary>
    /// <param name="inputs">Number of inputs at each time.</param>
    /// <param name="hidden">Width of the state.</param>
    /// <param name="random">Random numbers for initial values.</param>
    /// <param name="layers">Number of stacked layers.</param>
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

    /// <summary>The part of the first layer's gates that depends only on the input: <c>x W^T + b</c>, of both biases.</summary>
    /// <remarks>It is computed once for a long sequence; every window that starts later in it is a slice of the result.</remarks>
    /// <param name="input">[..., inputs].</param>
    /// <returns>[..., 4 hidden], for <see cref="ForwardProjected"/>.</returns>
    public Tensor Project(Tensor input) => Project(input, 0);

    /// <summary>Runs over projected inputs: equal to <see cref="Forward"/> on the inputs themselves, up to rounding.</summary>
    /// <param name="projected">[batch, time, 4 hidden], the output of <see cref="Project(Tensor)"/> or a window of it.</param>
    /// <param name="hidden">[layers, batch, hidden] to start from; zeros when null.</param>
    /// <param name="cell">[layers, batch, hidden] to start from; zeros when null.</param>
    /// <returns>Outputs at every time, and the last state.</returns>
    /// <exception cref="NativeCallException">The shapes do not match.</exception>
    public LstmResult ForwardProjected(Tensor projected, Tensor? hidden = null, Tensor? cell = null)
    {
        long batch = projected.Length(0);
        (Tensor start, Tensor memory) = (hidden ?? Tensor.Zeros(_layers, batch, _hidden), cell ?? Tensor.Zeros(_layers, batch, _hidden));
        Tensor[] lastHidden = new Tensor[_layers], lastCell = new Tensor[_layers];
        Tensor gates = projected, outputs = default;
        for (int layer = 0; layer < _layers; layer++)
        {
            if (layer > 0) gates = Project(outputs, layer);
            (outputs, lastHidden[layer], lastCell[layer]) =
                gates.LstmRecurrence(_parameters[(4 * layer) + 1], start.Select(0, layer), memory.Select(0, layer));
        }

        return new LstmResult(outputs, Tensor.Stack(0, lastHidden), Tensor.Stack(0, lastCell));
    }

    /// <summary>Runs over a sequence.</summary>
    /// <param name="input">[batch, time, inputs].</param>
    /// <param name="hidden">[layers, batch, hidden] to start from; zeros when null.</param>
    /// <param name="cell">[layers, batch, hidden] to start from; zeros when null.</param>
    /// <returns>Outputs at every time, and the last state.</returns>
    /// <exception cref="ArgumentException">Another shape: the operator of libtorch reads beyond such tensors.</exception>
    public LstmResult Forward(Tensor input, Tensor? hidden = null, Tensor? cell = null)
    {
        if (input.Dimensions != 3) throw new ArgumentException("the input must be [batch, time, inputs]", nameof(input));
        long batch = input.Length(0);
        RequireState(hidden, batch, nameof(hidden));
        RequireState(cell, batch, nameof(cell));
        Tensor[] start = [hidden ?? Tensor.Zeros(_layers, batch, _hidden), cell ?? Tensor.Zeros(_layers, batch, _hidden)];
        Tensor[] results = Operators.Lstm.CallMany(3, input, start, _parameters, true, (long)_layers, 0.0, IsTraining, false, true);
        return new LstmResult(results[0], results[1], results[2]);
    }

    private void RequireState(Tensor? state, long batch, string name)
    {
        if (state is { } given && !given.Shape.SequenceEqual([_layers, batch, _hidden]))
            throw new ArgumentException($"the state must be [{_layers}, {batch}, {_hidden}]", name);
    }

    private Tensor Project(Tensor input, int layer) =>
        input.Dense(_parameters[4 * layer], _parameters[(4 * layer) + 2] + _parameters[(4 * layer) + 3], transposed: true,
            ActivationKind.Identity);
}
