using System.Collections.Immutable;
using Kaya.Core;

namespace Kaya.Inversion.Tests.Update;

/// <summary>A small model with a dense matrix: predictions H f, or H f + strength (H f)^2.</summary>
internal sealed class ToyModel : IForwardModel
{
    private readonly double[] _matrix;
    private readonly double _bend;

    private ToyModel(FactorLayout layout, UpdateObservations observations, double[] matrix, double bend) =>
        (Layout, Observations, _matrix, _bend) = (layout, observations, matrix, bend);

    public FactorLayout Layout { get; }

    public UpdateObservations Observations { get; }

    public ReadOnlySpan<double> Matrix => _matrix;

    public int Predictions { get; private set; }

    /// <summary>A model whose rows decay with the distance of source and observed cell; a row feels the block of its hour alone.</summary>
    public static ToyModel Create(ulong seed, ToyShape? shape = null)
    {
        shape ??= new ToyShape();
        RandomSource random = new(seed);
        FactorLayout layout = new(
            TimeBlocks.Days(new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.Zero), shape.Days * 24, shape.DaysOfBlock),
            [EmittedSpecies.Nox, EmittedSpecies.So2], Plane.Grid(shape.Rows, shape.Columns));
        RandomSequence sequence = random.Derive("toy").Sequence();
        ImmutableArray<ObservedSite> sites = [.. Enumerable.Range(0, shape.Sites).Select(k => new ObservedSite(
            $"site {k}", sequence.NextInt32(layout.Cells), $"town {k / 2}"))];
        float[][] series = [.. Enumerable.Range(0, shape.Sites).Select(_ => Series(shape, sequence))];
        UpdateObservations observations = UpdateObservations.Of(sites,
            (pollutant, site) => pollutant is Pollutant.No2 or Pollutant.So2 ? series[site] : [], shape.Days * 24, 0, 24);
        double[] matrix = new double[observations.Count * layout.Count];
        for (int n = 0; n < observations.Count; n++)
        {
            ObservationPoint point = observations.Points[n];
            EmittedSpecies species = point.Pollutant == Pollutant.No2 ? EmittedSpecies.Nox : EmittedSpecies.So2;
            int field = layout.FieldAt(layout.Blocks.BlockOf(point.Hour), species);
            for (int cell = 0; cell < layout.Cells; cell++)
            {
                double dy = (cell / shape.Columns) - (point.Cell / shape.Columns);
                double dx = (cell % shape.Columns) - (point.Cell % shape.Columns);
                matrix[(n * layout.Count) + field + cell] =
                    (0.5 + sequence.NextDouble()) * 3 * Math.Exp(-Math.Sqrt((dx * dx) + (dy * dy)) / 1.5);
            }
        }

        return new ToyModel(layout, observations, matrix, shape.Bend);
    }

    public IReadOnlyList<int> BlocksOf(int part) =>
        [.. Observations.PointsOf(part).ToArray().Select(point => Layout.Blocks.BlockOf(point.Hour)).Distinct().Order()];

    public IPrediction Predict(ReadOnlySpan<double> factors, int part)
    {
        Predictions++;
        (int first, int count) = Observations.RangeOf(part);
        double[] straight = new double[count];
        for (int k = 0; k < count; k++)
            for (int at = 0; at < factors.Length; at++) straight[k] += _matrix[((first + k) * factors.Length) + at] * factors[at];
        return new Prediction(this, first, straight);
    }

    /// <summary>The same matrix with observations of a truth; with errors of the scale of a loss where there is a source.</summary>
    public ToyModel WithObservationsOf(double[] truth, ObservationLoss loss, RandomSource? noise)
    {
        double[] values = UpdateCost.PredictAll(this, truth);
        RandomSequence? sequence = noise?.Sequence();
        for (int n = 0; n < values.Length; n++) values[n] += (sequence?.NextGaussian() ?? 0) * loss.Scales[n];
        return new ToyModel(Layout, Observations.With(values), _matrix, _bend);
    }

    private static float[] Series(ToyShape shape, RandomSequence sequence) => [.. Enumerable.Range(0, shape.Days * 24)
        .Select(_ => sequence.NextDouble() < shape.Gaps ? float.NaN : (float)(10 + (10 * sequence.NextDouble())))];

    private sealed class Prediction(ToyModel model, int first, double[] straight) : IPrediction
    {
        private readonly double[] _values = [.. straight.Select(value => value + (model._bend * value * value))];

        public ReadOnlySpan<double> Values => _values;

        public void AddGradient(ReadOnlySpan<double> derivatives, Span<double> gradient)
        {
            for (int k = 0; k < straight.Length; k++)
            {
                double slope = derivatives[k] * (1 + (2 * model._bend * straight[k]));
                for (int at = 0; at < gradient.Length; at++) gradient[at] += slope * model._matrix[((first + k) * gradient.Length) + at];
            }
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>Size of a toy model.</summary>
internal sealed record ToyShape
{
    public int Rows { get; init; } = 5;

    public int Columns { get; init; } = 6;

    public int Days { get; init; } = 4;

    public int DaysOfBlock { get; init; } = 2;

    public int Sites { get; init; } = 6;

    /// <summary>Most of the hours are gaps, so that the dense reference stays small.</summary>
    public double Gaps { get; init; } = 0.9;

    public double Bend { get; init; }
}
