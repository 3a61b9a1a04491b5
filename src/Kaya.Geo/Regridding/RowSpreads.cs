namespace Kaya.Geo;

/// <summary>How the area of the cells of each row is spread over their height.</summary>
/// <remarks>
/// In degrees a cell has more area on the side of the equator. Rows are taken in parts of at most a quarter of a degree, each with a
/// polynomial of second degree that is right at both ends and in the middle (Simpson): within 1e-7 of the area of a cell.
/// </remarks>
internal sealed class RowSpreads
{
    private const double LongestPart = 0.25;
    private const int MostParts = 720;
    private readonly Grid _grid;
    private readonly RowSpread[] _all;

    private RowSpreads(Grid grid, RowSpread[] all, int parts) => (_grid, _all, Parts) = (grid, all, parts);

    /// <summary>Number of parts of each row.</summary>
    public int Parts { get; }

    /// <summary>The rows of a grid.</summary>
    /// <param name="grid">Any grid.</param>
    /// <returns>Null where the area is spread evenly or nearly so: on planes, and on turned grids.</returns>
    public static RowSpreads? Of(Grid grid)
    {
        if (!grid.Crs.IsGeographic || !grid.IsRegular) return null;
        int parts = (int)Math.Clamp(Math.Ceiling(Math.Abs(grid.Affine.StepY) / LongestPart), 1, MostParts);
        RowSpread[] all = new RowSpread[grid.Rows * parts];
        for (int row = 0; row < grid.Rows; row++)
            for (int part = 0; part < parts; part++)
                all[(row * parts) + part] = Part(grid, row, (double)part / parts, (part + 1.0) / parts);
        return new RowSpreads(grid, all, parts);
    }

    /// <summary>A row whose cells are covered over their whole height.</summary>
    public RowSpread Whole(int row) => new(_grid.ShareBetweenPoles(row), 0);

    /// <summary>A part of a row.</summary>
    public RowSpread At(int row, int part) => _all[(row * Parts) + part];

    private static RowSpread Part(Grid grid, int row, double begin, double end)
    {
        double step = grid.Affine.StepY, first = grid.Affine.OriginY + (row * step);
        double Latitude(double y) => Math.Clamp(first + (y * step), -90, 90);
        // A row centred on a pole ends there: its area is on this side.
        (double above, double below, double from, double to) = (Latitude(0), Latitude(1), Latitude(begin), Latitude(end));
        if (from == to) return default;
        Ellipsoid earth = grid.Crs.Ellipsoid;
        double start = (from - first) / step, height = (to - from) / step, share = (below - above) / step;
        double area = share * earth.AuthalicStep(from, to) / earth.AuthalicStep(above, below);
        double bend = (4 * earth.AuthalicStep(from, (from + to) / 2) / earth.AuthalicStep(from, to)) - 2;
        return new RowSpread(area / height * (1 + bend + (2 * bend * start / height)), area * bend / (height * height));
    }
}
