using Kaya.NetCdf;

namespace Kaya.Inversion.Tests.Files;

/// <summary>Meteorology of MCIP and WRF: positions, signs, layers, hours, and what is refused.</summary>
public sealed class MeteorologyFieldsTests : IDisposable
{
    private const int Rows = 3, Columns = 4, Layers = 4;
    private readonly ModelFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Read_LayersMergedByMass_AreTheMeansByHand()
    {
        MeteorologyFields fields = Mcip(new MeteorologyFileOptions { LayerTops = [150, 400], Stamp = HourlyStamp.MeanOfHour });
        Assert.Equal((2, 3, ModelFiles.Start), (fields.Grid.Layers, fields.Hours, fields.Start));
        // Layers of 100 m with densities 1.2, 1.1, 1.0, 0.9 and temperatures 290, 280, 270, 260: the first 150 m are one and a half.
        float[] density = Read(fields, MeteorologyVariable.AirDensity, 0), temperature = Read(fields, MeteorologyVariable.Temperature, 0);
        Assert.Equal(((100 * 1.2) + (50 * 1.1)) / 150, density[0], 5);
        Assert.Equal(((50 * 1.1) + (100 * 1.0) + (100 * 0.9)) / 250, density[Rows * Columns], 5);
        Assert.Equal(((100 * 1.2 * 290) + (50 * 1.1 * 280)) / ((100 * 1.2) + (50 * 1.1)), temperature[0], 3);
        // QV 0.01 kg of vapour to 1 kg of dry air.
        Assert.Equal(0.01 / 1.01, Read(fields, MeteorologyVariable.Humidity, 0)[0], 6);
    }

    [Fact]
    public void Read_WindsOnFaces_LieAndPointAsTheFieldsSay()
    {
        MeteorologyFields fields = Mcip(new MeteorologyFileOptions { LowestLayers = 1, Stamp = HourlyStamp.MeanOfHour });
        float[] east = Read(fields, MeteorologyVariable.WindEast, 0), north = Read(fields, MeteorologyVariable.WindNorth, 0);
        // The file has at dot row r (from the north) and column c: UWINDC = 10 r + c, VWINDC = -(10 r + c); faces in the west of a cell
        // of row r are those of the dot to its south-west, row r + 1.
        for (int row = 0; row < Rows; row++)
            for (int column = 0; column <= Columns; column++) Assert.Equal((10 * (row + 1)) + column, east[(row * (Columns + 1)) + column]);
        for (int row = 0; row <= Rows; row++)
            for (int column = 0; column < Columns; column++) Assert.Equal(-((10 * row) + column), north[(row * Columns) + column]);
    }

    [Fact]
    public void Read_WindsAtCorners_AreAveragedToFaces()
    {
        MeteorologyFields fields = Mcip(new MeteorologyFileOptions { LowestLayers = 1, Stamp = HourlyStamp.MeanOfHour }, "UWIND", "VWIND");
        float[] east = Read(fields, MeteorologyVariable.WindEast, 0), north = Read(fields, MeteorologyVariable.WindNorth, 0);
        Assert.Equal(((10 * 1) + 2 + (10 * 2) + 2) / 2.0, east[Columns + 1 + 2]);
        Assert.Equal(-((10 * 3) + 1 + (10 * 3) + 2) / 2.0, north[(3 * Columns) + 1]);
    }

    [Fact]
    public void Read_InstantsOfBothEnds_AreTheMeanOfTheHour()
    {
        MeteorologyFields fields = Mcip(new MeteorologyFileOptions());
        Assert.Equal((2, Layers), (fields.Hours, fields.LayersOf(MeteorologyVariable.Temperature)));
        // PBL is 500 + 100 step; rain of hour 0 is that of the step at its end: RN 0.1 cm + RC 0.02 cm.
        Assert.Equal(550, Read(fields, MeteorologyVariable.BoundaryLayerHeight, 0)[5]);
        Assert.Equal(1.2, Read(fields, MeteorologyVariable.Precipitation, 0)[5], 6);
        Assert.Equal([100, 200, 300, 400], fields.Grid.LayerTops.Select(top => (int)Math.Round(top)));
        Assert.False(fields.Has(MeteorologyVariable.CloudFraction));
        Assert.Throws<ArgumentException>(() => Read(fields, MeteorologyVariable.CloudFraction, 0));
    }

    [Fact]
    public void OfMcip_DaysThatOverlapByTheirLastStep_AreOneSeries()
    {
        Grid grid = ModelFiles.Grid(Rows, Columns);
        FieldFile Day(int day, string name) => _files.Write($"{name}{day}", grid, (Layers, 25, ModelFiles.Start.AddDays(day)),
            [new("TA", "K"), new("DENS", "KG/M**3"), new("ZF", "M")], at => at.Variable switch { 0 => 280 + day, 1 => 1,
                _ => 100 * (at.Layer + 1) });
        MeteorologyFields fields = MeteorologyFields.OfMcip(new McipFiles([], [Day(0, "a"), Day(1, "b")], []));
        Assert.Equal(48, fields.Hours);
        Assert.Equal(280, Read(fields, MeteorologyVariable.Temperature, 23)[0]);
        Assert.Equal(280.5, Read(fields, MeteorologyVariable.Temperature, 24)[0]);
        DataNotFoundException gap = Assert.Throws<DataNotFoundException>(() => MeteorologyFields.OfMcip(new McipFiles([],
            [Day(0, "c"), Day(2, "d")], [])));
        Assert.Contains("23 are missing, the first of them 2016-01-02T01:00Z", gap.Fault.Found, StringComparison.Ordinal);
        Assert.NotNull(gap.Fault.Remedy);
    }

    [Fact]
    public void OfMcip_OtherGridHoursUnitsOrLayers_AreRefusedByName()
    {
        Grid grid = ModelFiles.Grid(Rows, Columns);
        FieldFile volume = Volume("vol", grid), shifted = Surface("shifted", ModelFiles.Grid(Rows, Columns, -27000), ModelFiles.Start),
            late = Surface("late", grid, ModelFiles.Start.AddHours(1));
        Assert.Contains("PBL", Assert.Throws<GridMismatchException>(() => MeteorologyFields.OfMcip(new McipFiles([shifted], [volume], [])))
            .Message, StringComparison.Ordinal);
        Assert.Contains("late", Assert.Throws<DataNotFoundException>(() => MeteorologyFields.OfMcip(new McipFiles([late], [volume], [])))
            .Message, StringComparison.Ordinal);
        Assert.Contains("METCRO3D", Assert.Throws<SchemaMismatchException>(() => MeteorologyFields.OfMcip(new McipFiles([], [late], [])))
            .Message, StringComparison.Ordinal);
        Assert.Throws<GridMismatchException>(() => MeteorologyFields.OfMcip(new McipFiles([], [volume], []),
            new MeteorologyFileOptions { LayerTops = [500] }));
        FieldFile wrong = _files.Write("wrong", grid, (1, 3, ModelFiles.Start), [new("PBL", "K")], _ => 1);
        Assert.Throws<UnitMismatchException>(() => Read(MeteorologyFields.OfMcip(new McipFiles([wrong], [volume], [])),
            MeteorologyVariable.BoundaryLayerHeight, 0));
        FieldFile cross = _files.Write("cross", grid, (Layers, 3, ModelFiles.Start), [new("UWINDC", "M/S"), new("VWINDC", "M/S")], _ => 1);
        Assert.Throws<GridMismatchException>(() => MeteorologyFields.OfMcip(new McipFiles([], [volume], [cross])));
    }

    [Fact]
    public void Read_NaN_IsNamedWithItsPlace()
    {
        Grid grid = ModelFiles.Grid(Rows, Columns);
        FieldFile gap = _files.Write("gap", grid, (1, 3, ModelFiles.Start), [new("PBL", "M")],
            at => at is (_, 2, _, 1, 3) ? double.NaN : 1);
        MeteorologyFields fields = MeteorologyFields.OfMcip(new McipFiles([gap], [Volume("vol", grid)], []));
        Read(fields, MeteorologyVariable.BoundaryLayerHeight, 0);
        NonFiniteException found = Assert.Throws<NonFiniteException>(() => Read(fields, MeteorologyVariable.BoundaryLayerHeight, 1));
        Assert.Contains("2016-01-01T02:00Z, layer 0, row 1 from the north, column 3", found.Fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RealMcip_IsTheNumbersOfTheFile()
    {
        FieldFile surface = _files.Open(RealData.File("atmos/mcip-au/METCRO2D_au-test_v1")),
            volume = _files.Open(RealData.File("atmos/mcip-au/METCRO3D_au-test_v1"));
        MeteorologyFields fields = MeteorologyFields.OfMcip(new McipFiles([surface], [volume], []),
            new MeteorologyFileOptions { Stamp = HourlyStamp.MeanOfHour, LowestLayers = 3 });
        Assert.Equal((25, 10, 10, 3), (fields.Hours, fields.Grid.Rows, fields.Grid.Columns, fields.Grid.Layers));
        // netCDF4 for Python: sums over 25 steps of PBL, RGRND, USTAR, CFRAC and (RN + RC) * 10.
        (MeteorologyVariable Variable, double Sum)[] expected = [(MeteorologyVariable.BoundaryLayerHeight, 2055552.2696609497),
            (MeteorologyVariable.ShortwaveRadiation, 1002324.409696579), (MeteorologyVariable.FrictionVelocity, 875.9432366173714),
            (MeteorologyVariable.CloudFraction, 235.79813670180738),
            (MeteorologyVariable.Precipitation, 10 * (0.0003901823385142225 + 0.024126564338803336))];
        foreach ((MeteorologyVariable variable, double sum) in expected)
        {
            double found = Enumerable.Range(0, 25).Sum(hour => Read(fields, variable, hour).Sum(value => (double)value));
            Assert.InRange(found / sum, 1 - 1e-6, 1 + 1e-6);
        }

        // Merged to three layers, the mass of a column up to their top is that of the files' layers.
        MeteorologyFields merged = MeteorologyFields.OfMcip(new McipFiles([surface], [volume], []),
            new MeteorologyFileOptions { LayerTops = [100, 500, 2000] });
        float[] density = Read(merged, MeteorologyVariable.AirDensity, 0);
        Assert.All(density, value => Assert.InRange(value, 0.8, 1.3));
        Assert.False(merged.Has(MeteorologyVariable.WindEast));
    }

    [Fact]
    public void Read_RealWrf_IsWarmAtTheGroundAndDry()
    {
        FieldFile[] hours = [_files.Open(RealData.File("atmos/mcip-au/WRFOUT_d01_2022-12-07T0000Z.nc")),
            _files.Open(RealData.File("atmos/mcip-au/WRFOUT_d01_2022-12-07T0100Z.nc"))];
        MeteorologyFields fields = MeteorologyFields.OfWrf(hours, new MeteorologyFileOptions { LowestLayers = 3 });
        Assert.Equal((1, 14, 14), (fields.Hours, fields.Grid.Rows, fields.Grid.Columns));
        Assert.All(Enum.GetValues<MeteorologyVariable>(), variable => Assert.True(fields.Has(variable)));
        // The mean of both instants, by netCDF4 and NumPy for Python, at row 9 from the north, column 2 (see the remarks of the reader).
        int cell = (9 * 14) + 2;
        Assert.Equal(306.801183, Read(fields, MeteorologyVariable.Temperature, 0)[cell], 3);
        Assert.Equal(1.10027553, Read(fields, MeteorologyVariable.AirDensity, 0)[cell], 5);
        Assert.Equal(2.542817, Read(fields, MeteorologyVariable.WindEast, 0)[(9 * 15) + 2], 4);
        Assert.Equal(-3.50521708, Read(fields, MeteorologyVariable.WindNorth, 0)[cell], 4);
        Assert.Equal(0, Read(fields, MeteorologyVariable.Precipitation, 0).Sum(value => (double)value), 4);
        Assert.Equal(207.925919, fields.Grid.LayerTops[2], 3);
    }

    private MeteorologyFields Mcip(MeteorologyFileOptions options, string east = "UWINDC", string north = "VWINDC")
    {
        Grid grid = ModelFiles.Grid(Rows, Columns), dots = new(grid.Crs, grid.Affine.Shift(-0.5, -0.5), Rows + 1, Columns + 1);
        FieldFile wind = _files.Write("dot", dots, (Layers, 3, ModelFiles.Start), [new(east, "M/S"), new(north, "M/S")],
            at => (at.Variable == 0 ? 1 : -1) * ((10 * at.Row) + at.Column));
        return MeteorologyFields.OfMcip(new McipFiles([Surface("cro2d", grid, ModelFiles.Start)], [Volume("cro3d", grid)], [wind]),
            options);
    }

    private FieldFile Surface(string name, Grid grid, DateTimeOffset start) => _files.Write(name, grid, (1, 3, start),
        [new("PBL", "M"), new("RN", "CM"), new("RC", "CM")], at => at.Variable switch { 0 => 500 + (100 * at.Step), 1 => 0.1 * at.Step,
            _ => 0.02 });

    private FieldFile Volume(string name, Grid grid) => _files.Write(name, grid, (Layers, 3, ModelFiles.Start),
        [new("TA", "K"), new("DENS", "KG/M**3"), new("ZF", "M"), new("QV", "KG/KG")], at => at.Variable switch
        {
            0 => 290 - (10 * at.Layer), 1 => 1.2 - (0.1 * at.Layer), 2 => 100 * (at.Layer + 1), _ => 0.01,
        });

    private static float[] Read(MeteorologyFields fields, MeteorologyVariable variable, int hour)
    {
        float[] values = new float[variable.Position() == CellPosition.Surface ? fields.Grid.Rows * fields.Grid.Columns
            : fields.Grid.CountOf(variable.Position())];
        fields.Read(variable, hour, values);
        return values;
    }
}
