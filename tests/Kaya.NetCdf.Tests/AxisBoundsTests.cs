using Kaya.Core;
using Kaya.Geo;

namespace Kaya.NetCdf.Tests;

/// <summary>What bounds of latitudes say of the cells, and what a standard name says of the mass, on files of one variable.</summary>
public sealed class AxisBoundsTests : IDisposable
{
    private readonly WrittenFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(new double[] { 15, 5 }, new double[] { 10, 20, 0, 10 })]
    [InlineData(new double[] { 15, 5 }, new double[] { 20, 10, 10, 0 })]
    [InlineData(new double[] { 15, 5 }, new double[] { 10, 20, 10, 0 })]
    [InlineData(new double[] { 5, 15 }, new double[] { 10, 0, 20, 10 })]
    public void Grid_BoundsInEitherOrder_IsTheSame(double[] latitudes, double[] bounds) =>
        Assert.Equal(Grid.InDegrees(0, 20, 10, 2, 2).Bounds, Read(latitudes, bounds).Grid.Bounds);

    [Fact]
    public void Grid_HalfCellsAtThePoles_IsTheSameAsWithoutBounds()
    {
        double[] latitudes = [90, 45, 0, -45, -90];
        Grid without = Read(latitudes, null).Grid;
        Assert.Equal((5, 112.5, -112.5), (without.Rows, without.Bounds.North, without.Bounds.South));
        Assert.Equal(without, Read(latitudes, [90, 67.5, 67.5, 22.5, 22.5, -22.5, -22.5, -67.5, -67.5, -90]).Grid);
        Assert.Equal(without, Read([-90, -45, 0, 45, 90], [-90, -67.5, -67.5, -22.5, -22.5, 22.5, 22.5, 67.5, 67.5, 90]).Grid);
        // As GEOS writes it: the centres of the half cells are those of their areas.
        Assert.Equal(without, Read([78.75, 45, 0, -45, -78.75], [67.5, 90, 22.5, 67.5, -22.5, 22.5, -67.5, -22.5, -90, -67.5]).Grid);
    }

    [Theory]
    [InlineData(new double[] { 20, 12, 10, 0 })]
    [InlineData(new double[] { 20, 8, 10, 0 })]
    public void Grid_BoundsWithGapsOrOverlaps_RefusedByName(double[] bounds)
    {
        DataFormatException refused = Assert.Throws<DataFormatException>(() => Read([15, 5], bounds));
        Assert.Equal("lat_bnds", refused.Fault.Where?.Variable);
        Assert.Contains("gaps or overlap", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Basis_StandardNameExpressedAsCarbon_IsCAndCO2Refused()
    {
        const string Name = "tendency_of_atmosphere_mass_content_of_carbon_dioxide_expressed_as_carbon_due_to_emission";
        Assert.Equal(MassBasis.C, Read([15, 5], null, Name).Values.Basis);
        Assert.Null(Read([15, 5], null, Name.Replace("_expressed_as_carbon", "", StringComparison.Ordinal)).Values.Basis);
        UnitMismatchException refused = Assert.Throws<UnitMismatchException>(() => Read([15, 5], null, Name,
            new RasterReadOptions { Basis = MassBasis.CO2 }));
        Assert.Equal("override", refused.Fault.Option);
    }

    private FieldDescription Read(double[] latitudes, double[]? bounds, string? standard = null, RasterReadOptions? options = null)
    {
        NetCdfAttribute[] named = standard is null ? [] : [NetCdfAttribute.Of("standard_name", standard)];
        ClassicVariable[] edges = bounds is null ? [] : [new("lat_bnds", NetCdfType.Double, ["lat", "two"], [])];
        NetCdfAttribute[] has = bounds is null ? [] : [NetCdfAttribute.Of("bounds", "lat_bnds")];
        ClassicLayout layout = new([new("lat", latitudes.Length, false), new("lon", 2, false), new("two", 2, false)], [],
        [
            new("v", NetCdfType.Double, ["lat", "lon"], [NetCdfAttribute.Of("units", "kg m-2 s-1"), .. named]),
            new("lat", NetCdfType.Double, ["lat"], [NetCdfAttribute.Of("units", "degrees_north"), .. has]),
            new("lon", NetCdfType.Double, ["lon"], [NetCdfAttribute.Of("units", "degrees_east")]), .. edges,
        ]);
        ClassicWriter.Write(_folder["v.nc"], layout, (part, values) =>
        {
            double[] all = part.Variable.Name switch
            {
                "lat" => latitudes, "lon" => [5, 15], "lat_bnds" => bounds!, _ => new double[2 * latitudes.Length],
            };
            int width = part.Variable.Dimensions.Length == 2 ? 2 : 1;
            all.AsSpan((int)part.Start[0] * width, values.Length).CopyTo(values);
        });
        using NetCdfFile file = NetCdfFile.Open(_folder["v.nc"]);
        return NetCdfFields.Of(file, "v", options).Fields[0];
    }
}
