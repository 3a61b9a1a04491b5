using Kaya.Core;

namespace Kaya.Learning;

/// <summary>One named column of a table and the unit its numbers are in.</summary>
/// <param name="Name">Unique within its table, compared letter by letter.</param>
/// <param name="Unit">Unit of every number in the column.</param>
public sealed record FeatureColumn(string Name, Unit Unit)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} [{Unit}]";
}
