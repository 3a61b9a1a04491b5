using System.Globalization;
using Kaya.Fuzz;
using Kaya.Tasks.Tests.Rasters;

namespace Kaya.Tasks.Tests;

/// <summary>A little of what <c>./kaya fuzz</c> does for hours: damaged files end in values or in Kaya's own faults.</summary>
public sealed class FuzzTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-fuzz-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_MutatedFiles_OnlyDocumentedExceptions()
    {
        foreach (FuzzTarget target in FuzzTargets.All(_folder).Where(target => !target.IsNative))
        {
            (long executions, IReadOnlyList<FuzzFinding> findings) = Fuzzer.Run(target, 20240607, TimeSpan.FromSeconds(0.15), 2000,
                _folder);
            Assert.True(executions > 0, target.Name);
            Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings.Select(finding => $"{target.Name}:"
                + $" {finding.What}")));
        }
    }

    /// <summary>KAYA_EDITS sets the number of edits.</summary>
    [Theory]
    [InlineData(".tif", false)]
    [InlineData(".tif", true)]
    [InlineData(".nc", true)]
    public void Verify_EditedMaps_NoneIsMissed(string ending, bool fields)
    {
        string map = Path.Combine(_folder, "map" + ending);
        CertifiedMap.Write(map, CertifiedMap.Make());
        int count = int.Parse(Environment.GetEnvironmentVariable("KAYA_EDITS") ?? "60", CultureInfo.InvariantCulture);
        IReadOnlyList<FileEdit> edits = fields ? EditCheck.Fields(map, count, 7) : EditCheck.Bits(map, count, 7);
        EditCount made = EditCheck.Run(map, edits, _folder, asksGdal: false);
        Assert.True(edits.Count == count && made.Noticed > 0 && made.Missed.Count == 0, $"{made}: {string.Join("; ", made.Missed)}");
    }

    [Fact]
    public void Run_ReaderThatThrowsSomethingElse_IsFound()
    {
        FuzzTarget broken = new("broken", ".txt", ["abc"u8.ToArray()], [], path =>
        {
            if (!File.ReadAllBytes(path).AsSpan().StartsWith("a"u8)) throw new InvalidOperationException("not an a");
        });
        Assert.NotEmpty(Fuzzer.Run(broken, 1, TimeSpan.FromSeconds(10), 2000, _folder).Findings);
    }
}
