using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Energy;

/// <summary>The inverse problem: the smallest change of the mix, at fixed generation, that reaches an emissions target.</summary>
/// <remarks>
/// Minimises |p - p0|^2 / 2 over the simplex subject to C(p) = target. Each round takes the gradient of log C with respect to the
/// shares through all networks, and solves the linearised problem exactly: p(k) = projection of p0 - k g on the simplex, with the
/// multiplier k found by bisection. The mix then moves towards p(k) as far as |p - p0|^2 / 2 + 2 k |log C - log target| falls (more
/// than 2 k where it does not): emissions are strongly nonlinear where a source is nearly zero, and a full step there may increase the
/// distance. Sources that are
/// pinned keep their share. Our method, after sequential quadratic programming (Han 1977).
/// </remarks>
public static class MixSearch
{
    private const int MostRounds = 100;
    private const int MostHalvings = 12;
    private const int Bisections = 60;
    private const double Tolerance = 1e-4;
    // Smaller changes of a share end the iteration.
    private const double SmallestChange = 2e-4;
    // Longer steps leave the range in which the gradient is useful.
    private const double LongestStep = 0.1;
    private const double LargestMultiplier = 100;
    private const double MostSevere = 1e5;

    private sealed record Point(double[] Shares, double LogEmission, double[] Gradient);

    /// <summary>Finds the mix.</summary>
    /// <param name="model">The model.</param>
    /// <param name="before">The region-day before the change.</param>
    /// <param name="target">The emissions target.</param>
    /// <param name="pinned">Sources that keep their share.</param>
    /// <param name="allowed">Sources that may be used though they are zero before.</param>
    /// <returns>Generation after the change; same total, emissions within 0.01 % of the target.</returns>
    /// <exception cref="ConvergenceException">No mix of the variable sources reaches the target; the message gives the nearest
    /// value.</exception>
    public static EnergyProfile Reach(CleanModel model, RegionDay before, EmissionTarget target,
        IReadOnlyCollection<EnergySource> pinned, IReadOnlyCollection<EnergySource> allowed)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(target);
        bool[] free = Free(before.Energy, pinned, allowed);
        Point start = At(model, before, before.Energy.Shares());
        double wanted = Math.Log(target.Of(Math.Exp(start.LogEmission)));
        Point found = Search(shares => At(model, before, shares), start, wanted, free);
        if (Math.Abs(found.LogEmission - wanted) > Tolerance)
            throw OutOfReach(Math.Exp(wanted), Math.Exp(found.LogEmission), "Choose a smaller change, pin fewer sources, or --allow a "
                + "source: emissions outside the power sector depend little on the mix.");
        return EnergyProfile.FromShares(found.Shares, before.Energy.Total);
    }

    /// <summary>The smallest change of the mix that reaches a target at emission factors of the region's own sources: other sectors keep
    /// their emissions, so the problem is linear and solved exactly.</summary>
    /// <param name="factors">Factors of the region.</param>
    /// <param name="before">The days before the change.</param>
    /// <param name="target">The target of all sectors together, for the whole period.</param>
    /// <param name="pinned">Sources that keep their share.</param>
    /// <param name="allowed">Sources that may be used though they are zero before.</param>
    /// <returns>Generation after the change, GWh over the period; same total.</returns>
    /// <exception cref="ConvergenceException">No mix of the variable sources reaches the target; the message gives the nearest
    /// value.</exception>
    public static EnergyProfile ReachPhysical(RegionFactors factors, ScenarioDays before, EmissionTarget target,
        IReadOnlyCollection<EnergySource> pinned, IReadOnlyCollection<EnergySource> allowed)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(target);
        EnergyProfile energy = before.Energy();
        double[] start = energy.Shares();
        bool[] free = Free(energy, pinned, allowed);
        PowerChange Change(double[] shares) => PhysicalWhatIf.Of(factors, energy.Generation,
            EnergyProfile.FromShares(shares, energy.Total).Generation, before.Power, before.TellingDays);
        double wanted = target.Of(before.Total) - before.Total, scale = before.Total;
        double[] gradient = [.. EnergySources.All.Select((source, i) => Slope(i))];
        (double[] found, _) = Exact(start, gradient, wanted / scale, free);
        double reached = Change(found).Difference;
        if (Math.Abs(reached - wanted) > Tolerance * scale) throw OutOfReach(before.Total + wanted, before.Total + reached,
            "Choose a smaller change, pin fewer sources, or --allow a source: only the power sector follows the mix, "
            + FormattableString.Invariant($"{before.Power:0.####} of {before.Total:0.####} Mt."));
        return EnergyProfile.FromShares(found, energy.Total);

        // Relative change of all emissions per share of a source, taken at the whole: the change is linear until the sector is at zero.
        double Slope(int source)
        {
            double[] moved = energy.Generation.ToArray();
            moved[source] += energy.Total;
            PowerChange change = PhysicalWhatIf.Of(factors, energy.Generation, moved, before.Power,
                before.TellingDays);
            return change.Difference / scale;
        }
    }

    private static bool[] Free(EnergyProfile before, IReadOnlyCollection<EnergySource> pinned, IReadOnlyCollection<EnergySource> allowed) =>
        [.. EnergySources.All.Select(source => !pinned.Contains(source) && (before[source] > 0 || allowed.Contains(source)))];

    private static ConvergenceException OutOfReach(double wanted, double found, string remedy) => new(
        new Fault("No mix of the variable sources reaches the target.", new SourceLocation(Variable: "emission"),
            FormattableString.Invariant($"{wanted:0.####} Mt"), FormattableString.Invariant($"{found:0.####} Mt at closest"), remedy));

    // The last point within the tolerance, otherwise the nearest one found.
    private static Point Search(Func<double[], Point> at, Point start, double wanted, bool[] free)
    {
        Point now = start, best = start;
        double weight = 0, severity = 2;
        for (int round = 0; round < MostRounds; round++)
        {
            (double[] aim, double multiplier) = Step(start.Shares, now.Shares, now.Gradient, wanted - now.LogEmission, free);
            bool isSettled = aim.Zip(now.Shares, (left, right) => Math.Abs(left - right)).Max() < SmallestChange;
            if (isSettled && Math.Abs(now.LogEmission - wanted) < Tolerance / 2) break;
            // It never decreases: with a lower weight the search could return to earlier points.
            double heavy = weight = Math.Max(weight, severity * Math.Min(Math.Abs(multiplier), LargestMultiplier));
            if (Nearer(
                at, now, aim, point => Distance(start.Shares, point.Shares) / 2 + heavy * Math.Abs(point.LogEmission - wanted)) is not
                { } next)
            {
                // No step improves both: the target has priority, unless it is reached or unreachable.
                severity *= 10;
                if (severity > MostSevere || Math.Abs(now.LogEmission - wanted) <= Tolerance) break;
                continue;
            }

            now = next;
            double off = Math.Abs(now.LogEmission - wanted);
            if (off <= Tolerance || off < Math.Abs(best.LogEmission - wanted)) best = now;
        }

        return best;
    }

    // The first point with lower merit on the way to the aim, by repeated halving of the step.
    private static Point? Nearer(Func<double[], Point> at, Point now, double[] aim, Func<Point, double> merit)
    {
        double before = merit(now), part = 1;
        for (int i = 0; i < MostHalvings; i++, part /= 2)
        {
            double reach = part;
            Point next = at([.. now.Shares.Zip(aim, (from, to) => from + reach * (to - from))]);
            if (merit(next) < before) return next;
        }

        return null;
    }

    // The point nearest to the start at which the linearised emissions reach the target, within the largest step.
    private static (double[] Shares, double Multiplier) Step(double[] start, double[] now, double[] gradient, double wanted, bool[] free)
    {
        double longest = LongestStep * gradient.Where((_, i) => free[i]).DefaultIfEmpty(0).Max(Math.Abs);
        return Solve(start, gradient, Dot(gradient, now) + Math.Clamp(wanted, -longest, longest), free);
    }

    private static (double[] Shares, double Multiplier) Exact(double[] start, double[] gradient, double change, bool[] free) =>
        Solve(start, gradient, Dot(gradient, start) + change, free);

    // The point of the simplex nearest to the start at which the linear emissions are the aim; the nearest value where none is.
    private static (double[] Shares, double Multiplier) Solve(double[] start, double[] gradient, double aim, bool[] free)
    {
        double low = -1, high = 1;
        while (Dot(gradient, Project(start, gradient, high, free)) > aim && high < 1e6) high *= 2;
        while (Dot(gradient, Project(start, gradient, low, free)) < aim && low > -1e6) low *= 2;
        for (int i = 0; i < Bisections; i++)
        {
            double middle = (low + high) / 2;
            if (Dot(gradient, Project(start, gradient, middle, free)) > aim) low = middle;
            else high = middle;
        }

        return (Project(start, gradient, (low + high) / 2, free), (low + high) / 2);
    }

    // Euclidean projection of start - k gradient on the simplex of the free shares (Held, Wolfe and Crowder 1974): shift all, cut at zero.
    private static double[] Project(double[] start, double[] gradient, double multiplier, bool[] free)
    {
        double room = 0;
        double[] moved = new double[start.Length];
        List<double> sorted = [];
        for (int i = 0; i < start.Length; i++)
        {
            moved[i] = start[i] - (free[i] ? multiplier * gradient[i] : 0);
            if (!free[i]) continue;
            room += start[i];
            sorted.Add(moved[i]);
        }

        sorted.Sort((a, b) => b.CompareTo(a));
        double sum = 0, shift = 0;
        for (int i = 0; i < sorted.Count; i++)
        {
            sum += sorted[i];
            double candidate = (sum - room) / (i + 1);
            if (sorted[i] > candidate) shift = candidate;
        }

        for (int i = 0; i < start.Length; i++)
            if (free[i]) moved[i] = Math.Max(0, moved[i] - shift);
        return moved;
    }

    /// <summary>Mean over the members of the logarithm of emissions, and its gradient with respect to the eight shares.</summary>
    internal static (double LogEmission, double[] Gradient) Slope(CleanModel model, RegionDay day, double[] shares)
    {
        EnergyDataset row = EnergyDataset.From([day with { Energy = EnergyProfile.FromShares(shares, day.Energy.Total), Emission = null }]);
        bool covered = model.Covers(day.Region);
        float correction = covered ? 1 : (float)model.Options.UncoveredEmissionCorrection;
        EnergyRows values = EnergyRows.Of(row);
        TransferBaseline? transfer = covered ? null : model.Transfer;
        (double log, double[] gradient) = model.Network.Use(network =>
            Slope(network, values, model.MemberCount, correction, transfer?.RelativePower ?? 1));
        if (transfer is null) return (log, gradient);
        for (int i = 0; i < gradient.Length; i++) gradient[i] += transfer.Slope(values[0], i);
        return (log + Math.Log(TransferBaseline.OthersFactor) + transfer.Change(values[0]), gradient);
    }

    private static (double LogEmission, double[] Gradient) Slope(DualNetwork network, EnergyRows row, int members, float correction,
        double powerFactor)
    {
        using TensorScope scope = new();
        Tensor values = Tensor.From(row.Values, 1, 1, EnergyRows.Width).Expand(members, 1, EnergyRows.Width).Clone();
        values.RequiresGradient = true;
        DecoderOutput output = network.ToEmission(CycleLoss.EnergyOf(values), Tensor.Full(correction, 1, 1, 1));
        Tensor sum = output.LogTotal.Sum();
        if (powerFactor != 1) sum += (output.LogShares.Slice(2, 0, 1).Exp() * (powerFactor - 1) + 1).Log().Sum();
        Tensor mean = sum / members;
        float[] slopes = Autograd.Gradients(mean, [values])[0]!.Value.ToArray<float>();
        double[] gradient = new double[EnergyRows.Sources];
        for (int member = 0; member < members; member++)
            for (int i = 0; i < gradient.Length; i++) gradient[i] += slopes[member * EnergyRows.Width + EnergyRows.EnergyShare + i];
        return (mean.Item(), gradient);
    }

    private static Point At(CleanModel model, RegionDay day, double[] shares)
    {
        (double logEmission, double[] gradient) = Slope(model, day, shares);
        return new Point(shares, logEmission, gradient);
    }

    private static double Distance(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++) sum += (left[i] - right[i]) * (left[i] - right[i]);
        return sum;
    }

    private static double Dot(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }
}
