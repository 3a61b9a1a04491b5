namespace Kaya.Learning.Tests;

public sealed class FeatureTableTests
{
    private static readonly FeatureSchema Schema = new(
        new FeatureColumn("coal", Unit.Parse("GWh")), new FeatureColumn("total", Unit.Parse("Mt d-1")));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Constructor_NotFinite_NamesColumnAndRow(double bad)
    {
        NonFiniteException error = Assert.Throws<NonFiniteException>(() => new FeatureTable(Schema, [1, 2, 3, bad]));
        Assert.Contains("'total'", error.Message, StringComparison.Ordinal);
        Assert.Contains("row 1", error.Message, StringComparison.Ordinal);
        Assert.Equal("total", error.Fault.Where!.Variable);
    }

    [Fact]
    public void Constructor_LengthThatFillsNoRow_Refuses() => Assert.Throws<ArgumentException>(() => new FeatureTable(Schema, [1, 2, 3]));

    [Fact]
    public void Constructor_ArrayChangedLater_StaysAsItWas()
    {
        double[] values = [1, 2, 3, 4];
        FeatureTable table = new(Schema, values);
        values[0] = 99;
        Assert.Equal(1, table[0, 0]);
    }

    [Fact]
    public void FromColumns_TwoColumns_LiesRowByRow()
    {
        FeatureTable table = FeatureTable.FromColumns((Schema[0], [1, 2, 3]), (Schema[1], [10, 20, 30]));
        Assert.Equal([1, 10, 2, 20, 3, 30], table.Values.ToArray());
        Assert.Equal([10.0, 20, 30], table.Column("total"));
    }

    [Fact]
    public void FromColumns_UnequalLengths_NamesTheColumn()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => FeatureTable.FromColumns((Schema[0], [1, 2]), (Schema[1], [10])));
        Assert.Contains("'total'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SelectRows_AnyOrderAndTwice_GivesThoseRows()
    {
        FeatureTable table = new FeatureTable(Schema, [1, 2, 3, 4, 5, 6]).SelectRows([2, 0, 2]);
        Assert.Equal([5, 6, 1, 2, 5, 6], table.Values.ToArray());
    }

    [Fact]
    public void SelectColumns_OtherOrder_CarriesTheUnits()
    {
        FeatureTable table = new FeatureTable(Schema, [1, 2, 3, 4]).SelectColumns("total", "coal");
        Assert.Equal([2, 1, 4, 3], table.Values.ToArray());
        Assert.Equal(Unit.Parse("Mt d-1"), table.Schema[0].Unit);
    }

    [Fact]
    public void SelectColumns_Unknown_NamesIt()
    {
        SchemaMismatchException error = Assert.Throws<SchemaMismatchException>(() => new FeatureTable(Schema, [1, 2]).SelectColumns("gas"));
        Assert.Contains("gas", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Beside_TwoTables_JoinsColumns()
    {
        FeatureTable right = new(new FeatureSchema(new FeatureColumn("wind", Unit.Parse("GWh"))), [7, 8]);
        FeatureTable table = new FeatureTable(Schema, [1, 2, 3, 4]).Beside(right);
        Assert.Equal([1, 2, 7, 3, 4, 8], table.Values.ToArray());
        Assert.Throws<ArgumentException>(() => table.Beside(right));
    }

    [Fact]
    public void Create_NoRows_IsAnEmptyTable() => Assert.Equal(0, FeatureTable.Create(Schema, 0, _ => { }).RowCount);
}
