using System.Globalization;

using Kaya.Core;

namespace Kaya.Energy;

/// <summary>Common checks of energy and emission profiles.</summary>
internal static class ProfileValues
{
    /// <summary>Tolerance of the sum of shares: above the rounding of six printed digits, below real errors.</summary>
    private const double ShareSumTolerance = 1e-6;

    internal static double CheckedSum(ReadOnlySpan<double> values, int count, Func<int, string> label, string parameter)
    {
        if (values.Length != count) throw new ArgumentException($"{count} values are needed, {values.Length} were given", parameter);
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            if (!double.IsFinite(values[i]) || values[i] < 0)
                throw new ArgumentException($"every value must be finite and not negative, {values[i]} of {label(i)} is not", parameter);
            sum += values[i];
        }

        return sum > 0 && double.IsFinite(sum) ? sum : throw new ArgumentException("the total must be above zero and finite", parameter);
    }

    internal static double[] FromShares(ReadOnlySpan<double> shares, double total, int count, Func<int, string> label, string subject)
    {
        if (shares.Length != count) throw new ArgumentException($"{count} shares are needed, {shares.Length} were given", nameof(shares));
        if (!double.IsFinite(total) || total <= 0) throw new ArgumentOutOfRangeException(
            nameof(total), total, "the total must be above zero");
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            if (!(shares[i] >= 0 && shares[i] <= 1))
                throw new DataFormatException(
                    new Fault($"A share of the {subject} is outside 0 to 100 %.", new SourceLocation(Variable: label(i)),
                    Expected: "0 % to 100 %", Found: Percent(shares[i]), Remedy: "Give each share as a percentage of the total."));
            sum += shares[i];
        }

        if (Math.Abs(sum - 1) > ShareSumTolerance)
            throw new DataFormatException(new Fault($"The {subject} does not sum to 100 %.", Expected: "100 %", Found: Percent(sum),
                Remedy: "Change the shares so that they sum to 100 %."));
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = shares[i] / sum * total;
        return values;
    }

    private static string Percent(double share) => (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + " %";
}
