using System.CommandLine;
using Kaya.Tasks;

namespace Kaya.Cli.Verbs;

/// <summary><c>kaya downscale fit | run | evaluate</c>.</summary>
internal static class DownscaleVerbs
{
    public static Command Create() => new("downscale", "Totals of zones to maps: by regression on drivers, then by super-resolution; every zone adds up.")
    {
        TaskVerb.Create("fit", new DownscaleFitTask(),
            "./kaya downscale fit",
            "./kaya downscale fit --records provinces.csv --train-year 2010 --test-year 2005"),
        TaskVerb.Create("run", new DownscaleRunTask(),
            "./kaya downscale run --out runs/country",
            "./kaya downscale run --zones provinces.gpkg --zone.field code --statistics emission.csv --drivers lights.tif,population.tif --out runs/map   # takes 2 minutes"),
        TaskVerb.Create("evaluate", new DownscaleEvaluateTask(),
            "./kaya downscale evaluate --run runs/country   # takes 2 minutes",
            "./kaya downscale evaluate --run runs/map --land-cover landcover.tif --inventories cdiac_gridcar.2008@format=cdiac"),
    };
}
