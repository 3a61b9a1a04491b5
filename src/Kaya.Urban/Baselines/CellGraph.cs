using Kaya.Torch;

namespace Kaya.Urban;

/// <summary>Cells and the cells around them, as a matrix with at most nine numbers in a row.</summary>
internal sealed class CellGraph
{
    private const int Most = 9;
    private readonly long[] _neighbours;
    private readonly float[] _weights;

    /// <param name="data">The cells.</param>
    /// <param name="nodes">The cells of the graph; edges lead to these alone.</param>
    /// <param name="isNeighbour">Which cells count as neighbours: the nodes, and those beyond the edge of a part.</param>
    public CellGraph(UrbanDataset data, IReadOnlyList<int> nodes, Func<int, bool> isNeighbour)
    {
        Dictionary<int, int> places = nodes.Select((cell, i) => (cell, i)).ToDictionary(pair => pair.cell, pair => pair.i);
        int[] degrees = [.. nodes.Select(cell => 1 + NeighbourCells.Around(data, cell, 1, isNeighbour).Count())];
        _neighbours = new long[nodes.Count * Most];
        _weights = new float[nodes.Count * Most];
        for (int i = 0; i < nodes.Count; i++)
        {
            int[] all = [i, .. NeighbourCells.Around(data, nodes[i], 1, places.ContainsKey).Select(other => places[other])];
            for (int k = 0; k < Most; k++)
            {
                _neighbours[(i * Most) + k] = k < all.Length ? all[k] : i;
                if (k < all.Length)
                    _weights[(i * Most) + k] = (float)(1 / Math.Sqrt((double)degrees[i] * degrees[all[k]]));
            }
        }
    }

    /// <summary>For each node the weighed sum of itself and its neighbours.</summary>
    /// <param name="values">[nodes, width].</param>
    public Tensor Spread(Tensor values)
    {
        long nodes = values.Length(0);
        Tensor gathered = values.IndexSelect(0, Tensor.From(_neighbours, nodes * Most)).Reshape(nodes, Most, values.Length(1));
        return (gathered * Tensor.From(_weights, nodes, Most, 1)).Sum(1);
    }

    /// <summary>The edges from one node, for tests.</summary>
    internal IEnumerable<int> EdgesOf(int node) => Enumerable.Range(node * Most, Most).Where(i => _weights[i] > 0)
        .Select(i => (int)_neighbours[i]);
}
