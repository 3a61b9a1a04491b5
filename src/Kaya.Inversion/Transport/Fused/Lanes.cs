using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kaya.Inversion;

/// <summary>Several neighbouring numbers at once: whole vectors inside a row, part of one at its end.</summary>
internal interface ILanes
{
    static abstract Vector<float> Load(ref float first, int at, int count);

    static abstract void Store(Vector<float> value, ref float first, int at, int count);
}

/// <summary>A whole vector.</summary>
internal readonly struct WholeLanes : ILanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Load(ref float first, int at, int count) => Vector.LoadUnsafe(ref first, (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector<float> value, ref float first, int at, int count) => value.StoreUnsafe(ref first, (nuint)at);
}

/// <summary>The first numbers of a vector; the others are 0 and are not written.</summary>
internal readonly struct PartLanes : ILanes
{
    public static Vector<float> Load(ref float first, int at, int count)
    {
        Vector<float> value = default;
        Span<float> lanes = MemoryMarshal.CreateSpan(ref Unsafe.As<Vector<float>, float>(ref value), Vector<float>.Count);
        for (int i = 0; i < count; i++) lanes[i] = Unsafe.Add(ref first, at + i);
        return value;
    }

    public static void Store(Vector<float> value, ref float first, int at, int count)
    {
        for (int i = 0; i < count; i++) Unsafe.Add(ref first, at + i) = value[i];
    }
}
