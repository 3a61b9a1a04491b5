using Kaya.Core;

namespace Kaya.Energy;

/// <summary>An energy transition: generation moved from one source to another, the total unchanged.</summary>
/// <param name="From">The source to reduce.</param>
/// <param name="To">The source to increase.</param>
/// <param name="Amount">The amount.</param>
public sealed record SourceMove(EnergySource From, EnergySource To, ChangeAmount Amount)
{
    /// <summary>Reads <c>coal:gas:10%</c>.</summary>
    /// <param name="text">From, to and amount, with colons between.</param>
    /// <returns>The move.</returns>
    /// <exception cref="DataFormatException">Not three parts, an unknown source, or no amount.</exception>
    public static SourceMove Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        SourceLocation where = new(Variable: text);
        string[] parts = text.Split(':');
        if (parts.Length != 3)
            throw new DataFormatException(
                new Fault("The move between sources is not valid.", where, "FROM:TO:AMOUNT", $"'{text}'", "For example: coal:gas:10%."));
        SourceMove move = new(EnergySources.Parse(parts[0], where), EnergySources.Parse(parts[1], where),
            ChangeAmount.Parse(parts[2], where));
        if (move.From == move.To)
            throw new DataFormatException(
                new Fault("The two sources of the move are the same.", where, "two sources",
                    parts[0], "Give a different source as the target."));
        return move;
    }

    /// <summary>Applies the move to a profile.</summary>
    /// <param name="before">The profile.</param>
    /// <returns>The profile after the move; its total is unchanged.</returns>
    /// <exception cref="DataFormatException">The move is larger than the generation of the source.</exception>
    public EnergyProfile Apply(EnergyProfile before)
    {
        ArgumentNullException.ThrowIfNull(before);
        double amount = Amount.Of(before[From], before.Total);
        if (amount > before[From] * (1 + 1e-12))
            throw new DataFormatException(
                new Fault("The move is larger than the generation of the source.", new SourceLocation(Variable: ToString()),
                FormattableString.Invariant($"at most {before[From]:0.###} GWh ({before.Share(From):P2} of the mix) of {From.Label()}"),
                FormattableString.Invariant($"{amount:0.###} GWh ({amount / before.Total:P2} of the mix)"),
                    $"Move less {From.Label()}, or take the rest from another source."));
        double[] generation = before.Generation.ToArray();
        generation[(int)From] = Math.Max(0, generation[(int)From] - amount);
        generation[(int)To] += amount;
        return new EnergyProfile(generation);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{From.Label()} to {To.Label()}, {Amount}";
}
