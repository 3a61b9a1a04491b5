using Kaya.Torch;

namespace Kaya.Energy;

/// <summary>
/// The loss of CLEAN, summed over networks: totals and shares of both directions, the cycle, and the distance of the latents.
/// </summary>
/// <remarks>
/// L = a (h(C) + h(E)) + k(q) + k(p) + b |f_x(x) - f_y(y)|^2 + c (the same first four terms after a round trip);
/// h(e) = mean(sqrt(e^2 + d^2) - d) on logarithms of totals, k the Kullback-Leibler divergence of shares.
/// </remarks>
internal sealed class CycleLoss(DualNetwork network, CleanOptions options)
{
    // Errors of the total are squared below 2 % and linear above, to limit the weight of outliers.
    private const double Bend = 0.02;
    private const double ShareFloor = 1e-6;

    /// <param name="batch">Networks x rows x columns.</param>
    /// <param name="changedRows">Number of leading rows with a changed mix; they count for emissions only.</param>
    /// <returns>A scalar.</returns>
    public Tensor Of(Tensor batch, int changedRows)
    {
        ProfileTensors energy = EnergyOf(batch);
        DecoderOutput emission = network.ToEmission(energy);
        Tensor shares = batch.Slice(2, EnergyRows.EmissionShare, EnergyRows.EmissionShare + EnergyRows.Sectors);
        Tensor loss = Side(emission, shares, batch.Slice(2, EnergyRows.LogEmission, EnergyRows.LogEmission + 1));

        Tensor real = changedRows == 0 ? batch : batch.Slice(1, changedRows);
        ProfileTensors known = EmissionOf(real);
        DecoderOutput generation = network.ToEnergy(known);
        ProfileTensors wanted = EnergyOf(real);
        loss += Side(generation, wanted.Shares, wanted.LogTotal);
        DecoderOutput there = changedRows == 0 ? emission : new DecoderOutput(
            emission.LogShares.Slice(1, changedRows), emission.LogTotal.Slice(1, changedRows), emission.Latent.Slice(1, changedRows));
        if (options.LatentWeight > 0)
            loss += (there.Latent - generation.Latent).Square().Sum() * (options.LatentWeight / (real.Shape[1] * options.LatentSize));
        return options.CycleWeight > 0 ? loss + Cycle(there, generation, known, wanted) * options.CycleWeight : loss;
    }

    /// <summary>The energy side of rows.</summary>
    public static ProfileTensors EnergyOf(Tensor rows) => new(
        rows.Slice(2, EnergyRows.EnergyShare, EnergyRows.EnergyShare + EnergyRows.Sources),
        rows.Slice(2, EnergyRows.LogEnergy, EnergyRows.LogEnergy + 1), rows.Slice(2, EnergyRows.Date));

    /// <summary>The emission side of rows.</summary>
    public static ProfileTensors EmissionOf(Tensor rows) => new(
        rows.Slice(2, EnergyRows.EmissionShare, EnergyRows.EmissionShare + EnergyRows.Sectors),
        rows.Slice(2, EnergyRows.LogEmission, EnergyRows.LogEmission + 1), rows.Slice(2, EnergyRows.Date));

    private Tensor Cycle(DecoderOutput emission, DecoderOutput generation, ProfileTensors known, ProfileTensors wanted)
    {
        DecoderOutput backToEnergy = network.ToEnergy(new ProfileTensors(emission.LogShares.Exp(), emission.LogTotal, known.Date));
        DecoderOutput backToEmission = network.ToEmission(new ProfileTensors(generation.LogShares.Exp(), generation.LogTotal, known.Date));
        return Side(backToEnergy, wanted.Shares, wanted.LogTotal) + Side(backToEmission, known.Shares, known.LogTotal);
    }

    private Tensor Side(DecoderOutput output, Tensor shares, Tensor logTotal)
    {
        double rows = shares.Shape[1];
        Tensor total = ((output.LogTotal - logTotal).Square() + Bend * Bend).Sqrt() - Bend;
        Tensor divergence = shares * ((shares + ShareFloor).Log() - output.LogShares);
        return total.Sum() * (options.TotalWeight / rows) + divergence.Sum() * (1 / rows);
    }
}
