using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>Reactions of a step in tensor operations.</summary>
/// <remarks>
/// The radicals of the Generic Reaction Set are stationary: their production balances RP + NO, RP + NO2 and RP + RP. RP + NO turns NO
/// into NO2,
/// that is, it adds to odd oxygen X = O3 + NO2 at constant N = NO + NO2; losses of NO2 are implicit. Then NO2 follows
/// dx/dt = k (N - x)(X - x) - J x over the step in closed form, which ends in the photostationary state and stays between 0 and min(N,
/// X).
/// </remarks>
internal static class Chemistry
{
    // Keeps quotients of nothing by nothing finite; nmol m-3, or its rate.
    internal const double Tiny = 1e-20;

    private const double RadicalRadical = ReactionRates.RadicalRadical, RadicalNo2 = ReactionRates.RadicalNo2;

    internal static Tensor React(Tensor state, HourTensors hour, SpeciesTable species)
    {
        ReactionTensors rates = hour.Reactions!;
        Tensor[] parts = new Tensor[species.Count];
        for (int place = 0; place < parts.Length; place++) parts[place] = state.Select(0, place);
        int At(TransportedSpecies one) => species.PlaceOf(one);
        Tensor no = parts[At(TransportedSpecies.No)], no2 = parts[At(TransportedSpecies.No2)];
        Tensor production = parts[At(TransportedSpecies.Voc)] * rates.Radicals, withNo = no * rates.RadicalNo;
        Tensor loss = withNo + (no2 * (2 * RadicalNo2));
        Tensor root = ((loss * loss) + (production * (4 * RadicalRadical)) + Tiny).Sqrt();
        Tensor radicals = production * (2 * hour.StepSeconds) / (loss + root);
        Tensor toOrganic = radicals * RadicalNo2;
        Tensor lost = no2 / ((toOrganic * 2) + rates.NitricAcid + 1);
        Tensor organic = lost * toOrganic, acid = lost * rates.NitricAcid, left = no2 - (organic * 2) - acid;
        Tensor nitrogen = no + left, oxygen = parts[At(TransportedSpecies.O3)] + left + (radicals * withNo);
        Tensor next = Stationary(nitrogen, oxygen, left, rates);
        parts[At(TransportedSpecies.No)] = nitrogen - next;
        parts[At(TransportedSpecies.No2)] = next;
        parts[At(TransportedSpecies.O3)] = oxygen - next;
        Add(parts, At(TransportedSpecies.Nitrate), acid);
        Add(parts, At(TransportedSpecies.OrganicNitrate), organic);
        Add(parts, At(TransportedSpecies.ParticleNitrate), organic);
        Tensor sulphate = parts[At(TransportedSpecies.So2)] * rates.Sulphate;
        Add(parts, At(TransportedSpecies.So2), -sulphate);
        Add(parts, At(TransportedSpecies.Sulphate), sulphate);
        return Tensor.Stack(0, parts);
    }

    /// <summary>NO2 after the step: the roots of k (N - x)(X - x) = J x are lower and upper; the solution of Riccati's
    /// equation.</summary>
    private static Tensor Stationary(Tensor nitrogen, Tensor oxygen, Tensor now, ReactionTensors rates)
    {
        Tensor sum = nitrogen + oxygen, difference = nitrogen - oxygen;
        // The square of (N + X + j)^2 - 4 N X, without its cancellation.
        Tensor width = ((difference * difference) + (((sum * 2) + rates.Stationary) * rates.Stationary)).Sqrt();
        Tensor upper = (sum + rates.Stationary + width) * 0.5, lower = nitrogen * oxygen / upper;
        Tensor decay = (-(width * rates.Titration)).Exp();
        Tensor above = upper - now, below = (now - lower) * decay;
        Tensor next = ((lower * above) + (upper * below)) / (above + below);
        // Rounding alone could pass the bounds.
        return next.Relu().Minimum(nitrogen.Minimum(oxygen));
    }

    private static void Add(Tensor[] parts, int place, Tensor amount) => parts[place] = parts[place] + amount;
}
