using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Draws the batch of each network: changed mixes first, then synthetic regions, then real region-days.</summary>
/// <remarks>A batch depends only on the seed and the step number, so a resumed training uses the same
/// batches.</remarks>
internal sealed class TrainingBatches
{
    private const double LargestMove = 0.2;
    // The ratio of emissions to direct emission factors may differ from 1 because of data or plants; larger differences are artefacts.
    private const double LowestRatio = 0.5;
    private const double HighestRatio = 2;
    private const double LeastPowerLeft = 0.05;

    private readonly IReadOnlyList<EnergyRows> _real;
    private readonly IReadOnlyList<EnergyRows?> _synthetic;
    private readonly int _members;
    private readonly RandomSource _random;
    private readonly float[] _values;
    private readonly int _syntheticRows;

    public TrainingBatches(CleanOptions options, IReadOnlyList<EnergyRows> real, IReadOnlyList<EnergyRows?> synthetic, RandomSource random)
    {
        (_real, _synthetic, _members, _random, BatchSize) = (real, synthetic, options.Members, random, options.BatchSize);
        ChangedRows = (int)(options.CounterfactualPart * BatchSize);
        _syntheticRows = (int)(options.SyntheticPart * BatchSize);
        _values = new float[NetworkCount * BatchSize * EnergyRows.Width];
    }

    public int NetworkCount => _real.Count * _members;

    public int BatchSize { get; }

    /// <summary>Number of leading rows with a changed mix in each network's batch; they count for emissions only.</summary>
    public int ChangedRows { get; }

    /// <summary>The batch of a step: networks x rows x columns; overwritten by the next call.</summary>
    public float[] At(long step)
    {
        for (int network = 0; network < NetworkCount; network++)
            Fill(network, _random.Derive(FormattableString.Invariant($"{step}/{network}")).Sequence());
        return _values;
    }

    private void Fill(int network, RandomSequence random)
    {
        EnergyRows real = _real[network / _members];
        EnergyRows? synthetic = _synthetic[network / _members];
        int mixed = synthetic is null ? 0 : _syntheticRows;
        for (int i = 0; i < BatchSize; i++)
        {
            EnergyRows source = i >= ChangedRows && i < ChangedRows + mixed ? synthetic! : real;
            Span<float> row = _values.AsSpan((network * BatchSize + i) * EnergyRows.Width, EnergyRows.Width);
            source[random.NextInt32(source.Count)].CopyTo(row);
            if (i < ChangedRows) ChangeMix(row, random);
        }
    }

    // Moves a random part of the mix at fixed total; power emissions follow the direct factors, scaled by the ratio of the region.
    private static void ChangeMix(Span<float> row, RandomSequence random)
    {
        Span<float> shares = row.Slice(EnergyRows.EnergyShare, EnergyRows.Sources);
        int from = Draw(shares, random), to = random.NextInt32(EnergyRows.Sources);
        double moved = random.NextDouble() * Math.Min(shares[from], LargestMove);
        if (from == to) return;
        double energy = Math.Exp(row[EnergyRows.LogEnergy]), emission = Math.Exp(row[EnergyRows.LogEmission]);
        double power = row[EnergyRows.EmissionShare] * emission, direct = energy * IntensityBaseline.DirectIntensity(row);
        double ratio = direct > 0 ? Math.Clamp(power / direct, LowestRatio, HighestRatio) : 1;
        shares[from] -= (float)moved;
        shares[to] += (float)moved;
        double changed = Math.Max(LeastPowerLeft * power,
            power + ratio * energy * moved * (IntensityBaseline.DirectFactors[to] - IntensityBaseline.DirectFactors[from]));
        double total = emission - power + changed;
        row[EnergyRows.LogEmission] = (float)Math.Log(total);
        row[EnergyRows.EmissionShare] = (float)(changed / total);
        for (int i = 1; i < EnergyRows.Sectors; i++) row[EnergyRows.EmissionShare + i] *= (float)(emission / total);
    }

    private static int Draw(ReadOnlySpan<float> shares, RandomSequence random)
    {
        double left = random.NextDouble();
        for (int i = 0; i < shares.Length; i++)
            if ((left -= shares[i]) < 0) return i;
        return 0;
    }
}
