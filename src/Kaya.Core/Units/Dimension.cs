namespace Kaya.Core;

/// <summary>Physical dimension: exponents of the SI base dimensions. All are zero for a dimensionless number.</summary>
/// <param name="Mass">Exponent of mass (kg).</param>
/// <param name="Length">Exponent of length (m).</param>
/// <param name="Time">Exponent of time (s).</param>
/// <param name="Temperature">Exponent of thermodynamic temperature (K).</param>
/// <param name="Amount">Exponent of amount of substance (mol).</param>
/// <param name="Current">Exponent of electric current (A).</param>
public readonly record struct Dimension(
    int Mass = 0, int Length = 0, int Time = 0, int Temperature = 0, int Amount = 0, int Current = 0)
{
    /// <summary>Whether it is dimensionless.</summary>
    public bool IsNone => this == default;

    /// <summary>The dimension of a product.</summary>
    /// <param name="other">The other factor.</param>
    /// <returns>The sums of the exponents.</returns>
    public Dimension Multiply(Dimension other) => new(Mass + other.Mass, Length + other.Length, Time + other.Time,
        Temperature + other.Temperature, Amount + other.Amount, Current + other.Current);

    /// <summary>The dimension of a power.</summary>
    /// <param name="exponent">Any integer.</param>
    /// <returns>The exponents times <paramref name="exponent"/>.</returns>
    public Dimension Power(int exponent) => new(Mass * exponent, Length * exponent, Time * exponent,
        Temperature * exponent, Amount * exponent, Current * exponent);

    /// <summary>Prints in SI base units, such as <c>kg m2 s-2</c>.</summary>
    /// <returns>CF text; <c>1</c> for a dimensionless number.</returns>
    public override string ToString()
    {
        (string Symbol, int Exponent)[] parts =
            [("kg", Mass), ("m", Length), ("s", Time), ("K", Temperature), ("mol", Amount), ("A", Current)];
        IEnumerable<string> printed = parts.Where(part => part.Exponent != 0).Select(UnitText.Print);
        return IsNone ? "1" : string.Join(' ', printed);
    }
}
