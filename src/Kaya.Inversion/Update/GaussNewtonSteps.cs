using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Gauss-Newton steps: conjugate gradients on the linearised problem, then as much of the step as lowers the cost.</summary>
internal sealed class GaussNewtonSteps(UpdateCost cost, EmissionUpdateOptions options, CancellationToken cancellation) : IUpdateSteps
{
    private double _firstNorm;

    public void Step(UpdateState state)
    {
        double[] gradient = new double[cost.Count];
        (double loss, double penalty) = cost.Evaluate(state.Control, gradient);
        double norm = Math.Sqrt(CholeskyFactor.Dot(gradient, gradient));
        if (_firstNorm == 0) _firstNorm = norm;
        state.History.Add(new UpdatePoint(state.Iteration, loss, penalty, norm));
        state.IsConverged = state.IsFinished = norm <= options.Tolerance * _firstNorm;
        if (state.IsFinished) return;
        double[] direction = Solve(state.Control, gradient, Math.Min(0.1, options.Tolerance * _firstNorm / norm));
        double[] moved = new double[cost.Count];
        double length = 1;
        for (int trial = 0; trial < 15; trial++, length /= 2)
        {
            for (int at = 0; at < moved.Length; at++) moved[at] = state.Control[at] + (length * direction[at]);
            cost.Control.Keep(moved);
            (double nextLoss, double nextPenalty) = cost.Evaluate(moved, []);
            if (nextLoss + nextPenalty < loss + penalty)
            {
                moved.CopyTo(state.Control, 0);
                return;
            }
        }

        state.IsFinished = true;
    }

    public Dictionary<string, StateArray> ToState() => new(StringComparer.Ordinal) { ["steps/norm"] = StateArray.Of([_firstNorm]) };

    public void LoadState(ModelState stored) => _firstNorm = stored.Array("steps/norm").As<double>()[0];

    // Conjugate gradients for curvature x direction = -gradient, to a part of the norm of the gradient.
    private double[] Solve(double[] control, double[] gradient, double part)
    {
        double[] direction = new double[cost.Count], rest = [.. gradient.Select(value => -value)], search = [.. rest];
        double square = CholeskyFactor.Dot(rest, rest), end = part * part * square;
        for (int k = 0; k < options.InnerIterations && square > end; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] product = cost.TimesCurvature(control, search);
            double curvature = CholeskyFactor.Dot(search, product);
            if (!(curvature > 0)) break;
            double length = square / curvature;
            for (int at = 0; at < direction.Length; at++)
            {
                direction[at] += length * search[at];
                rest[at] -= length * product[at];
            }

            double next = CholeskyFactor.Dot(rest, rest);
            for (int at = 0; at < search.Length; at++) search[at] = rest[at] + (next / square * search[at]);
            square = next;
        }

        return direction;
    }
}
