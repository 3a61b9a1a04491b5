namespace Kaya.Downscaling;

/// <summary>A square of values, row by row; NaN is no-data, also outside the map.</summary>
internal readonly record struct Patch(int Side, float[] Values)
{
    public float this[int row, int column] => Values[(row * Side) + column];

    /// <summary>One of the eight rotations and reflections of a square; 0 is the identity.</summary>
    public Patch Turn(int way)
    {
        if (way == 0) return this;
        float[] turned = new float[Values.Length];
        for (int row = 0; row < Side; row++)
            for (int column = 0; column < Side; column++)
                turned[(row * Side) + column] = Values[Place(way, row, column, Side)];
        return new Patch(Side, turned);
    }

    /// <summary>Source of an element of a rotated square.</summary>
    public static int Place(int way, int row, int column, int side)
    {
        int last = side - 1;
        if (way >= 4) column = last - column;
        (int r, int c) = (way % 4) switch
        {
            0 => (row, column),
            1 => (column, last - row),
            2 => (last - row, last - column),
            _ => (last - column, row),
        };
        return (r * side) + c;
    }

    /// <summary>Layout of the residuals of fine cells: [upper left, upper right, lower left, lower right] x coarse row x
    /// coarse column.</summary>
    public static int ResidualPlace(int row, int column, int coarseSide) =>
        (((((row % 2) * 2) + (column % 2)) * coarseSide + (row / 2)) * coarseSide) + (column / 2);

    /// <summary>Means of 2 x 2 blocks over their cells with data: a box filter.</summary>
    public Patch Halve()
    {
        int half = Side / 2;
        float[] means = new float[half * half];
        for (int row = 0; row < half; row++)
            for (int column = 0; column < half; column++)
                means[(row * half) + column] = Mean(this[2 * row, 2 * column], this[2 * row, (2 * column) + 1],
                    this[(2 * row) + 1, 2 * column], this[(2 * row) + 1, (2 * column) + 1]);
        return new Patch(half, means);
    }

    /// <summary>Twice as many cells by bilinear interpolation between cell centres; the outermost cell is extended at the edge.</summary>
    public Patch Double()
    {
        int side = 2 * Side;
        float[] doubled = new float[side * side];
        for (int row = 0; row < side; row++)
        {
            (int near, int far) = Neighbours(row);
            for (int column = 0; column < side; column++)
            {
                (int left, int right) = Neighbours(column);
                doubled[(row * side) + column] = (0.75f * ((0.75f * this[near, left]) + (0.25f * this[near, right])))
                    + (0.25f * ((0.75f * this[far, left]) + (0.25f * this[far, right])));
            }
        }

        return new Patch(side, doubled);
    }

    /// <summary>The centre, without a margin.</summary>
    public Patch Inner(int rim)
    {
        int side = Side - (2 * rim);
        float[] inner = new float[side * side];
        for (int row = 0; row < side; row++) Values.AsSpan(((row + rim) * Side) + rim, side).CopyTo(inner.AsSpan(row * side, side));
        return new Patch(side, inner);
    }

    /// <summary>Fills no-data from outside in: ring by ring with the mean of the neighbours that have a value; unreached cells get
    /// 0.</summary>
    /// <remarks>Zeros at a border would be a false edge. Neighbours are summed in an order that is invariant under rotation: in sums of
    /// equals.</remarks>
    public Patch Fill(int rings)
    {
        float[] now = [.. Values];
        for (int ring = 0; ring < rings && Array.Exists(now, float.IsNaN); ring++)
        {
            float[] before = [.. now];
            for (int row = 0; row < Side; row++)
                for (int column = 0; column < Side; column++)
                    if (float.IsNaN(before[(row * Side) + column])) now[(row * Side) + column] = MeanAround(before, row, column);
        }

        for (int cell = 0; cell < now.Length; cell++)
            if (float.IsNaN(now[cell])) now[cell] = 0;
        return new Patch(Side, now);
    }

    private float MeanAround(float[] values, int row, int column)
    {
        (double sum, int count) = (0, 0);
        for (int r = Math.Max(0, row - 1); r <= Math.Min(Side - 1, row + 1); r++)
            for (int c = Math.Max(0, column - 1); c <= Math.Min(Side - 1, column + 1); c++)
                if (values[(r * Side) + c] is var value && !float.IsNaN(value)) (sum, count) = (sum + value, count + 1);
        return count == 0 ? float.NaN : (float)(sum / count);
    }

    private (int Near, int Far) Neighbours(int fine)
    {
        int near = fine / 2;
        return (near, Math.Clamp(fine % 2 == 0 ? near - 1 : near + 1, 0, Side - 1));
    }

    private static float Mean(float a, float b, float c, float d)
    {
        (float sum, int count) = (0, 0);
        if (!float.IsNaN(a)) (sum, count) = (sum + a, count + 1);
        if (!float.IsNaN(b)) (sum, count) = (sum + b, count + 1);
        if (!float.IsNaN(c)) (sum, count) = (sum + c, count + 1);
        if (!float.IsNaN(d)) (sum, count) = (sum + d, count + 1);
        return count == 0 ? float.NaN : sum / count;
    }
}
