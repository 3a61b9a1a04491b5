namespace Kaya.Geo;

/// <summary>Shares source cells, quadrilaterals in columns and rows of the target, among the target cells they lie on.</summary>
/// <param name="target">The target.</param>
/// <param name="extensive">Whether values add up; otherwise sums are of value times area.</param>
/// <param name="sums">Sums of the target cells, to be added to.</param>
/// <param name="weights">Covered areas of the target cells, to be added to.</param>
internal ref struct CellQuadrilateral(Grid target, bool extensive, Span<double> sums, Span<double> weights)
{
    private readonly Span<double> _sums = sums, _weights = weights;
    private readonly double _turn = target.ColumnsOfTurn;
    private CoverageRaster _coverage = new(4, 4);
    private int _room = 4;
    private double[] _fractions = new double[4];

    /// <summary>Adds the cell between two lines of corners.</summary>
    public void Add(double value, (double[] X, double[] Y) upper, (double[] X, double[] Y) lower, int column)
    {
        Span<double> x = [upper.X[column], upper.X[column + 1], lower.X[column + 1], lower.X[column]];
        Span<double> y = [upper.Y[column], upper.Y[column + 1], lower.Y[column + 1], lower.Y[column]];
        if (_turn == 0)
        {
            Add(value, x, y);
            return;
        }

        // In degrees the corners are moved to one another by whole turns, and the cell to every place it has on the target.
        double west = x[0], east = x[0];
        for (int corner = 1; corner < 4; corner++)
        {
            x[corner] = x[0] + Math.IEEERemainder(x[corner] - x[0], _turn);
            (west, east) = (Math.Min(west, x[corner]), Math.Max(east, x[corner]));
        }

        if (!double.IsFinite(east - west)) return;
        double first = Math.Floor(-east / _turn) + 1;
        for (int corner = 0; corner < 4; corner++) x[corner] += first * _turn;
        for (west += first * _turn; west < target.Columns; west += _turn)
        {
            Add(value, x, y);
            for (int corner = 0; corner < 4; corner++) x[corner] += _turn;
        }
    }

    private void Add(double value, scoped Span<double> x, scoped Span<double> y)
    {
        double west = double.PositiveInfinity, north = double.PositiveInfinity, east = double.NegativeInfinity,
            south = double.NegativeInfinity;
        for (int corner = 0; corner < 4; corner++)
        {
            if (!double.IsFinite(x[corner]) || !double.IsFinite(y[corner])) return;
            (west, east) = (Math.Min(west, x[corner]), Math.Max(east, x[corner]));
            (north, south) = (Math.Min(north, y[corner]), Math.Max(south, y[corner]));
        }

        double area = Math.Abs(EdgeCoverage.Area(x, y));
        if (area <= 0 || east <= 0 || south <= 0 || west >= target.Columns || north >= target.Rows) return;
        Window around = new((int)Math.Floor(north), (int)Math.Floor(west), 0, 0);
        around = around with { Rows = (int)Math.Ceiling(south) - around.Row, Columns = (int)Math.Ceiling(east) - around.Column };
        Window window = around.Intersect(target.All);
        if (window.IsEmpty) return;
        bool inside = window == around;
        if (inside && window.CellCount == 1)
        {
            Give(value, 1, area, (window.Row * target.Columns) + window.Column);
            return;
        }

        Share(value, area, inside, new Quad(x, y, window));
    }

    private void Share(double value, double area, bool inside, scoped Quad quad)
    {
        Window window = quad.Window;
        Prepare(window);
        _coverage.AddRing(quad.X, quad.Y);
        // If the whole cell is inside, shares are normalised by their sum, so that they sum to 1 in spite of rounding.
        double tolerance = 1e-9 * Math.Min(1, area);
        double whole = inside ? Total(window, tolerance) : area;
        if (whole <= 0) return;
        for (int row = 0; row < window.Rows; row++)
        {
            _coverage.ReadRow(row, _fractions, tolerance);
            for (int k = 0; k < window.Columns; k++)
                if (_fractions[k] > 0)
                    Give(value, _fractions[k] / whole, _fractions[k], ((window.Row + row) * target.Columns) + window.Column + k);
        }
    }

    private double Total(Window window, double tolerance)
    {
        double total = 0;
        for (int row = 0; row < window.Rows; row++)
        {
            _coverage.ReadRow(row, _fractions, tolerance);
            for (int k = 0; k < window.Columns; k++) total += _fractions[k];
        }

        return total;
    }

    private void Prepare(Window window)
    {
        int needed = Math.Max(window.Rows, window.Columns);
        if (needed > _room)
        {
            _room = needed;
            _coverage = new CoverageRaster(_room, _room);
            _fractions = new double[_room];
        }

        _coverage.Reset(window);
    }

    private readonly void Give(double value, double part, double area, int cell)
    {
        _sums[cell] += value * (extensive ? part : area);
        _weights[cell] += area;
    }

    private readonly ref struct Quad(Span<double> x, Span<double> y, Window window)
    {
        public Span<double> X { get; } = x;

        public Span<double> Y { get; } = y;

        public Window Window { get; } = window;
    }
}
