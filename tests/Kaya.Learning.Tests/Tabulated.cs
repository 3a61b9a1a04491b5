namespace Kaya.Learning.Tests;

/// <summary>Small tables for tests.</summary>
internal static class Tabulated
{
    public static FeatureSchema Schema(string prefix, int count) =>
        new(Enumerable.Range(0, count).Select(i => new FeatureColumn($"{prefix}{i}", Unit.Parse("GWh"))));

    public static FeatureTable Table(string prefix, double[][] rows) =>
        new(Schema(prefix, rows[0].Length), rows.SelectMany(row => row).ToArray());

    public static FeatureTable Random(string prefix, int rows, int columns, ulong seed)
    {
        RandomSequence random = new RandomSource(seed).Derive(prefix).Sequence();
        return FeatureTable.Create(Schema(prefix, columns), rows, memory =>
        {
            foreach (ref double value in memory.Span) value = random.NextGaussian();
        });
    }

    public static FitContext Context(ulong seed = 42) => new(new RandomSource(seed), Cancellation: TestContext.Current.CancellationToken);

    public static void Close(double[][] expected, FeatureTable found, double tolerance)
    {
        Assert.Equal(expected.Length, found.RowCount);
        for (int row = 0; row < expected.Length; row++)
            for (int column = 0; column < expected[row].Length; column++)
                Assert.True(
                    Math.Abs(expected[row][column] - found[row, column]) <= tolerance * Math.Max(1, Math.Abs(expected[row][column])),
                    $"row {row}, column {column}: {expected[row][column]:R} expected, {found[row, column]:R} found");
    }
}
