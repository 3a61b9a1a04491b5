namespace Kaya.Geo;

/// <summary>How the area of the cells of a row is spread over their height, as a polynomial of second degree.</summary>
/// <remarks>
/// In degrees a cell has more area on the side of the equator. The share of it up to a height y, from 0 at the first edge to 1 at the
/// next one, is taken as c1 y - c2 y^2 with the true share in the middle. For cells of 5 degrees the error is at most 2e-4 of their area,
/// and it falls with the square of the size.
/// </remarks>
/// <param name="Linear">c1.</param>
/// <param name="Square">c2.</param>
internal readonly record struct RowSpread(double Linear, double Square)
{
    /// <summary>The area is spread evenly.</summary>
    public static RowSpread Even => new(1, 0);

    /// <summary>The rows of a grid.</summary>
    /// <param name="grid">Any grid.</param>
    /// <returns>By row; none where the area is spread evenly or nearly so: on planes, and on turned grids.</returns>
    public static RowSpread[] Of(Grid grid)
    {
        if (!grid.Crs.IsGeographic || !grid.IsRegular) return [];
        RowSpread[] rows = new RowSpread[grid.Rows];
        for (int row = 0; row < rows.Length; row++)
        {
            double first = grid.Affine.OriginY + (row * grid.Affine.StepY), next = first + grid.Affine.StepY;
            (double from, double to) = (Math.Clamp(first, -90, 90), Math.Clamp(next, -90, 90));
            if (from == to) rows[row] = Even;
            else
            {
                // A row centred on a pole ends there: its area lies between the heights begin and begin + share.
                double begin = (from - first) / grid.Affine.StepY, share = (to - from) / grid.Affine.StepY;
                double bend = (4 * grid.Crs.Ellipsoid.AuthalicStep(from, (from + to) / 2) / grid.Crs.Ellipsoid.AuthalicStep(from, to)) - 2;
                rows[row] = new RowSpread(1 + bend + (2 * bend * begin / share), bend / share);
            }
        }

        return rows;
    }

    /// <summary>The share of the area between two heights.</summary>
    /// <param name="from">From 0 to 1.</param>
    /// <param name="to">From 0 to 1.</param>
    /// <returns>Negative where <paramref name="to"/> is before <paramref name="from"/>.</returns>
    public double Between(double from, double to) => (to - from) * (Linear - (Square * (from + to)));

    /// <summary>What a slanted edge has on its right beyond what its middle says, for each column that it crosses.</summary>
    /// <param name="height">Height of the edge.</param>
    /// <returns>A share of the area of a cell.</returns>
    public double Slant(double height) => Square * height * height / 6;
}
