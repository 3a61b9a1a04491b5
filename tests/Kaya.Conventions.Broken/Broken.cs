using System.Runtime.InteropServices;
using Kaya.Core;

namespace Kaya.Conventions.Broken;

public static class Broken
{
    private static int s_calls;

    public static readonly List<string> Names = [];

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
