using Kaya.Core;

namespace Kaya.Samples;

/// <summary>Hills, water, and the smooth fields that bend streets and tint the image.</summary>
internal sealed class CityTerrain
{
    public CityTerrain(CityPlan plan, RandomSource random)
    {
        FractalNoise noise = new(random.Derive("terrain")), bend = new(random.Derive("bend"));
        CityField height = new(plan.Size, (x, y) => (45 * noise.Sum(x / 4500, y / 4500, 5))
            + plan.Hills.Sum(hill => 280 * Math.Exp(-hill.Squared(x, y)) * (1 + (0.5 * noise.Sum(x / 1500, y / 1500, 3)))));
        Height = height;
        WarpX = new CityField(plan.Size, (x, y) => 130 * bend.Sum(x / 1400, y / 1400, 3));
        WarpY = new CityField(plan.Size, (x, y) => 130 * bend.Sum((x / 1400) + 31, (y / 1400) - 12, 3));
        Shade = new CityField(plan.Size, (x, y) => (height.At(x + 125, y) - height.At(x - 125, y)
            + (height.At(x, y + 125) - height.At(x, y - 125))) / 250);
        Haze = new CityField(plan.Size, (x, y) => 0.07 + (0.05 * bend.Sum(x / 7000, (y / 7000) + 77, 2)));
        Tint = new CityField(plan.Size, (x, y) => bend.Sum((x / 3000) + 55, y / 3000, 3));
        CityRoad[] river = River(plan, noise);
        Water = new CityField(plan.Size, (x, y) => ToWater(plan, river, noise, x, y));
    }

    /// <summary>m above the river.</summary>
    public CityField Height { get; }

    /// <summary>m to the shore; below 0 in the water.</summary>
    public CityField Water { get; }

    /// <summary>m by which streets and edges are bent to the east.</summary>
    public CityField WarpX { get; }

    /// <summary>m by which streets and edges are bent to the south.</summary>
    public CityField WarpY { get; }

    /// <summary>Slope towards the south-east; the sun stands there.</summary>
    public CityField Shade { get; }

    /// <summary>Share of light from haze.</summary>
    public CityField Haze { get; }

    /// <summary>Slow change of the colour of plants, about -1 to 1.</summary>
    public CityField Tint { get; }

    private static CityRoad[] River(CityPlan plan, FractalNoise noise)
    {
        List<(double X, double Y)> course = [];
        for (int i = 1; i < plan.River.Length; i++)
            for (int k = 0; k < 16; k++)
            {
                double t = k / 16.0;
                double x = (plan.River[i - 1].X * (1 - t)) + (plan.River[i].X * t);
                double y = (plan.River[i - 1].Y * (1 - t)) + (plan.River[i].Y * t);
                course.Add(((x * 1000) + (900 * noise.Sum(x / 3, y / 3, 2)), (y * 1000) + (900 * noise.Sum((x / 3) + 9, y / 3, 2))));
            }

        if (course.Count > 0) course.Add((plan.River[^1].X * 1000, plan.River[^1].Y * 1000));
        return [.. course.Skip(1).Select((to, i) => new CityRoad(course[i].X, course[i].Y, to.X, to.Y, 0, 0))];
    }

    private static double ToWater(CityPlan plan, CityRoad[] river, FractalNoise noise, double x, double y)
    {
        double wave = noise.Sum((x / 2100) + 5, (y / 2100) + 5, 5), nearest = double.PositiveInfinity;
        foreach (CityRoad piece in river) nearest = Math.Min(nearest, piece.Distance(x, y) - 110 - (50 * wave));
        foreach (CityDisc lake in plan.Lakes)
            nearest = Math.Min(nearest, (Math.Sqrt(lake.Squared(x, y)) - 1 + (0.35 * wave)) * lake.Radius * 1000);
        return Math.Min(nearest, (plan.Shore * 1000) - x + (700 * wave));
    }
}
