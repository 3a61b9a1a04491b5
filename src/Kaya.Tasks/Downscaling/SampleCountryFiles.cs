using System.Globalization;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Geo.Gdal;
using Kaya.Inventory;
using Kaya.Samples;

namespace Kaya.Tasks;

/// <summary>The sample country as files, for everything that reads real files.</summary>
/// <param name="Provinces">Outlines, GeoPackage, fields <c>code</c> and <c>name</c>.</param>
/// <param name="First">The first year.</param>
/// <param name="Second">The second year.</param>
public sealed record SampleCountryFiles(string Provinces, SampleCountryYearFiles First, SampleCountryYearFiles Second)
{
    /// <summary>Writes the country.</summary>
    /// <param name="country">The country.</param>
    /// <param name="folder">Folder of the files; created if missing.</param>
    /// <returns>The files.</returns>
    /// <exception cref="ResourceException">The disk is full, or the folder is not writable.</exception>
    public static SampleCountryFiles Write(SampleCountry country, string folder)
    {
        ArgumentNullException.ThrowIfNull(country);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string provinces = Path.Combine(folder, "provinces.gpkg");
        VectorFile.WriteZones(provinces, country.Zones);
        return new SampleCountryFiles(provinces, SampleCountryYearFiles.Write(country, country.First, folder),
            SampleCountryYearFiles.Write(country, country.Second, folder));
    }
}

/// <summary>One year of the sample country as files; the year is in each name.</summary>
/// <param name="Year">Calendar year.</param>
/// <param name="Fuels">Statistics: CSV with units in the headings.</param>
/// <param name="Lights">Night light on its own shifted grid of 750 m, intensive.</param>
/// <param name="Population">Residents per km2 at 1 km, intensive.</param>
/// <param name="GrossDomesticProduct">GDP per km2 at 1 km, intensive.</param>
/// <param name="LandCover">IGBP classes at 500 m.</param>
/// <param name="Emission">True emissions at 500 m, t of CO2 per cell.</param>
/// <param name="EmissionByKilometre">True emissions at 1 km, t of CO2 per cell.</param>
/// <param name="Plants">Power plants as a register has them: fuel, capacity and location, CSV.</param>
public sealed record SampleCountryYearFiles(
    int Year, string Fuels, string Lights, string Population, string GrossDomesticProduct, string LandCover, string Emission,
        string EmissionByKilometre, string Plants)
{
    internal static SampleCountryYearFiles Write(SampleCountry country, SampleCountryYear year, string folder)
    {
        string Named(string name, string ending) =>
            Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{year.Year}{ending}"));
        SampleCountryYearFiles files = new(year.Year, Named("fuels", ".csv"), Named("lights", ".tif"), Named("population", ".tif"),
            Named("gdp", ".tif"),
            Named("landcover", ".tif"), Named("truth-500m", ".tif"), Named("truth-1km", ".tif"), Named("plants", ".csv"));
        AtomicFile.WriteText(files.Plants, Register(country, isSecond: year == country.Second));
        AtomicFile.WriteText(files.Fuels, Table(country, year.Fuels));
        foreach ((string path, Raster raster) in new (string, Raster)[]
            { (files.Lights, year.Lights), (files.Population, year.Population), (files.GrossDomesticProduct, year.GrossDomesticProduct),
                (files.LandCover, year.LandCover), (files.Emission, year.Emission), (files.EmissionByKilometre, year.EmissionByKilometre) })
            GeoTiff.Write(
            path, raster, new GeoTiffOptions { Basis = raster is ExtensiveRaster ? MassBasis.CO2 : null, Tags = new Dictionary<string,
            string> { ["source"] = SampleCountry.Label } });
        return files;
    }

    // Capacities as if every plant had the average load hours, times a deviation of a quarter that the register does not know.
    private static string Register(SampleCountry country, bool isSecond)
    {
        RandomSequence random = new RandomSource(SampleCountry.DefaultSeed).Derive("plants").Sequence();
        using GdalTransformation way = new(country.Zones.Crs, CoordinateSystem.LongitudeLatitude);
        List<string> lines = ["name,fuel,capacity_mw,status,longitude,latitude"];
        foreach (SampleSite site in country.Sites.Where(site => site.Industry is SampleIndustry.CoalPower or SampleIndustry.GasPower))
        {
            PlantFuel fuel = PlantFuel.Find(site.Industry == SampleIndustry.CoalPower ? "coal" : "gas")!;
            double capacity = site.Emission * (isSecond ? site.Growth : 1) / fuel.TonnesPerYear(1) * Math.Exp(0.25 * random.NextGaussian());
            (double x, double y) = country.ProvinceNumbers.Grid.CentreOf(site.Row, site.Column);
            double[] east = [x], north = [y];
            way.Transform(east, north);
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"plant {lines.Count},{fuel.Name},{10 * Math.Round(capacity / 10):0},operating,{east[0]:0.0000},{north[0]:0.0000}"));
        }

        return string.Join("\r\n", lines) + "\r\n";
    }

    private static string Table(SampleCountry country, FuelUse use)
    {
        string[] units = [.. InventoryFuels.All.Select(fuel => FuelFactor.Of(fuel).IsByVolume ? "1e8 m3" : "1e4 t")];
        IEnumerable<string> headings = InventoryFuels.All.Select(fuel => $"{fuel.Label()} [{units[(int)fuel]}]");
        IEnumerable<string> lines = country.Provinces.Select((province, zone) => string.Join(',', InventoryFuels.All
            .Select(fuel => use.Amount(zone, fuel).In(Unit.Parse(units[(int)fuel])).ToString("0.####", CultureInfo.InvariantCulture))
                .Prepend(province.Name).Prepend(province.Code)));
        return string.Join("\r\n", lines.Prepend($"zone,name,{string.Join(',', headings)}")) + "\r\n";
    }
}
