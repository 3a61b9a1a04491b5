using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kaya.Inversion;

/// <summary>Where the species that react stand behind the first line of a row and layer.</summary>
internal sealed class ReactionPlaces(SpeciesTable species, int stride)
{
    internal nuint No { get; } = At(species, stride, TransportedSpecies.No);

    internal nuint No2 { get; } = At(species, stride, TransportedSpecies.No2);

    internal nuint O3 { get; } = At(species, stride, TransportedSpecies.O3);

    internal nuint Voc { get; } = At(species, stride, TransportedSpecies.Voc);

    internal nuint Nitrate { get; } = At(species, stride, TransportedSpecies.Nitrate);

    internal nuint So2 { get; } = At(species, stride, TransportedSpecies.So2);

    internal nuint Sulphate { get; } = At(species, stride, TransportedSpecies.Sulphate);

    internal nuint Organic { get; } = At(species, stride, TransportedSpecies.OrganicNitrate);

    internal nuint Particle { get; } = At(species, stride, TransportedSpecies.ParticleNitrate);

    private static nuint At(SpeciesTable species, int stride, TransportedSpecies one) => (nuint)(species.PlaceOf(one) * stride);
}

/// <summary>The reactions of one row of a layer, in place: the arithmetic of <see cref="Chemistry"/>.</summary>
internal sealed class FusedChemistry
{
    private readonly HourPlan<float> _plan;
    private readonly ReactionPlan<float> _rates;
    private readonly RowField<float> _state;
    private readonly ReactionPlaces _at;

    internal FusedChemistry(HourPlan<float> plan, SpeciesTable species, RowField<float> state)
    {
        (_plan, _rates, _state) = (plan, plan.Reactions!, state);
        _at = new ReactionPlaces(species, state.Stride);
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
        Vector<float> no = Vector.LoadUnsafe(ref state, _at.No), no2 = Vector.LoadUnsafe(ref state, _at.No2);
        Vector<float> production = Vector.LoadUnsafe(ref state, _at.Voc) * Rate(_rates.Radicals, cell);
        Vector<float> withNo = no * Rate(_rates.RadicalNo, cell), loss = withNo + (no2 * (2 * toNo2));
        Vector<float> root = Vector.SquareRoot((loss * loss) + (production * together) + new Vector<float>((float)Chemistry.Tiny));
        Vector<float> radicals = production * (float)(2 * _plan.StepSeconds) / (loss + root), toOrganic = radicals * toNo2;
        Vector<float> toAcid = Rate(_rates.NitricAcid, cell);
        Vector<float> lost = no2 / ((toOrganic * 2) + toAcid + Vector<float>.One), organic = lost * toOrganic, acid = lost * toAcid;
        Vector<float> left = no2 - (organic * 2) - acid, nitrogen = no + left;
        Vector<float> oxygen = Vector.LoadUnsafe(ref state, _at.O3) + left + (radicals * withNo);
        Vector<float> next = Stationary(nitrogen, oxygen, left, cell);
        (nitrogen - next).StoreUnsafe(ref state, _at.No);
        next.StoreUnsafe(ref state, _at.No2);
        (oxygen - next).StoreUnsafe(ref state, _at.O3);
        Add(ref state, _at.Nitrate, acid);
        Add(ref state, _at.Organic, organic);
        Add(ref state, _at.Particle, organic);
        Vector<float> sulphate = Vector.LoadUnsafe(ref state, _at.So2) * Rate(_rates.Sulphate, cell);
        Add(ref state, _at.So2, -sulphate);
        Add(ref state, _at.Sulphate, sulphate);
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
