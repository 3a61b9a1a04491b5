using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Where an update is: what the rest of it depends on.</summary>
internal sealed class UpdateState(double[] control)
{
    public double[] Control { get; } = control;

    public int Iteration { get; set; }

    /// <summary>Whether the method has nothing more to do.</summary>
    public bool IsFinished { get; set; }

    public bool IsConverged { get; set; }

    public List<UpdatePoint> History { get; } = [];
}

/// <summary>A method of minimisation, one step at a time.</summary>
internal interface IUpdateSteps
{
    /// <summary>Takes a step.</summary>
    void Step(UpdateState state);

    /// <summary>What the next step depends on besides the state.</summary>
    Dictionary<string, StateArray> ToState();

    /// <summary>Takes over what <see cref="ToState"/> gave.</summary>
    void LoadState(ModelState stored);
}

/// <summary>Steps by the gradient of drawn parts: SGD, or Adam.</summary>
/// <remarks>
/// The moments of Adam and its number of steps belong to the factors of a block: a step changes those blocks alone that its parts touch,
/// and leaves factors, moments and counts of the others as they are. Parts of one block, overlapping or not, add to one gradient.
/// </remarks>
internal sealed class StochasticSteps(UpdateCost cost, EmissionUpdateOptions options, RandomSource random) : IUpdateSteps
{
    private const double FirstDecay = 0.9, SecondDecay = 0.999, Floor = 1e-8;

    private readonly double[] _first = new double[cost.Count];
    private readonly double[] _second = new double[cost.Count];
    private readonly long[] _steps = new long[cost.Control.Layout.Blocks.Count];
    private readonly double[] _gradient = new double[cost.Count];

    public void Step(UpdateState state)
    {
        (double loss, double penalty, int[] blocks) = cost.Sample(state.Control, Drawn(state.Iteration), _gradient);
        foreach (int block in blocks) StepBlock(state.Control, block);
        cost.Control.Keep(state.Control);
        state.History.Add(new UpdatePoint(state.Iteration, loss, penalty, Math.Sqrt(CholeskyFactor.Dot(_gradient, _gradient))));
    }

    public Dictionary<string, StateArray> ToState() => new(StringComparer.Ordinal)
    {
        ["steps/first"] = StateArray.Of(_first), ["steps/second"] = StateArray.Of(_second), ["steps/number"] = StateArray.Of(_steps),
    };

    public void LoadState(ModelState stored)
    {
        stored.Array("steps/first").As<double>().CopyTo(_first);
        stored.Array("steps/second").As<double>().CopyTo(_second);
        stored.Array("steps/number").As<long>().CopyTo(_steps);
    }

    // Every part once in an epoch, in an order that depends on the epoch alone: an interrupted update draws the same parts again.
    private int[] Drawn(int iteration)
    {
        int batch = Math.Clamp(options.Batch, 1, cost.ActiveParts.Length), ofEpoch = (cost.ActiveParts.Length + batch - 1) / batch;
        int[] order = [.. cost.ActiveParts];
        random.Derive($"epoch/{iteration / ofEpoch}").Sequence().Shuffle(order.AsSpan());
        int first = iteration % ofEpoch * batch;
        return order[first..Math.Min(order.Length, first + batch)];
    }

    private void StepBlock(double[] control, int block)
    {
        int length = cost.Control.Layout.BlockLength;
        long number = ++_steps[block];
        double firstScale = 1 - Math.Pow(FirstDecay, number), secondScale = 1 - Math.Pow(SecondDecay, number);
        for (int at = block * length; at < (block + 1) * length; at++)
        {
            if (options.Method == UpdateMethod.Sgd)
            {
                control[at] -= options.Rate * _gradient[at];
                continue;
            }

            _first[at] = (FirstDecay * _first[at]) + ((1 - FirstDecay) * _gradient[at]);
            _second[at] = (SecondDecay * _second[at]) + ((1 - SecondDecay) * _gradient[at] * _gradient[at]);
            control[at] -= options.Rate * (_first[at] / firstScale) / (Math.Sqrt(_second[at] / secondScale) + Floor);
        }
    }
}
