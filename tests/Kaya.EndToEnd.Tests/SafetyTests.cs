using System.Diagnostics;

namespace Kaya.EndToEnd.Tests;

/// <summary>Names and files of strangers, by the real command.</summary>
public sealed class SafetyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Zonal_HostileNames_ReachNeitherTerminalNorSpreadsheet()
    {
        File.WriteAllText(_folder.File("z.geojson"), """
            {"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{"code":"=cmd|'/c calc'!A0"},
            "geometry":{"type":"Polygon","coordinates":[[[10,20],[11,20],[11,21],[10,21],[10,20]]]}},
            {"type":"Feature","properties":{"code":"\u001b[31mRED\u202e"},
            "geometry":{"type":"Polygon","coordinates":[[[11,20],[12,20],[12,21],[11,21],[11,20]]]}}]}
            """);
        File.WriteAllText(_folder.File("a.asc"), "ncols 2\nnrows 1\nxllcorner 10\nyllcorner 20\ncellsize 1\n3 4\n");
        KayaResult result = Zonal("z.csv");
        Assert.True(result.ExitCode == 0, result.ToString());
        foreach (string text in (string[])[result.Output, result.Error, File.ReadAllText(_folder.File("z.csv"))])
            Assert.DoesNotContain(text, letter => letter is '\u001b' or '\u202e');
        Assert.Contains("\n'=cmd|", File.ReadAllText(_folder.File("z.csv")), StringComparison.Ordinal);
        Assert.Equal(0, Zonal("raw.csv", "--raw-text").ExitCode);
        Assert.Contains("\n=cmd|", File.ReadAllText(_folder.File("raw.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void Terminate_WhileAFileIsRead_EndsTheCommand()
    {
        using (Process made = Process.Start("mkfifo", _folder.File("pipe.tif"))) made.WaitForExit();
        using KayaProcess info = KayaProcess.Start(_folder.Path, new Dictionary<string, string>(), "raster", "info", "pipe.tif");
        Thread.Sleep(TimeSpan.FromSeconds(3));
        Assert.False(info.HasExited);
        info.Signal("TERM");
        long began = Stopwatch.GetTimestamp();
        Assert.Equal(143, info.Wait().ExitCode);
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 10);
    }

    private KayaResult Zonal(string table, params string[] more) => KayaProcess.Run(_folder.Path, ["raster", "zonal", "a.asc", "--crs",
        "EPSG:4326", "--kind", "extensive", "--unit", "1", "--zones", "z.geojson", "--out", table, .. more]);
}
