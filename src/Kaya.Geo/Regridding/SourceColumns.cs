namespace Kaya.Geo;

/// <summary>The columns of a source in degrees, split where the projection of the target is cut.</summary>
/// <param name="Edges">Fractional columns; one more than there are parts.</param>
/// <param name="Owners">The column of each part; -1 for the hair between two sides of a cut.</param>
/// <param name="Shares">The part's share of the width of its column.</param>
internal sealed record SourceColumns(double[] Edges, int[] Owners, double[] Shares)
{
    // A hair: about 0.1 mm on the Earth. Nearer than two of them, a cut is at the edge of a column.
    private const double RimDegrees = 1e-9;

    /// <summary>All columns of a grid.</summary>
    /// <param name="grid">The source.</param>
    /// <param name="seam">Longitude from Greenwich of the cut; null if there is none.</param>
    public static SourceColumns Of(Grid grid, double? seam)
    {
        double rim = RimDegrees / Math.Abs(grid.Affine.StepX);
        double[] cuts = Cuts(grid, seam, rim);
        List<double> edges = [];
        List<int> owners = [];
        List<double> shares = [];
        for (int column = 0, cut = 0; column < grid.Columns; column++)
        {
            while (cut < cuts.Length && cuts[cut] <= column + (2 * rim)) cut++;
            double from = column;
            while (from < column + 1)
            {
                double to = cut < cuts.Length && cuts[cut] < column + 1 - (2 * rim) ? cuts[cut++] : column + 1;
                double start = from + (IsCut(from) ? rim : 0), end = to - (IsCut(to) ? rim : 0);
                if (edges.Count == 0) edges.Add(start);
                else if (edges[^1] != start) Add(start, -1, 0);
                Add(end, column, to - from);
                from = to;
            }
        }

        return new SourceColumns([.. edges], [.. owners], [.. shares]);

        bool IsCut(double place) => Array.Exists(cuts, known => Math.Abs(known - place) <= 2 * rim);

        void Add(double end, int owner, double share)
        {
            edges.Add(end);
            owners.Add(owner);
            shares.Add(share);
        }
    }

    private static double[] Cuts(Grid grid, double? seam, double rim)
    {
        if (seam is not { } meridian || grid.ColumnsOfTurn is not (> 0 and var turn)) return [];
        double cut = (meridian - grid.Crs.PrimeMeridian - grid.Affine.OriginX) / grid.Affine.StepX;
        List<double> cuts = [];
        for (double place = cut - (turn * Math.Floor((cut + rim) / turn)); place <= grid.Columns + rim; place += turn) cuts.Add(place);
        return [.. cuts];
    }
}
