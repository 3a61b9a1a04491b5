using System.Numerics;

namespace Kaya.Core;

/// <summary>A sequence of pseudo-random numbers (xoshiro256**, Blackman and Vigna 2021). Not safe for use by several threads.</summary>
public sealed class RandomSequence
{
    private ulong _s0, _s1, _s2, _s3;

    internal RandomSequence(ulong seed)
    {
        // Seeded by SplitMix64, as the authors of xoshiro recommend: the state is never all zeros.
        ulong Next()
        {
            ulong z = seed += 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }

        (_s0, _s1, _s2, _s3) = (Next(), Next(), Next(), Next());
    }

    /// <summary>The next number, uniform over all 64-bit values.</summary>
    /// <returns>64 random bits.</returns>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>The next number, uniform in [0, 1).</summary>
    /// <returns>A multiple of 2^-53.</returns>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The next integer, uniform in [0, <paramref name="count"/>), without bias.</summary>
    /// <param name="count">Number of possible values, at least 1.</param>
    /// <returns>An integer from 0 to count - 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public int NextInt32(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ulong bound = (ulong)count;
        ulong threshold = unchecked(0UL - bound) % bound;
        while (true)
        {
            UInt128 product = (UInt128)NextUInt64() * bound;
            if ((ulong)product >= threshold) return (int)(product >> 64);
        }
    }

    /// <summary>The next number from the standard normal distribution (Box-Muller transform).</summary>
    /// <returns>A number of a distribution with mean 0 and variance 1.</returns>
    public double NextGaussian() =>
        Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Shuffles the elements in place (Fisher-Yates).</summary>
    /// <typeparam name="T">Any type.</typeparam>
    /// <param name="values">The elements.</param>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
