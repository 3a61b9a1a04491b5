using System.Globalization;
using System.Runtime.InteropServices;

namespace Kaya.Learning.XGBoost;

/// <summary>A booster in training.</summary>
internal sealed unsafe class Booster : IDisposable
{
    private readonly BoosterHandle _handle;

    /// <summary>A booster without trees.</summary>
    /// <param name="parameters">Names and values as XGBoost documents them.</param>
    /// <param name="matrices">The matrices whose predictions it caches.</param>
    public Booster(IEnumerable<KeyValuePair<string, string>> parameters, params ReadOnlySpan<DataMatrix> matrices)
    {
        nint* handles = stackalloc nint[matrices.Length];
        for (int i = 0; i < matrices.Length; i++) handles[i] = matrices[i].Handle.DangerousGetHandle();
        XGBoostCall.Check(XGBoostNative.XGBoosterCreate(handles, (ulong)matrices.Length, out _handle), "XGBoosterCreate");
        XGBoostLibrary.Ledger.Add();
        try
        {
            foreach ((string name, string value) in parameters)
                XGBoostCall.Check(XGBoostNative.XGBoosterSetParam(_handle, name, value), $"XGBoosterSetParam {name}={value}");
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    /// <summary>Adds the trees of one round.</summary>
    public void Update(int round, DataMatrix matrix) =>
        XGBoostCall.Check(XGBoostNative.XGBoosterUpdateOneIter(_handle, round, matrix.Handle), "XGBoosterUpdateOneIter");

    /// <summary>The root mean squared error on a matrix with labels.</summary>
    public double Evaluate(int round, DataMatrix matrix)
    {
        nint handle = matrix.Handle.DangerousGetHandle();
        byte* report;
        fixed (byte* name = "rows\0"u8)
        {
            byte* names = name;
            XGBoostCall.Check(XGBoostNative.XGBoosterEvalOneIter(_handle, round, &handle, &names, 1, out report), "XGBoosterEvalOneIter");
        }

        GC.KeepAlive(matrix);
        // The report reads "[3]\trows-rmse:0.125".
        string text = Marshal.PtrToStringUTF8((nint)report)!;
        return double.Parse(text.AsSpan(text.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
    }

    /// <summary>The library's own predictions, to check ours.</summary>
    public float[] Predict(DataMatrix matrix)
    {
        const string configuration = """{"type":0,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false}""";
        XGBoostCall.Check(XGBoostNative.XGBoosterPredictFromDMatrix(
            _handle, matrix.Handle, configuration, out ulong* shape, out ulong dimensions, out float* values),
                "XGBoosterPredictFromDMatrix");
        ulong count = 1;
        for (ulong i = 0; i < dimensions; i++) count *= shape[i];
        return new ReadOnlySpan<float>(values, checked((int)count)).ToArray();
    }

    /// <summary>Reads a model in any of XGBoost's formats.</summary>
    public void Load(ReadOnlySpan<byte> model)
    {
        fixed (byte* first = model)
            XGBoostCall.Check(XGBoostNative.XGBoosterLoadModelFromBuffer(_handle, first, (ulong)model.Length),
                "XGBoosterLoadModelFromBuffer");
    }

    /// <summary>The model in XGBoost's JSON format.</summary>
    public byte[] ToJson()
    {
        XGBoostCall.Check(XGBoostNative.XGBoosterSaveModelToBuffer(_handle, """{"format":"json"}""", out ulong length, out byte* bytes),
            "XGBoosterSaveModelToBuffer");
        return new ReadOnlySpan<byte>(bytes, checked((int)length)).ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
