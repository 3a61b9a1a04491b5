using System.Collections.Immutable;
using System.Globalization;
using Kaya.Core;

namespace Kaya.Learning;

/// <summary>A division of row numbers into training and test rows, without the data.</summary>
/// <remarks>The two sets are disjoint; both are in ascending order.</remarks>
public sealed class Split
{
    private Split(string name, ImmutableArray<int> train, ImmutableArray<int> test) => (Name, Train, Test) = (name, train, test);

    /// <summary>Name of the split, such as <c>random</c> or <c>leave-out Germany</c>.</summary>
    public string Name { get; }

    /// <summary>Training rows, ascending, from 0.</summary>
    public ImmutableArray<int> Train { get; }

    /// <summary>Test rows, ascending, from 0.</summary>
    public ImmutableArray<int> Test { get; }

    /// <summary>A split by the rows of its test side; every other row is for training.</summary>
    /// <param name="name">Name of the split.</param>
    /// <param name="rowCount">Total number of rows.</param>
    /// <param name="isTest">Whether a row is for testing.</param>
    /// <returns>The split.</returns>
    /// <exception cref="ArgumentException">One of the sides would be empty.</exception>
    public static Split Where(string name, int rowCount, Func<int, bool> isTest)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(isTest);
        ILookup<bool, int> sides = Enumerable.Range(0, rowCount).ToLookup(isTest);
        Split split = new(name, [.. sides[false]], [.. sides[true]]);
        if (split.Train.IsEmpty || split.Test.IsEmpty)
            throw new ArgumentException(
                $"split '{name}' needs rows for training and for testing; of {rowCount} rows it has {split.Train.Length} and "
                    + $"{split.Test.Length}");
        return split;
    }

    /// <summary>Random rows: optimistic if neighbouring rows are similar.</summary>
    /// <param name="rowCount">Number of rows.</param>
    /// <param name="testFraction">Share of test rows, between 0 and 1.</param>
    /// <param name="random">Random numbers.</param>
    /// <returns>The split; round(rowCount x testFraction) rows are for testing.</returns>
    /// <exception cref="ArgumentException">One of the sides would be empty: too few rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    public static Split Random(int rowCount, double testFraction, RandomSource random)
    {
        HashSet<int> test = [.. Draw(rowCount, testFraction, random)];
        return Where("random", rowCount, test.Contains);
    }

    /// <summary>The latest times for testing, everything earlier for training.</summary>
    /// <typeparam name="T">Any ordered type, such as a date.</typeparam>
    /// <param name="times">Time of each row; rows of the same time stay together.</param>
    /// <param name="testFraction">Share of distinct test times, between 0 and 1.</param>
    /// <returns>The split; every training time is before every test time.</returns>
    /// <exception cref="ArgumentException">One of the sides would be empty: too few distinct times.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    public static Split Temporal<T>(IReadOnlyList<T> times, double testFraction) where T : IComparable<T>
    {
        ArgumentNullException.ThrowIfNull(times);
        T[] distinct = [.. times.Distinct().Order()];
        int testCount = Share(distinct.Length, testFraction);
        if (testCount == 0 || testCount == distinct.Length)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"a split in time needs times on both sides; {testFraction} of {distinct.Length} distinct times leaves one side empty"),
                    nameof(times));
        T first = distinct[^testCount];
        return Where("temporal", times.Count, row => times[row].CompareTo(first) >= 0);
    }

    /// <summary>One split per zone, with all rows of that zone for testing.</summary>
    /// <typeparam name="T">Type of a zone's name or code.</typeparam>
    /// <param name="zones">Zone of each row; at least two different ones. Zones that contain each other must not be mixed.</param>
    /// <returns>A split per zone, in order of first appearance, named <c>leave-out ZONE</c>.</returns>
    /// <exception cref="ArgumentException">Fewer than two different zones.</exception>
    public static ImmutableArray<Split> LeaveZoneOut<T>(IReadOnlyList<T> zones) where T : IEquatable<T>
    {
        ArgumentNullException.ThrowIfNull(zones);
        T[] distinct = [.. zones.Distinct()];
        if (distinct.Length < 2)
            throw new ArgumentException($"leaving a zone out needs at least two zones; the rows have {distinct.Length}", nameof(zones));
        return [.. distinct.Select(zone =>
            Where(string.Create(CultureInfo.InvariantCulture, $"leave-out {zone}"), zones.Count, row => zones[row].Equals(zone)))];
    }

    /// <summary>Random whole blocks for testing, so that neighbours are on the same side.</summary>
    /// <typeparam name="T">Type of a block's code, such as a tile of the map or a week.</typeparam>
    /// <param name="blocks">Block of each row.</param>
    /// <param name="testFraction">Share of test blocks, between 0 and 1.</param>
    /// <param name="random">Random numbers.</param>
    /// <returns>The split; no block is on both sides.</returns>
    /// <exception cref="ArgumentException">One of the sides would be empty: too few blocks.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    public static Split Blocks<T>(IReadOnlyList<T> blocks, double testFraction, RandomSource random) where T : IEquatable<T>
    {
        ArgumentNullException.ThrowIfNull(blocks);
        T[] distinct = [.. blocks.Distinct()];
        HashSet<T> test = [.. Draw(distinct.Length, testFraction, random).Select(i => distinct[i])];
        return Where("blocks", blocks.Count, row => test.Contains(blocks[row]));
    }

    /// <summary>Cross-validation: every row is a test row in exactly one split.</summary>
    /// <param name="rowCount">Number of rows.</param>
    /// <param name="foldCount">Number of splits, from 2 to the number of rows.</param>
    /// <param name="random">Random numbers.</param>
    /// <returns>Splits named <c>fold 1</c> and on, whose test sides differ by at most one row in size.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two splits, or more than rows.</exception>
    public static ImmutableArray<Split> Folds(int rowCount, int foldCount, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(foldCount, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(foldCount, rowCount);
        ArgumentNullException.ThrowIfNull(random);
        int[] order = [.. Enumerable.Range(0, rowCount)];
        random.Sequence().Shuffle<int>(order);
        int[] foldOf = new int[rowCount];
        for (int i = 0; i < rowCount; i++) foldOf[order[i]] = i % foldCount;
        return [.. Enumerable.Range(0, foldCount).Select(fold => Where($"fold {fold + 1}", rowCount, row => foldOf[row] == fold))];
    }

    /// <summary>Divides the training side again, for validation or calibration, without touching the test side.</summary>
    /// <param name="inner">A split of as many rows as the training side has.</param>
    /// <returns>A split in the original row numbers: the inner training rows and the inner test rows.</returns>
    /// <exception cref="ArgumentException">The inner split is of another number of rows.</exception>
    public Split Within(Split inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (inner.Train.Length + inner.Test.Length != Train.Length)
            throw new ArgumentException(
                $"the inner split is of {inner.Train.Length + inner.Test.Length} rows, the training side has {Train.Length}",
                    nameof(inner));
        return new Split($"{Name} / {inner.Name}", [.. inner.Train.Select(i => Train[i])], [.. inner.Test.Select(i => Train[i])]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Train.Length} training rows, {Test.Length} test rows";

    private static int Share(int count, double fraction)
    {
        if (!(fraction > 0 && fraction < 1)) throw new ArgumentOutOfRangeException(
            nameof(fraction), fraction, "a fraction is between 0 and 1");
        return (int)Math.Round(count * fraction, MidpointRounding.AwayFromZero);
    }

    private static int[] Draw(int count, double fraction, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        int[] order = [.. Enumerable.Range(0, count)];
        random.Sequence().Shuffle<int>(order);
        return order[..Share(count, fraction)];
    }
}
