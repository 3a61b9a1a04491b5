using System.Globalization;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Runs;

namespace Kaya.Tasks.Tests.Rasters;

/// <summary>Random rasters and zones with infinite cells of both signs (i and n). Recorded from numpy: the zones that have one, and the
/// sums of all zones without them.</summary>
public sealed class InfiniteCellsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-infinite-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("16723/08865/55657/43172/56i86", "33321/23133/21221/32333/11331", "3", "40 21 55")]
    [InlineData("440377/536782/i57n61/111641/707163", "231321/211131/311322/223211/331313", "3", "55 31 27")]
    [InlineData("6146646/5534566/6368172/4636n55", "2131122/3131132/1112131/3331123", "1", "51 35 43")]
    [InlineData("720207n/8i46208/8180461/5631n44/6882845", "1221231/1331131/2131323/2321113/1212112", "1 3", "65 39 34")]
    [InlineData("1201/7n82/813i/757n/4485", "3132/2123/3131/3221/1231", "1", "12 32 29")]
    [InlineData("4282321/4382856/4177805/4315543", "2132311/3122221/3321121/2233112", "", "43 46 26")]
    public void Zonal_RandomInfiniteCells_AreNamedWithTheirZonesOrReadAsNoData(string values, string zones, string hit, string sums)
    {
        string[] rows = values.Split('/');
        Grid grid = Grid.InDegrees(10, 50, 0.5, rows.Length, rows[0].Length);
        GeoTiff.Write(In("v.tif"), ExtensiveRaster.Of(grid, Unit.Parse("t"), rows.SelectMany(row => row).Select(cell => cell switch
        {
            'i' => double.PositiveInfinity,
            'n' => double.NegativeInfinity,
            _ => cell - '0',
        }).ToArray()));
        GeoTiff.Write(In("z.tif"), CategoryRaster.Of(grid, zones.Replace("/", "", StringComparison.Ordinal)
            .Select(cell => (double)(cell - '0')).ToArray()));
        ResultTable Sums(string file) => Run(file).Tables[0];
        if (hit.Length > 0)
        {
            string found = Assert.Throws<NonFiniteException>(() => Sums(In("v.tif"))).Fault.Found!;
            string named = found[(found.IndexOf(" in ", StringComparison.Ordinal) + 4)..found.IndexOf(':', StringComparison.Ordinal)];
            Assert.Equal(hit.Split(' '), named.Split(", ").Order());
            Assert.StartsWith($"{values.Count(cell => cell is 'i' or 'n')} ", found, StringComparison.Ordinal);
        }

        ResultTable table = Sums(In("v.tif") + "@no-data=inf");
        Assert.Equal(sums.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)), table.Numbers("total"));
    }

    private TaskOutcome Run(string file)
    {
        ConfigurationSources sources = new() { Flags = new Dictionary<string, string> { ["file"] = file, ["zones"] = In("z.tif") } };
        return TaskRunner.Run(((IKayaTask)new RasterZonalTask()).Prepare(sources), new TaskRunSettings()).Outcome;
    }

    private string In(string name) => Path.Combine(_folder, name);
}
