namespace Kaya.Inversion.Tests.Observations;

/// <summary>Tables of stations of every form, units, cells, and what is refused.</summary>
public sealed class StationTests : IDisposable
{
    private const string Heading = "station,lon,lat,time,pollutant,value,unit\n";
    private readonly ModelFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Factor_MassesAndMoleFractions_AreThoseByHand()
    {
        // 1013.25 hPa: M p / (R T) = 46.0055 g/mol x 101325 / (8.314462618 x 298.15) = 1.88043 ug m-3 for a ppb of NO2; 48.00 for ozone at
        // 20 degC: 1.9953, as the EU's directive 2008/50/EC has it.
        ConcentrationConversion usual = new();
        Unit density = Unit.Parse("ug m-3");
        Assert.Equal(1 / 1.88043, usual.Factor(Pollutant.No2, density), 5);
        Assert.Equal(1 / 1.9954, new ConcentrationConversion(293.15).Factor(Pollutant.O3, density), 4);
        Assert.Equal(1 / 2.6186, usual.Factor(Pollutant.So2, density), 4);
        Assert.Equal(1000, usual.Factor(Pollutant.O3, Unit.Parse("ppm")), 9);
        Assert.Equal(1000, usual.Factor(Pollutant.Pm25, Unit.Parse("mg m-3")), 9);
        Assert.Throws<UnitMismatchException>(() => usual.Factor(Pollutant.Pm25, Unit.Parse("ppb")));
        Assert.Throws<UnitMismatchException>(() => usual.Factor(Pollutant.O3, Unit.Parse("K")));
    }

    [Fact]
    public void ReadOwn_Table_IsOnOneClockWithGaps()
    {
        StationObservations read = StationTables.ReadOwn(Own("""
            a,116.5,40.1,2015-01-01T08:00+08:00,NO2,0.02,ppm
            a,116.5,40.1,2015-01-01T02:30Z,NO2,30,ppb
            b,117.5,40.1,2015-01-01T01:00,PM2.5,12.5,ug/m3
            b,117.5,40.1,2015-01-01T03:00,PM2.5,,ug/m3
            b,117.5,40.1,2015-01-01T01:00,CO,1,ppm
            """));
        Assert.Equal((new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.Zero), 3, 2), (read.Start, read.Hours, read.Series.Length));
        Assert.Equal([20, float.NaN, 30], read.Series[0].Values.ToArray());
        Assert.Equal([float.NaN, 12.5f, float.NaN], read.Series[1].Values.ToArray());
        Assert.Equal(new StationReadingCounts(1, 0, 0, 1), read.Counts);
        Assert.Equal([12.5f, float.NaN], read.During(new HourRange(read.Start.AddHours(1), 2)).Series[1].Values.ToArray());
        Assert.Throws<DataNotFoundException>(() => read.During(new HourRange(read.Start.AddDays(9), 2)));
    }

    [Theory]
    [InlineData("2015-01-01T08:00", 8, 0)]
    [InlineData("2015-01-01 08:00:00", 8, 0)]
    [InlineData("2015-01-01T08:00Z", 8, 8)]
    [InlineData("2015-01-01T08:00+0530", 8, 2)]
    [InlineData("2015-01-01T08:00-05", null, 13)]
    [InlineData("2015-01-01T08:00", null, 8)]
    public void ReadOwn_Times_AreOfTheirZoneOrOfTheGivenOne(string time, int? offset, int hour)
    {
        StationReadingOptions options = new() { UtcOffset = offset is { } hours ? TimeSpan.FromHours(hours) : null };
        StationObservations read = StationTables.ReadOwn(Own($"a,116.5,40.1,{time},NO2,5,ppb"), options);
        Assert.Equal(new DateTimeOffset(2015, 1, 1, hour, 0, 0, TimeSpan.Zero), read.Start);
    }

    [Theory]
    [InlineData("a,116.5,40.1,02/01/2015 00:00,NO2,1,ppb", typeof(DataFormatException), "02/01/2015")]
    [InlineData("a,116.5,40.1,05:00,NO2,1,ppb", typeof(DataFormatException), "05:00")]
    [InlineData("a,116.5,40.1,2015-01-02,NO2,1,ppb", typeof(DataFormatException), "a day alone")]
    [InlineData("a,116.5,40.1,2015-01-01T01:00,NO2,11.5,1", typeof(DataFormatException), "higher than any air")]
    [InlineData("a,116.5,40.1,2015-01-01T01:00,NO2,-1,ppb", typeof(DataFormatException), "negative")]
    [InlineData("a,116.5,40.1,2015-01-01T01:00,NO2,1,furlong", typeof(DataFormatException), "unit")]
    [InlineData("a,116.5,40.1,2015-01-01T01:00,NO2,1,K", typeof(UnitMismatchException), "NO2")]
    [InlineData("a,116.5,40.1,yesterday,NO2,1,ppb", typeof(DataFormatException), "yesterday")]
    [InlineData("a,116.5,40.1,2015-01-01T01:00,NO2,one,ppb", typeof(DataFormatException), "one")]
    [InlineData("a,40.1,116.5,2015-01-01T01:00,NO2,1,ppb", typeof(DataFormatException), "longitude")]
    [InlineData("a,116.5,40.1,2015-01-01T01:00,NO2,,ppb", typeof(DataNotFoundException), "nothing can be learnt")]
    [InlineData("a,116.5,40.1,2015-01-01T01:00,CO,1,ppm", typeof(DataNotFoundException), "nothing can be learnt")]
    public void ReadOwn_BadLine_IsNamedWithARemedy(string line, Type kind, string text)
    {
        KayaException fault = Assert.IsAssignableFrom<KayaException>(Record.Exception(() => StationTables.ReadOwn(Own(line))));
        Assert.IsType(kind, fault);
        Assert.Contains(text, fault.Message, StringComparison.OrdinalIgnoreCase);
        Assert.NotNull(fault.Fault.Remedy);
        Assert.Contains("own.csv", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadOwn_NegativeRepeatedAndMoved_AreCountedOrRefused()
    {
        string path = Own("a,116.5,40.1,2015-01-01T01:00,NO2,-1,ppb\na,116.5,40.1,2015-01-01T02:00,NO2,4,ppb\n"
            + "a,116.5,40.1,2015-01-01T02:20,NO2,6,ppb");
        StationObservations read = StationTables.ReadOwn(path, new StationReadingOptions { LeavesOutNegative = true });
        Assert.Equal((1, 1, 5f), (read.Counts.Negative, read.Counts.Repeated, read.Series[0].Values[0]));
        Assert.Equal(2, StationTables.ReadOwn(path, new StationReadingOptions { LeavesOutNegative = true, IsStampedAtEnd = true }).Hours);
        Assert.Throws<DataFormatException>(() => StationTables.ReadOwn(Own(
            "a,116.5,40.1,2015-01-01T01:00,NO2,1,ppb\na,117.5,40.1,2015-01-01T02:00,NO2,4,ppb")));
        Assert.Throws<SchemaMismatchException>(() => StationTables.ReadOpenAq(path));
        Assert.Throws<SchemaMismatchException>(() => StationTables.ReadAirNow(path));
        Assert.Throws<DataNotFoundException>(() => StationTables.ReadOwn(_files["none.csv"]));
    }

    [Fact]
    public void CellObservations_SeveralStationsInACell_AreAveragedNeverOverwritten()
    {
        StationObservations read = StationTables.ReadOwn(Own("""
            a,116.1,40.1,2015-01-01T00:00,NO2,10,ppb
            b,116.2,40.2,2015-01-01T00:00,NO2,20,ppb
            c,116.3,40.3,2015-01-01T00:00,NO2,60,ppb
            b,116.2,40.2,2015-01-01T01:00,NO2,40,ppb
            d,117.5,40.1,2015-01-01T00:00,NO2,5,ppb
            e,-60,10,2015-01-01T00:00,NO2,7,ppb
            """));
        Grid grid = Grid.InDegrees(116, 42, 1, 2, 2);
        CellObservations cells = CellObservations.Of(read, grid);
        Assert.Equal(2, cells.Cells.Length);
        CellSeries first = cells.Cells[0];
        Assert.Equal((1, 0, "a, b, c"), (first.Row, first.Column, string.Join(", ", first.Stations.Select(station => station.Name))));
        Assert.Equal([30, 40], first.Values.ToArray());
        Assert.Equal("e", Assert.Single(cells.Outside).Name);
        // The same wherever the order of the stations is another.
        CellObservations turned = CellObservations.Of(read with { Series = [.. read.Series.Reverse()] }, grid);
        Assert.Equal(first.Values.ToArray(), turned.Cells[0].Values.ToArray());
        Assert.Contains("No station lies in the grid", Assert.Throws<GridMismatchException>(() =>
            CellObservations.Of(read, Grid.InDegrees(0, 10, 1, 2, 2))).Message, StringComparison.Ordinal);
        StationSeries gaps = new(new Station("f", 116.5, 41.5), Pollutant.O3, [float.NaN, float.NaN]);
        Assert.Contains("nothing can be learnt", Assert.Throws<DataNotFoundException>(() =>
            CellObservations.Of(read with { Series = [gaps] }, grid)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CellObservations.Of(read, ModelFiles.Grid(2, 3)));
    }

    [Fact]
    public void Read_BeijingOf2015_HasTheValuesAndGapsOfTheFiles()
    {
        string folder = Path.GetDirectoryName(RealData.File("atmos/stations-beijing-2015/sites.csv"))!;
        StationObservations read = BeijingStations.Read(folder);
        // Counts and sums of csv for Python over 12 tables: 7833 NA; the year of local time, UTC+8, begins on 31 December at 16:00 UTC.
        Assert.Equal((8760, 12, 48), (read.Hours, read.Stations.Length, read.Series.Length));
        Assert.Equal(new DateTimeOffset(2014, 12, 31, 16, 0, 0, TimeSpan.Zero), read.Start);
        Assert.Equal(7833, read.Counts.Missing);
        (Pollutant Pollutant, int Count, double Sum)[] expected = [(Pollutant.Pm25, 102993, 8201001.8), (Pollutant.So2, 103530, 1347440.4),
            (Pollutant.No2, 102930, 4960388.4), (Pollutant.O3, 103194, 6113245.7)];
        foreach ((Pollutant pollutant, int count, double sum) in expected)
        {
            StationSeries[] series = [.. read.Series.Where(one => one.Pollutant == pollutant)];
            double factor = new ConcentrationConversion().Factor(pollutant, Unit.Parse("ug m-3"));
            Assert.Equal(count, series.Sum(one => one.ValidCount));
            double found = series.Sum(one => one.Values.ToArray().Where(value => !float.IsNaN(value)).Sum(value => (double)value));
            Assert.InRange(found / (sum * factor), 1 - 1e-6, 1 + 1e-6);
        }

        // Wanliu and its neighbours share cells of 27 km: no station is lost.
        CellObservations cells = CellObservations.Of(read, Grid.InDegrees(115.5, 41, 0.25, 6, 6));
        Assert.Equal(12, cells.Cells.Where(cell => cell.Pollutant == Pollutant.Pm25).Sum(cell => cell.Stations.Length));
    }

    [Fact]
    public void ReadOpenAq_RealExport_HasTheMeanOfTheReadme()
    {
        StationObservations read = StationTables.ReadOpenAq(RealData.File("stations/openaq_location_1274947_measurments.csv"));
        StationSeries ozone = Assert.Single(read.Series, series => series.Pollutant == Pollutant.O3);
        // The README of the data: 779 values, mean 0.0248151 ppm; NO and NOx are none of the pollutants: 2 x 779.
        Assert.Equal((779, 1558L), (ozone.ValidCount, read.Counts.OtherPollutants));
        Assert.Equal(24.8151, ozone.Values.ToArray().Where(value => !float.IsNaN(value)).Average(value => (double)value), 4);
        Assert.Equal(782, Assert.Single(read.Series, series => series.Pollutant == Pollutant.No2).ValidCount);
        Assert.Equal(new DateTimeOffset(2025, 9, 1, 1, 0, 0, TimeSpan.Zero), read.Start);
    }

    [Fact]
    public void ReadAirNow_RealExport_HasItsValidValues()
    {
        StationObservations read = StationTables.ReadAirNow(RealData.File("stations/airnow_Ozone_20060703-ppm.first6h.txt"));
        // The README of the data: 6,716 valid of 7,932; their sum by Python is 261.043 ppm.
        Assert.Equal((6, 7932L - 6716), (read.Hours, read.Counts.Missing));
        Assert.Equal(6716, read.Series.Sum(series => series.ValidCount));
        double sum = read.Series.Sum(series => series.Values.ToArray().Where(value => !float.IsNaN(value)).Sum(value => (double)value));
        Assert.Equal(261043.0, sum, 0.5);
    }

    private string Own(string lines)
    {
        File.WriteAllText(_files["own.csv"], Heading + lines + "\n");
        return _files["own.csv"];
    }
}
