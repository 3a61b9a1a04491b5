using System.Collections.Immutable;
using Kaya.Core;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.NetCdf.Tests.Ioapi;

/// <summary>IOAPI files that Kaya writes, read by Kaya and compared with the I/O API's manual.</summary>
public sealed class IoapiWriterTests : IDisposable
{
    private static readonly DateTimeOffset s_made = new(2024, 3, 1, 4, 5, 6, TimeSpan.Zero);
    private readonly WrittenFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_SteppedFileOfSeveralLayers_CarriesEveryAttribute()
    {
        WriteStepped(_folder["emis.nc"]);
        using NetCdfFile file = NetCdfFile.Open(_folder["emis.nc"]);
        Assert.Equal("netCDF-3 (CDF-2)", file.Format);
        // Names and order of the manual of the I/O API, "netCDF attributes".
        Assert.Equal(["IOAPI_VERSION", "EXEC_ID", "FTYPE", "CDATE", "CTIME", "WDATE", "WTIME", "SDATE", "STIME", "TSTEP", "NTHIK", "NCOLS",
            "NROWS", "NLAYS", "NVARS", "GDTYP", "P_ALP", "P_BET", "P_GAM", "XCENT", "YCENT", "XORIG", "YORIG", "XCELL", "YCELL", "VGTYP",
            "VGTOP", "VGLVLS", "GDNAM", "UPNAM", "VAR-LIST", "FILEDESC", "HISTORY"],
            file.Attributes.All.Select(attribute => attribute.Name));
        Assert.Equal(["TSTEP", "DATE-TIME", "LAY", "VAR", "ROW", "COL"], file.Dimensions.Select(dimension => dimension.Name));
        Assert.True(file.Dimensions[0].IsUnlimited);
        (string, double)[] numbers = [("FTYPE", 1), ("CDATE", 2024061), ("CTIME", 40506), ("SDATE", 2015365), ("STIME", 220000),
            ("TSTEP", 10000), ("NTHIK", 1), ("NCOLS", 3), ("NROWS", 2), ("NLAYS", 2), ("NVARS", 2), ("GDTYP", 2), ("P_ALP", 25),
            ("P_BET", 47), ("P_GAM", 110), ("XCENT", 110), ("YCENT", 34), ("XORIG", -54000), ("YORIG", 27000), ("XCELL", 27000),
            ("YCELL", 27000), ("VGTYP", 7), ("VGTOP", 5000)];
        foreach ((string name, double value) in numbers) Assert.Equal(value, file.Attributes.Number(name));
        Assert.Equal("NO              PEC             ", file.Attributes.Find("VAR-LIST")!.ToString());
        Assert.Equal(60 * 80, file.Attributes.Find("FILEDESC")!.ToString().Length);
        NetCdfAttributes no = file.Variable("NO").Attributes;
        Assert.Equal(("NO".PadRight(16), "moles/s".PadRight(16), "nitric oxide".PadRight(80)),
            ($"{no.Find("long_name")}", $"{no.Find("units")}", $"{no.Find("var_desc")}"));
        Assert.Equal([2015365, 220000, 2015365, 220000, 2015365, 230000, 2015365, 230000, 2016001, 0, 2016001, 0],
            file.Variable("TFLAG").ReadAll());
        // Rows lie from the south in the file.
        double[] first = new double[6];
        file.Variable("PEC").Read([1, 1, 0, 0], [1, 1, 2, 3], first);
        Assert.Equal([1113, 1114, 1115, 1110, 1111, 1112], first);
    }

    [Fact]
    public void Write_SteppedFile_IsReadBackAsItWasGiven()
    {
        Grid grid = WriteStepped(_folder["emis.nc"]);
        using NetCdfFields fields = NetCdfFields.Open(_folder["emis.nc"]);
        FieldDescription field = fields.Fields[1];
        Assert.Equal((grid, 3, 2, "PEC"), (field.Grid, field.TimeCount, field.LevelCount, field.Name));
        Assert.Equal((Unit.Parse("mol s-1"), Unit.Parse("g s-1")), (fields.Fields[0].Values.Unit, field.Values.Unit));
        Assert.Equal(("2015-12-31T22:00Z", "2016-01-01T00:00Z"), ($"{field.Time![0]}", $"{field.Time[2]}"));
        double[] values = new double[6];
        fields.Read(1, FieldWindow.At(2, 1, grid.All), values);
        Assert.Equal([1210, 1211, 1212, 1213, 1214, 1215], values);
        Assert.Equal([0.995, 0.5], field.Levels!.Values.ToArray().Select(value => Math.Round(value, 6)));
    }

    /// <summary>Days and hours that there are not: 2016 is a leap year, 2015 is none.</summary>
    [Theory]
    [InlineData(2016001, 2016366, true)]
    [InlineData(2016001, 2015366, false)]
    [InlineData(2016001, 2016367, false)]
    [InlineData(230000, 235959, true)]
    [InlineData(230000, 240000, false)]
    [InlineData(230000, 236000, false)]
    public void Read_TimeFlag_MustBeATime(int written, int changed, bool isTime)
    {
        WriteStepped(_folder["emis.nc"]);
        byte[] file = File.ReadAllBytes(_folder["emis.nc"]), from = new byte[4], to = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(from, written);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(to, changed);
        for (int at = file.AsSpan().IndexOf(from), found; at >= 0; at = found < 0 ? -1 : at + found)
        {
            to.CopyTo(file, at);
            found = file.AsSpan(at).IndexOf(from);
        }

        File.WriteAllBytes(_folder["changed.nc"], file);
        if (isTime) using (NetCdfFields.Open(_folder["changed.nc"])) return;
        Assert.Contains($"{changed}", Assert.Throws<DataFormatException>(() => NetCdfFields.Open(_folder["changed.nc"])).Fault.Found,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FileThatDoesNotChange_HasNoTime()
    {
        Grid grid = Lambert(2, 3);
        IoapiWriter.Write(_folder["grid.nc"], new IoapiLayout(grid, [new IoapiVariable("HT", "M", "height")], s_made),
            (_, _, _, values) => values.Fill(7));
        using NetCdfFile file = NetCdfFile.Open(_folder["grid.nc"]);
        Assert.Equal((0.0, 0.0, 0.0), (file.Attributes.Number("SDATE"), file.Attributes.Number("STIME"), file.Attributes.Number("TSTEP")));
        Assert.Equal([0, 0], file.Variable("TFLAG").ReadAll());
        FieldDescription field = NetCdfFields.Of(file, "HT").Fields[0];
        Assert.Null(field.Time);
        Assert.Null(field.Levels);
        Assert.Equal(Unit.Parse("m"), field.Values.Unit);
    }

    // pyproj 3.4.1 with +R=6370000, except for UTM; the middle of the first cell, row 0 (north), column 0.
    [Theory]
    [InlineData("lonlat", 1, 100.25, 39.75)]
    [InlineData("lambert", 2, 109.5492327, 34.6173046)]
    [InlineData("utm", 5, 104.9902672, 22.6475089)]
    [InlineData("utmSouth", 5, 105.0000000, -9.0465625)]
    [InlineData("polar", 6, 115.3461759, 79.8923910)]
    [InlineData("polarSouth", 6, 64.6538241, -79.8923910)]
    [InlineData("mercator", 7, 118.9943122, 13.8315516)]
    public void Write_GridOfEachKind_IsTheSameGridWhenRead(string kind, int type, double longitude, double latitude)
    {
        Grid grid = OfKind(kind);
        IoapiWriter.Write(_folder["grid.nc"], new IoapiLayout(grid, [new IoapiVariable("HT", "M")], s_made), (_, _, _, _) => { });
        using NetCdfFile file = NetCdfFile.Open(_folder["grid.nc"]);
        Assert.Equal(type, file.Attributes.Number("GDTYP"));
        Grid read = NetCdfFields.Of(file, "HT").Fields[0].Grid;
        Assert.True(read.Crs.Equals(grid.Crs) || read.Matches(new Grid(read.Crs, grid.Affine, grid.Rows, grid.Columns), 1e-6));
        (double x, double y) = read.CentreOf(0, 0);
        if (!read.Crs.IsGeographic)
        {
            using GdalTransformation toDegrees = new(read.Crs, CoordinateSystem.LongitudeLatitude);
            double[] east = [x], north = [y];
            toDegrees.Transform(east, north);
            (x, y) = (east[0], north[0]);
        }

        Assert.Equal(longitude, x, 5);
        Assert.Equal(latitude, y, 5);
    }

    [Fact]
    public void Write_ProjectionThatCmaqDoesNotHave_IsRefused()
    {
        Grid grid = new(GdalCoordinateSystems.Find("EPSG:3035"), Affine.NorthUp(4e6, 3e6, 1000, 1000), 2, 3);
        GridMismatchException refused = Assert.Throws<GridMismatchException>(() => IoapiWriter.Write(_folder["x.nc"],
            new IoapiLayout(grid, [new IoapiVariable("HT", "M")], s_made), (_, _, _, _) => { }));
        Assert.NotNull(refused.Fault.Remedy);
        Assert.False(File.Exists(_folder["x.nc"]));
    }

    [Theory]
    [InlineData("A_NAME_OF_17_CHARS", "M")]
    [InlineData("", "M")]
    [InlineData("A B", "M")]
    [InlineData("HT", "a unit of 17 char")]
    public void Write_NameThatIsTooLong_IsRefused(string name, string unit) => Assert.Throws<ArgumentException>(() => IoapiWriter.Write(
        _folder["x.nc"], new IoapiLayout(Lambert(2, 3), [new IoapiVariable(name, unit)], s_made), (_, _, _, _) => { }));

    internal static Grid Lambert(int rows, int columns) => new(ProjectionText.Projected("Lambert_Conformal_Conic_2SP",
        new Ellipsoid(6370000, 0), ("standard_parallel_1", 25), ("standard_parallel_2", 47), ("latitude_of_origin", 34),
        ("central_meridian", 110)), Affine.NorthUp(-54000, 27000 + (rows * 27000), 27000, 27000), rows, columns);

    private static Grid OfKind(string kind)
    {
        Ellipsoid sphere = new(6370000, 0);
        return kind switch
        {
            "lonlat" => Grid.InDegrees(100, 40, 0.5, 4, 5),
            "lambert" => Lambert(2, 3),
            "utm" => new Grid(CoordinateSystem.Parse("EPSG:32648"), Affine.NorthUp(498500, 2505000, 1000, 1000), 4, 5),
            "utmSouth" => new Grid(CoordinateSystem.Parse("EPSG:32748"), Affine.NorthUp(499500, 9000500, 1000, 1000), 4, 5),
            "polar" => new Grid(ProjectionText.Projected("Polar_Stereographic", sphere, ("latitude_of_origin", 60),
                ("central_meridian", -90), ("scale_factor", 1)), Affine.NorthUp(-500000, 1000000, 100000, 100000), 4, 5),
            "polarSouth" => new Grid(ProjectionText.Projected("Polar_Stereographic", sphere, ("latitude_of_origin", -60),
                ("central_meridian", 90), ("scale_factor", 1)), Affine.NorthUp(-500000, 1000000, 100000, 100000), 4, 5),
            _ => new Grid(ProjectionText.Projected("Mercator_2SP", sphere, ("standard_parallel_1", 15), ("central_meridian", 120)),
                Affine.NorthUp(-121500, 1513500, 27000, 27000), 4, 5),
        };
    }

    private static Grid WriteStepped(string path)
    {
        Grid grid = Lambert(2, 3);
        IoapiWriter.Write(path, new IoapiLayout(grid,
            [new IoapiVariable("NO", "moles/s", "nitric oxide"), new IoapiVariable("PEC", "g/s", "soot")], s_made)
            {
                Levels = new IoapiLevels([1, 0.99, 0.01]), Start = new DateTimeOffset(2015, 12, 31, 22, 0, 0, TimeSpan.Zero), Steps = 3,
                GridName = "CN27", Description = ["a test"], History = "made by hand",
            }, (variable, step, layer, values) =>
            {
                for (int cell = 0; cell < 6; cell++) values[cell] = (variable * 1000) + (step * 100) + (layer * 10) + cell;
            });
        return grid;
    }
}
