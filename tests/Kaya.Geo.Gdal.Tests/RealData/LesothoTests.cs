using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Geo.Gdal.Tests.RealData;

public sealed class LesothoTests
{
    private static readonly Unit s_people = Unit.One;

    [Fact]
    public void Align_PopulationFromMollweide_KeepsItsTotalAndMeetsTheLights()
    {
        (ExtensiveRaster population, IntensiveRaster lights, ExtensiveRaster gdp) = Read();
        using GdalTransformation forth = new(population.Grid.Crs, lights.Grid.Crs);
        // The cells of the lights, carried on until they cover the turned outline of the population grid.
        Grid target = Around(lights.Grid, 120);
        ExtensiveRaster aligned = new OverlapRegridding(population.Grid, target, forth).Apply(population);
        Assert.Equal(1, aligned.Sum() / population.Sum(), 1e-9);
        ExtensiveRaster wealth = new ConservativeRegridding(gdp.Grid, target).Apply(gdp);
        Assert.Equal(1, wealth.Sum() / gdp.Sum(), 1e-9);
        ExtensiveRaster people = (ExtensiveRaster)((IRasterSource)aligned).ReadWindow(
            0, new Window(120, 120, lights.Grid.Rows, lights.Grid.Columns));
        Assert.True(people.Grid.Matches(lights.Grid, 1e-6));
        // Light and people are in the same places; a shift by a cell lowers this.
        double here = Correlation(people, lights, 0, 0);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"correlation of light and people {here:F3}; two cells beside {Correlation(people, lights, 0, 2):F3}, "
            + $"{Correlation(people, lights, 2, 0):F3}, {Correlation(people, lights, 0, -2):F3}, {Correlation(people, lights, -2, 0):F3}");
        Assert.True(here > Correlation(people, lights, 0, 4) && here > Correlation(people, lights, 4, 0)
            && here > Correlation(people, lights, 0, -4) && here > Correlation(people, lights, -4, 0));
    }

    [Fact]
    public void To_EveryKindOntoTheLights_ChoosesTheRightWay()
    {
        (ExtensiveRaster population, IntensiveRaster lights, ExtensiveRaster gdp) = Read();
        static GdalTransformation Between(CoordinateSystem from, CoordinateSystem to) => new(from, to);
        Assert.IsType<ExtensiveRaster>(Alignment.To(population, 0, lights.Grid, Between));
        Assert.IsType<ExtensiveRaster>(Alignment.To(gdp, 0, lights.Grid, Between));
        CategoryRaster codes = new(population.Grid, ["row"], (_, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = cell / population.Grid.Columns;
        });
        Raster sampled = Alignment.To(codes, 0, lights.Grid, Between);
        // The known point: the row of the population grid that holds the middle of Maseru, looked up the other way.
        (int row, int column) = lights.Grid.CellAt(27.48, -29.31)!.Value;
        (double x, double y) = lights.Grid.CentreOf(row, column);
        double[] px = [x], py = [y];
        using GdalTransformation back = new(lights.Grid.Crs, population.Grid.Crs);
        back.Transform(px, py);
        Assert.Equal(population.Grid.CellAt(px[0], py[0])!.Value.Row, sampled[0, row, column]);
    }

    [Fact]
    public void Align_OneCell_StaysWhereItIsToAHundredthOfACell()
    {
        (ExtensiveRaster population, IntensiveRaster lights, _) = Read();
        (int row, int column) = (431, 388);
        double[] one = new double[population.Grid.CellCount];
        one[(row * population.Grid.Columns) + column] = 1000;
        using GdalTransformation forth = new(population.Grid.Crs, lights.Grid.Crs);
        // Far finer than the cell: the centre of what arrives is then that of the cell.
        (double x, double y) = population.Grid.CentreOf(row, column);
        double[] px = [x], py = [y];
        forth.Transform(px, py);
        Grid fine = new(lights.Grid.Crs, Affine.NorthUp(px[0] - 0.01, py[0] + 0.01, 1e-4, 1e-4), 200, 200);
        ExtensiveRaster arrived = new OverlapRegridding(population.Grid, fine, forth)
            .Apply(ExtensiveRaster.Of(population.Grid, s_people, one));
        Assert.Equal(1000, arrived.Sum(), 1e-9);
        (double sumX, double sumY) = (0, 0);
        for (int r = 0; r < 200; r++)
            for (int c = 0; c < 200; c++)
            {
                double value = arrived[0, r, c];
                if (double.IsNaN(value)) continue;
                (double cx, double cy) = fine.CentreOf(r, c);
                sumX += value * cx;
                sumY += value * cy;
            }

        // 250 m are about 0.0025 degrees; half a cell would be 1.2e-3.
        Assert.Equal(px[0], sumX / 1000, 2e-5);
        Assert.Equal(py[0], sumY / 1000, 2e-5);
    }

    [Fact]
    public void Population_DensestPlace_IsMaseru()
    {
        (ExtensiveRaster population, _, _) = Read();
        using GdalTransformation forth = new(population.Grid.Crs, CoordinateSystem.LongitudeLatitude);
        // People within about 5 km of Maseru (29.31 S, 27.48 E, gazetteer): a tenth and more of a country of 2 million.
        double near = 0;
        double[] x = new double[population.Grid.Columns], y = new double[population.Grid.Columns];
        for (int row = 0; row < population.Grid.Rows; row++)
        {
            for (int column = 0; column < x.Length; column++) (x[column], y[column]) = population.Grid.CentreOf(row, column);
            forth.Transform(x, y);
            for (int column = 0; column < x.Length; column++)
                if (Math.Abs(x[column] - 27.5) < 0.08 && Math.Abs(y[column] + 29.32) < 0.08 && population[0, row, column] is var people
                    && !double.IsNaN(people)) near += people;
        }

        Assert.InRange(near, 150_000, 500_000);
        Assert.InRange(population.Sum(), 1.7e6, 6e6);
    }

    [Fact]
    public void CellAreas_OfMollweideCells_AddUpToTheSameAreaInDegrees()
    {
        (ExtensiveRaster population, _, _) = Read();
        using GdalTransformation back = new(population.Grid.Crs, CoordinateSystem.LongitudeLatitude);
        Grid part = population.Grid.Crop(new Window(400, 400, 40, 40));
        CellAreas areas = CellAreas.Of(part, back);
        // This Mollweide treats the ellipsoid's latitudes as those of a sphere: cells are not quite the squares of their sides.
        Assert.InRange(areas.Total / (part.CellCount * Math.Abs(part.Affine.Determinant)), 0.98, 1.02);
    }

    private static (ExtensiveRaster Population, IntensiveRaster Lights, ExtensiveRaster Gdp) Read()
    {
        using RasterFile population = RasterFile.Open(
            Geo.Tests.RealData.File("lesotho/ghs.tif"), new RasterReadOptions { Kind = QuantityKind.Extensive });
        using RasterFile lights = RasterFile.Open(
            Geo.Tests.RealData.File("lesotho/ntl.tif"), new RasterReadOptions { Kind = QuantityKind.Intensive });
        using RasterFile gdp = RasterFile.Open(
            Geo.Tests.RealData.File("lesotho/gdp.tif"), new RasterReadOptions { Kind = QuantityKind.Extensive });
        return ((ExtensiveRaster)population.ReadAll(0), (IntensiveRaster)lights.ReadAll(0), (ExtensiveRaster)gdp.ReadAll(0));
    }

    private static Grid Around(Grid grid, int cells) =>
        new(grid.Crs, grid.Affine.Shift(-cells, -cells), grid.Rows + (2 * cells), grid.Columns + (2 * cells));

    private static double Correlation(Raster left, Raster right, int rows, int columns)
    {
        List<(double X, double Y)> pairs = [];
        for (int row = 8; row < left.Grid.Rows - 8; row++)
            for (int column = 8; column < left.Grid.Columns - 8; column++)
                if (!double.IsNaN(left[0, row, column]) && !double.IsNaN(right[0, row + rows, column + columns])) pairs.Add(
                    (Math.Log(1 + Math.Max(0, left[0, row, column])), Math.Log(1 + Math.Max(0, right[0, row + rows, column + columns]))));
        double meanX = pairs.Average(pair => pair.X), meanY = pairs.Average(pair => pair.Y);
        return pairs.Sum(pair => (pair.X - meanX) * (pair.Y - meanY)) / Math.Sqrt(
            pairs.Sum(pair => (pair.X - meanX) * (pair.X - meanX)) * pairs.Sum(pair => (pair.Y - meanY) * (pair.Y - meanY)));
    }
}
