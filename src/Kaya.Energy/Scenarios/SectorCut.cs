using Kaya.Core;

namespace Kaya.Energy;

/// <summary>A sector transition: the emission of one sector cut, the others unchanged.</summary>
/// <param name="Sector">The sector.</param>
/// <param name="Amount">By how much.</param>
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
                new Fault("This is no cut of a sector.", where, "SECTOR:AMOUNT", $"'{text}'", "Write for example industry:10%."));
        return new SectorCut(Sectors.Parse(parts[0], where), ChangeAmount.Parse(parts[1], where));
    }

    /// <summary>Cuts the sector in a profile.</summary>
    /// <param name="before">The profile.</param>
    /// <returns>The profile after the cut; its total is lower by the cut.</returns>
    /// <exception cref="DataFormatException">The sector emits less than is to be cut, or nothing would be left at all.</exception>
    public EmissionProfile Apply(EmissionProfile before)
    {
        ArgumentNullException.ThrowIfNull(before);
        double amount = Amount.Of(before[Sector], before.Total);
        if (amount > before[Sector] * (1 + 1e-12) || amount >= before.Total)
            throw new DataFormatException(
                new Fault("The cut is larger than what the sector emits.", new SourceLocation(Variable: ToString()),
                FormattableString.Invariant(
                    $"at most {before[Sector]:0.####} Mt ({before.Share(Sector):P2} of the total) of {Sector.Label()}"),
                FormattableString.Invariant($"{amount:0.####} Mt"), "Cut less, or cut another sector too."));
        double[] emission = before.Emission.ToArray();
        emission[(int)Sector] = Math.Max(0, emission[(int)Sector] - amount);
        return new EmissionProfile(emission);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Sector.Label()} cut by {Amount}";
}
