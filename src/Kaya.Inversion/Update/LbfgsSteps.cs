using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Steps of the limited-memory BFGS method (Nocedal and Wright 2006, algorithm 7.5) with a backtracking line search.</summary>
/// <remarks>Where the leading directions of the curvature are known, their inverse takes the place of a multiple of the unit matrix as the
/// first approximation (spectral preconditioning of 4D-Var, Fisher 1998): few steps are left to take.</remarks>
internal sealed class LbfgsSteps(UpdateCost cost, EmissionUpdateOptions options, InformationContent? information) : IUpdateSteps
{
    private const double SufficientDecrease = 1e-4;

    private readonly List<(double[] Step, double[] Change)> _pairs = [];
    private double[]? _gradient;
    private (double Loss, double Penalty) _value;
    private double _firstNorm;

    public void Step(UpdateState state)
    {
        if (_gradient is null)
        {
            _gradient = new double[cost.Count];
            _value = cost.Evaluate(state.Control, _gradient);
            _firstNorm = Norm(_gradient);
        }

        state.History.Add(new UpdatePoint(state.Iteration, _value.Loss, _value.Penalty, Norm(_gradient)));
        state.IsConverged = state.IsFinished = Norm(_gradient) <= options.Tolerance * _firstNorm;
        if (state.IsFinished) return;
        double[] direction = Direction(_gradient);
        if (Search(state, direction)) return;
        // No decrease along the direction: once more along the gradient, then nothing is left to gain.
        bool hadPairs = _pairs.Count > 0;
        _pairs.Clear();
        state.IsFinished = !hadPairs || !Search(state, Direction(_gradient));
    }

    public Dictionary<string, StateArray> ToState()
    {
        Dictionary<string, StateArray> arrays = new(StringComparer.Ordinal)
        {
            ["steps/gradient"] = StateArray.Of(_gradient ?? []),
            ["steps/value"] = StateArray.Of([_value.Loss, _value.Penalty, _firstNorm, _pairs.Count]),
        };
        for (int k = 0; k < _pairs.Count; k++)
        {
            arrays[$"steps/step/{k}"] = StateArray.Of(_pairs[k].Step);
            arrays[$"steps/change/{k}"] = StateArray.Of(_pairs[k].Change);
        }

        return arrays;
    }

    public void LoadState(ModelState stored)
    {
        ReadOnlySpan<double> value = stored.Array("steps/value").As<double>(), gradient = stored.Array("steps/gradient").As<double>();
        (_value, _firstNorm) = ((value[0], value[1]), value[2]);
        _gradient = gradient.IsEmpty ? null : gradient.ToArray();
        _pairs.Clear();
        for (int k = 0; k < (int)value[3]; k++)
            _pairs.Add((stored.Array($"steps/step/{k}").As<double>().ToArray(), stored.Array($"steps/change/{k}").As<double>().ToArray()));
    }

    private static double Norm(double[] x) => Math.Sqrt(CholeskyFactor.Dot(x, x));

    // Minus the approximate inverse of the second derivative times the gradient.
    private double[] Direction(double[] gradient)
    {
        double[] direction = [.. gradient.Select(value => -value)], parts = new double[_pairs.Count];
        for (int k = _pairs.Count - 1; k >= 0; k--)
        {
            (double[] step, double[] change) = _pairs[k];
            parts[k] = CholeskyFactor.Dot(step, direction) / CholeskyFactor.Dot(step, change);
            for (int at = 0; at < direction.Length; at++) direction[at] -= parts[k] * change[at];
        }

        double scale = Scale(gradient);
        information?.SolveCurvature(direction);
        for (int at = 0; at < direction.Length; at++) direction[at] *= scale;
        for (int k = 0; k < _pairs.Count; k++)
        {
            (double[] step, double[] change) = _pairs[k];
            double back = CholeskyFactor.Dot(change, direction) / CholeskyFactor.Dot(step, change);
            for (int at = 0; at < direction.Length; at++) direction[at] += (parts[k] - back) * step[at];
        }

        return direction;
    }

    // Without pairs the first step is about as long as the error of the prior, or that of Newton's method where the curvature is known.
    private double Scale(double[] gradient)
    {
        if (_pairs.Count == 0)
            return information is not null ? 1 / cost.PriorWeight : Math.Min(1, 0.3 / Math.Max(1e-300, gradient.Max(Math.Abs)));
        (double[] step, double[] change) = _pairs[^1];
        double[] solved = [.. change];
        information?.SolveCurvature(solved);
        return CholeskyFactor.Dot(step, change) / CholeskyFactor.Dot(change, solved);
    }

    private bool Search(UpdateState state, double[] direction)
    {
        double here = _value.Loss + _value.Penalty, length = 1;
        double[] moved = new double[cost.Count], gradient = new double[cost.Count];
        for (int trial = 0; trial < 25; trial++, length /= 2)
        {
            for (int at = 0; at < moved.Length; at++) moved[at] = state.Control[at] + (length * direction[at]);
            cost.Control.Keep(moved);
            double[] step = [.. moved.Zip(state.Control, (to, from) => to - from)];
            (double Loss, double Penalty) value = cost.Evaluate(moved, gradient);
            double slope = CholeskyFactor.Dot(_gradient, step);
            if (!(slope < 0) || !(value.Loss + value.Penalty <= here + (SufficientDecrease * slope))) continue;
            double[] change = [.. gradient.Zip(_gradient!, (to, from) => to - from)];
            // A pair without curvature would make the approximation indefinite.
            if (CholeskyFactor.Dot(step, change) > 1e-12 * Norm(step) * Norm(change)) _pairs.Add((step, change));
            if (_pairs.Count > options.Memory) _pairs.RemoveAt(0);
            moved.CopyTo(state.Control, 0);
            (_value, _gradient) = (value, gradient);
            return true;
        }

        return false;
    }
}
