namespace Kaya.Torch;

/// <summary>The native copy of a fitted network: made at its first use, used by any number of threads, freed after its owner.</summary>
/// <remarks>
/// A fitted model keeps its weights in managed memory and is never disposed of; making tensors of them anew for every question would
/// take as long as many an answer. So the model keeps one of these. The collector frees the tensors together with the model, and is told
/// how large they are. <see cref="TorchLedger"/> counts them apart, so that a tensor that leaks anywhere else still shows.
/// </remarks>
/// <typeparam name="TNetwork">Kind of network.</typeparam>
public sealed class NetworkCopy<TNetwork> where TNetwork : Module
{
    private readonly Lazy<TNetwork> _network;
    private long _tensors;
    private long _bytes;

    /// <summary>Prepares a copy.</summary>
    /// <param name="build">Makes the network with its weights, in use and not in training; called once.</param>
    public NetworkCopy(Func<TNetwork> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        _network = new Lazy<TNetwork>(() => Counted(build()));
    }

    /// <summary>Frees the tensors, if there are any.</summary>
    ~NetworkCopy()
    {
        if (_tensors == 0) return;
        // Handles have critical finalisers, which run after this one: the network is still whole here.
        TorchLedger.Forget(_tensors, _network.Value.Dispose);
        GC.RemoveMemoryPressure(_bytes);
    }

    /// <summary>Works with the network, which must not be changed and stays alive meanwhile.</summary>
    /// <typeparam name="TResult">What the work gives.</typeparam>
    /// <param name="work">Given the network.</param>
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
            // Without this the collector may free the tensors while the last operator runs on them.
            GC.KeepAlive(this);
        }
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
