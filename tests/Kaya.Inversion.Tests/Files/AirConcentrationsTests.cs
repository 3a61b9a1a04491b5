using System.Collections.Immutable;
using Kaya.NetCdf;

namespace Kaya.Inversion.Tests.Files;

/// <summary>Air at the start and around the grid from files as CMAQ's ICON and BCON.</summary>
public sealed class AirConcentrationsTests : IDisposable
{
    private const int Rows = 3, Columns = 4, Layers = 2;
    private const double Density = 1.1;
    private readonly ModelFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Write_BoundaryFile_HasTheOrderOfCmaq()
    {
        // Frame: 100 times the row from the south (0 is south of the grid), plus the column (0 is west of it).
        Boundary("BCON", [new("O3", "ppmV")], 1, at => (100 * (Rows + 1 - at.Row)) + at.Column);
        using NetCdfFile file = NetCdfFile.Open(_files["BCON"]);
        NetCdfVariable variable = file.Variable("O3");
        double[] values = new double[variable.Count];
        variable.Read([0, 0, 0], [1, Layers, values.Length / Layers], values);
        Assert.Equal(2 * (Rows + Columns + 2), values.Length / Layers);
        // CMAQ, x_ppm.F and y_ppm.F, numbers from 1: SFX = 0, EFX = columns + 1, NFX = columns + rows + 3, WFX = 2 columns + rows + 4.
        for (int column = 1; column <= Columns; column++)
        {
            Assert.Equal(column, values[column - 1]);
            Assert.Equal((100 * (Rows + 1)) + column, values[Columns + Rows + 3 + column - 1]);
        }

        for (int row = 1; row <= Rows; row++)
        {
            Assert.Equal((100 * row) + Columns + 1, values[Columns + 1 + row - 1]);
            Assert.Equal(100 * row, values[(2 * Columns) + Rows + 4 + row - 1]);
        }
    }

    [Fact]
    public void Around_Files_IsInTheOutermostCellsInOurUnits()
    {
        MeteorologyFields weather = Weather();
        FieldFile file = Boundary("BCON", [new("O3", "ppmV"), new("ASO4J", "ug m-3"), new("AECJ", "ug m-3"), new("CO", "ppmV")], 3,
            at => at.Variable == 0 ? 0.001 * ((10 * (at.Layer + 1)) + at.Row + (at.Step * 5)) : 2);
        AirConcentrations air = AirConcentrations.Around([file], weather, new HourRange(weather.Start, weather.Hours));
        Assert.Equal(["CO"], air.Uncounted);
        float[] ozone = Read(air, TransportedSpecies.O3, 1);
        // Row 1 of the grid in the west: frame row 2, second step, first layer: 10 + 2 + 5 ppb; the corner is the mean of rows 0 and 1.
        Assert.Equal(17, ozone[Columns], 4);
        Assert.Equal(15.5, ozone[0], 4);
        // Within: the mean around the layer, rows 0.5, 2, 3.5 of it, the middle row by its two cells, the others by four.
        Assert.Equal(15 + (((2 * (0 + 0.5)) + (2 * 2) + (2 * (4 + 3.5))) / 10), ozone[Columns + 1], 4);
        // 2 ug m-3 over 96.0626 g mol-1 in 1.1 kg m-3 of air of 28.9647 g mol-1.
        Assert.Equal(2 / 96.0626 / (Density / 28.9647), Read(air, TransportedSpecies.Sulphate, 0)[0], 5);
        Assert.Equal(2, Read(air, TransportedSpecies.Pm25, 0)[0], 5);
        Assert.False(air.Has(TransportedSpecies.No));
    }

    [Fact]
    public void AtStart_FileOfSeveralSteps_IsTheStepOfTheBegin()
    {
        MeteorologyFields weather = Weather();
        ImmutableArray<IoapiVariable> ozone = [new("O3", "ppmV")];
        FieldFile steps = _files.Write("steps", ModelFiles.Grid(Rows, Columns), (Layers, 3, weather.Start.AddHours(-1)), ozone,
            at => 0.01 * (at.Step + 1));
        AirConcentrations air = AirConcentrations.AtStart([steps], weather, new HourRange(weather.Start, weather.Hours));
        Assert.Equal(20, Read(air, TransportedSpecies.O3, 0)[0], 4);
        Assert.Null(air.OtherTime);
        FieldFile later = _files.Write("later", ModelFiles.Grid(Rows, Columns), (Layers, 3, weather.Start.AddHours(9)), ozone, _ => 0.01);
        AirConcentrations other = AirConcentrations.AtStart([later], weather, new HourRange(weather.Start, weather.Hours));
        Assert.Throws<DataNotFoundException>(() => Read(other, TransportedSpecies.O3, 0));
        FieldFile one = _files.Write("one", ModelFiles.Grid(Rows, Columns), (Layers, 1, weather.Start.AddHours(9)), ozone, _ => 0.03);
        AirConcentrations single = AirConcentrations.AtStart([one], weather, new HourRange(weather.Start, weather.Hours));
        Assert.Equal(30, Read(single, TransportedSpecies.O3, 0)[0], 4);
        Assert.Equal(weather.Start.AddHours(9), single.OtherTime);
    }

    [Fact]
    public void AtStartAndAround_UnusableFiles_AreRefused()
    {
        MeteorologyFields weather = Weather();
        HourRange hours = new(weather.Start, weather.Hours);
        ImmutableArray<IoapiVariable> ozone = [new("O3", "ppmV")];
        Grid grid = ModelFiles.Grid(Rows, Columns);
        Assert.Throws<GridMismatchException>(() => AirConcentrations.AtStart([_files.Write("west", ModelFiles.Grid(Rows, Columns, 0),
            (Layers, 1, ModelFiles.Start), ozone, _ => 0.04)], weather, hours));
        Assert.Throws<GridMismatchException>(() => AirConcentrations.AtStart([_files.Write("flat", grid, (1, 1, ModelFiles.Start), ozone,
            _ => 0.04)], weather, hours));
        // As many layers, but others.
        Assert.Contains("VGLVLS", Assert.Throws<GridMismatchException>(() => AirConcentrations.AtStart([_files.Write("thick", grid,
            (Layers, 1, ModelFiles.Start), ozone, _ => 0.04, thickness: 150)], weather, hours)).Fault.Expected, StringComparison.Ordinal);
        Assert.Throws<GridMismatchException>(() => AirConcentrations.Around([_files.Write("cells", grid, (Layers, 3, ModelFiles.Start),
            ozone, _ => 0.04)], weather, hours));
        Assert.Throws<UnitMismatchException>(() => AirConcentrations.AtStart([_files.Write("unit", grid, (Layers, 1, ModelFiles.Start),
            [new("O3", "ug m-3")], _ => 0.04)], weather, hours));
        Assert.Throws<SchemaMismatchException>(() => AirConcentrations.AtStart([_files.Write("names", grid, (Layers, 1, ModelFiles.Start),
            [new("OZON", "ppmV")], _ => 0.04)], weather, hours));
        AirConcentrations negative = AirConcentrations.AtStart([_files.Write("negative", grid, (Layers, 1, ModelFiles.Start), ozone,
            _ => -0.04)], weather, hours);
        Assert.Throws<NonFiniteException>(() => Read(negative, TransportedSpecies.O3, 0));
        Assert.Throws<DataNotFoundException>(() => AirConcentrations.Around([Boundary("short", ozone, 1, _ => 0.04)], weather,
            new HourRange(weather.Start.AddHours(-1), 2)));
    }

    private static float[] Read(AirConcentrations air, TransportedSpecies species, int hour)
    {
        float[] values = new float[Layers * Rows * Columns];
        air.Read(species, hour, values);
        return values;
    }

    private MeteorologyFields Weather()
    {
        Grid grid = ModelFiles.Grid(Rows, Columns);
        FieldFile surface = _files.Write("cro2d", grid, (1, 3, ModelFiles.Start), [new("PBL", "M")], _ => 500);
        FieldFile volume = _files.Write("cro3d", grid, (Layers, 3, ModelFiles.Start), [new("TA", "K"), new("DENS", "KG/M**3"),
            new("ZF", "M")], at => at.Variable switch { 0 => 290, 1 => Density, _ => 100 * (at.Layer + 1) });
        return MeteorologyFields.OfMcip(new McipFiles([surface], [volume], []),
            new MeteorologyFileOptions { Stamp = HourlyStamp.MeanOfHour });
    }

    private FieldFile Boundary(string name, ImmutableArray<IoapiVariable> variables, int steps,
        Func<(int Variable, int Step, int Layer, int Row, int Column), double> value)
    {
        IoapiWriter.Write(_files[name], new IoapiLayout(ModelFiles.Grid(Rows, Columns), variables, ModelFiles.Start)
        {
            Levels = IoapiLevels.Heights([100, 200]), Start = ModelFiles.Start, Steps = steps, IsBoundary = true,
        }, (variable, step, layer, values) =>
        {
            for (int cell = 0; cell < values.Length; cell++)
                values[cell] = value((variable, step, layer, cell / (Columns + 2), cell % (Columns + 2)));
        });
        return _files.Open(_files[name]);
    }
}
