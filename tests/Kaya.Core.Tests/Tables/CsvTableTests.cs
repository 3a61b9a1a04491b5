namespace Kaya.Core.Tests;

public sealed class CsvTableTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("kaya-table-").FullName, "t.csv");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void Read_QuotesBlanksAndEmptyLines_KeepTheLineOfEachCell()
    {
        CsvTable table = Read("zone , coal [1e4 t],gas (1e8 m3)", "", "\"A, \"\"the\"\" first\", 2.5 ,NA", ",,", "B,,1e3");
        Assert.Equal(["zone", "coal [1e4 t]", "gas (1e8 m3)"], table.Headings);
        Assert.Equal(2, table.RowCount);
        Assert.Equal("A, \"the\" first", table.Text(0, 0));
        Assert.Equal([2.5, null, null, 1e3], [table.Amount(0, 1), table.Amount(0, 2), table.Amount(1, 1), table.Amount(1, 2)]);
        Assert.Equal("t.csv:5:2 (coal [1e4 t])", table.Where(1, 1).ToString().Split('/')[^1]);
        Assert.Contains("missing", Assert.Throws<DataFormatException>(() => table.RequiredAmount(1, 1)).Fault.What,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_ByHeadingNameOrUnit_AreFound()
    {
        CsvTable table = Read("zone,coal [1e4 t],gas (1e8 m3)", "A,1,2");
        Assert.Equal((1, 2, -1), (table.Find("nothing", "COAL [1e4 t]"), table.Find("gas (1e8 m3)"), table.Find("gas")));
        Assert.Equal((1, 2, 0), (table.Column("coal"), table.Column("Gas"), table.Require("ZONE")));
        Assert.Equal(("coal", "1e4 t", "gas", "1e8 m3", "zone", null),
            (table.Name(1), table.UnitText(1), table.Name(2), table.UnitText(2), table.Name(0), table.UnitText(0)));
        Assert.Equal("Did you mean 'zone'?", Assert.Throws<DataFormatException>(() => table.Column("zones")).Fault.Remedy);
        Assert.Contains("'code'", Assert.Throws<SchemaMismatchException>(() => table.Require("code")).Fault.Expected,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zone;total", "A;1.234,5", "B;0,25", 1234.5, 0.25)]
    [InlineData("zone\ttotal", "A\t1 234,5", "B\t1.234.567", 1234.5, 1234567)]
    [InlineData("zone,total", "A,\"1,234.5\"", "B,1.250", 1234.5, 1.25)]
    [InlineData("zone;total", "A;1'234.5", "B;1.5e3", 1234.5, 1500)]
    public void Amount_OtherForms_AreReadAlikeInTheWholeTable(string headings, string first, string second, double one, double other)
    {
        CsvTable table = Read(headings, first, second);
        Assert.Equal((one, other), (table.RequiredAmount(0, 1), table.RequiredAmount(1, 1)));
    }

    [Theory]
    [InlineData("zone;total", "A;1.234", "two ways")]
    [InlineData("zone,total", "A,\"1,234\"", "two ways")]
    [InlineData("zone;total;more", "A;1.5;2,5", "two ways")]
    public void Amount_TwoReadings_IsRefused(string headings, string line, string says) => Assert.Contains(says,
        Assert.Throws<DataFormatException>(() => Read(headings, line).Amount(0, 1)).Fault.What, StringComparison.Ordinal);

    [Fact]
    public void Read_WhatIsNoTable_IsRefusedWithItsPlace()
    {
        Assert.Throws<DataNotFoundException>(() => CsvTable.Read(_path));
        Assert.Equal("an empty file", Assert.Throws<DataFormatException>(() => Read()).Fault.Found);
        Assert.Equal("headings only", Assert.Throws<DataFormatException>(() => Read("zone,total")).Fault.Found);
        Assert.Equal(2, Assert.Throws<DataFormatException>(() => Read("zone,total", "A")).Fault.Where!.Line);
        Assert.Contains("quotes", Assert.Throws<DataFormatException>(() => Read("zone,total", "\"A,1", "B,2")).Fault.What,
            StringComparison.Ordinal);
    }

    private CsvTable Read(params string[] lines)
    {
        File.WriteAllLines(_path, lines);
        return CsvTable.Read(_path);
    }
}
