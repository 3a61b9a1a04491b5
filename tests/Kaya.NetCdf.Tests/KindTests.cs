using System.Text.Json;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.NetCdf.Tests;

/// <summary>Files of random kinds (make_kinds.py): what netCDF4 for Python masks and unpacks, and fields with axes of any order, unit and
/// name; and refusals of what cannot be read.</summary>
public sealed class KindTests : IDisposable
{
    private readonly WrittenFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Values_RandomMissingValuesLimitsAndPacking_AreThoseOfNetCdf4()
    {
        using NetCdfFile file = NetCdfFile.Open(SampleFiles.File("kinds_values.nc"));
        foreach (JsonProperty variable in Recorded("values"))
        {
            double[] expected = [.. variable.Value.EnumerateArray().Select(cell => cell.ValueKind switch
            {
                JsonValueKind.Null => double.NaN,
                JsonValueKind.String => cell.GetString() == "inf" ? double.PositiveInfinity : double.NegativeInfinity,
                _ => cell.GetDouble(),
            })];
            IRasterSource source = NetCdfFields.Of(file, variable.Name).At(0);
            Assert.Equal(expected, source.ReadAll().Values().ToArray());
            // In the stored type, the same cells have data and the same values.
            double[] stored = new double[20];
            StoredRaster.Of(source).Read(0, source.Grid.All, stored);
            Assert.Equal(expected, stored);
        }
    }

    [Fact]
    public void Axes_RandomOrderUnitsAndNames_GiveTheSameGridAndCells()
    {
        using NetCdfFile file = NetCdfFile.Open(SampleFiles.File("kinds_axes.nc"));
        foreach (JsonProperty field in Recorded("axes"))
        {
            double Number(string name) => field.Value.GetProperty(name).GetDouble();
            NetCdfFields fields = NetCdfFields.Of(file, field.Name);
            Grid grid = fields.Fields[0].Grid;
            Assert.Equal((Number("rows"), Number("columns")), (grid.Rows, grid.Columns));
            double step = Number("step");
            Assert.Equal(step, grid.Affine.StepX, step * 1e-9);
            Assert.Equal(-step, grid.Affine.StepY, step * 1e-9);
            Assert.Equal(Number("west"), grid.Bounds.West, step * 1e-6);
            Assert.Equal(Number("north"), grid.Bounds.North, step * 1e-6);
            double[] cells = new double[grid.CellCount];
            fields.Read(0, FieldWindow.At((int)Number("time"), (int)Number("level"), grid.All), cells);
            Assert.Equal((Number("corner"), Number("sum")), (cells[0], cells.Sum()));
        }
    }

    // The users' guide of netCDF: limits that are real numbers, of packed integers, limit unpacked values.
    [Fact]
    public void Limits_RealNumbersOfPackedIntegers_LimitUnpackedValues() =>
        Assert.Equal([1, 100, double.NaN, 50], Read(NetCdfType.Int16, [100, 10000, 20000, 5000],
            NetCdfAttribute.Of("scale_factor", NetCdfType.Double, 0.01), NetCdfAttribute.Of("valid_range", NetCdfType.Double, 0, 100)));

    [Theory]
    [InlineData("-999", -999)]
    [InlineData("-999, -9999", -9999)]
    public void MissingValue_WrittenAsText_IsMissing(string text, double value) =>
        Assert.Equal([1, 2, double.NaN, 3], Read(NetCdfType.Float, [1, 2, value, 3], NetCdfAttribute.Of("missing_value", text)));

    [Fact]
    public void ScaleFactor_WrittenAsText_CountsOrIsRefused()
    {
        Assert.Equal([0.5, 1, 1.5, 2], Read(NetCdfType.Int16, [1, 2, 3, 4], NetCdfAttribute.Of("scale_factor", "0.5")));
        DataFormatException refused = Assert.Throws<DataFormatException>(() =>
            Read(NetCdfType.Int16, [1, 2, 3, 4], NetCdfAttribute.Of("scale_factor", "half")));
        Assert.Contains("'half'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoData_Told_CountsAlsoInTheStoredType()
    {
        Write(NetCdfType.Int16, ("degrees_north", "degrees_east"), ("latitude", "longitude"), [1, 7, 3, 7]);
        using NetCdfFile file = NetCdfFile.Open(_folder["v.nc"]);
        IRasterSource source = NetCdfFields.Of(file, "v", new RasterReadOptions { NoData = 7 }).At(0);
        double[] stored = new double[4];
        StoredRaster.Of(source).Read(0, source.Grid.All, stored);
        Assert.Equal([3, double.NaN, 1, double.NaN], stored);
    }

    [Theory]
    [InlineData("grid_latitude", "grid_longitude", "degrees", "rotated pole")]
    [InlineData("latitude", "longitude", "km", "not an angle")]
    [InlineData("latitude", "longitude", "%", "not an angle")]
    public void Axes_OfNoPlaceOnEarth_AreRefused(string latitude, string longitude, string unit, string said)
    {
        Write(NetCdfType.Double, (unit, unit), (latitude, longitude), [1, 2, 3, 4]);
        using NetCdfFile file = NetCdfFile.Open(_folder["v.nc"]);
        Assert.Contains(said, Assert.Throws<GridMismatchException>(() => NetCdfFields.Of(file, "v")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Axes_DegreesOfAProjectedSystem_AreRefused()
    {
        Write(NetCdfType.Double, ("degrees", "degrees"), ("projection_y_coordinate", "projection_x_coordinate"), [1, 2, 3, 4]);
        using NetCdfFile file = NetCdfFile.Open(_folder["v.nc"]);
        RasterReadOptions utm = new() { Crs = CoordinateSystem.Parse("EPSG:32648") };
        Assert.Contains("not a length", Assert.Throws<GridMismatchException>(() => NetCdfFields.Of(file, "v", utm)).Message,
            StringComparison.Ordinal);
    }

    // As PROJ 9.1 writes the system of a rotated pole.
    [Fact]
    public void DerivedSystem_RotatedPole_IsRefused() => Assert.Contains("rotated pole", Assert.Throws<DataFormatException>(() =>
        CoordinateSystem.Parse("GEOGCRS[\"unnamed\",BASEGEOGCRS[\"unknown\",DATUM[\"unknown\",ELLIPSOID[\"sphere\",6371229,0]]],"
            + "DERIVINGCONVERSION[\"Pole rotation (netCDF CF convention)\",METHOD[\"Pole rotation (netCDF CF convention)\"],"
            + "PARAMETER[\"Grid north pole latitude (netCDF CF convention)\",39.25]],CS[ellipsoidal,2],AXIS[\"longitude\",east],"
            + "AXIS[\"latitude\",north],ANGLEUNIT[\"degree\",0.0174532925199433]]")).Message, StringComparison.Ordinal);

    // The unit that UDUNITS reads in what a file says is the unit that was meant.
    [Theory]
    [InlineData("kt")]
    [InlineData("t a-1")]
    [InlineData("Mt km-2 a-1")]
    [InlineData("g kWh-1")]
    [InlineData("GWh")]
    [InlineData("t tce-1")]
    [InlineData("toe")]
    [InlineData("deg")]
    [InlineData("1e4 t")]
    [InlineData("1e3 kt a-1")]
    [InlineData("%")]
    [InlineData("1")]
    public void ToCfText_AnyUnit_IsReadAsThatByUdunitsAndByKaya(string text)
    {
        Unit unit = Unit.Parse(text);
        Unit udunits = CfRules.ReadByUdunits(unit.ToCfText())!;
        Assert.Equal(unit.Dimension, udunits.Dimension);
        Assert.Equal(unit.Factor, udunits.Factor, unit.Factor * 1e-12);
        Assert.Equal(unit, Unit.Parse(unit.ToCfText()));
    }

    // Two rows from the south, as in a file of any program: 4 values of v(lat, lon), read from the south-west corner.
    private double[] Read(NetCdfType type, double[] values, params NetCdfAttribute[] attributes)
    {
        Write(type, ("degrees_north", "degrees_east"), ("latitude", "longitude"), values, attributes);
        using NetCdfFile file = NetCdfFile.Open(_folder["v.nc"]);
        double[] read = NetCdfFields.Of(file, "v").At(0).ReadAll().Values().ToArray();
        return [read[2], read[3], read[0], read[1]];
    }

    private void Write(NetCdfType type, (string Y, string X) units, (string Y, string X) names, double[] values,
        params NetCdfAttribute[] attributes)
    {
        ClassicLayout layout = new([new NetCdfDimension("a", 2, false), new NetCdfDimension("b", 2, false)], [],
            [new ClassicVariable("a", NetCdfType.Double, ["a"], [NetCdfAttribute.Of("units", units.Y),
                NetCdfAttribute.Of("standard_name", names.Y)]),
            new ClassicVariable("b", NetCdfType.Double, ["b"], [NetCdfAttribute.Of("units", units.X),
                NetCdfAttribute.Of("standard_name", names.X)]),
            new ClassicVariable("v", type, ["a", "b"], [NetCdfAttribute.Of("units", "t"), .. attributes])]);
        ClassicWriter.Write(_folder["v.nc"], layout, (part, room) =>
        {
            for (int k = 0; k < room.Length; k++) room[k] = part.Variable.Name == "v" ? values[k] : k + 0.5;
        });
    }

    private static IEnumerable<JsonProperty> Recorded(string kind)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(SampleFiles.Folder, "kinds.json")));
        return [.. document.RootElement.GetProperty(kind).Clone().EnumerateObject()];
    }
}
