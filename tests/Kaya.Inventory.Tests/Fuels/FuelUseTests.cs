
namespace Kaya.Inventory.Tests;

public sealed class FuelUseTests : IDisposable
{
    private const string Heading =
        "zone,name,coal [1e4 t],coke [1e4 t],crude oil [1e4 t],gasoline [t],kerosene [1e4 t],diesel oil [1e4 t],fuel oil [1e4 t],natural "
        + "gas [1e8 m3]";

    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-fuels-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_PlainTable_ConvertsEachUnit()
    {
        FuelUse use = FuelUse.Read(Write(Heading, "A,first,2,0,0,500,0,0,0,1.5", "B,second,0,3,0,0,0,0,0,0"));
        Assert.Equal(["A", "B"], use.Zones);
        Assert.Equal(new Quantity(20_000, Unit.Parse("t")), use.Amount(0, InventoryFuel.Coal));
        Assert.Equal(new Quantity(500, Unit.Parse("t")), use.Amount(0, InventoryFuel.Gasoline));
        Assert.Equal(new Quantity(1.5e8, Unit.Parse("m3")), use.Amount(0, InventoryFuel.NaturalGas));
        Assert.Equal(new Quantity(30_000, Unit.Parse("t")), use.Amount(1, InventoryFuel.Coke));
        Assert.Empty(use.Notes);
    }

    [Fact]
    public void Read_UnitsAsOptions_ServeHeadingsWithout()
    {
        string path = Write("zone,coal,natural gas (1e8 m3)", "A,2,1");
        FuelUse use = FuelUse.Read(path, new FuelReadOptions { MassUnit = Unit.Parse("1e4 t"), EmptyIsNoUse = true });
        Assert.Equal((20_000, 1e8), (use.Amount(0, InventoryFuel.Coal).Value, use.Amount(0, InventoryFuel.NaturalGas).Value));
        Assert.Contains("coke, crude oil", Assert.Single(use.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EmptyCell_IsRefusedOrListed()
    {
        string path = Write(Heading, "A,,2,0,0,500,0,0,0,1.5", "B,,0,,0,0,0,0,0,0");
        DataFormatException failure = Assert.Throws<DataFormatException>(() => FuelUse.Read(path));
        Assert.Equal(new SourceLocation(path, 3, 4, "coke [1e4 t]"), failure.Fault.Where);
        FuelUse use = FuelUse.Read(path, new FuelReadOptions { EmptyIsNoUse = true });
        Assert.Equal(0, use.Amount(1, InventoryFuel.Coke).Value);
        Assert.Contains("coke in B", Assert.Single(use.Notes), StringComparison.Ordinal);
    }

    /// <summary>A line of headings, a line of data, the line and field where the message must point, and what it must say.</summary>
    public static TheoryData<string, string, int, int?, string> Faults => new()
    {
        { Heading, "A,x,-2,0,0,0,0,0,0,0", 2, 3, "negative" },
        { Heading, "A,x,two,0,0,0,0,0,0,0", 2, 3, "'two'" },
        { Heading, "A,x,NaN,0,0,0,0,0,0,0", 2, 3, "'NaN'" },
        { Heading, "A,x,1e999,0,0,0,0,0,0,0", 2, 3, "'1e999'" },
        { Heading, "A,x,1,0,0,0,0,0,0", 2, null, "10: zone" },
        { Heading, "Total,x,1,0,0,0,0,0,0,0", 2, 1, "counted twice" },
        { Heading, "Total (all)*,x,1,0,0,0,0,0,0,0", 2, 1, "counted twice" },
        { Heading, "\u5408 \u8BA1,x,1,0,0,0,0,0,0,0", 2, 1, "counted twice" },
        { Heading, ",x,1,0,0,0,0,0,0,0", 2, 1, "A row has no zone" },
        { Heading.Replace("coke", "coak", StringComparison.Ordinal), "A,x,1,0,0,0,0,0,0,0", 1, 4, "'coak'" },
        { Heading.Replace("coke", "coal", StringComparison.Ordinal), "A,x,1,0,0,0,0,0,0,0", 1, 4, "A fuel occurs twice" },
        { Heading.Replace("coal [1e4 t]", "coal", StringComparison.Ordinal), "A,x,1,0,0,0,0,0,0,0", 1, 3, "--mass-unit" },
        { Heading.Replace("coal [1e4 t]", "coal [1e4 tons]", StringComparison.Ordinal), "A,x,1,0,0,0,0,0,0,0", 1, 3, "'tons'" },
        { Heading.Replace("coal [1e4 t]", "coal [tons]", StringComparison.Ordinal), "A,x,1,0,0,0,0,0,0,0", 1, 3, "short_ton" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Read_FaultyTable_SaysWhere(string heading, string data, int line, int? field, string says)
    {
        string path = Write(heading, data);
        DataFormatException failure = Assert.Throws<DataFormatException>(() => FuelUse.Read(path));
        Assert.Equal((path, line, field), (failure.Fault.Where!.File, failure.Fault.Where.Line, failure.Fault.Where.Column));
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Fault.Remedy);
    }

    [Theory]
    [InlineData("natural gas [1e8 m3]", "natural gas [1e4 t]", 10)]
    [InlineData("coal [1e4 t]", "coal [1e8 m3]", 3)]
    [InlineData("coal [1e4 t]", "coal [1e4 tce]", 3)]
    public void Read_UnitOfAnotherKind_SaysWhere(string right, string wrong, int field)
    {
        string path = Write(Heading.Replace(right, wrong, StringComparison.Ordinal), "A,x,1,0,0,0,0,0,0,0");
        Assert.Equal(new SourceLocation(path, 1, field, wrong), Assert.Throws<UnitMismatchException>(() => FuelUse.Read(path)).Fault.Where);
    }

    [Fact]
    public void Read_FuelWithoutColumnAndZoneTwice_Refuses()
    {
        string path = Write("zone,coal [t]", "A,1");
        Assert.Contains("'coke'", Assert.Throws<SchemaMismatchException>(() => FuelUse.Read(path)).Message, StringComparison.Ordinal);
        path = Write("zone,coal [t]", "A,1", "B,2", "A,3");
        DataFormatException failure = Assert.Throws<DataFormatException>(
            () => FuelUse.Read(path, new FuelReadOptions { EmptyIsNoUse = true }));
        Assert.Equal(new SourceLocation(path, 4, 1, "zone"), failure.Fault.Where);
        Assert.Contains("line 2", failure.Fault.Found, StringComparison.Ordinal);
        Assert.Throws<DataNotFoundException>(() => FuelUse.Read(Path.Combine(_folder, "none.csv")));
        Assert.Contains("no data", Assert.Throws<DataFormatException>(() => FuelUse.Read(Write(Heading))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EnergyBalance_TakesTotalsAndNamesTheRest()
    {
        FuelUse use = FuelUse.Read(Write("province,item,煤合计,原煤,焦炭,油品合计,原油,汽油,煤油,柴油,燃料油,天然气,电力",
            "北京市,六.消费量合计,10,99,1,99,2,3,4,5,6,7,99", "北京市,三.工业,1,1,1,1,1,1,1,1,1,1,1",
                "InnerMongolia,六.消费量合计,20,99,1,99,,3,4,5,6,7,-0.01"));
        Assert.Equal(["CN-BJ", "CN-NM"], use.Zones);
        Assert.Equal([1e5, 1e4, 2e4, 3e4, 4e4, 5e4, 6e4, 7e8], InventoryFuels.All.Select(fuel => use.Amount(0, fuel).Value));
        Assert.Contains("原煤 (raw coal, part of the total of coal)", use.Notes[0], StringComparison.Ordinal);
        Assert.StartsWith("Provinces without statistics: Tianjin, Hebei", use.Notes[1], StringComparison.Ordinal);
        Assert.Contains("crude oil in CN-NM", use.Notes[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EnergyBalanceOfRawCoalAlone_DoesNotTakeItForTheTotal()
    {
        string path = Write("province,item,原煤,焦炭,原油,汽油,煤油,柴油,燃料油,天然气", "北京,六.消费量合计,10,1,2,3,4,5,6,7");
        Assert.Contains("煤合计", Assert.Throws<SchemaMismatchException>(() => FuelUse.Read(path)).Message, StringComparison.Ordinal);
        path = Write("province,煤炭,焦炭,原油,汽油,煤油,柴油,燃料油,天然气", "Bejing,10,1,2,3,4,5,6,7");
        Assert.Contains("Did you mean 'Beijing'?", Assert.Throws<DataFormatException>(() => FuelUse.Read(path)).Fault.Remedy,
            StringComparison.Ordinal);
    }

    private string Write(params string[] lines)
    {
        string path = Path.Combine(_folder, "fuels.csv");
        File.WriteAllLines(path, lines);
        return path;
    }
}
