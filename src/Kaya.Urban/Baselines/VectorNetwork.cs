using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>Dense layers on the vectors of cells; with a graph, each but the last sees the mean of a cell and those around it.</summary>
/// <remarks>Kipf and Welling 2017: H' = relu(A H W), A the adjacency with the cell itself, divided by the roots of both degrees.</remarks>
internal sealed class VectorNetwork : Module
{
    private readonly Linear[] _layers;
    private readonly Dropout _dropout;

    internal VectorNetwork(int inputs, IReadOnlyList<int> hidden, double dropout, RandomSource random)
    {
        int[] widths = [inputs, .. hidden, 1];
        _layers = [.. Enumerable.Range(0, widths.Length - 1).Select(i =>
            AddChild($"layer{i}", new Linear(widths[i], widths[i + 1], random.Derive($"layer{i}"))))];
        _dropout = AddChild("dropout", new Dropout(dropout));
    }

    /// <param name="features">[cells, features].</param>
    /// <param name="graph">Who is beside whom; null for cells that know nothing of each other.</param>
    /// <returns>[cells] z.</returns>
    internal Tensor Forward(Tensor features, CellGraph? graph)
    {
        Tensor value = features;
        for (int i = 0; i < _layers.Length - 1; i++)
            value = _dropout.Forward(_layers[i].Forward(graph is null ? value : graph.Spread(value), ActivationKind.Relu));
        return _layers[^1].Forward(value).Squeeze(1);
    }
}
