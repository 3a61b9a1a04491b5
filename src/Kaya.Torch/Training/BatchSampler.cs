namespace Kaya.Torch;

/// <summary>The rows of each step: a new random order in every epoch, depending only on the step number.</summary>
/// <remarks>Each of several networks has its own rows (a fold, a bootstrap sample) and order.</remarks>
public sealed class BatchSampler
{
    private readonly long[][] _rows;
    private readonly long[][] _order;
    private readonly long[] _epoch;
    private readonly RandomSource[] _random;
    private readonly long[] _batch;

    /// <summary>Samples from the same rows for every member.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="batchSize">Rows of one step; all rows if there are fewer.</param>
    /// <param name="random">Random numbers; member m draws from <c>member{m}</c>.</param>
    /// <param name="members">Number of networks.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 row in a step, or a negative number of rows or networks.</exception>
    /// <exception cref="ArgumentException">There is no row, or no network.</exception>
    public BatchSampler(int rows, int batchSize, RandomSource random, int members = 1)
        : this([.. Enumerable.Repeat(Enumerable.Range(0, rows).Select(row => (long)row).ToArray(), members)], batchSize, random) { }

    /// <summary>Samples from each member's own rows.</summary>
    /// <param name="rowsOfMembers">The rows of each member.</param>
    /// <param name="batchSize">Rows of one step, equal for all members; at most the number of rows of the member that has fewest.</param>
    /// <param name="random">Random numbers; member m draws from <c>member{m}</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 row in a step.</exception>
    /// <exception cref="ArgumentException">There is no member, or one without rows.</exception>
    public BatchSampler(IReadOnlyList<long[]> rowsOfMembers, int batchSize, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(rowsOfMembers);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (rowsOfMembers.Count == 0 || rowsOfMembers.Any(rows => rows.Length == 0))
            throw new ArgumentException("every member needs at least one row", nameof(rowsOfMembers));
        _rows = [.. rowsOfMembers];
        BatchSize = Math.Min(batchSize, _rows.Min(rows => rows.Length));
        _order = [.. _rows.Select(rows => (long[])rows.Clone())];
        _epoch = [.. Enumerable.Repeat(-1L, _rows.Length)];
        _random = [.. Enumerable.Range(0, _rows.Length).Select(member => random.Derive($"member{member}"))];
        _batch = new long[_rows.Length * BatchSize];
    }

    /// <summary>Number of networks.</summary>
    public int Members => _rows.Length;

    /// <summary>Rows of one step and member.</summary>
    public int BatchSize { get; }

    /// <summary>The rows of a step, member after member.</summary>
    /// <param name="step">Step number from 0.</param>
    /// <returns>Members x batch size row numbers; overwritten by the next call.</returns>
    public ReadOnlySpan<long> Rows(long step)
    {
        for (int member = 0; member < Members; member++)
            Rows(step, member).CopyTo(_batch.AsSpan(member * BatchSize));
        return _batch;
    }

    /// <summary>The rows of a step for one member.</summary>
    /// <param name="step">Step number from 0.</param>
    /// <param name="member">Which member.</param>
    /// <returns>Batch size row numbers; overwritten by a later call.</returns>
    public ReadOnlySpan<long> Rows(long step, int member)
    {
        // Rows that do not fill a batch are skipped in this epoch.
        long batches = _rows[member].Length / BatchSize;
        long epoch = step / batches;
        if (_epoch[member] != epoch)
        {
            _rows[member].CopyTo(_order[member].AsSpan());
            _random[member].Derive($"epoch{epoch}").Sequence().Shuffle<long>(_order[member]);
            _epoch[member] = epoch;
        }

        return _order[member].AsSpan((int)(step % batches) * BatchSize, BatchSize);
    }
}
