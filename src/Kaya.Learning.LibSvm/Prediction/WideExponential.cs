using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kaya.Learning.LibSvm;

/// <summary>exp(-scale x argument) for eight arguments at once, to a few parts in 1e13, in about half the instructions of a polynomial
/// alone.</summary>
/// <remarks>
/// 2^(n/16 + f/16) with n whole and |f| at most 1/2: the sixteenths of n are looked up, its whole part goes straight into the exponent, and
/// a
/// polynomial of degree 5 does the rest; what it leaves out is below (ln 2 / 32)^6 / 720 = 1.4e-13. Results too small for a number become
/// 0.
/// </remarks>
/// <param name="scale">Above 0.</param>
internal readonly struct WideExponential(double scale)
{
    private const double Sixteenths = 16 / 0.693147180559945309417;
    private const double Step = 0.693147180559945309417 / 16;
    // Adding and subtracting it rounds to the nearest integer; the lowest bits of the intermediate sum contain the integer.
    private const double Rounding = 1.5 * (1L << 52);
    // Large enough for an exponential of 0, and small enough for the rounding above.
    private const double Farthest = 1 << 20;

    private readonly Vector512<double> _scale = Vector512.Create(-scale * Sixteenths);
    private readonly Vector512<double> _farthest = Vector512.Create(Math.Min(double.MaxValue, Farthest / (scale * Sixteenths)));

    /// <summary>Whether this processor has the required instructions.</summary>
    public static bool IsSupported => Avx512F.IsSupported;

    /// <summary>The exponentials of arguments of 0 or more, infinity included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> Of(Vector512<double> argument)
    {
        argument = Avx512F.Min(argument, _farthest);
        Vector512<double> rounded = Avx512F.FusedMultiplyAdd(argument, _scale, Vector512.Create(Rounding));
        Vector512<double> whole = rounded - Vector512.Create(Rounding);
        Vector512<double> rest = Avx512F.FusedMultiplySubtract(argument, _scale, whole);
        Vector512<double> power = Avx512F.FusedMultiplyAdd(rest, Vector512.Create(Step * Step * Step * Step * Step / 120),
            Vector512.Create(Step * Step * Step * Step / 24));
        power = Avx512F.FusedMultiplyAdd(rest, power, Vector512.Create(Step * Step * Step / 6));
        power = Avx512F.FusedMultiplyAdd(rest, power, Vector512.Create(Step * Step / 2));
        power = Avx512F.FusedMultiplyAdd(rest, power, Vector512.Create(Step));
        power = Avx512F.FusedMultiplyAdd(rest, power, Vector512.Create(1.0));
        Vector512<double> root = Avx512F.PermuteVar8x64x2(LowRoots, rounded.AsInt64(), HighRoots);
        return Avx512F.Scale(power * root, whole * Vector512.Create(1.0 / 16));
    }

    // 2^(0/16) to 2^(15/16).
    private static Vector512<double> LowRoots => Vector512.Create(
        1, 1.0442737824274138, 1.0905077326652577, 1.1387886347566916, 1.189207115002721, 1.241857812073484, 1.2968395546510096,
            1.3542555469368927);

    private static Vector512<double> HighRoots => Vector512.Create(
        1.4142135623730951, 1.4768261459394993, 1.5422108254079407, 1.6104903319492543, 1.681792830507429, 1.7562521603732995,
            1.8340080864093424, 1.9152065613971474);
}
