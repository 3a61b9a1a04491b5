using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Geo.Tests.Maps;

public sealed class MapPictureTests
{
    [Fact]
    public void Write_LogMapWithNoData_IsAPngOfTheRightSize()
    {
        string path = Path.Combine(Path.GetTempPath(), $"kaya-map-{Guid.NewGuid():N}.png");
        try
        {
            Grid grid = Grid.InDegrees(73, 54, 0.5, 70, 124);
            double[] values = [.. Enumerable.Range(0, (int)grid.CellCount).Select(cell => cell % 124 < 8 ? double.NaN : Math.Pow(10, (cell % 124) / 20.0))];
            MapPicture.Write(path, ExtensiveRaster.Of(grid, Unit.Parse("t"), values, "emission"), 0, new MapOptions { Title = "CO2 2008", Width = 400, Logarithmic = true });
            byte[] png = File.ReadAllBytes(path);
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
            Assert.Equal(400 + 130 + (3 * 18), (png[18] << 8) + png[19]);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
