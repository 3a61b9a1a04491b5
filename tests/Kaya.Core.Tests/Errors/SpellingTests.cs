namespace Kaya.Core.Tests;

public class SpellingTests
{
    [Theory]
    [InlineData("laerningRate", "learningRate")]
    [InlineData("emision", "emissions")]
    [InlineData("SEED", "seed")]
    [InlineData("zzzzzz", null)]
    public void Nearest_Slip_FindsTheName(string written, string? expected) =>
        Assert.Equal(expected, Spelling.Nearest(written, ["seed", "learningRate", "emissions", "generation"]));

    [Fact]
    public void Fault_AllParts_PrintsOneALine() => Assert.Equal(
        "What.\n  where: a.csv:3:2 (coal)\n  expected: e\n  found: f\n  remedy: r",
        new Fault("What.", new SourceLocation("a.csv", 3, 2, "coal"), "e", "f", "r").ToString());
}
