namespace Kaya.Torch;

/// <summary>The weights at the lowest validation error so far, for each member.</summary>
internal sealed class BestWeights
{
    private readonly IReadOnlyList<ModuleTensor> _tensors;
    private readonly byte[][] _bytes;

    /// <param name="model">The network.</param>
    /// <param name="members">Members of the problem.</param>
    internal BestWeights(Module model, int members)
    {
        _tensors = model.NamedTensors();
        _bytes = [.. _tensors.Select(tensor => tensor.Tensor.ToState().Bytes.ToArray())];
        // A tensor shared by all members cannot come from several steps; members are then treated as one network.
        int tracks = members > 1 && _tensors.All(tensor => tensor.Members == members) ? members : 1;
        Errors = [.. Enumerable.Repeat(double.PositiveInfinity, tracks)];
        (Steps, Waited) = (new long[tracks], new long[tracks]);
    }

    internal double[] Errors { get; }

    internal long[] Steps { get; }

    /// <summary>Validations since the lowest error.</summary>
    internal long[] Waited { get; }

    /// <summary>Records a validation.</summary>
    /// <returns>True if every member has waited as long as it may.</returns>
    internal bool Observe(double[] errors, long step, int? patience)
    {
        bool[] better = new bool[Errors.Length];
        for (int track = 0; track < Errors.Length; track++)
        {
            // A member without patience left is frozen, as if it were trained alone.
            if (Waited[track] >= patience) continue;
            double error = Errors.Length == errors.Length ? errors[track] : errors.Average();
            better[track] = error < Errors[track];
            if (better[track]) (Errors[track], Steps[track], Waited[track]) = (error, step, 0);
            else Waited[track]++;
        }

        if (better.Contains(true)) Copy(better);
        return patience is not null && Waited.All(waited => waited >= patience);
    }

    /// <summary>Restores the weights of the network.</summary>
    internal void Restore()
    {
        for (int i = 0; i < _tensors.Count; i++) _tensors[i].Tensor.Write(Stored(i));
    }

    internal void AddTo(Dictionary<string, StateArray> arrays)
    {
        for (int i = 0; i < _tensors.Count; i++) arrays[$"best/{_tensors[i].Name}"] = Stored(i);
        arrays["trainer/best_errors"] = StateArray.Of(Errors);
        arrays["trainer/best_steps"] = StateArray.Of(Steps);
        arrays["trainer/waited"] = StateArray.Of(Waited);
    }

    internal void TakeFrom(ModelState state)
    {
        for (int i = 0; i < _tensors.Count; i++)
            state.Array($"best/{_tensors[i].Name}").Bytes.Span.CopyTo(_bytes[i]);
        state.Array("trainer/best_errors").As<double>().CopyTo(Errors);
        state.Array("trainer/best_steps").As<long>().CopyTo(Steps);
        state.Array("trainer/waited").As<long>().CopyTo(Waited);
    }

    private StateArray Stored(int index)
    {
        ModuleTensor tensor = _tensors[index];
        return new StateArray(TypeOf(tensor.Tensor.Type), tensor.Tensor.Shape, _bytes[index].ToArray());
    }

    private static ElementType TypeOf(TensorType type) => type switch
    {
        TensorType.Float32 => ElementType.F32,
        TensorType.Float64 => ElementType.F64,
        _ => ElementType.I64,
    };

    private void Copy(bool[] better)
    {
        for (int i = 0; i < _tensors.Count; i++)
        {
            ReadOnlySpan<byte> now = _tensors[i].Tensor.ToState().Bytes.Span;
            int part = _bytes[i].Length / better.Length;
            for (int track = 0; track < better.Length; track++)
                if (better[track]) now.Slice(track * part, part).CopyTo(_bytes[i].AsSpan(track * part));
        }
    }
}
