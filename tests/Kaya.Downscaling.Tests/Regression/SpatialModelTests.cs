using Kaya.Learning.LibSvm;
using Kaya.Learning.XGBoost;

namespace Kaya.Downscaling.Tests;

public sealed class SpatialModelTests
{
    private static readonly Grid s_grid = Plane.Grid(4, 5, kilometres: 2);
    private static readonly double[] s_light = [.. Enumerable.Range(0, 20).Select(cell => (double)(cell * cell % 13))];
    private static readonly double[] s_people = [.. Enumerable.Range(0, 20).Select(cell => 3.0 * (cell % 7))];
    private static readonly ZoneCoverage s_zones = Plane.Zones(s_grid, 1, 1, 1, 2, 2, 1, 1, 3, 2, 2, 4, 4, 3, 3, 3, 4, 4, 4, 3, 3);
    private static readonly Dictionary<string, double> s_statistics = new() { ["z1"] = 60, ["z2"] = 90, ["z3"] = 70, ["z4"] = 110 };

    public static TheoryData<string> Models => ["linear", "svr", "forest"];

    [Fact]
    public void Weights_Mixture_AddUpToWhatTheModelSaysOfTheZones()
    {
        DriverSet drivers = Drivers();
        ZonalTable table = ZonalTable.Of(drivers, s_zones, s_statistics, Plane.Tonne);
        SpatialModel model = SpatialRegression.Mixture.Fit(table, Plane.Context);
        ZonalValues sums = Zonal.Sums(s_zones, model.Weights(drivers));
        IReadOnlyList<double> said = table.ToTotals(model.Predict(table.Features(ZonalScale.Density)), ZonalScale.Density);
        for (int zone = 0; zone < 4; zone++) Assert.Equal(said[zone], sums.Values[zone], 1e-9);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Predict_BeyondTheZones_GoesOnInProportion(string name)
    {
        SpatialModel model = Fit(name, Extrapolation.Proportional);
        DriverRange light = model.Ranges[0], people = model.Ranges[1];
        FeatureTable cells = new(model.Predictor.Features, [light.Highest, people.Highest, 100 * light.Highest, 100 * people.Highest,
            light.Lowest, people.Lowest, light.Lowest / 100, people.Lowest / 100, 0, 0]);
        FeatureTable predicted = model.Predict(cells);
        Assert.Equal(100, predicted[1, 0] / predicted[0, 0], 1e-9);
        Assert.Equal(0.01, predicted[3, 0] / predicted[2, 0], 1e-9);
        Assert.Equal(0, predicted[4, 0]);
    }

    // What the rule is there for: a kernel falls back to its constant and a tree stays at its last leaf.
    [Theory]
    [InlineData("svr")]
    [InlineData("forest")]
    public void Predict_AsFittedFarBeyondTheZones_StaysWhereItWas(string name)
    {
        SpatialModel model = Fit(name, Extrapolation.AsFitted);
        FeatureTable cells = new(model.Predictor.Features, [100 * model.Ranges[0].Highest, 100 * model.Ranges[1].Highest]);
        Assert.InRange(model.Predict(cells)[0, 0], 0, 3 * s_statistics.Values.Max());
    }

    [Fact]
    public void Fit_MixtureWithZonesThatTellNothing_IsThatOfTheOthers()
    {
        ZonalTable some = Plane.Table([20, 40, 70], ("light", [1.0, 2, 4]), ("people", [10.0, 20, 30]));
        ZonalTable all = Plane.Table([20, 0, 40, 9, 70], ("light", [1.0, 5, 2, 0, 4]), ("people", [10.0, 60, 20, 0, 30]));
        SpatialModel without = SpatialRegression.Mixture.Fit(some, Plane.Context), with = SpatialRegression.Mixture.Fit(all, Plane.Context);
        FeatureTable cells = new(with.Predictor.Features, [3, 7, 0, 0, 100, 1]);
        Assert.Equal(without.Predict(cells).Column(0), with.Predict(cells).Column(0));
        Assert.Equal(0, with.Predict(cells)[1, 0]);
    }

    [Fact]
    public void Predict_NegativeAnswer_IsZero()
    {
        ZonalTable table = Plane.Table([0, 1, 2, 3], ("x", [1.0, 2, 3, 4]));
        SpatialModel model = (new SpatialRegression("linear", new LinearRegression()) { Extrapolation = Extrapolation.AsFitted })
            .Fit(table, Plane.Context);
        FeatureTable cells = new(model.Predictor.Features, [0.5, 2.5]);
        Assert.Equal([0.0, 1.5], model.Predict(cells).Column(0).Select(value => Math.Round(value, 12)));
    }

    [Fact]
    public void Weights_WindowByWindow_AreTheSameAndKeepNoData()
    {
        double[] light = [.. s_light];
        light[7] = double.NaN;
        DriverSet drivers = Drivers(light);
        ZonalTable table = ZonalTable.Of(drivers, s_zones, s_statistics, Plane.Tonne);
        IRasterSource weights = SpatialRegression.Mixture.Fit(table, Plane.Context).Weights(drivers);
        ExtensiveRaster whole = Assert.IsType<ExtensiveRaster>(weights.ReadAll());
        Assert.True(double.IsNaN(whole[0, 1, 2]));
        Assert.Equal(19, whole.Values().ToArray().Count(value => !double.IsNaN(value)));
        foreach (Window window in s_grid.All.Tiles(3, 2))
        {
            double[] part = new double[window.CellCount];
            weights.Read(0, window, part);
            for (int cell = 0; cell < part.Length; cell++) Assert.Equal(
                whole[0, window.Row + (cell / window.Columns), window.Column + (cell % window.Columns)], part[cell]);
        }
    }

    [Fact]
    public void Weights_OtherDrivers_AreRefusedByName()
    {
        ZonalTable table = ZonalTable.Of(Drivers(), s_zones, s_statistics, Plane.Tonne);
        SpatialModel model = SpatialRegression.Mixture.Fit(table, Plane.Context);
        DriverSet others = new(CellAreas.Of(s_grid), new Driver("light", Plane.Densities(s_grid, s_light)));
        Assert.Contains("people", Assert.Throws<SchemaMismatchException>(() => model.Weights(others)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Range_ByHand_CountsCellsOutside()
    {
        Grid grid = Plane.Grid(1, 5);
        DriverSet drivers = new(CellAreas.Of(grid), new Driver("x", Plane.Densities(grid, 0, 0.5, 2, 9, double.NaN)));
        ZonalTable table = new(["a", "b", "c"], FeatureTable.FromColumns((new FeatureColumn("x", Unit.Parse("km2")), [1.0, 2, 4])),
            [1, 2, 3], Plane.Tonne, 1, 1, 1);
        SpatialModel model = SpatialRegression.Mixture.Fit(table, Plane.Context);
        RangeReport report = RangeReport.Of(model, drivers);
        Assert.Equal((4, 1, 1, 2), (report.Cells, report.WithoutData, report.Empty, report.Outside));
        Assert.Equal((1, 1), (report.Drivers[0].Below, report.Drivers[0].Above));
    }

    private static SpatialModel Fit(string name, Extrapolation extrapolation)
    {
        IEstimator estimator = name switch
        {
            "linear" => new LinearRegression(),
            "svr" => new SupportVectorRegression { Cost = 10, Gamma = 0.5 },
            _ => new RandomForest { Trees = 30 },
        };
        SpatialRegression model = new(name, new Logarithmic(new Standardised(estimator) { ScaleTargets = true }))
            { Extrapolation = extrapolation };
        ZonalTable table = Plane.Table([20, 40, 70, 100, 150], ("light", [1.0, 2, 3, 5, 8]), ("people", [10.0, 20, 35, 60, 70]));
        return model.Fit(table, Plane.Context);
    }

    private static DriverSet Drivers(double[]? light = null) => new(CellAreas.Of(s_grid),
        new Driver("light", Plane.Densities(s_grid, light ?? s_light)), new Driver("people", Plane.Totals(s_grid, s_people)));
}
