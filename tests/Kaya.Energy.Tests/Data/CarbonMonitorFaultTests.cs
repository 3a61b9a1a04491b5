using Kaya.Core;

namespace Kaya.Energy.Tests.Data;

/// <summary>Every input that is refused: the fault names file, line, what was expected and found, and a remedy.</summary>
public sealed class CarbonMonitorFaultTests : IDisposable
{
    private static readonly DateOnly First = new(2023, 1, 1);
    private readonly ProviderFiles _files = new();

    public void Dispose() => _files.Dispose();

    private List<string> Lines { get; } = ProviderFiles.Generation(["France"], First, 3);

    private Fault Fault<T>(params IEnumerable<string> lines) where T : KayaException
    {
        string path = _files.Write("g.csv", lines);
        Fault fault = ProviderFiles.FaultOf<T>(() => CarbonMonitor.ReadGeneration(path));
        Assert.Equal(path, fault.Where?.File);
        Assert.NotEmpty(fault.Expected!);
        Assert.NotEmpty(fault.Found!);
        Assert.NotEmpty(fault.Remedy!);
        return fault;
    }

    private Fault FaultWith<T>(int line, string text) where T : KayaException
    {
        Lines[line - 1] = text;
        Fault fault = Fault<T>(Lines);
        Assert.Equal(line, fault.Where?.Line);
        return fault;
    }

    [Fact]
    public void Read_NoFile_Refuses() => Assert.Throws<DataNotFoundException>(() => CarbonMonitor.ReadEmissions("absent.csv"));

    [Fact]
    public void Read_EmptyFile_Refuses() => Assert.Contains("empty", Fault<DataFormatException>([]).What, StringComparison.Ordinal);

    [Fact]
    public void Read_ZeroBytes_Refuses()
    {
        string path = _files.Write("zero.csv", "");
        Assert.Contains("empty", ProviderFiles.FaultOf<DataFormatException>(() => CarbonMonitor.ReadGeneration(path)).What,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HeaderOnly_Refuses() =>
        Assert.Contains("no data", Fault<DataFormatException>(Lines[0]).What, StringComparison.Ordinal);

    [Theory]
    [InlineData("country,date,value (GWh)", "sector")]
    [InlineData("date,sector,value (GWh)", "country")]
    [InlineData("country,sector,value (GWh)", "date")]
    [InlineData("country,date,sector", "value (GWh)")]
    [InlineData("country,date,date,sector,value", "date")]
    public void Read_MissingOrDoubleColumn_NamesIt(string header, string column)
    {
        Lines[0] = header;
        Fault fault = Fault<SchemaMismatchException>(Lines);
        Assert.Equal((1, column), (fault.Where!.Line, fault.Where.Variable));
        Assert.Contains(header.Split(',')[0], fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherUnit_RefusesAndNamesTheColumn()
    {
        Lines[0] = "country,date,sector,value (MWh)";
        Assert.Contains("value (MWh)", Fault<SchemaMismatchException>(Lines).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EmissionsAsGeneration_Refuses()
    {
        Fault fault = Fault<SchemaMismatchException>(ProviderFiles.Emissions(["France"], First, 2));
        Assert.Contains("other option", fault.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hydroelectrcity", "Hydroelectricity")]
    [InlineData("Cool", "Coal")]
    public void Read_UnknownSource_Suggests(string found, string meant)
    {
        Fault fault = FaultWith<DataFormatException>(4, $"France,2023-01-01,{found},1");
        Assert.Contains($"Did you mean '{meant}'?", fault.Remedy, StringComparison.Ordinal);
        Assert.Contains(found, fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownSector_Suggests()
    {
        List<string> lines = ProviderFiles.Emissions(["France"], First, 2);
        lines[1] = "France,01/01/2023,Domestic Avation,1";
        string path = _files.Write("e.csv", lines);
        Fault fault = ProviderFiles.FaultOf<DataFormatException>(() => CarbonMonitor.ReadEmissions(path));
        Assert.Equal("Unknown sector.", fault.What);
        Assert.Contains("Did you mean 'Domestic Aviation'?", fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MonthAbove12_SaysMonthFirst()
    {
        string path = _files.Write("e.csv", ProviderFiles.Emissions(["France"], new DateOnly(2023, 1, 1), 20, "MM/dd/yyyy"));
        Fault fault = ProviderFiles.FaultOf<DataFormatException>(() => CarbonMonitor.ReadEmissions(path));
        Assert.Contains("mm/dd", fault.What, StringComparison.Ordinal);
        // 12 days of 6 sectors and the header precede the first line of the 13th.
        Assert.Equal((74, "01/13/2023"), (fault.Where!.Line, fault.Found));
    }

    [Fact]
    public void Read_MonthFirstButNoDayAbove12_IsFoundByTheSequence()
    {
        string path = _files.Write("e.csv", ProviderFiles.Emissions(["France"], new DateOnly(2023, 1, 1), 12, "MM/dd/yyyy"));
        Fault fault = ProviderFiles.FaultOf<DataFormatException>(() => CarbonMonitor.ReadEmissions(path));
        Assert.Contains("seem to be mm/dd", fault.What, StringComparison.Ordinal);
        Assert.Contains("0 pairs of neighbouring days as dd/mm, 11 as mm/dd", fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DayFirstButNoDayAbove12_IsRead()
    {
        string path = _files.Write("e.csv", ProviderFiles.Emissions(["France"], new DateOnly(2023, 3, 1), 12));
        Assert.Equal(12, CarbonMonitor.ReadEmissions(path).Count);
    }

    [Fact]
    public void Read_OneAmbiguousDay_IsReadWithARemark()
    {
        string path = _files.Write("e.csv", ProviderFiles.Emissions(["France"], new DateOnly(2023, 3, 4), 1));
        Assert.Contains("cannot be distinguished", Assert.Single(CarbonMonitor.ReadEmissions(path).Record.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2023-02-30")]
    [InlineData("yesterday")]
    [InlineData("")]
    [InlineData("2023-1")]
    [InlineData("01/02/2023")]
    [InlineData("2023-00-05")]
    public void Read_NoSuchDate_Refuses(string date)
    {
        Fault fault = FaultWith<DataFormatException>(5, $"France,{date},Wind,1");
        Assert.Equal("date", fault.Where!.Variable);
    }

    [Fact]
    public void Read_DuplicateRow_NamesBothLines()
    {
        Fault fault = FaultWith<DataFormatException>(5, "France,2023-01-01,Coal,1");
        Assert.Contains("lines 2 and 5", fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NegativeBeyondRounding_Refuses()
    {
        Fault fault = FaultWith<DataFormatException>(3, "France,2023-01-01,Gas,-1.51");
        Assert.Equal(("A value is negative, by more than rounding.", "-1.51", "gas"), (fault.What, fault.Found, fault.Where!.Variable));
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void Read_NotFinite_Refuses(string value) => FaultWith<NonFiniteException>(3, $"France,2023-01-01,Gas,{value}");

    [Theory]
    [InlineData("")]
    [InlineData("\"1,5\"")]
    [InlineData("n/a")]
    public void Read_NotANumber_Refuses(string value) => FaultWith<DataFormatException>(3, $"France,2023-01-01,Gas,{value}");

    [Fact]
    public void Read_IncompleteDay_SaysWhatIsMissing()
    {
        Lines.RemoveAt(13);
        Fault fault = Fault<DataFormatException>(Lines);
        Assert.Contains("2023-01-02: no hydro", fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ZeroDay_Refuses()
    {
        for (int i = 1; i <= 8; i++) Lines[i] = Lines[i][..(Lines[i].LastIndexOf(',') + 1)] + "0";
        Assert.Contains("total of zero", Fault<DataFormatException>(Lines).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("country;date;sector;value (GWh)", "semicolons")]
    [InlineData("country\tdate\tsector\tvalue", "tabs")]
    [InlineData("<!DOCTYPE html>", "web page")]
    [InlineData("hello", "without a comma")]
    [InlineData("PK\u0003\u0004\0\0\0", "binary")]
    public void Read_NotCsv_SaysWhatItIs(string first, string found)
    {
        Lines[0] = first;
        Assert.Contains(found, Fault<DataFormatException>(Lines).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OpenQuote_NamesTheLine() => FaultWith<DataFormatException>(6, "\"France,2023-01-01,Solar,1");

    [Fact]
    public void Read_CutLine_Refuses() => FaultWith<DataFormatException>(25, "France,2023-01-0");

    [Fact]
    public void Read_DataAfterFooter_Refuses() => Assert.Contains("after lines without data",
        Fault<DataFormatException>([Lines[0], .. Lines[1..9], ",,,", .. Lines[9..]]).What, StringComparison.Ordinal);

    [Fact]
    public void Read_KnownRegionWithNothing_IsNoFooter() => Fault<DataFormatException>([.. Lines, "France,,,"]);
}
