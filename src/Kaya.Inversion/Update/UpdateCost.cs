namespace Kaya.Inversion;

/// <summary>Loss of the observations plus penalty of the prior as a function of the controls, with derivatives.</summary>
/// <param name="model">From factors to concentrations.</param>
/// <param name="loss">Loss of the concentrations.</param>
/// <param name="control">From controls to factors.</param>
/// <param name="origin">Controls of the (perturbed) prior.</param>
/// <param name="priorWeight">Factor of the penalty.</param>
internal sealed class UpdateCost(IForwardModel model, ObservationLoss loss, FactorControl control, double[] origin, double priorWeight)
{
    /// <summary>Parts with an observation that counts.</summary>
    public int[] ActiveParts { get; } = [.. Enumerable.Range(0, loss.Observations.Parts).Where(part => IsActive(loss, part))];

    public FactorControl Control => control;

    public ObservationLoss Loss => loss;

    public double[] Origin => origin;

    public int Count => origin.Length;

    public double PriorWeight => priorWeight;

    /// <summary>Cost of all parts.</summary>
    /// <param name="x">Controls.</param>
    /// <param name="gradient">Receives the derivatives; empty if not needed.</param>
    public (double Loss, double Penalty) Evaluate(ReadOnlySpan<double> x, Span<double> gradient)
    {
        (double[] free, double[] kept) = control.ToFactors(x);
        gradient.Clear();
        double sum = 0;
        foreach (int part in ActiveParts) sum += AddPart(kept, part, gradient);
        if (!gradient.IsEmpty) control.Pull(free, gradient);
        return (sum, control.Penalty(x, origin, gradient, priorWeight));
    }

    /// <summary>Cost of some parts as an estimate of that of all.</summary>
    /// <param name="x">Controls.</param>
    /// <param name="parts">Parts that were drawn.</param>
    /// <param name="gradient">Receives the derivatives; those of blocks that the parts do not touch are 0.</param>
    /// <returns>Estimates, and the blocks that the parts touch.</returns>
    public (double Loss, double Penalty, int[] Blocks) Sample(ReadOnlySpan<double> x, ReadOnlySpan<int> parts, Span<double> gradient)
    {
        (double[] free, double[] kept) = control.ToFactors(x);
        gradient.Clear();
        int[] drawn = new int[control.Layout.Blocks.Count], all = new int[drawn.Length];
        foreach (int part in ActiveParts)
            foreach (int block in model.BlocksOf(part)) all[block]++;
        double sum = 0;
        foreach (int part in parts)
        {
            sum += AddPart(kept, part, gradient);
            foreach (int block in model.BlocksOf(part)) drawn[block]++;
        }

        // The parts of a block that were drawn stand for all of its parts, however many parts of other blocks were drawn with them.
        int length = control.Layout.BlockLength;
        for (int block = 0; block < drawn.Length; block++)
        {
            double scale = drawn[block] == 0 ? 0 : (double)all[block] / drawn[block];
            foreach (ref double value in gradient.Slice(block * length, length)) value *= scale;
        }

        control.Pull(free, gradient);
        double penalty = control.Penalty(x, origin, gradient, priorWeight);
        for (int block = 0; block < drawn.Length; block++)
            if (drawn[block] == 0) gradient.Slice(block * length, length).Clear();
        int[] touched = [.. Enumerable.Range(0, drawn.Length).Where(block => drawn[block] > 0)];
        return (sum * ActiveParts.Length / parts.Length, penalty, touched);
    }

    /// <summary>Multiplies a direction by the Gauss-Newton approximation of the second derivative.</summary>
    /// <param name="x">Controls, where the derivative is taken.</param>
    /// <param name="direction">A direction of the controls.</param>
    /// <param name="withPrior">Whether the penalty is included.</param>
    /// <returns>The product.</returns>
    public double[] TimesCurvature(ReadOnlySpan<double> x, ReadOnlySpan<double> direction, bool withPrior = true)
    {
        (double[] free, double[] kept) = control.ToFactors(x);
        double[] push = direction.ToArray(), product = new double[x.Length];
        control.Push(free, push);
        foreach (int part in ActiveParts)
        {
            using IPrediction prediction = model.Predict(kept, part);
            double[] changes = Tangent(kept, push, part, prediction.Values);
            loss.TimesCurvature(part, prediction.Values, changes);
            prediction.AddGradient(changes, product);
        }

        control.Pull(free, product);
        if (withPrior) control.AddCurvature(direction, product, priorWeight);
        return product;
    }

    /// <summary>Predictions at all points of factors.</summary>
    public static double[] PredictAll(IForwardModel model, ReadOnlySpan<double> factors)
    {
        double[] predicted = new double[model.Observations.Count];
        for (int part = 0; part < model.Observations.Parts; part++)
        {
            (int first, int count) = model.Observations.RangeOf(part);
            if (count == 0) continue;
            using IPrediction prediction = model.Predict(factors, part);
            prediction.Values.CopyTo(predicted.AsSpan(first, count));
        }

        return predicted;
    }

    private static bool IsActive(ObservationLoss loss, int part)
    {
        (int first, int count) = loss.Observations.RangeOf(part);
        return loss.Weights.Slice(first, count).ContainsAnyExcept(0.0);
    }

    private double AddPart(ReadOnlySpan<double> factors, int part, Span<double> gradient)
    {
        using IPrediction prediction = model.Predict(factors, part);
        double[] derivatives = gradient.IsEmpty ? [] : new double[prediction.Values.Length];
        double sum = loss.Of(part, prediction.Values, derivatives);
        if (!gradient.IsEmpty) prediction.AddGradient(derivatives, gradient);
        return sum;
    }

    // A tangent of the model, or a difference of predictions over a change of at most a thousandth of a factor.
    private double[] Tangent(double[] factors, double[] direction, int part, ReadOnlySpan<double> here)
    {
        double[] changes = new double[here.Length];
        if (model is ITangentModel tangent)
        {
            tangent.Tangent(factors, direction, part, changes);
            return changes;
        }

        double largest = direction.Max(Math.Abs);
        if (largest == 0) return changes;
        double step = 1e-3 / largest;
        double[] moved = [.. factors.Zip(direction, (factor, change) => factor + (step * change))];
        using IPrediction prediction = model.Predict(moved, part);
        for (int k = 0; k < changes.Length; k++) changes[k] = (prediction.Values[k] - here[k]) / step;
        return changes;
    }
}
