using System.Runtime.InteropServices;

namespace Kaya.Geo.Gdal;

/// <summary>Conversion of text and lists of text to and from native memory.</summary>
internal static unsafe class NativeText
{
    /// <summary>A copy of UTF-8 text owned by GDAL; empty for none.</summary>
    public static string Read(byte* text) => text == null ? "" : Marshal.PtrToStringUTF8((nint)text)!;

    /// <summary>A copy of a list owned by GDAL.</summary>
    public static IReadOnlyList<string> ReadList(byte** list)
    {
        List<string> read = [];
        for (; list != null && *list != null; list++) read.Add(Read(*list));
        return read;
    }
}

/// <summary>A list of texts such as NAME=VALUE options, in native memory while it is needed.</summary>
internal sealed unsafe class NativeList : IDisposable
{
    private readonly byte** _list;
    private readonly int _count;

    public NativeList(params ReadOnlySpan<string> texts)
    {
        _count = texts.Length;
        _list = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
        for (int k = 0; k < _count; k++) _list[k] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[k]);
    }

    /// <summary>The list, terminated by a null pointer.</summary>
    public byte** Pointer => _list;

    public void Dispose()
    {
        for (int k = 0; k < _count; k++) Marshal.FreeCoTaskMem((nint)_list[k]);
        NativeMemory.Free(_list);
    }
}
