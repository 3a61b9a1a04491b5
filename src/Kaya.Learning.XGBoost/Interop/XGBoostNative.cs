using System.Reflection;
using System.Runtime.InteropServices;
using Kaya.Core;

namespace Kaya.Learning.XGBoost;

/// <summary>The functions of XGBoost's C API that Kaya calls; 0 means success.</summary>
internal static unsafe partial class XGBoostNative
{
    private const string Library = "xgboost";

    static XGBoostNative() => NativeLibrary.SetDllImportResolver(typeof(XGBoostNative).Assembly, Resolve);

    [LibraryImport(Library)]
    public static partial byte* XGBGetLastError();

    [LibraryImport(Library)]
    public static partial void XGBoostVersion(out int major, out int minor, out int patch);

    [LibraryImport(Library)]
    public static partial int XGDMatrixCreateFromMat_omp(
        float* values, ulong rowCount, ulong columnCount, float missing, out DMatrixHandle matrix, int threads);

    [LibraryImport(Library)]
    public static partial int XGDMatrixFree(nint matrix);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGDMatrixSetFloatInfo(DMatrixHandle matrix, string field, float* values, ulong count);

    [LibraryImport(Library)]
    public static partial int XGBoosterCreate(nint* matrices, ulong count, out BoosterHandle booster);

    [LibraryImport(Library)]
    public static partial int XGBoosterFree(nint booster);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterSetParam(BoosterHandle booster, string name, string value);

    [LibraryImport(Library)]
    public static partial int XGBoosterUpdateOneIter(BoosterHandle booster, int iteration, DMatrixHandle matrix);

    [LibraryImport(Library)]
    public static partial int XGBoosterEvalOneIter(
        BoosterHandle booster, int iteration, nint* matrices, byte** names, ulong count, out byte* report);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterPredictFromDMatrix(
        BoosterHandle booster, DMatrixHandle matrix, string configuration, out ulong* shape, out ulong dimensions, out float* values);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterSaveModelToBuffer(BoosterHandle booster, string configuration, out ulong length, out byte* bytes);

    [LibraryImport(Library)]
    public static partial int XGBoosterLoadModelFromBuffer(BoosterHandle booster, byte* bytes, ulong length);

    /// <summary>Loads the first of these libraries that is installed.</summary>
    /// <exception cref="NativeLoadException">None is installed; the remedy names the package.</exception>
    internal static nint Load(params IReadOnlyList<string> names) => SharedLibrary.Load(typeof(XGBoostNative).Assembly, new Fault(
        "The XGBoost library could not be loaded. It is needed to train boosting, forests and trees.",
        Remedy: "Install it: apt-get install libxgboost0"), names);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Library ? Load("libxgboost.so.0", "libxgboost.so", "libxgboost.dylib", "xgboost.dll") : 0;
}
