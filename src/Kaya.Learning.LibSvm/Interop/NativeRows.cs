using System.Runtime.InteropServices;

namespace Kaya.Learning.LibSvm;

/// <summary>Features and one target in native memory, in the layout of libsvm: dense rows, features from 1, -1 at the end.</summary>
internal sealed unsafe class NativeRows : SafeHandle
{
    private readonly int _count;
    private readonly int _columnCount;

    /// <summary>Copies the features.</summary>
    public NativeRows(FeatureTable features) : base(0, ownsHandle: true)
    {
        (_count, _columnCount) = (features.RowCount, features.ColumnCount);
        int length = _columnCount + 1;
        // One allocation: row pointers, targets, nodes.
        SetHandle((nint)NativeMemory.Alloc(checked((nuint)_count * (nuint)(sizeof(nint) + sizeof(double) + length * sizeof(SvmNode)))));
        LibSvmLibrary.Ledger.Add();
        for (int row = 0; row < _count; row++)
        {
            SvmNode* nodes = Nodes + (long)row * length;
            Pointers[row] = nodes;
            ReadOnlySpan<double> values = features.Row(row);
            for (int column = 0; column < _columnCount; column++) nodes[
                column] = new SvmNode { Index = column + 1, Value = values[column] };
            nodes[_columnCount] = new SvmNode { Index = -1 };
        }
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The rows and targets as libsvm's problem; valid while this object lives.</summary>
    public SvmProblem Problem => new() { Count = _count, Targets = Targets, Rows = Pointers };

    private SvmNode** Pointers => (SvmNode**)handle;

    private double* Targets => (double*)(Pointers + _count);

    private SvmNode* Nodes => (SvmNode*)(Targets + _count);

    /// <summary>Sets the target.</summary>
    public void SetTargets(ReadOnlySpan<double> targets) => targets.CopyTo(new Span<double>(Targets, _count));

    /// <summary>The nodes of one row.</summary>
    public SvmNode* Row(int row) => Pointers[row];

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        LibSvmLibrary.Ledger.Remove();
        return true;
    }
}
