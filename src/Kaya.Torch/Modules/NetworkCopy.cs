namespace Kaya.Torch;

/// <summary>The native copy of a fitted network: created at first use, thread-safe, freed after its owner.</summary>
/// <remarks>
/// A fitted model keeps its weights in managed memory and is never disposed of; creating tensors for every prediction would
/// often take longer than the prediction. The model therefore keeps one copy. The garbage collector frees the tensors with the model, and
/// is informed
/// of their size. <see cref="TorchLedger"/> counts them separately, so that leaks of other tensors are still detected.
/// </remarks>
/// <typeparam name="TNetwork">Kind of network.</typeparam>
public sealed class NetworkCopy<TNetwork> where TNetwork : Module
{
    private readonly Func<TNetwork> _build;
    private readonly Lazy<TNetwork> _network;
    private long _tensors;
    private long _bytes;

    /// <summary>Prepares a copy.</summary>
    /// <param name="build">Creates the network with its weights, for prediction; called once, and once for each use of a GPU.</param>
    public NetworkCopy(Func<TNetwork> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        _build = build;
        _network = new Lazy<TNetwork>(() => Counted(build()));
    }

    /// <summary>Frees the tensors, if there are any.</summary>
    ~NetworkCopy()
    {
        if (_tensors == 0) return;
        // Handles have critical finalisers, which run after this one, so the network is still valid here.
        TorchLedger.Forget(_tensors, _network.Value.Dispose);
        GC.RemoveMemoryPressure(_bytes);
    }

    /// <summary>Uses the network, which must not be changed and is kept alive during the call.</summary>
    /// <typeparam name="TResult">What the work gives.</typeparam>
    /// <param name="work">Called with the network.</param>
    /// <returns>What the work gave.</returns>
    public TResult Use<TResult>(Func<TNetwork, TResult> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return work(_network.Value);
        }
        finally
        {
            // Without this, the garbage collector may free the tensors while the last operator uses them.
            GC.KeepAlive(this);
        }
    }

    /// <summary>As <see cref="Use{TResult}(Func{TNetwork, TResult})"/>; on a GPU with a network of its own, freed afterwards.</summary>
    /// <typeparam name="TResult">What the work gives.</typeparam>
    /// <param name="device">Where to work; null for the CPU.</param>
    /// <param name="work">Called with the network.</param>
    /// <returns>What the work gave.</returns>
    /// <exception cref="Kaya.Core.ResourceException">There is no such device.</exception>
    public TResult Use<TResult>(ComputeDevice? device, Func<TNetwork, TResult> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (device?.CudaIndex is null) return Use(work);
        TorchRuntime.RequireDevice(device);
        using TNetwork there = _build();
        there.MoveTo(device);
        return work(there);
    }

    private TNetwork Counted(TNetwork network)
    {
        IReadOnlyList<ModuleTensor> tensors = network.NamedTensors();
        _bytes = Math.Max(
            1, tensors.Sum(tensor => tensor.Tensor.Count * (tensor.Tensor.Type == TensorType.Float32 ? sizeof(float) : sizeof(double))));
        GC.AddMemoryPressure(_bytes);
        TorchLedger.Remember(_tensors = tensors.Count);
        return network;
    }
}
