
namespace Kaya.Inventory.Tests;

public sealed class InventoryTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"kaya-inventory-{Guid.NewGuid():N}.txt");

    [Fact]
    public void CountedAs_CarbonToCarbonDioxide_Is44By12()
    {
        ExtensiveRaster carbon = ExtensiveRaster.Of(Grid.InDegrees(0, 2, 1, 2, 3), Unit.Parse("t"), new double[] { 12, 0, 0, 0, 0, 0 });
        Assert.Equal(44, InventoryFormat.Odiac.CountedAs(carbon, MassBasis.CO2).Sum(), 1e-13);
        Assert.Throws<UnitMismatchException>(() => InventoryFormat.Odiac.CountedAs(carbon, MassBasis.N));
    }

    [Fact]
    public void ReadEdgar_CornerAndCentre_AreTheSameCells()
    {
        File.WriteAllText(_path, "EDGAR 2008, CO2\nlat;lon;emission\n39.9;116.3;12.5\n-90;-180;1\n");
        ExtensiveRaster corner = InventoryText.ReadEdgar(_path);
        File.WriteAllText(_path, "39.95;116.35;12.5\n-89.95;-179.95;1\n");
        ExtensiveRaster centre = InventoryText.ReadEdgar(_path, CellRegistration.Centre);
        Assert.Equal(corner.Values(), centre.Values());
        (int row, int column) = corner.Grid.CellAt(116.35, 39.95)!.Value;
        Assert.Equal(12.5, corner[0, row, column]);
        Assert.Equal(1, corner[0, 1799, 0]);
        Assert.Equal(13.5, corner.Sum());
    }

    [Theory]
    [InlineData("39.95;116.35;12.5\n")]
    [InlineData("39.9;116.3;1\n39.9;116.3;1\n")]
    [InlineData("39.9;116.3;many\n")]
    [InlineData("no numbers here\n")]
    public void ReadEdgar_OtherForm_RefusedWithLine(string text)
    {
        File.WriteAllText(_path, text);
        Assert.Equal(_path, Assert.Throws<DataFormatException>(() => InventoryText.ReadEdgar(_path)).Fault.Where!.File);
    }

    [Fact]
    public void ReadCdiac_TruncatedAndMissing_SaysSo()
    {
        File.WriteAllText(_path, " 0.1E+00\n 0.2E+00\n");
        Assert.Contains("the file is incomplete", Assert.Throws<DataFormatException>(() => InventoryText.ReadCdiac(_path)).Message,
            StringComparison.Ordinal);
        Assert.Throws<DataNotFoundException>(() => InventoryText.ReadCdiac(_path + ".none"));
    }

    [Fact]
    public void Parse_NameWithSlip_Suggested() =>
        Assert.Contains("edgar-txt", Assert.Throws<DataFormatException>(() => InventoryFormat.Parse("edgar-text")).Fault.Remedy,
            StringComparison.Ordinal);

    [Fact]
    public void ReadCdiac_Year2008_WorldTotalIsThePublishedOne()
    {
        ExtensiveRaster world = InventoryText.ReadCdiac(RealData.File("china-5min/cdiac_gridcar.2008"));
        // CDIAC's national fossil-fuel totals for 2008 add up to 8.5 to 8.8 Gt C (Boden et al., doi 10.3334/CDIAC/00001).
        Assert.InRange(world.In(Unit.Parse("Gt")).Sum(), 8.0, 9.0);
        (int row, int column) = world.Grid.CellAt(116.4, 39.9)!.Value;
        // Beijing emits; the same cell half the world further west, in the Pacific, does not.
        Assert.True(world[0, row, column] > 1e6);
        Assert.Equal(0, world[0, row, column - 250 < 0 ? column + 110 : column - 250]);
    }

    public void Dispose() => File.Delete(_path);
}
