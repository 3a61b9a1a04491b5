using Kaya.Core;
using Kaya.Geo;
using Kaya.Torch;

namespace Kaya.Downscaling;

/// <summary>A map of densities, from which squares are sampled at any location and scale.</summary>
internal sealed class DensityMap
{
    private readonly float[] _values;

    /// <exception cref="DataFormatException">A density that is negative, or too large for a float.</exception>
    public DensityMap(IntensiveRaster density)
    {
        (Rows, Columns) = (density.Grid.Rows, density.Grid.Columns);
        ReadOnlySpan<double> values = density.Values();
        _values = new float[values.Length];
        for (int cell = 0; cell < values.Length; cell++)
        {
            _values[cell] = (float)values[cell];
            if (values[cell] < 0 || float.IsInfinity(_values[cell])) throw Unusable(cell / Columns, cell % Columns, values[cell]);
        }
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Digest of size and densities, to identify the training map.</summary>
    public string Digest() => new DataDigest().Add<int>([Rows, Columns]).Add<float>(_values).Finish();

    /// <summary>Whether any cell has a value.</summary>
    public bool HasData => Array.Exists(_values, value => !float.IsNaN(value));

    /// <summary>Whether a cell has a value.</summary>
    public bool Has(int row, int column) => !float.IsNaN(_values[(row * Columns) + column]);

    /// <summary>Original cells; no-data outside the map.</summary>
    public Patch Cut(int row, int column, int side)
    {
        float[] values = new float[side * side];
        Array.Fill(values, float.NaN);
        int from = Math.Max(0, -column), to = Math.Min(side, Columns - column);
        for (int r = Math.Max(0, -row); r < Math.Min(side, Rows - row) && to > from; r++)
            _values.AsSpan(((row + r) * Columns) + column + from, to - from).CopyTo(values.AsSpan((r * side) + from));
        return new Patch(side, values);
    }

    /// <summary>Area means over larger cells.</summary>
    /// <param name="row">Upper edge in cells, any real number.</param>
    /// <param name="column">Left edge in cells.</param>
    /// <param name="side">Number of cells along one side.</param>
    /// <param name="step">Size of one of them in cells of the map, 1 or more.</param>
    /// <param name="counts">The cells to use; the others are no-data.</param>
    public Patch Shrink(double row, double column, int side, double step, Func<int, int, bool>? counts = null)
    {
        float[] values = new float[side * side];
        for (int r = 0; r < side; r++)
            for (int c = 0; c < side; c++)
                values[(r * side) + c] = Mean(row + (r * step), column + (c * step), step, counts);
        return new Patch(side, values);
    }

    private static DataFormatException Unusable(int row, int column, double density) => new(new Fault("A density is not valid.",
        new SourceLocation(Variable: $"row {row}, column {column}"), "a finite number, 0 or more",
            FormattableString.Invariant($"{density}"),
        "Set negative values to 0 or to no-data."));

    private float Mean(double row, double column, double step, Func<int, int, bool>? counts)
    {
        (double sum, double weights) = (0, 0);
        for (int r = Math.Max(0, (int)Math.Floor(row)); r < Math.Min(Rows, row + step - 1e-9); r++)
        {
            double high = Math.Min(r + 1, row + step) - Math.Max(r, row);
            for (int c = Math.Max(0, (int)Math.Floor(column)); c < Math.Min(Columns, column + step - 1e-9); c++)
            {
                float value = _values[(r * Columns) + c];
                if (float.IsNaN(value)) continue;
                // A single unused cell makes the mean invalid.
                if (counts is not null && !counts(r, c)) return float.NaN;
                double weight = high * (Math.Min(c + 1, column + step) - Math.Max(c, column));
                (sum, weights) = (sum + (weight * value), weights + weight);
            }
        }

        return weights > 0 ? (float)(sum / weights) : float.NaN;
    }
}
