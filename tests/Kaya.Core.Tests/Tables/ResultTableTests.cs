using System.Text.Json.Nodes;

namespace Kaya.Core.Tests;

public sealed class ResultTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static ResultTable Sample() => new("daily",
        [new("region"), new("date"), new("emission", Unit.Parse("Mt d-1"), 2, "CO2 of all sectors"), new("days", Unit.One), new("inside")],
        [
            ["Old \"Port\", north", new DateOnly(2024, 2, 29), 0.1 + 0.2, 3, true],
            ["B", new DateOnly(2024, 3, 1), double.NaN, null, false],
        ], "Daily emission");

    // RFC 4180: lines end with CR LF; fields with a comma or quote are quoted; quotes are doubled.
    // 0.1 + 0.2 is 0.30000000000000004 in binary64.
    [Fact]
    public void ToCsv_SpecialCells_FollowsRfc4180() => Assert.Equal(
        "region,date,emission [Mt d-1],days,inside\r\n"
        + "\"Old \"\"Port\"\", north\",2024-02-29,0.30000000000000004,3,true\r\n"
        + "B,2024-03-01,,,false\r\n",
        Sample().ToCsv());

    [Fact]
    public void Computed_Rows_AreTheSameFilesAsThoseThatAreKept()
    {
        ResultTable kept = Sample(), computed = ResultTable.Computed("daily", kept.Columns, kept.RowCount,
            row => [.. Enumerable.Range(0, kept.Columns.Count).Select(column => kept[row, column])], kept.Description);
        kept.WriteCsv(_folder.Of("kept/daily.csv"));
        computed.WriteCsv(_folder.Of("computed/daily.csv"));
        kept.WriteJson(_folder.Of("kept/daily.json"));
        computed.WriteJson(_folder.Of("computed/daily.json"));
        foreach (string file in new[] { "daily.csv", "daily.csv-metadata.json", "daily.json" })
            Assert.Equal(File.ReadAllText(_folder.Of("kept/" + file)), File.ReadAllText(_folder.Of("computed/" + file)));
        Assert.True(JsonNode.DeepEquals(kept.ToJson(), JsonNode.Parse(File.ReadAllText(_folder.Of("computed/daily.json")))));
        Assert.Throws<ArgumentOutOfRangeException>(() => computed[2, 0]);
        Assert.Throws<ArgumentException>(() => ResultTable.Computed("short", kept.Columns, 1, _ => ["one"])[0, 0]);
    }

    [Fact]
    public void WriteCsv_Table_PutsMetadataBeside()
    {
        Sample().WriteCsv(_folder.Of("daily.csv"));
        JsonNode metadata = JsonNode.Parse(File.ReadAllText(_folder.Of("daily.csv-metadata.json")))!;
        JsonArray columns = metadata["tableSchema"]!["columns"]!.AsArray();
        Assert.Equal(["string", "date", "number", "integer", "boolean"], columns.Select(column => (string?)column!["datatype"]));
        Assert.Equal("Mt d-1", (string?)columns[2]!["unit"]);
        Assert.Equal("daily.csv", (string?)metadata["url"]);
    }

    [Fact]
    public void ToJson_Table_KeepsNumbersAndNulls()
    {
        JsonArray rows = Sample().ToJson()["rows"]!.AsArray();
        Assert.Equal(0.1 + 0.2, (double)rows[0]!["emission"]!);
        Assert.Null(rows[1]!["emission"]);
        Assert.Equal("2024-02-29", (string?)rows[0]!["date"]);
    }

    [Fact]
    public void Text_Numbers_AreRoundedForPeople()
    {
        ResultTable table = new("t", [new("x")], [[1234567.8], [0.012345], [-3.14159], [0.0], [1e-9], [123456.0]]);
        Assert.Equal(["1\u2009234\u2009568", "0.01235", "\u22123.142", "0", "1E\u22129", "123\u2009456"],
            Enumerable.Range(0, table.RowCount).Select(row => table.Text(row, 0)));
        Assert.Equal("0.30", Sample().Text(0, 2));
        Assert.Equal("\u2013", Sample().Text(1, 2));
    }

    [Fact]
    public void Constructor_BadRows_Throws()
    {
        Assert.Throws<ArgumentException>(() => new ResultTable("t", [], []));
        Assert.Throws<ArgumentException>(() => new ResultTable("t", [new("a"), new("a")], []));
        Assert.Throws<ArgumentException>(() => new ResultTable("t", [new("a")], [[1, 2]]));
        Assert.Throws<ArgumentException>(() => new ResultTable("t", [new("a")], [[1m]]));
    }
}
