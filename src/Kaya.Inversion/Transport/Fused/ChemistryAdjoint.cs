using System.Numerics;
using System.Runtime.InteropServices;

namespace Kaya.Inversion;

/// <summary>Back through the reactions of one row of a layer: the derivative of <see cref="FusedChemistry"/>, written out.</summary>
/// <remarks>A name with <c>by</c> is the derivative of the loss by that quantity; quantities have the names they have forward.</remarks>
internal sealed class ChemistryAdjoint
{
    private const float ToNo2 = (float)ReactionRates.RadicalNo2, Together = (float)(4 * ReactionRates.RadicalRadical);

    private readonly HourPlan<float> _plan;
    private readonly ReactionPlan<float> _rates;
    private readonly float[] _state, _adjoint;
    private readonly float _twoSteps;
    private readonly int _no, _no2, _o3, _voc, _nitrate, _so2, _sulphate, _organic, _particle;

    /// <param name="plan">The hour.</param>
    /// <param name="species">Places of the species.</param>
    /// <param name="state">Amounts before the reactions.</param>
    /// <param name="adjoint">Derivatives by the amounts after them; becomes those by the amounts before.</param>
    internal ChemistryAdjoint(HourPlan<float> plan, SpeciesTable species, float[] state, float[] adjoint)
    {
        (_plan, _rates, _state, _adjoint) = (plan, plan.Reactions!, state, adjoint);
        _twoSteps = (float)(2 * plan.StepSeconds);
        int volume = plan.Layers * plan.Plane;
        int At(TransportedSpecies one) => species.PlaceOf(one) * volume;
        (_no, _no2, _o3) = (At(TransportedSpecies.No), At(TransportedSpecies.No2), At(TransportedSpecies.O3));
        (_voc, _nitrate) = (At(TransportedSpecies.Voc), At(TransportedSpecies.Nitrate));
        (_so2, _sulphate) = (At(TransportedSpecies.So2), At(TransportedSpecies.Sulphate));
        (_organic, _particle) = (At(TransportedSpecies.OrganicNitrate), At(TransportedSpecies.ParticleNitrate));
    }

    internal void Back(int layer, int row)
    {
        int first = (layer * _plan.Plane) + (row * _plan.Columns), column = 0, width = Vector<float>.Count;
        for (; column <= _plan.Columns - width; column += width) Back<WholeLanes>(first + column, width);
        if (column < _plan.Columns) Back<PartLanes>(first + column, _plan.Columns - column);
    }

    private void Back<TLanes>(int cell, int count)
        where TLanes : struct, ILanes
    {
        ref float state = ref MemoryMarshal.GetArrayDataReference(_state), adjoint = ref MemoryMarshal.GetArrayDataReference(_adjoint);
        Vector<float> no = TLanes.Load(ref state, _no + cell, count), no2 = TLanes.Load(ref state, _no2 + cell, count);
        Vector<float> rate = TLanes.Load(ref _rates.Radicals[0], cell, count), rateNo = TLanes.Load(ref _rates.RadicalNo[0], cell, count);
        Vector<float> production = TLanes.Load(ref state, _voc + cell, count) * rate;
        Vector<float> withNo = no * rateNo, loss = withNo + (no2 * (2 * ToNo2));
        Vector<float> root = Vector.SquareRoot((loss * loss) + (production * Together) + new Vector<float>((float)Chemistry.Tiny));
        Vector<float> perLoss = new Vector<float>(_twoSteps) / (loss + root), radicals = production * perLoss, toOrganic = radicals * ToNo2;
        Vector<float> toAcid = TLanes.Load(ref _rates.NitricAcid[0], cell, count);
        Vector<float> share = Vector<float>.One / ((toOrganic * 2) + toAcid + Vector<float>.One), lost = no2 * share;
        Vector<float> left = no2 - (lost * toOrganic * 2) - (lost * toAcid), nitrogen = no + left;
        Vector<float> oxygen = TLanes.Load(ref state, _o3 + cell, count) + left + (radicals * withNo);

        Vector<float> byNo = TLanes.Load(ref adjoint, _no + cell, count), byO3 = TLanes.Load(ref adjoint, _o3 + cell, count);
        Vector<float> byNext = TLanes.Load(ref adjoint, _no2 + cell, count) - byNo - byO3;
        StationaryBack by = Stationary<TLanes>(nitrogen, oxygen, left, byNext, cell, count);
        (byNo, byO3) = (byNo + by.Nitrogen, byO3 + by.Oxygen);
        Vector<float> byLeft = by.Now + byNo + byO3;
        Vector<float> byOrganic = TLanes.Load(ref adjoint, _organic + cell, count) + TLanes.Load(ref adjoint, _particle + cell, count)
            - (byLeft * 2);
        Vector<float> byAcid = TLanes.Load(ref adjoint, _nitrate + cell, count) - byLeft;
        Vector<float> byLost = (byOrganic * toOrganic) + (byAcid * toAcid), byShare = -(byLost * lost * share);
        Vector<float> byRadicals = (byO3 * withNo) + (((byOrganic * lost) + (byShare * 2)) * ToNo2);
        // radicals = 2 steps production / (loss + root): the root depends on both.
        Vector<float> bySum = -(byRadicals * radicals * perLoss) * (1 / _twoSteps), byRoot = bySum / root;
        Vector<float> byLoss = bySum + (byRoot * loss), byProduction = (byRadicals * perLoss) + (byRoot * (Together / 2));
        Vector<float> byWithNo = (byO3 * radicals) + byLoss;
        TLanes.Store(byNo + (byWithNo * rateNo), ref adjoint, _no + cell, count);
        TLanes.Store(byLeft + (byLost * share) + (byLoss * (2 * ToNo2)), ref adjoint, _no2 + cell, count);
        TLanes.Store(byO3, ref adjoint, _o3 + cell, count);
        TLanes.Store(TLanes.Load(ref adjoint, _voc + cell, count) + (byProduction * rate), ref adjoint, _voc + cell, count);
        Vector<float> bySo2 = TLanes.Load(ref adjoint, _so2 + cell, count), bySulphate = TLanes.Load(ref adjoint, _sulphate + cell, count);
        Vector<float> part = TLanes.Load(ref _rates.Sulphate[0], cell, count);
        TLanes.Store(bySo2 + ((bySulphate - bySo2) * part), ref adjoint, _so2 + cell, count);
    }

    private readonly record struct StationaryBack(Vector<float> Nitrogen, Vector<float> Oxygen, Vector<float> Now);

    private StationaryBack Stationary<TLanes>(
        Vector<float> nitrogen, Vector<float> oxygen, Vector<float> now, Vector<float> byNext, int cell, int count)
        where TLanes : struct, ILanes
    {
        Vector<float> ratio = TLanes.Load(ref _rates.Stationary[0], cell, count), time = TLanes.Load(ref _rates.Titration[0], cell, count);
        Vector<float> sum = nitrogen + oxygen, difference = nitrogen - oxygen;
        Vector<float> width = Vector.SquareRoot((difference * difference) + (((sum * 2) + ratio) * ratio));
        Vector<float> upper = (sum + ratio + width) * 0.5f, lower = nitrogen * oxygen / upper, decay = Vector.Exp(-(width * time));
        Vector<float> above = upper - now, reach = now - lower, below = reach * decay;
        Vector<float> whole = Vector<float>.One / (above + below), next = ((lower * above) + (upper * below)) * whole;
        // The bounds against rounding pass derivatives on, or stop them at 0.
        Vector<float> least = Vector.Min(nitrogen, oxygen);
        Vector<int> positive = Vector.GreaterThan(next, Vector<float>.Zero), inside = positive & Vector.LessThanOrEqual(next, least);
        Vector<float> bounded = Vector.ConditionalSelect(positive & ~inside, byNext, Vector<float>.Zero);
        Vector<int> byNitrogen = Vector.LessThanOrEqual(nitrogen, oxygen);
        Vector<float> by = Vector.ConditionalSelect(inside, byNext, Vector<float>.Zero) * whole;

        Vector<float> byAbove = by * (lower - next), byBelow = by * (upper - next), byReach = byBelow * decay;
        Vector<float> byLower = (by * above) - byReach, overUpper = byLower / upper;
        Vector<float> byUpper = (by * below) + byAbove - (overUpper * lower);
        Vector<float> byWidth = ((byUpper * 0.5f) - (byBelow * below * time)) / width;
        Vector<float> bySum = (byUpper * 0.5f) + (byWidth * ratio), byDifference = byWidth * difference;
        return new StationaryBack(bySum + byDifference + (overUpper * oxygen) + Vector.ConditionalSelect(byNitrogen, bounded, default),
            bySum - byDifference + (overUpper * nitrogen) + Vector.ConditionalSelect(byNitrogen, default, bounded), byReach - byAbove);
    }
}
