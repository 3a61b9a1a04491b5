using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;

namespace Kaya.Inversion;

/// <summary>Correlation of errors that have a part that is alike in all cells of a region: C = (1 - a) C0 + a E E', with the correlation
/// C0 in space, the part a, and E the cells of each region. As a root L, C = L L', an operator.</summary>
/// <remarks>
/// Inventories are made for countries or provinces: an error of an activity or of an emission factor there is an error of all its cells.
/// L = sqrt(1 - a) L0 (1 + G G')^1/2 with G = sqrt(a / (1 - a)) L0^-1 E; the second root has a closed form in the eigenvectors of the
/// small matrix G'G, and so has its inverse. Cells of no region keep the variance of 1.
/// </remarks>
internal sealed class RegionalCorrelation
{
    private readonly SpatialCorrelation _near;
    private readonly double[] _scale;
    // H = G V, region by region; (1 + G G')^1/2 = 1 + H diag(forward) H', its inverse 1 + H diag(back) H'.
    private readonly double[][] _directions;
    private readonly double[] _forward, _back;

    /// <param name="near">Correlation in space.</param>
    /// <param name="regions">Number of the region of each cell, from 0; below 0 for none.</param>
    /// <param name="share">Part of the variance that the cells of a region share, from 0 to below 1.</param>
    public RegionalCorrelation(SpatialCorrelation near, ImmutableArray<int> regions, double share)
    {
        _near = near;
        _scale = [.. regions.Select(region => region < 0 ? 1 : Math.Sqrt(1 - share))];
        int[] numbers = share > 0 ? [.. regions.Where(region => region >= 0).Distinct().Order()] : [];
        double[][] columns = [.. numbers.Select(number =>
        {
            double[] column = [.. regions.Select(region => region == number ? Math.Sqrt(share / (1 - share)) : 0)];
            near.Solve(column, transposed: false);
            return column;
        })];
        (_directions, _forward, _back) = ([], [], []);
        if (numbers.Length == 0) return;
        Matrix<double> products = Matrix<double>.Build.Dense(numbers.Length, numbers.Length,
            (i, j) => CholeskyFactor.Dot(columns[Math.Min(i, j)], columns[Math.Max(i, j)]));
        MathNet.Numerics.LinearAlgebra.Factorization.Evd<double> evd = products.Evd(Symmetricity.Symmetric);
        double[] values = [.. evd.EigenValues.Select(value => value.Real)];
        _directions = [.. Enumerable.Range(0, values.Length).Select(k =>
        {
            double[] sum = new double[regions.Length];
            for (int j = 0; j < columns.Length; j++)
                for (int cell = 0; cell < sum.Length; cell++) sum[cell] += columns[j][cell] * evd.EigenVectors[j, k];
            return sum;
        })];
        _forward = [.. values.Select(value => (Math.Sqrt(1 + value) - 1) / value)];
        _back = [.. values.Select(value => ((1 / Math.Sqrt(1 + value)) - 1) / value)];
    }

    /// <summary>A field becomes L or L' times it.</summary>
    public void Apply(Span<double> field, bool transposed)
    {
        if (!transposed) Along(field, _forward);
        if (transposed) Scale(field, 1);
        _near.Apply(field, transposed);
        if (!transposed) Scale(field, 1);
        if (transposed) Along(field, _forward);
    }

    /// <summary>A field becomes the inverse of L or L' times it.</summary>
    public void Solve(Span<double> field, bool transposed)
    {
        if (transposed) Along(field, _back);
        if (!transposed) Scale(field, -1);
        _near.Solve(field, transposed);
        if (transposed) Scale(field, -1);
        if (!transposed) Along(field, _back);
    }

    private void Along(Span<double> field, double[] parts)
    {
        double[] along = [.. parts];
        for (int k = 0; k < along.Length; k++) along[k] *= CholeskyFactor.Dot(_directions[k], field);
        for (int k = 0; k < along.Length; k++)
            for (int cell = 0; cell < field.Length; cell++) field[cell] += along[k] * _directions[k][cell];
    }

    private void Scale(Span<double> field, int power)
    {
        for (int cell = 0; cell < _scale.Length; cell++) field[cell] = power > 0 ? field[cell] * _scale[cell] : field[cell] / _scale[cell];
    }
}
