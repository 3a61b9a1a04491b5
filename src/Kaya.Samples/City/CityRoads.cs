using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Samples;

/// <summary>A straight piece of an arterial road; m.</summary>
/// <param name="X0">Start.</param>
/// <param name="Y0">Start.</param>
/// <param name="X1">End.</param>
/// <param name="Y1">End.</param>
/// <param name="HalfWidth">m.</param>
/// <param name="Vehicles">Vehicles in a day that the road would have in a neighbourhood of mean activity.</param>
internal readonly record struct CityRoad(double X0, double Y0, double X1, double Y1, double HalfWidth, double Vehicles)
{
    public double Length => Math.Sqrt(((X1 - X0) * (X1 - X0)) + ((Y1 - Y0) * (Y1 - Y0)));

    public double Distance(double x, double y)
    {
        double dx = X1 - X0, dy = Y1 - Y0, square = (dx * dx) + (dy * dy);
        double t = square > 0 ? Math.Clamp((((x - X0) * dx) + ((y - Y0) * dy)) / square, 0, 1) : 0;
        double ex = x - X0 - (t * dx), ey = y - Y0 - (t * dy);
        return Math.Sqrt((ex * ex) + (ey * ey));
    }
}

/// <summary>Arterial roads of a place: rings and radials of the first centre, links between centres, one motorway through.</summary>
internal sealed class CityRoads
{
    private const double Margin = 60;

    // A road crosses water up to this far from the shore, m; it ends at the sea.
    private const double Bridge = 400;
    private readonly ImmutableArray<CityRoad>[] _ofCell;

    public CityRoads(CityPlan plan, CityTerrain terrain, RandomSource random)
    {
        FractalNoise noise = new(random.Derive("curves"));
        RandomSequence sequence = random.Sequence();
        List<CityRoad> roads = [];
        void Draw(IEnumerable<(double X, double Y)> points, double halfWidth, double vehicles)
        {
            (double X, double Y)[] bent = [.. points.Select(p => (p.X + (260 * noise.At(p.X / 2600, p.Y / 2600)),
                p.Y + (260 * noise.At((p.X / 2600) + 40, p.Y / 2600))))];
            for (int i = 1; i < bent.Length; i++)
                if (terrain.Water.At(bent[i].X, bent[i].Y) > -Bridge)
                    roads.Add(new CityRoad(bent[i - 1].X, bent[i - 1].Y, bent[i].X, bent[i].Y, halfWidth, vehicles));
        }

        CityDisc main = plan.Centres[0];
        double x0 = main.X * 1000, y0 = main.Y * 1000, side = plan.Size * 1000;
        foreach (double radius in plan.Rings)
            Draw(Enumerable.Range(0, 49).Select(i => i * Math.PI / 24)
                .Select(a => (x0 + (radius * 1000 * Math.Cos(a)), y0 + (radius * 1000 * Math.Sin(a)))), 17, 16_000);
        for (int i = 0; i < plan.Radials; i++)
        {
            double angle = ((i + (0.5 * sequence.NextDouble())) * 2 * Math.PI / plan.Radials) + 0.2;
            Draw(Line(x0 + (500 * Math.Cos(angle)), y0 + (500 * Math.Sin(angle)), x0 + (1.2 * side * Math.Cos(angle)),
                y0 + (1.2 * side * Math.Sin(angle))), 14, 11_000);
        }

        foreach (CityDisc centre in plan.Centres.Skip(1).Concat(plan.Zones))
            Draw(Line(centre.X * 1000, centre.Y * 1000, x0, y0), 12, 7_000);
        // The motorway passes the centre at a distance.
        double away = (plan.Rings.IsEmpty ? 3 : plan.Rings[^1]) * 1000;
        Draw(Line(-2000, y0 + (0.3 * away), side + 2000, y0 + (1.3 * away)), 25, 30_000);
        _ofCell = Assign(plan.Size, roads);
    }

    /// <summary>Pieces that may be seen in a cell.</summary>
    public ImmutableArray<CityRoad> Near(int cell) => _ofCell[cell];

    private static IEnumerable<(double X, double Y)> Line(double x0, double y0, double x1, double y1)
    {
        int steps = 1 + (int)(Math.Sqrt(((x1 - x0) * (x1 - x0)) + ((y1 - y0) * (y1 - y0))) / 400);
        return Enumerable.Range(0, steps + 1).Select(i => (x0 + ((x1 - x0) * i / steps), y0 + ((y1 - y0) * i / steps)));
    }

    private static ImmutableArray<CityRoad>[] Assign(int size, List<CityRoad> roads)
    {
        List<CityRoad>[] lists = [.. Enumerable.Range(0, size * size).Select(_ => new List<CityRoad>())];
        foreach (CityRoad road in roads)
        {
            int Cell(double m, double margin) => Math.Clamp((int)Math.Floor((m + margin) / 1000), -1, size);
            int top = Cell(Math.Min(road.Y0, road.Y1), -Margin), bottom = Cell(Math.Max(road.Y0, road.Y1), Margin);
            int left = Cell(Math.Min(road.X0, road.X1), -Margin), right = Cell(Math.Max(road.X0, road.X1), Margin);
            for (int row = Math.Max(0, top); row <= Math.Min(size - 1, bottom); row++)
                for (int column = Math.Max(0, left); column <= Math.Min(size - 1, right); column++)
                    lists[(row * size) + column].Add(road);
        }

        return [.. lists.Select(list => list.ToImmutableArray())];
    }
}
