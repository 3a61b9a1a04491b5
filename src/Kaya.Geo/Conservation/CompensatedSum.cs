namespace Kaya.Geo;

/// <summary>A compensated running sum with about 32 digits, by exact two-term sums.</summary>
public struct CompensatedSum
{
    private double _low;

    /// <summary>The sum, rounded once.</summary>
    public double Value { get; private set; }

    /// <summary>The rounding error of the sum.</summary>
    public readonly double Remainder => _low;

    /// <summary>Adds a number.</summary>
    /// <param name="term">Finite.</param>
    public void Add(double term)
    {
        // Knuth's two-sum: total + error is exactly Value + term, whichever is larger.
        double total = Value + term;
        double part = total - Value;
        double error = (Value - (total - part)) + (term - part) + _low;
        Value = total + error;
        _low = error - (Value - total);
    }

    /// <summary>Adds another sum with its rounding error.</summary>
    /// <param name="other">Any sum.</param>
    public void Add(CompensatedSum other)
    {
        Add(other.Value);
        Add(other._low);
    }

    /// <summary>A number minus the sum, without first rounding the sum.</summary>
    /// <param name="total">Any number.</param>
    /// <returns>The difference, rounded once.</returns>
    public readonly double MissingTo(double total)
    {
        CompensatedSum difference = this;
        difference.Add(-total);
        return -difference.Value;
    }
}
