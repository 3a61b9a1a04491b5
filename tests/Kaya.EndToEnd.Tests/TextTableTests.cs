using Kaya.Cli;
using Kaya.Core;

namespace Kaya.EndToEnd.Tests;

/// <summary>Tables as people see them: within the width, and no word or number broken.</summary>
public sealed class TextTableTests
{
    private const int Width = 80;

    [Fact]
    public void Lines_ManyRandomTables_FitAndKeepEveryNumberWhole()
    {
        for (ulong seed = 1; seed <= 200; seed++)
        {
            RandomSequence random = new RandomSource(seed).Derive("table").Sequence();
            int columns = 1 + random.NextInt32(14);
            ResultTable table = new(
                "t", [.. Enumerable.Range(0, columns).Select(column => new ResultColumn($"{Text(random, 3)} {column}"))],
                [.. Enumerable.Range(0, 4)
                    .Select(_ =>
                    (IReadOnlyList<object?>)[
                    .. Enumerable.Range(0, columns).Select(column => column % 3 == 1 ? Text(random, 9) : (object?)Number(random))])],
                Text(random, 30));
            string[] lines = [.. TextTable.Lines(table, Width)];
            Assert.All(lines, line => Assert.True(line.Length <= Width, $"seed {seed}: {line.Length} columns: {line}"));
            for (int column = 0; column < columns; column++)
                for (int row = 0; row < table.RowCount; row++)
                    foreach (string word in table.Text(row, column).Split(' '))
                        Assert.True(lines.Any(line => line.Split(' ').Contains(word)), $"seed {seed}: '{word}' is broken");
        }
    }

    [Fact]
    public void Lines_WideEnough_IsOneLineARow()
    {
        ResultTable table = new("t", [new("region"), new("emissions", Unit.Parse("Mt"))], [["Germany", 1.5], ["China", 30.25]],
            "By region");
        Assert.Equal(
            ["By region", "region   emissions [Mt]", "───────  ──────────────", "Germany             1.5", "China             30.25", ""],
            TextTable.Lines(table, Width));
    }

    [Fact]
    public void Lines_TooManyColumns_RepeatTheFirstBelow()
    {
        ResultTable table = new("t", [new("zone"), .. Enumerable.Range(0, 12).Select(column => new ResultColumn($"column{column}"))],
            [["A", .. Enumerable.Range(0, 12).Select(column => (object?)(column + 0.5))]]);
        string[] lines = [.. TextTable.Lines(table, Width)];
        Assert.Equal(2, lines.Count(line => line.StartsWith("zone", StringComparison.Ordinal)));
        Assert.Equal(2, lines.Count(line => line.StartsWith("A ", StringComparison.Ordinal)));
        Assert.Single(TextTable.Lines(table, int.MaxValue), line => line.StartsWith("zone", StringComparison.Ordinal));
    }

    private static string Text(RandomSequence random, int words) =>
        string.Join(' ', Enumerable.Range(0, 1 + random.NextInt32(words)).Select(_ => new string('w', 1 + random.NextInt32(8))));

    private static double Number(RandomSequence random) => Math.Pow(10, (12 * random.NextDouble()) - 3);
}
