using Kaya.Geo;

namespace Kaya.Downscaling;

/// <summary>Bilinear interpolation to half the cell size, the reference for super-resolution.</summary>
internal static class Interpolation
{
    /// <summary>Interpolates between cell centres on a scale and transforms back; at borders and next to no-data the cell itself replaces
    /// missing neighbours.</summary>
    public static IntensiveRaster Double(IntensiveRaster coarse, Func<double, double> to, Func<double, double> from) =>
        new(coarse.Grid.Refine(2), coarse.Unit, [coarse.Bands[0].Name], (_, cells) =>
        {
            int columns = 2 * coarse.Grid.Columns;
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = At(coarse, cell / columns, cell % columns, to, from);
        });

    private static double At(IntensiveRaster coarse, int row, int column, Func<double, double> to, Func<double, double> from)
    {
        (int r, int c) = (row / 2, column / 2);
        if (double.IsNaN(coarse[0, r, c])) return double.NaN;
        (int besideRow, int besideColumn) = (Beside(row, coarse.Grid.Rows), Beside(column, coarse.Grid.Columns));
        double Value(int at, int beside) => to(double.IsNaN(coarse[0, at, beside]) ? coarse[0, r, c] : coarse[0, at, beside]);
        return from(
            (0.75 * ((0.75 * Value(r, c)) + (0.25 * Value(r, besideColumn))))
            + (0.25 * ((0.75 * Value(besideRow, c)) + (0.25 * Value(besideRow, besideColumn)))));
    }

    private static int Beside(int fine, int cells) => Math.Clamp(fine % 2 == 0 ? (fine / 2) - 1 : (fine / 2) + 1, 0, cells - 1);
}
