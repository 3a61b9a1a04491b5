namespace Kaya.Learning.XGBoost;

/// <summary>Features and labels in XGBoost.</summary>
internal sealed class DataMatrix : IDisposable
{
    /// <summary>Copies features into the library.</summary>
    /// <param name="values">Row x feature.</param>
    /// <param name="rowCount">Number of rows.</param>
    /// <param name="threads">Threads for the copy.</param>
    public unsafe DataMatrix(ReadOnlySpan<float> values, int rowCount, int threads)
    {
        fixed (float* first = values)
        {
            DMatrixHandle handle;
            XGBoostCall.Check(XGBoostNative.XGDMatrixCreateFromMat_omp(
                first, (ulong)rowCount, (ulong)(values.Length / rowCount), float.NaN, out handle, threads), "XGDMatrixCreateFromMat_omp");
            XGBoostLibrary.Ledger.Add();
            Handle = handle;
        }
    }

    /// <summary>The native matrix.</summary>
    public DMatrixHandle Handle { get; }

    /// <summary>Replaces the labels of the rows.</summary>
    public unsafe void SetLabels(ReadOnlySpan<float> labels)
    {
        fixed (float* first = labels)
            XGBoostCall.Check(XGBoostNative.XGDMatrixSetFloatInfo(Handle, "label", first, (ulong)labels.Length), "XGDMatrixSetFloatInfo");
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
