using System.Numerics;
using System.Runtime.InteropServices;

namespace Kaya.Inversion;

/// <summary>The reactions of one row of a layer, in place: the arithmetic of <see cref="Chemistry"/>.</summary>
internal sealed class FusedChemistry
{
    private readonly HourPlan<float> _plan;
    private readonly ReactionPlan<float> _rates;
    private readonly float[] _state;
    private readonly int _columns, _volume;
    private readonly int _no, _no2, _o3, _voc, _nitrate, _so2, _sulphate, _organic, _particle;

    internal FusedChemistry(HourPlan<float> plan, SpeciesTable species, float[] state)
    {
        (_plan, _rates, _state, _columns) = (plan, plan.Reactions!, state, plan.Columns);
        _volume = plan.Layers * plan.Plane;
        int At(TransportedSpecies one) => species.PlaceOf(one) * _volume;
        (_no, _no2, _o3) = (At(TransportedSpecies.No), At(TransportedSpecies.No2), At(TransportedSpecies.O3));
        (_voc, _nitrate) = (At(TransportedSpecies.Voc), At(TransportedSpecies.Nitrate));
        (_so2, _sulphate) = (At(TransportedSpecies.So2), At(TransportedSpecies.Sulphate));
        (_organic, _particle) = (At(TransportedSpecies.OrganicNitrate), At(TransportedSpecies.ParticleNitrate));
    }

    internal void React(int layer, int row)
    {
        int first = (layer * _plan.Plane) + (row * _columns), column = 0, width = Vector<float>.Count;
        for (; column <= _columns - width; column += width) React<WholeLanes>(first + column, width);
        if (column < _columns) React<PartLanes>(first + column, _columns - column);
    }

    private void React<TLanes>(int cell, int count)
        where TLanes : struct, ILanes
    {
        const float toNo2 = (float)ReactionRates.RadicalNo2, together = (float)(4 * ReactionRates.RadicalRadical);
        ref float state = ref MemoryMarshal.GetArrayDataReference(_state);
        Vector<float> no = TLanes.Load(ref state, _no + cell, count), no2 = TLanes.Load(ref state, _no2 + cell, count);
        Vector<float> production = TLanes.Load(ref state, _voc + cell, count) * TLanes.Load(ref _rates.Radicals[0], cell, count);
        Vector<float> withNo = no * TLanes.Load(ref _rates.RadicalNo[0], cell, count), loss = withNo + (no2 * (2 * toNo2));
        Vector<float> root = Vector.SquareRoot((loss * loss) + (production * together) + new Vector<float>((float)Chemistry.Tiny));
        Vector<float> radicals = production * (float)(2 * _plan.StepSeconds) / (loss + root), toOrganic = radicals * toNo2;
        Vector<float> toAcid = TLanes.Load(ref _rates.NitricAcid[0], cell, count);
        Vector<float> lost = no2 / ((toOrganic * 2) + toAcid + Vector<float>.One), organic = lost * toOrganic, acid = lost * toAcid;
        Vector<float> left = no2 - (organic * 2) - acid, nitrogen = no + left;
        Vector<float> oxygen = TLanes.Load(ref state, _o3 + cell, count) + left + (radicals * withNo);
        Vector<float> next = Stationary<TLanes>(nitrogen, oxygen, left, cell, count);
        TLanes.Store(nitrogen - next, ref state, _no + cell, count);
        TLanes.Store(next, ref state, _no2 + cell, count);
        TLanes.Store(oxygen - next, ref state, _o3 + cell, count);
        Add<TLanes>(_nitrate + cell, acid, count);
        Add<TLanes>(_organic + cell, organic, count);
        Add<TLanes>(_particle + cell, organic, count);
        Vector<float> sulphate = TLanes.Load(ref state, _so2 + cell, count) * TLanes.Load(ref _rates.Sulphate[0], cell, count);
        Add<TLanes>(_so2 + cell, -sulphate, count);
        Add<TLanes>(_sulphate + cell, sulphate, count);
    }

    private Vector<float> Stationary<TLanes>(Vector<float> nitrogen, Vector<float> oxygen, Vector<float> now, int cell, int count)
        where TLanes : struct, ILanes
    {
        Vector<float> ratio = TLanes.Load(ref _rates.Stationary[0], cell, count), sum = nitrogen + oxygen, difference = nitrogen - oxygen;
        Vector<float> width = Vector.SquareRoot((difference * difference) + (((sum * 2) + ratio) * ratio));
        Vector<float> upper = (sum + ratio + width) * 0.5f, lower = nitrogen * oxygen / upper;
        Vector<float> decay = Vector.Exp(-(width * TLanes.Load(ref _rates.Titration[0], cell, count)));
        Vector<float> above = upper - now, below = (now - lower) * decay;
        Vector<float> next = ((lower * above) + (upper * below)) / (above + below);
        return Vector.Min(Vector.Max(next, Vector<float>.Zero), Vector.Min(nitrogen, oxygen));
    }

    private void Add<TLanes>(int at, Vector<float> amount, int count)
        where TLanes : struct, ILanes
    {
        ref float state = ref MemoryMarshal.GetArrayDataReference(_state);
        TLanes.Store(TLanes.Load(ref state, at, count) + amount, ref state, at, count);
    }
}
