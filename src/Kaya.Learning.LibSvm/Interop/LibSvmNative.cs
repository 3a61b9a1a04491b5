using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kaya.Core;

namespace Kaya.Learning.LibSvm;

/// <summary>The functions of libsvm's C API that Kaya calls.</summary>
internal static unsafe partial class LibSvmNative
{
    private const string Library = "svm";

    static LibSvmNative() => NativeLibrary.SetDllImportResolver(typeof(LibSvmNative).Assembly, Resolve);

    [LibraryImport(Library)]
    public static partial nint svm_train(SvmProblem* problem, SvmParameter* parameter);

    [LibraryImport(Library)]
    public static partial byte* svm_check_parameter(SvmProblem* problem, SvmParameter* parameter);

    [LibraryImport(Library)]
    public static partial double svm_predict(nint model, SvmNode* row);

    [LibraryImport(Library)]
    public static partial void svm_get_sv_indices(nint model, int* indices);

    [LibraryImport(Library)]
    public static partial void svm_free_and_destroy_model(nint* model);

    [LibraryImport(Library)]
    public static partial void svm_set_print_string_function(delegate* unmanaged[Cdecl]<byte*, void> print);

    /// <summary>The print function for libsvm, which prints nothing.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Silence(byte* text)
    {
    }

    /// <summary>Loads the first of these libraries that is installed.</summary>
    /// <exception cref="NativeLoadException">None is installed; the remedy names the package.</exception>
    internal static nint Load(params IReadOnlyList<string> names) => SharedLibrary.Load(typeof(LibSvmNative).Assembly, new Fault(
        "libsvm could not be loaded. It is needed to train support vector regression.",
        Remedy: "Install it: apt-get install libsvm3"), names);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Library ? Load("libsvm.so.3", "libsvm.so", "libsvm.dylib", "libsvm.dll") : 0;
}
