using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Kaya.EndToEnd.Tests;

/// <summary>The raster commands and verify as processes: what they print, what they refuse, and that nothing half-written stays.</summary>
public sealed class RasterCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RasterCommandTests(RasterFiles files) => files.CopyTo(_folder);

    public void Dispose() => _folder.Dispose();

    // The GRIB reader of GDAL prints about bytes after the last message.
    [Fact]
    public void Info_OfGribWithMoreBytes_PrintsTheResultAlone()
    {
        string grib = _folder.File("plain.grb");
        try
        {
            using Process translate = Process.Start(new ProcessStartInfo("gdal_translate", ["-q", "-of", "GRIB", "-a_srs", "EPSG:4326",
                _folder.File("plain.asc"), grib]) { UseShellExecute = false })!;
            translate.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("gdal_translate is not installed");
        }

        File.AppendAllText(grib, "xx");
        KayaResult result = KayaProcess.Run(_folder.Path, "raster", "info", grib, "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.NotNull(JsonNode.Parse(result.Output));
        Assert.Contains("GRIB", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "FILE@crs=", "info", "plain.asc")]
    [InlineData(3, "EPSG:99999", "info", "plain.asc@crs=EPSG:99999")]
    [InlineData(3, "do not overlap", "align", "carbon.tif", "--like", "far.tif", "--out", "x.tif")]
    [InlineData(3, "--like RASTER, or --crs", "align", "carbon.tif", "--out", "x.tif")]
    [InlineData(3, "--cell-size, such as 4", "align", "carbon.tif", "--crs", "EPSG:32632", "--out", "x.tif")]
    [InlineData(3, "west below east", "align", "carbon.tif", "--bounds", "12,50,10,51", "--out", "x.tif")]
    [InlineData(3, ".tif, .tiff, .nc", "align", "carbon.tif", "--like", "unsaid.tif", "--out", "x.jpg")]
    [InlineData(3, "--force", "align", "carbon.tif", "--like", "unsaid.tif", "--out", "heat.tif")]
    [InlineData(3, "@kind=", "align", "plain.asc@crs=EPSG:4326", "--like", "carbon.tif", "--out", "x.tif")]
    [InlineData(3, "entirely no-data", "align", "empty.asc@crs=EPSG:4326@kind=extensive", "--cell-size", "0.25", "--out", "x.tif")]
    [InlineData(3, "entirely no-data", "map", "empty.asc@crs=EPSG:4326", "--out", "x.png")]
    [InlineData(3, "no-data", "zonal", "empty.asc@crs=EPSG:4326@kind=extensive@unit=t", "--zones", "zones.geojson")]
    [InlineData(3, "no common cells with data", "compare", "empty.asc@crs=EPSG:4326@kind=extensive@unit=t@basis=C", "carbon.tif")]
    [InlineData(3, "No zone overlaps the grid", "zonal", "carbon.tif", "--zones", "far.geojson")]
    [InlineData(3, "number without a code", "zonal", "carbon.tif", "--zones", "zones.asc", "--zone.crs", "EPSG:4326", "--zone.codes",
        "codes.csv")]
    [InlineData(3, "--zone.crs", "zonal", "carbon.tif", "--zones", "zones.asc")]
    [InlineData(3, "@unit=", "zonal", "plain.asc@crs=EPSG:4326@kind=extensive", "--zones", "zones.geojson")]
    [InlineData(3, "--basis C", "zonal", "carbon.tif", "--unit", "t C", "--zones", "zones.geojson")]
    [InlineData(3, "Codes cannot be summed", "zonal", "codes.tif", "--zones", "zones.geojson")]
    [InlineData(3, "C and CO2 differ by a factor of 44/12", "compare", "carbon.tif", "unsaid.tif")]
    [InlineData(3, "have different quantities", "compare", "carbon.tif", "heat.tif")]
    [InlineData(3, "Codes cannot be compared", "compare", "carbon.tif", "codes.tif")]
    [InlineData(3, "do not overlap", "compare", "carbon.tif", "far.tif")]
    [InlineData(3, "Did you mean 'value'?", "info", "carbon.tif#valeu")]
    [InlineData(3, "cut.tif", "info", "cut.tif")]
    [InlineData(3, "cut.nc", "info", "cut.nc")]
    [InlineData(3, "corrupt.tif", "map", "corrupt.tif", "--out", "x.png")]
    [InlineData(3, "corrupt.nc", "align", "corrupt.nc", "--like", "carbon.tif", "--out", "x.nc")]
    [InlineData(4, "absent.tif", "info", "absent.tif")]
    [InlineData(4, "absent.geojson", "zonal", "carbon.tif", "--zones", "absent.geojson")]
    [InlineData(4, "absent.tif", "align", "carbon.tif", "--like", "absent.tif", "--out", "x.tif")]
    public void Raster_BadInput_RefusedWithRemedyAndNothingWritten(int code, string names, params string[] arguments)
    {
        string[] before = Files();
        Refused(KayaProcess.Run(_folder.Path, ["raster", .. arguments]), code, names);
        Assert.Equal(before, Files());
    }

    [Theory]
    [InlineData("unsaid.tif", "no conservation certificate")]
    [InlineData("flipped.tif", "cells of zone west were changed")]
    [InlineData("flipped.nc", "cells of zone west were changed")]
    [InlineData("cut.tif", "The file is damaged")]
    [InlineData("cut.nc", "The file is damaged")]
    [InlineData("corrupt.tif", "The file is damaged")]
    [InlineData("corrupt.nc", "The file is damaged")]
    public void Verify_DamagedOrUncertified_IsExitCode5(string file, string names) =>
        Refused(KayaProcess.Run(_folder.Path, "verify", file), 5, names, file);

    [Fact]
    public void Verify_FilesAsWritten_SaysWhatHolds()
    {
        KayaResult result = KayaProcess.Run(_folder.Path, "verify", "map.tif", "map.nc");
        Assert.True(result.ExitCode == 0 && result.Error.Length == 0, result.ToString());
        Assert.Equal(
            2, result.Output.Split('\n')
            .Count(line => line.Contains("2 zones equal their statistics to 1 ulp: 3311000000 t of CO2 in all", StringComparison.Ordinal)));
        JsonNode json = JsonNode.Parse(KayaProcess.Run(_folder.Path, "verify", "map.nc", "--json").Output)!;
        Assert.Equal(["west", "east"], json["tables"]![0]!["rows"]!.AsArray().Select(row => (string)row!["zone"]!));
        Refused(KayaProcess.Run(_folder.Path, "verify", "absent.tif"), 4, "absent.tif");
    }

    [Fact]
    public void Zonal_AsJsonCsvAndQuietly_IsTheSameTable()
    {
        string[] command = ["raster", "zonal", "carbon.tif", "--zones", "zones.geojson"];
        // The first row of cells, 1.2 degrees of it: 1 + 2 + 0.4 x 3.
        JsonNode json = JsonNode.Parse(KayaProcess.Run(_folder.Path, [.. command, "--json"]).Output)!;
        Assert.Equal(1 + 2 + (0.4 * 3), (double)json["tables"]![0]!["rows"]![0]!["total"]!, 1e-9);
        Assert.Equal("t", (string)json["tables"]![0]!["columns"]![1]!["unit"]!);
        KayaResult written = KayaProcess.Run(_folder.Path, [.. command, "--out", "z.csv"]);
        Assert.True(written.ExitCode == 0 && written.Output.Contains("written to z.csv", StringComparison.Ordinal), written.ToString());
        Assert.StartsWith("zone,total [t],", File.ReadAllText(_folder.File("z.csv")), StringComparison.Ordinal);
        Refused(KayaProcess.Run(_folder.Path, [.. command, "--out", "z.csv"]), 3, "--force");
        Assert.Equal(0, KayaProcess.Run(_folder.Path, [.. command, "--out", "z.csv", "--force", "--quiet"]).ExitCode);
        KayaResult dry = KayaProcess.Run(_folder.Path, [.. command, "--dry-run"]);
        Assert.True(dry.ExitCode == 0 && dry.Output.Contains("zones.geojson", StringComparison.Ordinal)
            && dry.Output.Contains("Cost:", StringComparison.Ordinal), dry.ToString());
    }

    [Fact]
    public void Align_MemoryTooSmall_IsExitCode6AndLeavesNothing()
    {
        string[] before = Files();
        Refused(KayaProcess.Run(_folder.Path, "raster", "align", "map.tif", "--cell-size", "0.0005", "--max-memory", "0.1", "--out",
            "x.tif"), 6, "--max-memory");
        Assert.Equal(before, Files());
    }

    // A file system of 200 kB, as only root may make one; the maps need more.
    [Theory]
    [InlineData("raster", "align", "map.tif", "--cell-size", "0.025", "--out", "full/x.tif")]
    [InlineData("raster", "align", "map.tif", "--cell-size", "0.025", "--out", "full/x.nc")]
    [InlineData("raster", "map", "map.tif", "--width", "2000", "--out", "full/x.png")]
    public void AnyOutput_DiskFull_IsExitCode6AndLeavesNothing(params string[] arguments)
    {
        string full = _folder.File("full");
        using SmallDisk? disk = SmallDisk.Mount(full, "200k");
        if (disk is null) Assert.Skip("a small file system can be mounted by root only");
        Refused(KayaProcess.Run(_folder.Path, arguments), 6, "disk");
        Assert.Empty(Directory.EnumerateFileSystemEntries(full));
    }

    private string[] Files() => [.. Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Order()];

    private static void Refused(KayaResult result, int code, params string[] names) => result.RequireRefusal(code, names);
}
