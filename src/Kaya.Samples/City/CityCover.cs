namespace Kaya.Samples;

/// <summary>What lies in each cell of a place: its quarters by area, found on patches of 50 m.</summary>
internal sealed class CityCover
{
    /// <summary>Patches along the side of a cell.</summary>
    public const int Patches = 20;

    /// <summary>Area of a patch, ha.</summary>
    public const double PatchArea = 0.25;

    private readonly CityQuarter?[] _patches;
    private readonly int _size;

    public CityCover(CityPlan plan, CityTerrain terrain, CityQuarters quarters)
    {
        _size = plan.Size;
        int side = _size * Patches;
        double step = 1000.0 / Patches;
        _patches = new CityQuarter?[side * side];
        for (int row = 0; row < side; row++)
            for (int column = 0; column < side; column++)
            {
                double x = (column + 0.5) * step, y = (row + 0.5) * step;
                if (terrain.Water.At(x, y) > 0) _patches[(row * side) + column] = quarters.At(x, y).Quarter;
            }
    }

    /// <summary>The quarters of the patches of a cell, row by row; null in water.</summary>
    public IEnumerable<CityQuarter?> Of(int cell)
    {
        int top = cell / _size * Patches, left = cell % _size * Patches;
        for (int row = top; row < top + Patches; row++)
            for (int column = left; column < left + Patches; column++) yield return _patches[(row * _size * Patches) + column];
    }

    /// <summary>Sum over the land of a cell of a quantity for each hectare.</summary>
    public double Sum(int cell, Func<CityQuarter, double> density) =>
        PatchArea * Of(cell).Sum(quarter => quarter is null ? 0 : density(quarter));
}
