using Kaya.Faults;

namespace Kaya.EndToEnd.Tests;

/// <summary>A little of what <c>./kaya faults</c> does for an hour: kills by chance, failing writes, opened files.</summary>
public sealed class FaultTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>KAYA_FAULTS sets how many kills and points of failure are tried, KAYA_FAULT_SEED which.</summary>
    private static int Most => int.Parse(Environment.GetEnvironmentVariable("KAYA_FAULTS") ?? "2",
        System.Globalization.CultureInfo.InvariantCulture);

    private static int Seed => int.Parse(Environment.GetEnvironmentVariable("KAYA_FAULT_SEED") ?? "1",
        System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Killed_AtMomentsByChance_EndsWithTheSameFiles()
    {
        KillCheck check = new(Job("raster zonal"), _folder.Path);
        int seed = Seed;
        check.Run(Most, new Random(seed));
        output.WriteLine($"seed {seed}: {check.Kills} kills");
        Assert.True(check.Findings.Count == 0, $"seed {seed}: {string.Join('\n', check.Findings)}");
    }

    [Fact]
    public void Write_Fails_OldFileStaysAndTheCodeSaysIt()
    {
        WriteFaultCheck check = new(Job("raster map"), _folder.Path, Point());
        int seed = Seed;
        check.Run(Most, byPlace: false, new Random(seed));
        output.WriteLine($"seed {seed}: {check.Faults} faults at {check.Points} points, {check.Survived} did no harm");
        Assert.True(check.Faults > 0 && check.Findings.Count == 0, $"seed {seed}: {string.Join('\n', check.Findings)}");
    }

    // The flush of .NET does not tell: without the error, a file would pass for complete that the disk does not have.
    [Theory]
    [InlineData("raster map")]
    [InlineData("raster align tif")]
    public void Flush_Fails_IsAnError(string name)
    {
        FailPoint point = Point();
        FaultJob job = Job(name);
        (_, IReadOnlyList<string> points) = point.Run(_folder.Path, "COUNT", 0, job.Command);
        int flush = 1 + points.ToList().FindLastIndex(line => line.Contains(" flush ", StringComparison.Ordinal));
        File.WriteAllText(_folder.File(job.Output), "an earlier file");
        (CommandEnd end, _) = point.Run(_folder.Path, "EIO", flush, job.Command);
        Assert.True(end.Code == 6 && end.Error.Contains("disk did not take", StringComparison.Ordinal), $"{end.Code}: {end.Error}");
        Assert.Equal("an earlier file", File.ReadAllText(_folder.File(job.Output)));
    }

    // The netCDF library writes what is missing when it closes a file, and HDF5 once more when the process ends: on a full disk both ended
    // the process by a signal.
    [Theory]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(16)]
    public void NetCdf_OnAFullDisk_IsAnError(int number)
    {
        FaultJob job = Job("raster align nc");
        (CommandEnd end, IReadOnlyList<string> points) = Point().Run(_folder.Path, "FULL", number, job.Command);
        Assert.True(points.Count >= number && end.Code == 6 && end.Error.Contains("remedy: ", StringComparison.Ordinal),
            $"{end.Code}: {end.Error}");
        Assert.False(File.Exists(_folder.File(job.Output)));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.part*"));
    }

    // The library marks a file as closed with its very last write, and ends the process if that fails.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void NetCdf_OneOfTheLastWritesFails_IsAnError(int fromEnd)
    {
        FailPoint point = Point();
        FaultJob job = Job("raster align nc");
        (_, IReadOnlyList<string> points) = point.Run(_folder.Path, "COUNT", 0, job.Command);
        File.Delete(_folder.File(job.Output));
        int[] writes = [.. Enumerable.Range(1, points.Count).Where(number => points[number - 1].Contains(" write ",
            StringComparison.Ordinal))];
        (CommandEnd end, _) = point.Run(_folder.Path, "EIO", writes[^fromEnd], job.Command);
        Assert.True(end.Code == 6 && end.Error.Contains("remedy: ", StringComparison.Ordinal), $"{end.Code}: {end.Error}");
        Assert.Empty(Directory.GetFiles(_folder.Path, "made*"));
    }

    // A disk on which not even the lock of a run has room: it was said that the folder was not empty.
    [Fact]
    public void Lock_OnAFullDisk_IsAnErrorAndLeavesNoFolder()
    {
        FaultJob job = Job("inventory compute");
        (CommandEnd end, IReadOnlyList<string> points) = Point().Run(_folder.Path, "FULL", 2, job.Command);
        Assert.Contains(".lock", points[1], StringComparison.Ordinal);
        Assert.True(end.Code == 6 && end.Error.Contains("remedy: ", StringComparison.Ordinal), $"{end.Code}: {end.Error}");
        Assert.False(Directory.Exists(_folder.File(job.Output)));
    }

    private FaultJob Job(string name)
    {
        FaultJobs jobs = new(Directory.CreateDirectory(_folder.File("inputs")).FullName);
        return jobs.Make().Single(job => job.Name == name);
    }

    private FailPoint Point()
    {
        FailPoint point = new(Directory.CreateDirectory(_folder.File("point")).FullName);
        if (point.Build() is { } reason) Assert.Skip(reason);
        return point;
    }
}
