using Kaya.Geo;
using Kaya.Inversion;
using static Kaya.Samples.CountryCells;

namespace Kaya.Samples;

/// <summary>The sample country on the cells of a transport grid: what the ground is, who lives there, and what is done there.</summary>
internal sealed class AtmosphereLand
{
    private readonly int[] _blocks;

    private AtmosphereLand(TransportGrid grid, SampleCountry country)
    {
        Grid = grid;
        _blocks = Blocks(grid);
        int cells = grid.Rows * grid.Columns;
        (Longitude, Latitude) = (new double[cells], new double[cells]);
        for (int cell = 0; cell < cells; cell++)
        {
            (double x, double y) = grid.Horizontal.CentreOf(cell / grid.Columns, cell % grid.Columns);
            (Longitude[cell], Latitude[cell]) = TransverseMercator.ToGeographic(x, y);
        }

        double size = grid.Horizontal.Affine.StepX / 1000, share = CellSize * CellSize / (size * size);
        Area = size * size;
        Land = Sum(country.ProvinceNumbers, _ => share);
        Height = Sum(country.Height, metres => metres * share);
        (Forest, Grass, Crops, BuiltUp) = (Cover(1, 5), Cover(6, 10), Add(Cover(12, 12), Cover(14, 14)), Cover(13, 13));
        Population = ToBlocks(SampleSourceMaps.OfKilometres(country.Second.Population));
        ProvinceOf = Provinces(country);

        double[] Cover(int from, int to) =>
            Sum(country.Second.LandCover, kind => kind >= from && kind <= to ? share : 0, country.ProvinceNumbers);
    }

    public TransportGrid Grid { get; }

    /// <summary>Area of a cell, km2.</summary>
    public double Area { get; }

    /// <summary>Longitude of the middle of each cell, degrees.</summary>
    public double[] Longitude { get; }

    /// <summary>Latitude of the middle of each cell, degrees.</summary>
    public double[] Latitude { get; }

    /// <summary>Part of each cell that belongs to the country; the rest is sea.</summary>
    public double[] Land { get; }

    /// <summary>Mean height of each cell, m; the sea counts as 0.</summary>
    public double[] Height { get; }

    public double[] Forest { get; }

    public double[] Grass { get; }

    public double[] Crops { get; }

    public double[] BuiltUp { get; }

    /// <summary>Residents of each cell.</summary>
    public double[] Population { get; }

    /// <summary>The province with the largest part of each cell, from 1; 0 at sea.</summary>
    public int[] ProvinceOf { get; }

    public static AtmosphereLand Of(TransportGrid grid, SampleCountry country) => new(grid, country);

    /// <summary>The grid of the options: its centre is that of the country.</summary>
    public static TransportGrid GridOf(SampleAtmosphereOptions options)
    {
        Bounds bounds = CountryCells.Grid.Bounds;
        double size = options.CellSize * 1000;
        double west = ((bounds.West + bounds.East) / 2) - (options.Columns * size / 2);
        double north = ((bounds.South + bounds.North) / 2) + (options.Rows * size / 2);
        return new TransportGrid(
            new Grid(CountryCells.Grid.Crs, Affine.NorthUp(west, north, size, size), options.Rows, options.Columns), options.LayerTops);
    }

    /// <summary>The cell of the transport grid that a 500 m cell lies in; -1 outside of the grid.</summary>
    public int BlockOf(int cell) => _blocks[cell];

    /// <summary>Sums of the 500 m cells of each cell; what lies outside of the grid is left out.</summary>
    /// <param name="fine">One value for each 500 m cell.</param>
    public double[] ToBlocks(ReadOnlySpan<double> fine)
    {
        double[] sums = new double[Grid.Rows * Grid.Columns];
        for (int cell = 0; cell < Count; cell++)
            if (_blocks[cell] >= 0) sums[_blocks[cell]] += fine[cell];
        return sums;
    }

    // A 500 m cell belongs to the cell of the transport grid that holds its centre.
    private static int[] Blocks(TransportGrid grid)
    {
        int[] blocks = new int[Count];
        for (int cell = 0; cell < Count; cell++)
        {
            (double x, double y) = CountryCells.Grid.CentreOf(cell / CountryCells.Columns, cell % CountryCells.Columns);
            blocks[cell] = grid.Horizontal.CellAt(x, y) is { } at ? (at.Row * grid.Columns) + at.Column : -1;
        }

        return blocks;
    }

    private static double[] Add(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a + b)];

    private double[] Sum(Raster raster, Func<double, double> weight, Raster? where = null)
    {
        double[] sums = new double[Grid.Rows * Grid.Columns];
        ReadOnlySpan<double> values = raster.Values(), mask = (where ?? raster).Values();
        for (int cell = 0; cell < Count; cell++)
            if (_blocks[cell] >= 0 && !double.IsNaN(values[cell]) && !double.IsNaN(mask[cell])) sums[_blocks[cell]] += weight(values[cell]);
        return sums;
    }

    private int[] Provinces(SampleCountry country)
    {
        int number = country.Provinces.Length + 1;
        int[] parts = new int[Grid.Rows * Grid.Columns * number];
        ReadOnlySpan<double> provinces = country.ProvinceNumbers.Values();
        for (int cell = 0; cell < Count; cell++)
            if (_blocks[cell] >= 0 && !double.IsNaN(provinces[cell])) parts[(_blocks[cell] * number) + (int)provinces[cell]]++;
        int[] largest = new int[Grid.Rows * Grid.Columns];
        for (int cell = 0; cell < largest.Length; cell++)
            for (int province = 1; province < number; province++)
                if (parts[(cell * number) + province] > parts[(cell * number) + largest[cell]]) largest[cell] = province;
        return largest;
    }
}
