namespace Kaya.Inversion;

/// <summary>What an update varies.</summary>
public enum ControlKind
{
    /// <summary>The factors themselves (paper 003). A prior covariance acts as a penalty.</summary>
    Factors,

    /// <summary>z with f = 1 + B^1/2 z: the prior is z = 0 with unit covariance, cells are changed with their neighbours.</summary>
    Linear,

    /// <summary>z with f = exp(B^1/2 z): as before, and positive of itself; the relative errors are those of the logarithm.</summary>
    Logarithm,
}

/// <summary>The way from what is varied to factors that keep the constraints, its derivative, and the penalty of the prior.</summary>
internal sealed class FactorControl(FactorLayout layout, ControlKind kind, PriorCovariance? prior, FactorConstraints constraints)
{
    public FactorLayout Layout => layout;

    public ControlKind Kind => kind;

    /// <summary>The controls of the prior.</summary>
    public double[] Origin()
    {
        double[] origin = new double[layout.Count];
        if (kind == ControlKind.Factors) Array.Fill(origin, 1);
        return origin;
    }

    /// <summary>Controls of a perturbed prior, from standard normal numbers.</summary>
    public double[] Perturbed(double[] numbers)
    {
        if (kind != ControlKind.Factors) return numbers;
        prior!.ApplyRoot(numbers);
        return [.. numbers.Select(number => 1 + number)];
    }

    /// <summary>Factors before and after the constraints.</summary>
    public (double[] Free, double[] Kept) ToFactors(ReadOnlySpan<double> control)
    {
        double[] free = control.ToArray();
        if (kind != ControlKind.Factors) prior!.ApplyRoot(free);
        for (int at = 0; at < free.Length && kind != ControlKind.Factors; at++)
            free[at] = kind == ControlKind.Linear ? 1 + free[at] : Math.Exp(Math.Min(free[at], 50));
        double[] kept = [.. free];
        constraints.Project(kept);
        return (free, kept);
    }

    /// <summary>Derivatives by factors become derivatives by controls.</summary>
    public void Pull(ReadOnlySpan<double> free, Span<double> gradient)
    {
        // Factors that are varied themselves are projected after each step; a derivative of 0 at a bound would hold them there.
        if (kind == ControlKind.Factors) return;
        constraints.TimesDerivative(free, gradient);
        for (int at = 0; at < gradient.Length && kind == ControlKind.Logarithm; at++) gradient[at] *= free[at];
        prior!.ApplyRootTransposed(gradient);
    }

    /// <summary>A direction of controls becomes one of factors.</summary>
    public void Push(ReadOnlySpan<double> free, Span<double> direction)
    {
        if (kind == ControlKind.Factors) return;
        prior!.ApplyRoot(direction);
        for (int at = 0; at < direction.Length && kind == ControlKind.Logarithm; at++) direction[at] *= free[at];
        constraints.TimesDerivative(free, direction);
    }

    /// <summary>Penalty of the distance from the (perturbed) prior; its derivatives are added to the gradient.</summary>
    public double Penalty(ReadOnlySpan<double> control, ReadOnlySpan<double> origin, Span<double> gradient, double weight)
    {
        if (prior is null || weight == 0) return 0;
        if (kind == ControlKind.Factors) return prior.Penalty(control, origin, gradient, weight);
        double sum = 0;
        for (int at = 0; at < control.Length; at++)
        {
            double change = control[at] - origin[at];
            sum += change * change;
            if (!gradient.IsEmpty) gradient[at] += weight * change;
        }

        return weight * sum / 2;
    }

    /// <summary>Second derivative of the penalty times a direction, added.</summary>
    public void AddCurvature(ReadOnlySpan<double> direction, Span<double> sum, double weight)
    {
        if (prior is null || weight == 0) return;
        double[] solved = direction.ToArray();
        if (kind == ControlKind.Factors) prior.Solve(solved);
        for (int at = 0; at < solved.Length; at++) sum[at] += weight * solved[at];
    }

    /// <summary>Keeps controls that are factors within the constraints.</summary>
    public void Keep(Span<double> control)
    {
        if (kind == ControlKind.Factors) constraints.Project(control);
    }
}
