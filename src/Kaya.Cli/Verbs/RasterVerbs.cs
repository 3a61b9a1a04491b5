using System.CommandLine;
using Kaya.Tasks;

namespace Kaya.Cli.Verbs;

/// <summary><c>kaya raster info | align | zonal | compare | map</c>.</summary>
internal static class RasterVerbs
{
    public static Command Create() => new("raster", "Maps as files: look into them, bring them to other cells, sum them over zones, compare and draw them.")
    {
        FileVerb.Create("info", new RasterInfoTask(),
            "./kaya raster info lights.tif",
            "./kaya raster info population.tif@kind=extensive@unit=1 odiac.tif@format=odiac --json"),
        FileVerb.Create("align", new RasterAlignTask(),
            "./kaya raster align population.tif --kind extensive --like lights.tif --out aligned.tif",
            "./kaya raster align landcover.tif --kind category --crs EPSG:32650 --cell-size 500 --out landcover.nc"),
        FileVerb.Create("zonal", new RasterZonalTask(),
            "./kaya raster zonal population.tif --kind extensive --unit 1 --zones provinces.gpkg",
            "./kaya raster zonal lights.tif --kind intensive --unit 1 --zones provinces.shp --zone.field NAME --zone.encoding GBK --zone.crs EPSG:4326 --out lights.csv"),
        FileVerb.Create("compare", new RasterCompareTask(),
            "./kaya raster compare map.tif cdiac_gridcar.2008@format=cdiac",
            "./kaya raster compare lights.tif odiac.tif@format=odiac --kind intensive --relative --scatter lights.svg"),
        FileVerb.Create("map", new RasterMapTask(),
            "./kaya raster map map.tif --out map.png --title \"CO2 2008\"",
            "./kaya raster map lights.tif --out lights.png --scale linear --zones provinces.gpkg"),
    };
}
