using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>How the errors of the prior in two cells are correlated at a distance d.</summary>
public enum CorrelationShape
{
    /// <summary>exp(-(d / L)^2 / 2): a product of rows and columns, for grids of any size.</summary>
    Gaussian,

    /// <summary>exp(-(|dx| + |dy|) / L): a product of rows and columns, for grids of any size; rougher than the Gaussian.</summary>
    ExponentialByAxis,

    /// <summary>exp(-d / L): the usual one, by a dense root, for small grids.</summary>
    Exponential,

    /// <summary>None.</summary>
    None,
}

/// <summary>Correlation matrix C of a field and its root L, C = L L', as operators.</summary>
internal sealed class SpatialCorrelation
{
    /// <summary>Most cells for which a dense root is made: 4096 x 4096 numbers are 134 MB.</summary>
    public const int DenseLimit = 4096;

    // Part of the variance that is not correlated: without it the matrices of smooth correlations are singular in double precision.
    private const double Nugget = 1e-4;

    private readonly int _rows;
    private readonly int _columns;
    private readonly CholeskyFactor? _dense;
    private readonly CholeskyFactor? _alongRows;
    private readonly CholeskyFactor? _acrossRows;

    /// <param name="rows">Rows of the grid.</param>
    /// <param name="columns">Columns of the grid.</param>
    /// <param name="shape">Shape of the correlation.</param>
    /// <param name="length">Correlation length, cells.</param>
    public SpatialCorrelation(int rows, int columns, CorrelationShape shape, double length)
    {
        (_rows, _columns) = (rows, columns);
        if (shape == CorrelationShape.None || length <= 0) return;
        if (shape != CorrelationShape.Exponential)
        {
            Func<double, double> function = shape == CorrelationShape.Gaussian
                ? distance => Math.Exp(-distance * distance / (2 * length * length)) : distance => Math.Exp(-distance / length);
            _alongRows = Root(columns, (i, j) => function(Math.Abs(i - j)));
            _acrossRows = Root(rows, (i, j) => function(Math.Abs(i - j)));
            return;
        }

        if (rows * columns > DenseLimit)
            throw new ResourceException(new Fault("The grid is too large for a dense exponential correlation.",
                Expected: $"at most {DenseLimit} cells", Found: $"{rows * columns}",
                Remedy: $"Choose {CorrelationShape.ExponentialByAxis} or {CorrelationShape.Gaussian}, which take grids of any size."));
        _dense = Root(rows * columns, (i, j) =>
        {
            double dy = (i / columns) - (j / columns), dx = (i % columns) - (j % columns);
            return Math.Exp(-Math.Sqrt((dx * dx) + (dy * dy)) / length);
        });
    }

    /// <summary>A field becomes L or L' times it.</summary>
    public void Apply(Span<double> field, bool transposed) => Each(field, (root, line) => root.Apply(line, transposed));

    /// <summary>A field becomes the inverse of L or L' times it.</summary>
    public void Solve(Span<double> field, bool transposed) => Each(field, (root, line) => root.Solve(line, transposed));

    private delegate void LineAction(CholeskyFactor root, Span<double> line);

    // The root of a product of rows and columns is the product of their roots, which commute.
    private void Each(Span<double> field, LineAction action)
    {
        if (_dense is not null) action(_dense, field);
        if (_alongRows is null || _acrossRows is null) return;
        for (int r = 0; r < _rows; r++) action(_alongRows, field.Slice(r * _columns, _columns));
        double[] line = new double[_rows];
        for (int c = 0; c < _columns; c++)
        {
            for (int r = 0; r < _rows; r++) line[r] = field[(r * _columns) + c];
            action(_acrossRows, line);
            for (int r = 0; r < _rows; r++) field[(r * _columns) + c] = line[r];
        }
    }

    private static CholeskyFactor Root(int size, Func<int, int, double> correlation)
    {
        double[] matrix = new double[size * size];
        for (int i = 0; i < size; i++)
            for (int j = 0; j <= i; j++) matrix[(i * size) + j] = i == j ? 1 : (1 - Nugget) * correlation(i, j);
        return CholeskyFactor.Of(matrix, size, "The correlation of the prior");
    }
}
