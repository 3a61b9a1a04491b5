using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Urban;

/// <summary>What a cell is used for.</summary>
public enum CellRole
{
    /// <summary>For nothing: no target, or an input is missing. Its image and points may still be context of other cells.</summary>
    Unused,

    /// <summary>To learn from.</summary>
    Training,

    /// <summary>To choose weights and options, and to calibrate intervals.</summary>
    Validation,

    /// <summary>To judge. Never part of what a training or validation cell sees, not as a neighbour either.</summary>
    Test,
}

/// <summary>Which cells are for training, validation and test.</summary>
public sealed class UrbanSplit
{
    /// <summary>A split by the role of each cell.</summary>
    /// <param name="name">Name for tables.</param>
    /// <param name="roles">[cells].</param>
    public UrbanSplit(string name, ImmutableArray<CellRole> roles) => (Name, Roles) = (name, roles);

    /// <summary>Name for tables.</summary>
    public string Name { get; }

    /// <summary>[cells].</summary>
    public ImmutableArray<CellRole> Roles { get; }

    /// <summary>The cells of a role, ascending.</summary>
    /// <param name="role">The role.</param>
    /// <returns>Cells from 0.</returns>
    public ImmutableArray<int> Of(CellRole role) => [.. Enumerable.Range(0, Roles.Length).Where(cell => Roles[cell] == role)];

    /// <summary>Whole regions for test, as in the paper; blocks of the others for validation.</summary>
    /// <param name="data">Cells with regions and targets.</param>
    /// <param name="modalities">Kinds of input that a cell must have.</param>
    /// <param name="testRegions">Names of regions.</param>
    /// <param name="blocks">Size of the blocks, share of validation, and seed.</param>
    /// <returns>The split.</returns>
    /// <exception cref="DataNotFoundException">No such region, or a role without cells.</exception>
    public static UrbanSplit ByRegion(UrbanDataset data, IReadOnlyCollection<UrbanModality> modalities,
        IReadOnlyCollection<string> testRegions, BlockOptions blocks)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(testRegions);
        ArgumentNullException.ThrowIfNull(blocks);
        HashSet<int> test = [];
        foreach (string name in testRegions)
        {
            int region = data.Tables.Regions.IndexOf(name);
            test.Add(region >= 0 ? region : throw Spelling.Unknown("region", name, data.Tables.Regions, new SourceLocation(data.Path)));
        }

        return Make($"{string.Join(", ", testRegions)} held out", data, modalities, blocks,
            cell => !data.Tables.RegionOf.IsEmpty && test.Contains(data.Tables.RegionOf[cell]));
    }

    /// <summary>Square blocks of cells for test, others for validation.</summary>
    /// <param name="data">Cells with targets.</param>
    /// <param name="modalities">Kinds of input that a cell must have.</param>
    /// <param name="testShare">Share of the blocks for test, from 0; 0 for a final training on all cells.</param>
    /// <param name="blocks">Size of the blocks, share of validation, and seed.</param>
    /// <returns>The split.</returns>
    /// <exception cref="DataNotFoundException">A role without cells.</exception>
    public static UrbanSplit ByBlocks(UrbanDataset data, IReadOnlyCollection<UrbanModality> modalities, double testShare,
        BlockOptions blocks)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(blocks);
        if (testShare == 0) return Make("no test", data, modalities, blocks, null);
        HashSet<int> test = Draw(data, blocks.Size, testShare, blocks.Random.Derive("test"), _ => true);
        return Make($"{testShare:P0} of the blocks held out", data, modalities, blocks, cell => test.Contains(BlockOf(data, cell,
            blocks.Size)));
    }

    /// <summary>Folds over blocks: each cell is in the test of one of them.</summary>
    /// <param name="data">Cells with targets.</param>
    /// <param name="modalities">Kinds of input that a cell must have.</param>
    /// <param name="folds">Number of folds, 2 or more.</param>
    /// <param name="blocks">Size of the blocks, share of validation, and seed.</param>
    /// <returns>One split for each fold.</returns>
    /// <exception cref="DataNotFoundException">A role without cells.</exception>
    public static ImmutableArray<UrbanSplit> Folds(UrbanDataset data, IReadOnlyCollection<UrbanModality> modalities, int folds,
        BlockOptions blocks)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        int[] all = [.. Enumerable.Range(0, data.Count).Select(cell => BlockOf(data, cell, blocks.Size)).Distinct().Order()];
        blocks.Random.Derive("folds").Sequence().Shuffle<int>(all);
        Dictionary<int, int> foldOf = all.Select((block, i) => (block, i)).ToDictionary(pair => pair.block, pair => pair.i % folds);
        return [.. Enumerable.Range(0, folds).Select(fold => Make($"fold {fold + 1} of {folds}", data, modalities,
            blocks with { Random = blocks.Random.Derive($"fold {fold}") },
            cell => foldOf[BlockOf(data, cell, blocks.Size)] == fold))];
    }

    // A cell without a target or without an input that the model needs has no role.
    private static UrbanSplit Make(string name, UrbanDataset data, IReadOnlyCollection<UrbanModality> modalities, BlockOptions blocks,
        Func<int, bool>? isTest)
    {
        bool Usable(int cell) => double.IsFinite(data.Target(cell)) && modalities.All(modality => data.Has(cell, modality));
        HashSet<int> validation = Draw(data, blocks.Size, blocks.ValidationShare, blocks.Random.Derive("validation"),
            cell => Usable(cell) && isTest?.Invoke(cell) != true);
        ImmutableArray<CellRole> roles = [.. Enumerable.Range(0, data.Count).Select(cell => !Usable(cell) ? CellRole.Unused
            : isTest?.Invoke(cell) == true ? CellRole.Test
            : validation.Contains(BlockOf(data, cell, blocks.Size)) ? CellRole.Validation : CellRole.Training)];
        foreach (CellRole role in new[] { CellRole.Training, CellRole.Validation, CellRole.Test })
            if (!roles.Contains(role) && (role != CellRole.Test || isTest is not null))
                throw new DataNotFoundException(new Fault($"No cell is left for {role.ToString().ToLowerInvariant()}.",
                    new SourceLocation(data.Path), "cells with a target and all inputs",
                    $"{roles.Count(one => one == CellRole.Unused)} of {data.Count} cells cannot be used",
                    "Give more cells with targets, smaller blocks, or other regions for the test."));
        return new UrbanSplit(name, roles);
    }

    internal static int BlockOf(UrbanDataset data, int cell, int size)
    {
        (int row, int column) = data.PlaceOf(cell);
        return (row / size * ((data.Grid.Columns / size) + 1)) + (column / size);
    }

    private static HashSet<int> Draw(UrbanDataset data, int size, double share, RandomSource random, Func<int, bool> isOpen)
    {
        int[] all = [.. Enumerable.Range(0, data.Count).Where(isOpen).Select(cell => BlockOf(data, cell, size)).Distinct().Order()];
        random.Sequence().Shuffle<int>(all);
        return [.. all.Take(Math.Max(1, (int)Math.Round(all.Length * share)))];
    }
}

/// <summary>How cells are gathered to blocks, and how many of them are for validation.</summary>
/// <param name="Random">Decides which blocks.</param>
/// <param name="Size">Rows and columns of a block.</param>
/// <param name="ValidationShare">Share of the blocks outside of the test that are for validation.</param>
public sealed record BlockOptions(RandomSource Random, int Size = 4, double ValidationShare = 0.2);
