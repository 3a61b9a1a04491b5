using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Urban;

/// <summary>How near a cell is to the cells that a model learnt from.</summary>
public enum CellNearness
{
    /// <summary>As near as most training cells are to each other.</summary>
    Inside,

    /// <summary>Farther than 95 of 100 training cells.</summary>
    Near,

    /// <summary>Farther than any training cell.</summary>
    Outside,
}

/// <summary>Compares cells with the training cells: the distance to the nearest of them in another block, among what a plain description of
/// the inputs can tell.</summary>
/// <remarks>
/// The description needs no network: logarithms of the counts of points, covariates, and mean and deviation of each colour over the image,
/// each divided by its spread over the training cells. A distance of 1 is that of 95 of 100 training cells to the nearest training cell
/// that does not touch them.
/// </remarks>
public sealed class CellApplicability
{
    private readonly float[] _reference;
    private readonly float[] _mean, _spread;

    private CellApplicability(float[] mean, float[] spread, float[] reference, double usual, double farthest) =>
        (_mean, _spread, _reference, Usual, Farthest) = (mean, spread, reference, usual, farthest);

    /// <summary>Distance that 95 of 100 training cells stay below.</summary>
    public double Usual { get; }

    /// <summary>The largest distance of a training cell.</summary>
    public double Farthest { get; }

    /// <summary>Describes the training cells.</summary>
    /// <param name="data">Cells to learn from, with their split.</param>
    /// <param name="modalities">The kinds of input that the model uses.</param>
    /// <param name="context">Cancellation.</param>
    /// <returns>The description.</returns>
    public static CellApplicability Of(UrbanTrainingData data, IReadOnlyCollection<UrbanModality> modalities, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(modalities);
        ArgumentNullException.ThrowIfNull(context);
        ImmutableArray<int> cells = data.Split.Of(CellRole.Training);
        float[] all = CellDescription.Of(data.Cells, cells, modalities, context.Cancellation);
        int width = all.Length / cells.Length;
        (float[] mean, float[] spread) = Moments(all, width);
        Standardise(all, mean, spread);
        double[] distances = new double[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            (int row, int column) = data.Cells.PlaceOf(cells[i]);
            distances[i] = Nearest(all, all.AsSpan(i * width, width), other =>
            {
                (int r, int c) = data.Cells.PlaceOf(cells[other]);
                return Math.Max(Math.Abs(r - row), Math.Abs(c - column)) > 1;
            });
        }

        double[] sorted = [.. distances.Where(double.IsFinite).Order()];
        if (sorted.Length == 0) sorted = [1];
        return new CellApplicability(mean, spread, all, Math.Max(1e-9, sorted[(int)(0.95 * (sorted.Length - 1))]), Math.Max(1e-9,
            sorted[^1]));
    }

    /// <summary>Distance of cells to the nearest training cell, 1 for the distance that 95 of 100 training cells stay below.</summary>
    /// <param name="data">Cells of the same categories and covariates.</param>
    /// <param name="cells">Which of them.</param>
    /// <param name="modalities">The kinds of input that the model uses.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>[cells], 0 or more.</returns>
    public double[] Distances(UrbanDataset data, IReadOnlyList<int> cells, IReadOnlyCollection<UrbanModality> modalities,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cells);
        float[] given = CellDescription.Of(data, cells, modalities, cancellation);
        Standardise(given, _mean, _spread);
        double[] distances = new double[cells.Count];
        for (int i = 0; i < cells.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            distances[i] = Nearest(_reference, given.AsSpan(i * _mean.Length, _mean.Length), _ => true) / Usual;
        }

        return distances;
    }

    /// <summary>The word for a distance.</summary>
    /// <param name="distance">From <see cref="Distances"/>.</param>
    /// <returns>Inside, near or outside.</returns>
    public CellNearness Nearness(double distance) => distance <= 1 ? CellNearness.Inside
        : distance <= Farthest / Usual ? CellNearness.Near : CellNearness.Outside;

    internal Dictionary<string, StateArray> ToArrays() => new()
    {
        ["mean"] = StateArray.Of(_mean, _mean.Length),
        ["spread"] = StateArray.Of(_spread, _spread.Length),
        ["reference"] = StateArray.Of(_reference, _reference.Length / _mean.Length, _mean.Length),
        ["limits"] = StateArray.Of([Usual, Farthest], 2),
    };

    internal static CellApplicability FromArrays(Func<string, StateArray> array)
    {
        ReadOnlySpan<double> limits = array("limits").As<double>();
        return new CellApplicability(array("mean").As<float>().ToArray(), array("spread").As<float>().ToArray(),
            array("reference").As<float>().ToArray(), limits[0], limits[1]);
    }

    private static double Nearest(float[] reference, ReadOnlySpan<float> one, Func<int, bool> counts)
    {
        double nearest = double.PositiveInfinity;
        for (int i = 0; i < reference.Length / one.Length; i++)
        {
            ReadOnlySpan<float> other = reference.AsSpan(i * one.Length, one.Length);
            float squares = 0;
            for (int c = 0; c < one.Length && squares < nearest; c++) squares += (one[c] - other[c]) * (one[c] - other[c]);
            if (squares < nearest && counts(i)) nearest = squares;
        }

        return Math.Sqrt(nearest);
    }

    private static (float[] Mean, float[] Spread) Moments(float[] all, int width)
    {
        float[] mean = new float[width], spread = new float[width];
        int rows = all.Length / width;
        for (int c = 0; c < width; c++)
        {
            double sum = 0, squares = 0;
            for (int r = 0; r < rows; r++) sum += all[(r * width) + c];
            double middle = sum / rows;
            for (int r = 0; r < rows; r++) squares += Math.Pow(all[(r * width) + c] - middle, 2);
            (mean[c], spread[c]) = ((float)middle, squares > 0 ? (float)Math.Sqrt(squares / rows) : 1);
        }

        return (mean, spread);
    }

    private static void Standardise(float[] values, float[] mean, float[] spread)
    {
        for (int i = 0; i < values.Length; i++) values[i] = (values[i] - mean[i % mean.Length]) / spread[i % mean.Length];
    }
}
