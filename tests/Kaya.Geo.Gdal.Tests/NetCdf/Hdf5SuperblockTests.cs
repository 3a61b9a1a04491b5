using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Geo.Gdal.Tests.NetCdf;

public sealed class Hdf5SuperblockTests
{
    // The first bytes of a map as HDF5 1.10.8 left them before it closed the file, and after.
    private const string Open = "894844460d0a1a0a020808010000000000000000ffffffffffffffffea5c000000000000300000000000000097dd3dbd",
        Closed = "894844460d0a1a0a020808000000000000000000ffffffffffffffffea5c0000000000003000000000000000db056155";

    [Theory]
    [InlineData(Open, Closed)]
    [InlineData(Closed, Closed)]
    [InlineData("894844460d0a1a0a00", "894844460d0a1a0a00")]
    public void MarkClosed_File_IsWhatTheLibraryWrites(string before, string after)
    {
        using TestFolder folder = new();
        File.WriteAllBytes(folder["map.nc"], [.. Convert.FromHexString(before), 1, 2, 3]);
        Hdf5Superblock.MarkClosed(folder["map.nc"]);
        Assert.Equal([.. Convert.FromHexString(after), 1, 2, 3], File.ReadAllBytes(folder["map.nc"]));
    }

    [Fact]
    public async Task MarkClosed_FileThatIsLockedForAMoment_WaitsForIt()
    {
        using TestFolder folder = new();
        await File.WriteAllBytesAsync(folder["map.nc"], Convert.FromHexString(Open), TestContext.Current.CancellationToken);
        FileStream held = new(folder["map.nc"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Task closed = Task.Run(() => Hdf5Superblock.MarkClosed(folder["map.nc"]), TestContext.Current.CancellationToken);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.False(closed.IsCompleted);
        await held.DisposeAsync();
        await closed;
        Assert.Equal(Convert.FromHexString(Closed), File.ReadAllBytes(folder["map.nc"]));
    }

    // Each is marked as closed by Kaya, after the library, which takes one thread at a time, has let it go.
    [Fact]
    public void Write_ByThreadsAtOnce_AllFilesAreTheSameAndClosed()
    {
        using TestFolder folder = new();
        ExtensiveRaster map = ExtensiveRaster.Of(Grid.InDegrees(0, 10, 0.1, 60, 60), Unit.Parse("t"),
            Enumerable.Range(0, 3600).Select(cell => (double)cell).ToArray());
        Parallel.For(0, 12, number => NetCdfWriter.Write(folder[$"{number}.nc"], [new NetCdfMap("total", map, "totals")]));
        byte[] first = File.ReadAllBytes(folder["0.nc"]);
        Assert.Equal(0, first[11]);
        for (int number = 1; number < 12; number++) Assert.Equal(first, File.ReadAllBytes(folder[$"{number}.nc"]));
    }
}
