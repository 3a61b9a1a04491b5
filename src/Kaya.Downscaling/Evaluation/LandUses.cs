using System.Globalization;
using Kaya.Core;
using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>Conversion of the 17 IGBP land cover classes to seven land-use types.</summary>
/// <remarks>
/// The spatialisation paper lists the seven types but does not assign savannas, wetlands, mosaics and ice: savannas count as grassland,
/// wetlands as water, cropland mosaics as cropland, snow and ice as bare ground. Our choice.
/// </remarks>
public static class LandUses
{
    private const int Unclassified = 254;
    private const int Fill = 255;

    /// <summary>The seven types, in the order of their values.</summary>
    public static IReadOnlyList<LandUse> All { get; } = Array.AsReadOnly(Enum.GetValues<LandUse>());

    /// <summary>The name for tables, such as <c>built-up</c>.</summary>
    /// <param name="use">A land-use type.</param>
    /// <returns>Lower case.</returns>
    public static string Label(this LandUse use) => use switch
    {
        LandUse.Forest => "forest",
        LandUse.Shrubland => "shrubland",
        LandUse.Grassland => "grassland",
        LandUse.Water => "water",
        LandUse.Cropland => "cropland",
        LandUse.BuiltUp => "built-up",
        LandUse.BareGround => "bare ground",
        _ => throw new ArgumentOutOfRangeException(nameof(use), use, null),
    };

    /// <summary>The land-use type of an IGBP code.</summary>
    /// <param name="code">1 to 16, and 0 or 17 for water; 254 (unclassified) and 255 (fill) have no type.</param>
    /// <param name="coding">Which code is water.</param>
    /// <returns>The type; null for unclassified.</returns>
    /// <exception cref="DataFormatException">A code of the other coding, or not an IGBP code.</exception>
    public static LandUse? OfIgbp(double code, IgbpCoding coding) => code switch
    {
        >= 1 and <= 5 when double.IsInteger(code) => LandUse.Forest,
        6 or 7 => LandUse.Shrubland,
        8 or 9 or 10 => LandUse.Grassland,
        11 => LandUse.Water,
        12 or 14 => LandUse.Cropland,
        13 => LandUse.BuiltUp,
        15 or 16 => LandUse.BareGround,
        0 when coding == IgbpCoding.WaterIsZero => LandUse.Water,
        17 when coding == IgbpCoding.WaterIsSeventeen => LandUse.Water,
        Unclassified or Fill => null,
        _ => throw Unknown(code, coding),
    };

    /// <summary>Land cover as the seven types, numbered from 0; unclassified is no-data.</summary>
    /// <param name="igbp">Codes of IGBP classes, first band.</param>
    /// <param name="coding">Which code is water.</param>
    /// <returns>One band <c>land use</c>.</returns>
    /// <exception cref="DataFormatException">A code of the other coding, or not an IGBP code.</exception>
    public static CategoryRaster OfIgbp(Raster igbp, IgbpCoding coding)
    {
        ArgumentNullException.ThrowIfNull(igbp);
        return new CategoryRaster(igbp.Grid, ["land use"], (_, cells) =>
        {
            ReadOnlySpan<double> codes = igbp.Values();
            for (int cell = 0; cell < cells.Length; cell++)
                cells[cell] = !double.IsNaN(codes[cell]) && OfIgbp(codes[cell], coding) is { } use ? (int)use : double.NaN;
        });
    }

    /// <summary>The type that covers most of each cell of a coarser grid, as published land cover of coarse cells has it.</summary>
    /// <param name="uses">As <see cref="OfIgbp(Raster, IgbpCoding)"/> gives it.</param>
    /// <param name="grid">A grid in the same coordinate system.</param>
    /// <returns>One band <c>land use</c>; no-data where nothing is known.</returns>
    /// <exception cref="GridMismatchException">Another coordinate system, or no overlap.</exception>
    public static CategoryRaster Dominant(CategoryRaster uses, Grid grid)
    {
        ArgumentNullException.ThrowIfNull(uses);
        ArgumentNullException.ThrowIfNull(grid);
        ConservativeRegridding way = new(uses.Grid, grid);
        return new CategoryRaster(grid, ["land use"], (_, cells) =>
        {
            double[] most = new double[cells.Length];
            cells.Fill(double.NaN);
            foreach (LandUse use in All)
            {
                ReadOnlySpan<double> shares = way.Apply(uses.ShareOf(use.Label(), (double)(int)use)).Values();
                for (int cell = 0; cell < cells.Length; cell++)
                    if (shares[cell] > most[cell]) (most[cell], cells[cell]) = (shares[cell], (int)use);
            }
        });
    }

    private static DataFormatException Unknown(double code, IgbpCoding coding) => new(new Fault("A land cover code is not an IGBP class.",
        Expected: coding == IgbpCoding.WaterIsZero ? "0 (water) to 16" : "1 to 17 (water)",
            Found: code.ToString(CultureInfo.InvariantCulture),
        Remedy: code is 0 or 17 ? "Choose the other coding of water."
            : "Give a file of IGBP classes (type 1), or give its no-data value."));
}
