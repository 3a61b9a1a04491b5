using System.Globalization;
using Kaya.Geo;
using Kaya.Geo.Gdal;

namespace Kaya.Tasks;

/// <summary>Text descriptions of rasters, shared by all commands.</summary>
internal static class RasterText
{
    private const double SquareMetresInOne = 1e6;

    public static Unit SquareKilometres { get; } = Core.Unit.Parse("km2");

    /// <summary>Such as <c>t of CO2</c>; <c>no unit</c> if unspecified.</summary>
    public static string Unit(BandDescription band) => band.Kind == QuantityKind.Category ? "codes" : !band.IsUnitStated ? "no unit"
        : band.Basis is null ? band.Unit.ToString() : $"{band.Unit} of {band.Basis}";

    public static string Kind(BandDescription band) => band.IsKindStated ? band.Kind.ToString().ToLowerInvariant() : "not stated";

    /// <summary>Square metres as km2.</summary>
    public static double SquareKilometresOf(double squareMetres) => squareMetres / SquareMetresInOne;

    /// <summary>Smallest and largest true area of a cell, in km2, from nine cells spread over the grid.</summary>
    public static (double Smallest, double Largest) CellArea(Grid grid)
    {
        double[] areas = [
            .. Places(grid.Rows).SelectMany(
            row => Places(grid.Columns).Select(column => GdalCoordinateSystems.CellAreas(grid.Crop(new Window(row, column, 1, 1))).Total))];
        double[] finite = [.. areas.Where(double.IsFinite).DefaultIfEmpty(double.NaN)];
        return (SquareKilometresOf(finite.Min()), SquareKilometresOf(finite.Max()));
    }

    public static string CellAreaText(Grid grid)
    {
        (double smallest, double largest) = CellArea(grid);
        string low = smallest.ToString("G4", CultureInfo.InvariantCulture), high = largest.ToString("G4", CultureInfo.InvariantCulture);
        return low == high ? $"true cell area {low} km2" : $"true cell area {low} to {high} km2";
    }

    private static int[] Places(int cells) => [.. new[] { 0, cells / 2, cells - 1 }.Distinct()];
}
