using System.Diagnostics;
using System.Reflection;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.NetCdf.Tests;

/// <summary>Nothing reaches standard error that Kaya did not write, whatever thread writes a netCDF file.</summary>
public sealed class StandardErrorTests : IDisposable
{
    private readonly WrittenFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What the child process of the test below does.</summary>
    [Fact]
    public void Write_OnThreadsOfTheirOwn_KeepsTheValues()
    {
        ExtensiveRaster map = ExtensiveRaster.Of(Grid.InDegrees(10, 50, 1, 2, 2), Core.Unit.Parse("t"), new double[] { 1, 2, 3, 4 });
        Exception? failure = null;
        for (int number = 0; number < 3; number++)
        {
            string path = _folder[$"{number}.nc"];
            Thread writer = new(() =>
            {
                try
                {
                    NetCdfWriter.Write(path, [new NetCdfMap("emission", map, "CO2 emissions")]);
                }
                catch (Exception error)
                {
                    failure = error;
                }
            });
            writer.Start();
            writer.Join();
            Assert.Null(failure);
            using NetCdfFile file = NetCdfFile.Open(path);
            Assert.True(map.Values().SequenceEqual(NetCdfFields.Of(file, "emission").At(0).ReadAll().Values()));
        }
    }

    // HDF5 1.14 (Debian 13) prints an error stack on every thread but the first, and a warning where it is closed.
    [Fact]
    public async Task Process_ThatWritesNetCdf_LeavesStandardErrorEmpty()
    {
        string program = Path.ChangeExtension(Assembly.GetExecutingAssembly().Location, null);
        ProcessStartInfo start = new(program, ["--filter-method", $"*{nameof(Write_OnThreadsOfTheirOwn_KeepsTheValues)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process child = Process.Start(start)!;
        Task<string> error = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, output);
        Assert.Equal("", await error);
    }
}
