namespace Kaya.Samples;

/// <summary>Numbers that depend on where something is, and on nothing else: what is painted has no seams.</summary>
internal static class CityHash
{
    /// <summary>A number from 0 to 1 of three whole numbers (the finaliser of MurmurHash3).</summary>
    public static double Unit(int a, int b, int c)
    {
        unchecked
        {
            uint h = ((uint)a * 0x9E3779B1) ^ ((uint)b * 0x85EBCA77) ^ ((uint)c * 0xC2B2AE3D);
            h ^= h >> 16;
            h *= 0x85EBCA6B;
            h ^= h >> 13;
            h *= 0xC2B2AE35;
            h ^= h >> 16;
            return h * (1.0 / 4294967296.0);
        }
    }
}
