using Kaya.Core;
using Kaya.Downscaling;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>A map divided into sources with a known location, amounts whose location is unknown, and all else.</summary>
/// <param name="Raster">Bands <c>point</c>, <c>area</c> and, if there are any, <c>unlocated</c>; they add up to the map.</param>
/// <param name="IsDivided">Whether there is anything but area.</param>
internal sealed record MapParts(ExtensiveRaster Raster, bool IsDivided)
{
    /// <summary>Divides a map.</summary>
    /// <param name="map">The coarse or the fine map.</param>
    /// <param name="coarse">The coarse map.</param>
    /// <param name="points">Sources with a known location; null for none.</param>
    /// <param name="excess">Amounts that were placed on guessed cells of the coarse map.</param>
    /// <param name="factor">Fine cells along one side of a cell of the map: 1 for the fine map.</param>
    public static MapParts Of(ExtensiveRaster map, ExtensiveRaster coarse, PlacedPoints? points, IReadOnlyList<PointSourceResidual> excess,
        int factor)
    {
        bool known = points is { Points.Length: > 0 };
        if (!known && excess.Count == 0) return new MapParts(map, IsDivided: false);
        ExtensiveRaster spread = points?.Without(map, factor) ?? map;
        double[] unlocated = Unlocated(spread, coarse, excess);
        string[] bands = excess.Count > 0 ? ["point", "area", "unlocated"] : ["point", "area"];
        ExtensiveRaster? sources = known ? points!.Map(map, factor) : null;
        return new MapParts(new ExtensiveRaster(map.Grid, map.Unit, bands, (band, cells) =>
        {
            for (int cell = 0; cell < cells.Length; cell++)
            {
                double whole = spread.Values()[cell];
                cells[cell] = double.IsNaN(map.Values()[cell]) ? double.NaN : band == 0 ? sources?.Values()[cell] ?? 0
                    : band == 1 ? whole - unlocated[cell] : unlocated[cell];
            }
        }), IsDivided: true);
    }

    /// <summary>The parts as variables of a netCDF file.</summary>
    public IEnumerable<NetCdfMap> Variables() => !IsDivided ? [] : Raster.Bands.Select((band, i) =>
        new NetCdfMap(band.Name, Raster, band.Name switch
        {
            "point" => "CO2 emissions of sources with a known location",
            "area" => "CO2 emissions distributed by drivers",
            _ => "CO2 emissions on guessed cells: the location is unknown",
        }) { Band = i, Basis = MassBasis.CO2 });

    // The drivers would have placed a part of such a cell there; the rest, on the coarse cell and all fine cells inside, is guessed.
    private static double[] Unlocated(ExtensiveRaster spread, ExtensiveRaster coarse, IReadOnlyList<PointSourceResidual> excess)
    {
        double[] amounts = new double[spread.Grid.CellCount];
        int side = spread.Grid.Rows / coarse.Grid.Rows;
        foreach (GivenAmount cell in excess.SelectMany(zone => zone.Cells))
        {
            double share = Math.Clamp(cell.Amount / coarse[0, cell.Row, cell.Column], 0, 1);
            for (int part = 0; part < side * side; part++)
            {
                int at = (((cell.Row * side) + (part / side)) * spread.Grid.Columns) + (cell.Column * side) + (part % side);
                amounts[at] = Math.Min(spread.Values()[at], amounts[at] + (share * spread.Values()[at]));
            }
        }

        return amounts;
    }
}
