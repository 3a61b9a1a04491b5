using Kaya.Core;

namespace Kaya.Samples;

/// <summary>The quarters of a place: cells of a Voronoi diagram with bent edges, and what each of them is used for.</summary>
internal sealed class CityQuarters
{
    private const double Spacing = 500;
    private readonly CityQuarter[] _quarters;
    private readonly CityTerrain _terrain;
    private readonly int _side;

    public CityQuarters(CityPlan plan, CityTerrain terrain, RandomSource random)
    {
        _terrain = terrain;
        // One quarter more on each side, so that each point lies between quarters.
        _side = (int)(plan.Size * 1000 / Spacing) + 4;
        CityZoning zoning = new(plan, terrain, random.Derive("zoning"));
        RandomSequence sequence = random.Derive("quarters").Sequence();
        _quarters = new CityQuarter[_side * _side];
        for (int i = 0; i < _quarters.Length; i++)
        {
            double x = ((i % _side) - 1.5 + (0.42 * ((2 * sequence.NextDouble()) - 1))) * Spacing;
            double y = ((i / _side) - 1.5 + (0.42 * ((2 * sequence.NextDouble()) - 1))) * Spacing;
            _quarters[i] = zoning.Quarter(i, x, y, sequence);
        }
    }

    /// <summary>The quarter at a point, and the distance to its edge.</summary>
    /// <param name="x">m from the west edge of the place.</param>
    /// <param name="y">m from the north edge.</param>
    public (CityQuarter Quarter, double ToEdge, double X, double Y) At(double x, double y)
    {
        (x, y) = (x + _terrain.WarpX.At(x, y), y + _terrain.WarpY.At(x, y));
        int column = Math.Clamp((int)Math.Floor(x / Spacing) + 2, 1, _side - 2);
        int row = Math.Clamp((int)Math.Floor(y / Spacing) + 2, 1, _side - 2);
        double first = double.MaxValue, second = double.MaxValue;
        int nearest = 0, next = 0;
        for (int r = row - 1; r <= row + 1; r++)
            for (int c = column - 1; c <= column + 1; c++)
            {
                CityQuarter quarter = _quarters[(r * _side) + c];
                double dx = x - quarter.X, dy = y - quarter.Y, square = (dx * dx) + (dy * dy);
                if (square < first) (second, next, first, nearest) = (first, nearest, square, (r * _side) + c);
                else if (square < second) (second, next) = (square, (r * _side) + c);
            }

        CityQuarter found = _quarters[nearest], other = _quarters[next];
        double between = Math.Sqrt(((found.X - other.X) * (found.X - other.X)) + ((found.Y - other.Y) * (found.Y - other.Y)));
        return (found, (second - first) / (2 * between), x, y);
    }
}
