namespace Kaya.Learning.Tests;

public sealed class FeatureSchemaTests
{
    private static readonly FeatureColumn Coal = new("coal", Unit.Parse("GWh"));
    private static readonly FeatureColumn Gas = new("gas", Unit.Parse("GWh"));
    private static readonly FeatureSchema Schema = new(Coal, Gas);

    [Fact]
    public void Require_SameColumns_Passes() => Schema.Require(new FeatureSchema(Coal, Gas with { Unit = Unit.Parse("GWh") }));

    [Fact]
    public void Require_Missing_NamesIt() => Refuses(new FeatureSchema(Coal), "missing column gas");

    [Fact]
    public void Require_Extra_NamesIt() =>
        Refuses(new FeatureSchema(Coal, Gas, new FeatureColumn("oil", Unit.Parse("GWh"))), "extra column oil");

    [Fact]
    public void Require_Reordered_NamesIt() => Refuses(new FeatureSchema(Gas, Coal), "reordered column 'gas'");

    [Fact]
    public void Require_OtherUnit_NamesBoth() =>
        Refuses(new FeatureSchema(Coal, Gas with { Unit = Unit.Parse("MWh") }), "'gas' with a different unit: MWh");

    [Fact]
    public void Constructor_NameTwice_Refuses() => Assert.Throws<ArgumentException>(() => new FeatureSchema(Coal, Coal));

    [Fact]
    public void FromJson_OfToJson_IsEqual()
    {
        FeatureSchema back = FeatureSchema.FromJson(Schema.ToJson());
        Assert.Equal(Schema, back);
        Assert.Equal(Schema.GetHashCode(), back.GetHashCode());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[{\"name\":\"coal\",\"unit\":\"no unit at all\"}]")]
    public void FromJson_Damaged_IsRefused(string json) =>
        Assert.Throws<ModelFormatException>(() => FeatureSchema.FromJson(System.Text.Json.Nodes.JsonNode.Parse(json)));

    private static void Refuses(FeatureSchema found, string phrase) =>
        Assert.Contains(phrase, Assert.Throws<SchemaMismatchException>(() => Schema.Require(found)).Message, StringComparison.Ordinal);
}
