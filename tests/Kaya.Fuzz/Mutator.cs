using System.Buffers.Binary;

namespace Kaya.Fuzz;

/// <summary>Changes valid files a little: bits, bytes, numbers at their limits, words of the format, blocks lost, repeated or from
/// another file.</summary>
/// <param name="seed">The same seed gives the same files.</param>
public sealed class Mutator(int seed)
{
    private const int MostBytes = 1 << 20;

    private static readonly long[] s_numbers =
        [0, 1, -1, 127, 128, 255, 256, 32767, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];

    private readonly Random _random = new(seed);

    /// <summary>A changed copy of a seed of a target.</summary>
    /// <param name="target">The format.</param>
    /// <returns>The file.</returns>
    public byte[] Next(FuzzTarget target)
    {
        List<byte> file = [.. target.Seeds[_random.Next(target.Seeds.Count)]];
        int changes = 1 << _random.Next(4);
        for (int change = 0; change < changes; change++) Change(file, target);
        byte[] mutated = file.Count > MostBytes ? [.. file.Take(MostBytes)] : [.. file];
        return target.Seal is null ? mutated : target.Seal(mutated);
    }

    private void Change(List<byte> file, FuzzTarget target)
    {
        if (file.Count == 0)
        {
            file.Add((byte)_random.Next(256));
            return;
        }

        // The beginning, where sizes and counts stand, as often as all the rest.
        int at = _random.Next(2) == 0 ? _random.Next(Math.Min(file.Count, 512)) : _random.Next(file.Count);
        int length = Math.Min(file.Count - at, 1 << _random.Next(10));
        switch (_random.Next(9))
        {
            case 0: file[at] ^= (byte)(1 << _random.Next(8)); break;
            case 1: file[at] = (byte)_random.Next(256); break;
            case 2: Number(file, at); break;
            case 3: file.RemoveRange(at, length); break;
            case 4: file.InsertRange(at, file.GetRange(at, length)); break;
            case 5 when target.Dictionary.Count > 0: file.InsertRange(at, target.Dictionary[_random.Next(target.Dictionary.Count)]); break;
            case 6 when target.Dictionary.Count > 0: Over(file, at, target.Dictionary[_random.Next(target.Dictionary.Count)]); break;
            case 7:
                byte[] other = target.Seeds[_random.Next(target.Seeds.Count)];
                int from = _random.Next(other.Length);
                Over(file, at, other.AsSpan(from, Math.Min(length, other.Length - from)));
                break;
            default:
                if (_random.Next(8) == 0) file.RemoveRange(at, file.Count - at);
                else file[at] = (byte)(file[at] + _random.Next(-8, 9));
                break;
        }
    }

    private void Number(List<byte> file, int at)
    {
        Span<byte> bytes = stackalloc byte[8];
        long number = s_numbers[_random.Next(s_numbers.Length)];
        int size = 1 << _random.Next(1, 4);
        if (_random.Next(2) == 0) BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, number);
            bytes = bytes[(8 - size)..];
        }

        Over(file, at, bytes[..size]);
    }

    private static void Over(List<byte> file, int at, ReadOnlySpan<byte> bytes)
    {
        for (int k = 0; k < bytes.Length && at + k < file.Count; k++) file[at + k] = bytes[k];
    }
}
