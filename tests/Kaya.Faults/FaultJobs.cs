using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Faults;

/// <summary>Every long task, and every task that writes files, in a size of seconds on the sample world.</summary>
/// <param name="folder">Where their inputs are made.</param>
public sealed class FaultJobs(string folder)
{
    private static readonly string[] s_energy = ["--model.steps", "60", "--model.members", "2", "--model.hidden-size", "8",
        "--model.latent-size", "4", "--model.batch-size", "16", "--first", "2023-01-01", "--last", "2023-03-31", "--regions",
        "Arvania,Belmora,Corsund,Drevia"];

    private static readonly string[] s_detail = ["--network.members", "1", "--network.steps", "6", "--network.channels", "4",
        "--network.hidden-layers", "1"];

    private string Map => Path.Combine(folder, "map.tif");

    private string Zones => Path.Combine(folder, "zones.geojson");

    private string Points => Path.Combine(folder, "points.csv");

    private string EnergyModel => Path.Combine(folder, "energy");

    private string DetailRun => Path.Combine(folder, "detail");

    private string City => Path.Combine(folder, "city.tif");

    private string CityRun => Path.Combine(folder, "cells");

    private string[] CityInputs => ["--points", Points, "--grid", City, "--target", City];

    /// <summary>Makes the inputs.</summary>
    /// <returns>The jobs.</returns>
    public IReadOnlyList<FaultJob> Make()
    {
        WriteMap(Map, Grid.InDegrees(10, 52, 0.01, 200, 300));
        WriteMap(City, Grid.InDegrees(10, 51, 0.01, 30, 30));
        File.WriteAllText(Zones, """
            {"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{"code":"A"},
            "geometry":{"type":"Polygon","coordinates":[[[10,50.5],[11.2,50.5],[11.2,51.5],[10,51.5],[10,50.5]]]}},
            {"type":"Feature","properties":{"code":"B"},
            "geometry":{"type":"Polygon","coordinates":[[[11.2,50.5],[12.5,50.5],[12.5,51.5],[11.2,51.5],[11.2,50.5]]]}}]}
            """);
        string[] kinds = ["food", "transport"];
        File.WriteAllLines(Points, Enumerable.Range(0, 2000).Select(number => FormattableString.Invariant(
            $"{10 + (number * 7919 % 3000 * 1e-4):R},{50.7 + (number * 104729 % 3000 * 1e-4):R},{kinds[number % 2]}"))
            .Prepend("lon,lat,category"));
        return [.. Writers(), .. Runs()];
    }

    /// <summary>Makes what a job reads of an earlier run, with the command itself.</summary>
    /// <param name="job">The job.</param>
    /// <exception cref="InvalidOperationException">The earlier run failed.</exception>
    public void Prepare(FaultJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Arguments.Contains(EnergyModel) && !Directory.Exists(EnergyModel))
            KayaCommand.Run(folder, ["energy", "train", .. s_energy, "--out", EnergyModel]).Require();
        if (job.Arguments.Contains(DetailRun) && !Directory.Exists(DetailRun))
            KayaCommand.Run(folder, ["downscale", "run", .. s_detail, "--out", DetailRun]).Require();
        if (job.Arguments.Contains(CityRun) && !Directory.Exists(CityRun))
            KayaCommand.Run(folder, ["urban", "prepare", .. CityInputs, "--out", CityRun]).Require();
    }

    private static void WriteMap(string path, Grid grid)
    {
        double[] cells = [.. Enumerable.Range(0, (int)grid.CellCount).Select(cell => 1 + (cell * 7919 % 1000 / 10.0))];
        GeoTiff.Write(path, ExtensiveRaster.Of(grid, Unit.Parse("t"), cells), new GeoTiffOptions { Basis = MassBasis.CO2 });
    }

    private IEnumerable<FaultJob> Writers() =>
    [
        new("raster align tif", ["raster", "align", Map, "--cell-size", "0.02"], ".tif"),
        new("raster align nc", ["raster", "align", Map, "--cell-size", "0.02"], ".nc"),
        new("raster zonal", ["raster", "zonal", Map, "--zones", Zones], ".csv"),
        new("raster compare", ["raster", "compare", Map, Map], ".csv"),
        new("raster map", ["raster", "map", Map], ".png"),
        new("inventory compute", ["inventory", "compute", "--year", "2005", "--table-formats", "parquet,xlsx,records"]),
        new("energy predict", ["energy", "predict", "--model", EnergyModel]),
        new("downscale evaluate", ["downscale", "evaluate", "--run", DetailRun, .. s_detail]),
    ];

    private IEnumerable<FaultJob> Runs() =>
    [
        new("energy train", ["energy", "train", .. s_energy]),
        new("downscale run", ["downscale", "run", .. s_detail]),
        new("inversion run", ["inversion", "run", "--hours", "2", "--sample-cells", "8", "--directions", "2",
            "--iterations", "1"]),
        new("transport run", ["transport", "run", "--hours", "2", "--sample-cells", "8"]),
        new("surrogate train", ["surrogate", "train", "--train-days", "2", "--test-days", "1", "--spin-up", "3", "--runs", "1",
            "--network.history", "2", "--network.hidden", "3", "--network.channels", "4", "--network.carried", "6", "--training.steps",
            "4", "--training.batch", "4", "--training.crop", "12", "--sample-cells", "12"]),
        new("urban prepare", ["urban", "prepare", .. CityInputs]),
        new("urban train", ["urban", "train", "--cells", CityRun, "--training.epochs", "2", "--modalities", "points"]),
        new("urban evaluate", ["urban", "evaluate", "--cells", CityRun, "--models", "ridge,boosting", "--seeds", "1",
            "--search-points", "2", "--modalities", "points"]),
    ];
}
