using Kaya.Core;

namespace Kaya.Energy;

/// <summary>A sector transition: the emissions of one sector are reduced, the others unchanged.</summary>
/// <param name="Sector">The sector.</param>
/// <param name="Amount">The amount.</param>
public sealed record SectorCut(Sector Sector, ChangeAmount Amount)
{
    /// <summary>Reads <c>industry:10%</c>.</summary>
    /// <param name="text">Sector and amount, with a colon between.</param>
    /// <returns>The cut.</returns>
    /// <exception cref="DataFormatException">Not two parts, an unknown sector, or no amount.</exception>
    public static SectorCut Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        SourceLocation where = new(Variable: text);
        string[] parts = text.Split(':');
        if (parts.Length != 2)
            throw new DataFormatException(
                new Fault("The sector cut is not valid.", where, "SECTOR:AMOUNT", $"'{text}'", "For example: industry:10%."));
        return new SectorCut(Sectors.Parse(parts[0], where), ChangeAmount.Parse(parts[1], where));
    }

    /// <summary>Applies the cut to a profile.</summary>
    /// <param name="before">The profile.</param>
    /// <returns>The profile after the cut; its total is reduced by the cut.</returns>
    /// <exception cref="DataFormatException">The cut is larger than the emissions of the sector, or the total would be zero.</exception>
    public EmissionProfile Apply(EmissionProfile before)
    {
        ArgumentNullException.ThrowIfNull(before);
        double amount = Amount.Of(before[Sector], before.Total);
        if (amount > before[Sector] * (1 + 1e-12) || amount >= before.Total)
            throw new DataFormatException(
                new Fault("The cut is larger than the emissions of the sector.", new SourceLocation(Variable: ToString()),
                FormattableString.Invariant(
                    $"at most {before[Sector]:0.####} Mt ({before.Share(Sector):P2} of the total) of {Sector.Label()}"),
                FormattableString.Invariant($"{amount:0.####} Mt"), "Reduce the cut, or cut another sector too."));
        double[] emission = before.Emission.ToArray();
        emission[(int)Sector] = Math.Max(0, emission[(int)Sector] - amount);
        return new EmissionProfile(emission);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Sector.Label()} cut by {Amount}";
}
