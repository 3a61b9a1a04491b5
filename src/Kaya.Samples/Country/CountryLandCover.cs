using Kaya.Core;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>Land cover in the 17 IGBP classes, numbered as in MCD12Q1.</summary>
/// <remarks>
/// 1 evergreen needleleaf, 2 evergreen broadleaf, 3 deciduous needleleaf, 4 deciduous broadleaf and 5 mixed forest; 6 closed shrubland,
/// 7 open shrubland; 8 woody savanna, 9 savanna, 10 grassland; 11 wetland; 12 cropland; 13 urban; 14 cropland mosaic; 15 snow and ice;
/// 16 barren; 17 water.
/// </remarks>
internal static class CountryLandCover
{
    public static double[] Classify(CountryLand land, CountrySettlement settlement, RandomSource random)
    {
        FractalNoise rain = new(random.Derive("rain")), woods = new(random.Derive("woods")), patches = new(random.Derive("patches"));
        double[] classes = new double[Count];
        for (int cell = 0; cell < Count; cell++)
        {
            (double x, double y) = CentreOf(cell);
            classes[cell] = !land.Terrain.IsLand[cell] || land.Water.IsWater[cell] ? 17 : settlement.BuiltUp[cell] > 0.65 ? 13
                : Open(land.Terrain.Height[cell], land.Terrain.Slope[cell], land.Water.ToRiver[cell], land.Suitability[cell],
                    0.5 + (0.7 * rain.Sum(x / 110, y / 110, 3)), (woods.Sum(x / 9, y / 9, 5), patches.Sum(x / 4, y / 4, 3)));
        }

        return classes;
    }

    private static int Open(
        double height, double slope, double toRiver, double suitability, double rain, (double Woods, double Patches) noise)
    {
        if (height > 1350 + (250 * noise.Woods)) return noise.Patches > 0.1 && height > 1500 ? 15 : 16;
        if (height > 950 + (300 * noise.Woods)) return noise.Patches > 0.2 ? 7 : 10;
        if (height < 90 && slope < 14 && toRiver < 1.2 && noise.Patches > 0.1) return 11;
        double wooded = noise.Woods + (slope / 110) + (height / 1500) + (0.5 * (rain - 0.5)) - (0.75 * Math.Min(1.2, suitability));
        if (wooded > 0.12) return Forest(height, rain, noise.Patches);
        if (wooded > 0) return rain > 0.45 ? 8 : 9;
        if (rain < 0.2 && wooded < -0.1)
            return noise.Patches > 0.25 ? 16 : noise.Patches > 0 ? 7 : noise.Patches > -0.2 ? 6 : 10;
        return suitability > 0.16 ? (noise.Patches > 0.3 ? 14 : 12) : noise.Patches > 0.35 ? 7 : 10;
    }

    private static int Forest(double height, double rain, double patches) =>
        height > 620 ? (patches > 0.3 ? 3 : 1) : rain > 0.75 && height < 120 ? 2 : patches > 0.1 ? 5 : 4;
}
