namespace Kaya.Core.Tests;

public class IpccSectorTests
{
    [Theory]
    [InlineData("1A1a", "1.A.1.a", "main activity electricity and heat production")]
    [InlineData("1.A.3.a.ii", "1.A.3.a.ii", "domestic aviation")]
    [InlineData("1a3ai", "1.A.3.a.i", "international aviation")]
    [InlineData(" 2.C.1 ", "2.C.1", "iron and steel production")]
    // Mining has the letter i in table 8.2: no roman number.
    [InlineData("1A2i", "1.A.2.i", null)]
    [InlineData("4", "4", "waste")]
    public void Parse_CodesAsInventoriesWriteThem_AreOneSector(string text, string code, string? name)
    {
        IpccSector sector = IpccSector.Parse(text);
        Assert.Equal((code, name), (sector.Code, sector.Name));
        Assert.Equal(IpccSector.Parse(code), sector);
    }

    [Fact]
    public void Hierarchy_OfRoadTransport_GoesUpToEnergy()
    {
        IpccSector road = IpccSector.Parse("1A3b");
        Assert.Equal((4, "1.A.3", "1"), (road.Level, road.Parent!.Code, road.Parent.Parent!.Parent!.Code));
        Assert.Null(IpccSector.Parse("1").Parent);
        Assert.True(IpccSector.Parse("1.A").Contains(road) && road.Contains(road));
        Assert.False(IpccSector.Parse("1.A.1").Contains(road) || road.Contains(road.Parent));
        // 1.A.1 is no part of 1.A.10, though one text begins with the other.
        Assert.False(IpccSector.Parse("1.A.1").Contains(IpccSector.Parse("1.A.10")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("6.A")]
    [InlineData("A.1")]
    [InlineData("1..A")]
    [InlineData("1.A.1.a.b")]
    [InlineData("power")]
    public void Parse_AnythingElse_IsRefusedWithItsPlace(string text)
    {
        Assert.Null(IpccSector.TryParse(text));
        Assert.Equal(7, Assert.Throws<DataFormatException>(() => IpccSector.Parse(text, new SourceLocation("a.csv", 7))).Fault.Where!.Line);
    }
}
