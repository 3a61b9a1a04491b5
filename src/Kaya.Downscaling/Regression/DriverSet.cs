using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Learning;

namespace Kaya.Downscaling;

/// <summary>Drivers on one grid, read together as rows of a table: one row for each cell that has data in all of them.</summary>
public sealed class DriverSet
{
    private readonly GaussianSmoothing[] _smoothings;

    /// <summary>Combines drivers.</summary>
    /// <param name="areas">Areas of the cells of the grid that all drivers are on.</param>
    /// <param name="drivers">At least one; names must be unique.</param>
    /// <exception cref="GridMismatchException">A driver on a different grid: align it first.</exception>
    /// <exception cref="UnitMismatchException">A driver of codes.</exception>
    public DriverSet(CellAreas areas, params IReadOnlyList<Driver> drivers)
    {
        ArgumentNullException.ThrowIfNull(areas);
        ArgumentNullException.ThrowIfNull(drivers);
        ArgumentOutOfRangeException.ThrowIfZero(drivers.Count, nameof(drivers));
        foreach (Driver driver in drivers)
        {
            areas.Grid.RequireMatch(driver.Source.Grid, $"Driver {driver.Name}");
            if (driver.Source.Bands[driver.Band].Kind == QuantityKind.Category)
                throw new UnitMismatchException(
                    new Fault("A driver must be a total or a density, not a code.", new SourceLocation(Variable: driver.Name),
                    "an extensive or intensive band", "codes", "Use the share of a class as a driver."));
        }

        (Areas, Drivers) = (areas, [.. drivers]);
        _smoothings = [.. drivers.Select(driver => new GaussianSmoothing(areas.Grid, driver.SmoothingKilometres))];
        Totals = new FeatureSchema(drivers.Select(driver => new FeatureColumn(driver.Name, TotalUnit(driver.Source.Bands[driver.Band]))));
    }

    /// <summary>The grid of all drivers.</summary>
    public Grid Grid => Areas.Grid;

    /// <summary>Areas of its cells.</summary>
    public CellAreas Areas { get; }

    /// <summary>The drivers, in order.</summary>
    public ImmutableArray<Driver> Drivers { get; }

    /// <summary>The columns of totals: an extensive driver in its unit, an intensive one times km2.</summary>
    public FeatureSchema Totals { get; }

    /// <summary>The columns as used in a regression.</summary>
    /// <param name="scale">Per km2, or totals.</param>
    /// <returns>The drivers by name, in the units of that scale.</returns>
    public FeatureSchema Schema(ZonalScale scale) => ZonalTable.OnScale(Totals, scale);

    /// <summary>Reads the cells of a window that have data in every driver, smoothed if a driver has a smoothing width.</summary>
    /// <param name="window">Inside the grid.</param>
    /// <param name="scale">Per km2, or totals of cells.</param>
    /// <returns>Cell x driver, and the position of each row's cell in the window, row by row.</returns>
    public (FeatureTable Cells, ReadOnlyMemory<int> Positions) Read(Window window, ZonalScale scale)
    {
        Layers layers = Load(window);
        Smooth(layers);
        return (Table(layers, window, scale), layers.Positions);
    }

    /// <summary>The same, and the cells of the same rows as they were before they were smoothed.</summary>
    internal (FeatureTable Given, FeatureTable Cells, ReadOnlyMemory<int> Positions) ReadWithGiven(Window window, ZonalScale scale)
    {
        Layers layers = Load(window);
        FeatureTable given = Table(layers, window, scale);
        Smooth(layers);
        return (given, Table(layers, window, scale), layers.Positions);
    }

    /// <summary>The same drivers, one of them smoothed by another width.</summary>
    internal DriverSet With(int driver, double kilometres) =>
        new(Areas, Drivers.SetItem(driver, Drivers[driver] with { SmoothingKilometres = kilometres }));

    // Densities of the drivers in a window that is larger, since smoothing needs neighbours.
    private sealed record Layers(Window Wide, double[][] Densities, bool[] Missing, int[] Positions);

    private Layers Load(Window window)
    {
        Window wide = window.WithHalo(_smoothings.Max(smoothing => smoothing.HaloCells), Grid);
        double[][] densities = new double[Drivers.Length][];
        Chunks.Run(densities.Length, Drivers.All(driver => driver.Source.IsThreadSafe),
            driver => densities[driver] = Densities(Drivers[driver], wide));
        // A cell without data in one driver takes no part in any.
        bool[] missing = new bool[wide.CellCount];
        foreach (double[] of in densities)
            for (int cell = 0; cell < missing.Length; cell++) missing[cell] |= double.IsNaN(of[cell]);
        int[] positions = new int[checked((int)window.CellCount)];
        int count = 0;
        for (int cell = 0; cell < positions.Length; cell++)
            if (!missing[InWide(wide, window, cell)]) positions[count++] = cell;
        Array.Resize(ref positions, count);
        return new Layers(wide, densities, missing, positions);
    }

    private void Smooth(Layers layers) => Chunks.Run(layers.Densities.Length, atOnce: true,
        driver => _smoothings[driver].Apply(layers.Wide, layers.Densities[driver], layers.Missing));

    private FeatureTable Table(Layers layers, Window window, ZonalScale scale) =>
        FeatureTable.Create(Schema(scale), layers.Positions.Length, memory =>
        {
            Span<double> values = memory.Span;
            for (int row = 0, at = 0; row < layers.Positions.Length; row++)
            {
                double factor = scale == ZonalScale.Density ? 1 : SquareKilometres(window, layers.Positions[row]);
                int cell = InWide(layers.Wide, window, layers.Positions[row]);
                foreach (double[] of in layers.Densities) values[at++] = of[cell] * factor;
            }
        });

    private static int InWide(Window wide, Window window, int cell) =>
        ((window.Row - wide.Row + (cell / window.Columns)) * wide.Columns) + window.Column - wide.Column + (cell % window.Columns);

    internal double SquareKilometres(Window window, int position) =>
        Areas.At(window.Row + (position / window.Columns), window.Column + (position % window.Columns)) / 1e6;

    private double[] Densities(Driver driver, Window window)
    {
        double[] values = new double[window.CellCount];
        driver.Source.Read(driver.Band, window, values);
        bool perCell = driver.Source.Bands[driver.Band].Kind == QuantityKind.Extensive;
        for (int cell = 0; cell < values.Length; cell++)
        {
            if (double.IsNaN(values[cell]))
            {
                if (driver.MissingIsZero) values[cell] = 0;
            }
            else if (perCell) values[cell] /= SquareKilometres(window, cell);
        }

        return values;
    }

    private static Unit TotalUnit(BandDescription band) =>
        band.Kind == QuantityKind.Extensive ? band.Unit : (band.Unit * ZonalTable.SquareKilometre).Reduced();
}
