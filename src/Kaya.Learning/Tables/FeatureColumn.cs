using Kaya.Core;

namespace Kaya.Learning;

/// <summary>A named column of a table, with its unit.</summary>
/// <param name="Name">Unique within its table, case-sensitive.</param>
/// <param name="Unit">Unit of every number in the column.</param>
public sealed record FeatureColumn(string Name, Unit Unit)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} [{Unit}]";
}
