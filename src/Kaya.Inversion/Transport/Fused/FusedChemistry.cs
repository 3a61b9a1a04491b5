using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kaya.Inversion;

/// <summary>The reactions of one row of a layer, in place: the arithmetic of <see cref="Chemistry"/>.</summary>
internal sealed class FusedChemistry
{
    private readonly HourPlan<float> _plan;
    private readonly ReactionPlan<float> _rates;
    private readonly RowField<float> _state;
    private readonly nuint _no, _no2, _o3, _voc, _nitrate, _so2, _sulphate, _organic, _particle;

    internal FusedChemistry(HourPlan<float> plan, SpeciesTable species, RowField<float> state)
    {
        (_plan, _rates, _state) = (plan, plan.Reactions!, state);
        nuint At(TransportedSpecies one) => (nuint)(species.PlaceOf(one) * state.Stride);
        (_no, _no2, _o3) = (At(TransportedSpecies.No), At(TransportedSpecies.No2), At(TransportedSpecies.O3));
        (_voc, _nitrate) = (At(TransportedSpecies.Voc), At(TransportedSpecies.Nitrate));
        (_so2, _sulphate) = (At(TransportedSpecies.So2), At(TransportedSpecies.Sulphate));
        (_organic, _particle) = (At(TransportedSpecies.OrganicNitrate), At(TransportedSpecies.ParticleNitrate));
    }

    internal void React(int layer, int row)
    {
        ref float state = ref _state.At(row, layer * _plan.Species);
        for (int column = 0; column < _state.Stride; column += Vector<float>.Count)
            React(ref Unsafe.Add(ref state, column), (layer, row, (nuint)column));
    }

    private void React(ref float state, (int Layer, int Row, nuint Column) cell)
    {
        const float toNo2 = (float)ReactionRates.RadicalNo2, together = (float)(4 * ReactionRates.RadicalRadical);
        Vector<float> no = Vector.LoadUnsafe(ref state, _no), no2 = Vector.LoadUnsafe(ref state, _no2);
        Vector<float> production = Vector.LoadUnsafe(ref state, _voc) * Rate(_rates.Radicals, cell);
        Vector<float> withNo = no * Rate(_rates.RadicalNo, cell), loss = withNo + (no2 * (2 * toNo2));
        Vector<float> root = Vector.SquareRoot((loss * loss) + (production * together) + new Vector<float>((float)Chemistry.Tiny));
        Vector<float> radicals = production * (float)(2 * _plan.StepSeconds) / (loss + root), toOrganic = radicals * toNo2;
        Vector<float> toAcid = Rate(_rates.NitricAcid, cell);
        Vector<float> lost = no2 / ((toOrganic * 2) + toAcid + Vector<float>.One), organic = lost * toOrganic, acid = lost * toAcid;
        Vector<float> left = no2 - (organic * 2) - acid, nitrogen = no + left;
        Vector<float> oxygen = Vector.LoadUnsafe(ref state, _o3) + left + (radicals * withNo);
        Vector<float> next = Stationary(nitrogen, oxygen, left, cell);
        (nitrogen - next).StoreUnsafe(ref state, _no);
        next.StoreUnsafe(ref state, _no2);
        (oxygen - next).StoreUnsafe(ref state, _o3);
        Add(ref state, _nitrate, acid);
        Add(ref state, _organic, organic);
        Add(ref state, _particle, organic);
        Vector<float> sulphate = Vector.LoadUnsafe(ref state, _so2) * Rate(_rates.Sulphate, cell);
        Add(ref state, _so2, -sulphate);
        Add(ref state, _sulphate, sulphate);
    }

    private Vector<float> Stationary(Vector<float> nitrogen, Vector<float> oxygen, Vector<float> now, (int, int, nuint) cell)
    {
        Vector<float> ratio = Rate(_rates.Stationary, cell), sum = nitrogen + oxygen, difference = nitrogen - oxygen;
        Vector<float> width = Vector.SquareRoot((difference * difference) + (((sum * 2) + ratio) * ratio));
        Vector<float> upper = (sum + ratio + width) * 0.5f, lower = nitrogen * oxygen / upper;
        Vector<float> decay = Vector.Exp(-(width * Rate(_rates.Titration, cell)));
        Vector<float> above = upper - now, below = (now - lower) * decay;
        Vector<float> next = ((lower * above) + (upper * below)) / (above + below);
        return Vector.Min(Vector.Max(next, Vector<float>.Zero), Vector.Min(nitrogen, oxygen));
    }

    internal static Vector<float> Rate(RowField<float> field, (int Layer, int Row, nuint Column) cell) =>
        Vector.LoadUnsafe(ref field.At(cell.Row, cell.Layer), cell.Column);

    private static void Add(ref float state, nuint at, Vector<float> amount) =>
        (Vector.LoadUnsafe(ref state, at) + amount).StoreUnsafe(ref state, at);
}
