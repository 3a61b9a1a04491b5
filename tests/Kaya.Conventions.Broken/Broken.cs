using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Kaya.Conventions.Broken;

public static class Broken
{
    private static int s_calls;

    public static readonly List<string> Names = [];

    // Statics that can change, each in a way of its own.
    private static readonly double[] s_table = [1, 2];
    private static readonly ThreadLocal<int> s_perThread = new();
    [ThreadStatic] private static int s_ofThisThread;
    private static readonly IReadOnlyList<string> s_hidden = new List<string> { "behind an interface" };
    private static readonly Changing s_changing = new();

    public static int Setting { get; set; }

    // Statics that cannot.
    private static readonly string s_text = "text";
    private static readonly FrozenSet<string> s_frozen = FrozenSet<string>.Empty;
    private static readonly (int Row, double Value) s_value = (1, 2);

    public static Kaya.Torch.Optimiser? Optimiser => null;

    public static nint Loaded() => NativeLibrary.Load("libz.so.1");

    public static object Package() => new YamlDotNet.Serialization.DeserializerBuilder();

    public static nint Handle() => s_calls++;

    public static SafeHandle? Keeper => null;

    public static Kaya.Torch.Tensor? Weights => null;

    public static void Print() => Console.WriteLine("a library must not");

    // An arrow that the house does not have: a capability that knows runs.
    public static Type Arrow() => typeof(Kaya.Runs.Run);

    [DllImport("libm.so.6", EntryPoint = "sin")]
    private static extern double Sine(double x);

    [DllImport("libz.so.1", EntryPoint = "zlibVersion")]
    private static extern nint Version();
}

/// <summary>Looks harmless as a static readonly field, and changes all the same.</summary>
public sealed class Changing
{
    private int _count;

    public int Next() => ++_count;
}
