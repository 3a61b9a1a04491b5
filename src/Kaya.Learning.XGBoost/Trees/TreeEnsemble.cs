namespace Kaya.Learning.XGBoost;

/// <summary>The trees of one target, flat and depth-first: the left child of a node follows it.</summary>
/// <remarks>Sums run in single precision from the base score over the trees in order, as XGBoost's do, so that results are equal bit by
/// bit.</remarks>
internal sealed class TreeEnsemble
{
    private readonly int[] _roots;
    private readonly TreeNode[] _nodes;

    /// <summary>Takes nodes that are laid out already.</summary>
    /// <param name="baseScore">Where sums begin, in the unit of the target.</param>
    /// <param name="roots">Position of each tree's root, ascending.</param>
    /// <param name="nodes">The nodes of all trees.</param>
    public TreeEnsemble(float baseScore, int[] roots, TreeNode[] nodes) => (BaseScore, _roots, _nodes) = (baseScore, roots, nodes);

    /// <summary>Where sums begin.</summary>
    public float BaseScore { get; }

    /// <summary>Position of each tree's root.</summary>
    public ReadOnlySpan<int> Roots => _roots;

    /// <summary>The nodes of all trees.</summary>
    public ReadOnlySpan<TreeNode> Nodes => _nodes;

    /// <summary>Whether every path from a root ends in a leaf of the same tree and every feature is one of those there are.</summary>
    public bool IsSound(int featureCount)
    {
        for (int tree = 0; tree < _roots.Length; tree++)
        {
            int end = tree + 1 < _roots.Length ? _roots[tree + 1] : _nodes.Length;
            if (_roots[tree] < 0 || _roots[tree] >= end || end > _nodes.Length) return false;
            for (int i = _roots[tree]; i < end; i++)
                if (!_nodes[i].IsLeaf
                    && (_nodes[i].Feature >= featureCount || i + 1 >= end || _nodes[i].Right <= i + 1 || _nodes[i].Right >= end))
                    return false;
        }

        return true;
    }

    /// <summary>Predicts a batch of rows, tree by tree, so that a tree stays in the cache while rows pass.</summary>
    /// <param name="rows">Row x feature.</param>
    /// <param name="featureCount">Number of features.</param>
    /// <param name="answers">One per row.</param>
    public void Predict(ReadOnlySpan<float> rows, int featureCount, Span<float> answers)
    {
        answers.Fill(BaseScore);
        foreach (int root in _roots)
            for (int row = 0; row < answers.Length; row++)
                answers[row] += Leaf(root, rows.Slice(row * featureCount, featureCount));
    }

    private float Leaf(int root, ReadOnlySpan<float> row)
    {
        TreeNode[] nodes = _nodes;
        int position = root;
        while (true)
        {
            ref readonly TreeNode node = ref nodes[position];
            if (node.IsLeaf) return node.Value;
            position = row[node.Feature] < node.Value ? position + 1 : node.Right;
        }
    }
}

/// <summary>A node of a tree.</summary>
/// <param name="Feature">Number of the feature that is compared; -1 for a leaf.</param>
/// <param name="Value">Threshold: rows below it go left. For a leaf, what it adds to the sum.</param>
/// <param name="Right">Position of the right child; 0 for a leaf.</param>
internal readonly record struct TreeNode(int Feature, float Value, int Right)
{
    /// <summary>Whether it has no children.</summary>
    public bool IsLeaf => Feature < 0;
}
