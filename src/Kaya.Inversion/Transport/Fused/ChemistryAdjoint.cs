using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kaya.Inversion;

/// <summary>Back through the reactions of one row of a layer: the derivative of <see cref="FusedChemistry"/>, written out.</summary>
/// <remarks>A name with <c>by</c> is the derivative of the loss by that quantity; quantities have the names they have forward.</remarks>
internal sealed class ChemistryAdjoint
{
    private const float ToNo2 = (float)ReactionRates.RadicalNo2, Together = (float)(4 * ReactionRates.RadicalRadical);

    private readonly HourPlan<float> _plan;
    private readonly ReactionPlan<float> _rates;
    private readonly RowField<float> _state, _adjoint;
    private readonly float _twoSteps;
    private readonly ReactionPlaces _at;

    /// <param name="plan">The hour.</param>
    /// <param name="species">Places of the species.</param>
    /// <param name="state">Amounts before the reactions: a line for each layer and species.</param>
    /// <param name="adjoint">Derivatives by the amounts after them; becomes those by the amounts before.</param>
    internal ChemistryAdjoint(HourPlan<float> plan, SpeciesTable species, RowField<float> state, RowField<float> adjoint)
    {
        (_plan, _rates, _state, _adjoint) = (plan, plan.Reactions!, state, adjoint);
        _twoSteps = (float)(2 * plan.StepSeconds);
        _at = new ReactionPlaces(species, state.Stride);
    }

    internal void Back(int layer, int row)
    {
        ref float state = ref _state.At(row, layer * _plan.Species), adjoint = ref _adjoint.At(row, layer * _plan.Species);
        for (int column = 0; column < _state.Stride; column += Vector<float>.Count)
            Back(ref Unsafe.Add(ref state, column), ref Unsafe.Add(ref adjoint, column), (layer, row, (nuint)column));
    }

    private void Back(ref float state, ref float adjoint, (int Layer, int Row, nuint Column) cell)
    {
        Vector<float> no = Vector.LoadUnsafe(ref state, _at.No), no2 = Vector.LoadUnsafe(ref state, _at.No2);
        Vector<float> rate = FusedChemistry.Rate(_rates.Radicals, cell), rateNo = FusedChemistry.Rate(_rates.RadicalNo, cell);
        Vector<float> production = Vector.LoadUnsafe(ref state, _at.Voc) * rate;
        Vector<float> withNo = no * rateNo, loss = withNo + (no2 * (2 * ToNo2));
        Vector<float> root = Vector.SquareRoot((loss * loss) + (production * Together) + new Vector<float>((float)Chemistry.Tiny));
        Vector<float> perLoss = new Vector<float>(_twoSteps) / (loss + root), radicals = production * perLoss, toOrganic = radicals * ToNo2;
        Vector<float> toAcid = FusedChemistry.Rate(_rates.NitricAcid, cell);
        Vector<float> share = Vector<float>.One / ((toOrganic * 2) + toAcid + Vector<float>.One), lost = no2 * share;
        Vector<float> left = no2 - (lost * toOrganic * 2) - (lost * toAcid), nitrogen = no + left;
        Vector<float> oxygen = Vector.LoadUnsafe(ref state, _at.O3) + left + (radicals * withNo);

        Vector<float> byNo = Vector.LoadUnsafe(ref adjoint, _at.No), byO3 = Vector.LoadUnsafe(ref adjoint, _at.O3);
        Vector<float> byNext = Vector.LoadUnsafe(ref adjoint, _at.No2) - byNo - byO3;
        StationaryBack by = Stationary((nitrogen, oxygen, left), byNext, cell);
        (byNo, byO3) = (byNo + by.Nitrogen, byO3 + by.Oxygen);
        Vector<float> byLeft = by.Now + byNo + byO3;
        Vector<float> byOrganic = Vector.LoadUnsafe(ref adjoint, _at.Organic) + Vector.LoadUnsafe(ref adjoint, _at.Particle) - (byLeft * 2);
        Vector<float> byAcid = Vector.LoadUnsafe(ref adjoint, _at.Nitrate) - byLeft;
        Vector<float> byLost = (byOrganic * toOrganic) + (byAcid * toAcid), byShare = -(byLost * lost * share);
        Vector<float> byRadicals = (byO3 * withNo) + (((byOrganic * lost) + (byShare * 2)) * ToNo2);
        // radicals = 2 steps production / (loss + root): the root depends on both.
        Vector<float> bySum = -(byRadicals * radicals * perLoss) * (1 / _twoSteps), byRoot = bySum / root;
        Vector<float> byLoss = bySum + (byRoot * loss), byProduction = (byRadicals * perLoss) + (byRoot * (Together / 2));
        Vector<float> byWithNo = (byO3 * radicals) + byLoss;
        (byNo + (byWithNo * rateNo)).StoreUnsafe(ref adjoint, _at.No);
        (byLeft + (byLost * share) + (byLoss * (2 * ToNo2))).StoreUnsafe(ref adjoint, _at.No2);
        byO3.StoreUnsafe(ref adjoint, _at.O3);
        (Vector.LoadUnsafe(ref adjoint, _at.Voc) + (byProduction * rate)).StoreUnsafe(ref adjoint, _at.Voc);
        Vector<float> bySo2 = Vector.LoadUnsafe(ref adjoint, _at.So2), bySulphate = Vector.LoadUnsafe(ref adjoint, _at.Sulphate);
        (bySo2 + ((bySulphate - bySo2) * FusedChemistry.Rate(_rates.Sulphate, cell))).StoreUnsafe(ref adjoint, _at.So2);
    }

    private readonly record struct StationaryBack(Vector<float> Nitrogen, Vector<float> Oxygen, Vector<float> Now);

    private StationaryBack Stationary(
        (Vector<float> Nitrogen, Vector<float> Oxygen, Vector<float> Now) at, Vector<float> byNext, (int, int, nuint) cell)
    {
        (Vector<float> nitrogen, Vector<float> oxygen, Vector<float> now) = at;
        Vector<float> ratio = FusedChemistry.Rate(_rates.Stationary, cell), time = FusedChemistry.Rate(_rates.Titration, cell);
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
